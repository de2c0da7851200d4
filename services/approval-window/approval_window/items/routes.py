"""What does the outside see of items?"""

from typing import Annotated

from fastapi import APIRouter, Depends

from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import AsOf
from shared.runtime.text import Code, RegionCode

from . import repository, service
from .schemas import (
    BundleDetail,
    BundleGiven,
    BundleList,
    BundleShown,
    ItemGiven,
    ItemList,
    ItemOffered,
    ItemShown,
    ItemWithdrawn,
    OfferedList,
    PowerNeeded,
    VersionList,
    VersionShown,
)

router = APIRouter(prefix="/items", tags=["items 事项"], route_class=IdempotentRoute)

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_ITEMS))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_ITEMS))]


@router.get("", summary="The catalogue: the newest version of each item")
async def list_(_who: CanRead, work: Work) -> ItemList:
    rows = await repository.list_items(work.connection)
    return ItemList(items=[ItemShown.model_validate(row) for row in rows])


@router.get("/offered", summary="Which items a township takes on a day: in force, and so is the power for it there")
async def list_offered(region: RegionCode, who: CanRead, work: Work, now: Now, as_of: AsOf = None) -> OfferedList:
    on = as_of or town_day(now)
    found = await service.offered_in(work, who.scope, region, on)
    items = [
        ItemOffered(code=row.code, name=row.name, power=row.power, in_force=row.in_force, offered=is_in)
        for row, is_in in found
    ]
    return OfferedList(region=region, on=on, items=items)


# Before what has the code of an item in its path: no item may be called so.
@router.get("/bundles", summary="Which items are handled as one thing 一件事一次办")
async def list_bundles(_who: CanRead, work: Work) -> BundleList:
    rows = await repository.list_bundles(work.connection)
    return BundleList(bundles=[BundleShown.model_validate(row) for row in rows])


@router.put("/bundles/{code}", summary="Let items be handled as one thing, or change which")
async def put_bundle(code: Code, body: BundleGiven, who: CanManage, work: Work, now: Now) -> BundleDetail:
    today = town_day(now)
    saved = await service.save_bundle(
        work, who.scope, code=code, name=body.name, items=body.items, version=body.version, today=today
    )
    return BundleDetail.of(saved)


@router.get("/bundles/{code}", summary="What a bundle asks for on a day: each material once, and for which items")
async def read_bundle(code: Code, _who: CanRead, work: Work, now: Now, as_of: AsOf = None) -> BundleDetail:
    return BundleDetail.of(await service.read_bundle(work, code, as_of or town_day(now)))


@router.put("/{code}", summary="Publish the next version of an item, or its first, from a day on")
async def publish(code: Code, body: ItemGiven, who: CanManage, work: Work, now: Now) -> VersionShown:
    draft, today = body.draft(code), town_day(now)
    row = await service.publish(work, who.scope, draft, version=body.version, reinstate=body.reinstate, today=today)
    return VersionShown.model_validate(row)


@router.post("/{code}/withdraw", summary="End an item: from a day on it is not in force")
async def withdraw(code: Code, body: ItemWithdrawn, who: CanManage, work: Work, now: Now) -> VersionShown:
    row = await service.withdraw(work, who.scope, code=code, **body.model_dump(), today=town_day(now))
    return VersionShown.model_validate(row)


@router.get("/{code}", summary="What an item asks and promises on a day")
async def read(code: Code, _who: CanRead, work: Work, now: Now, as_of: AsOf = None) -> VersionShown:
    return VersionShown.model_validate(await service.read_item(work, code, as_of or town_day(now)))


@router.get("/{code}/versions", summary="Every version of an item, the newest first")
async def list_versions(code: Code, _who: CanRead, work: Work) -> VersionList:
    rows = await service.read_versions(work, code)
    return VersionList(versions=[VersionShown.model_validate(row) for row in rows])


@router.put("/{code}/power", summary="Say which of the county's powers a township needs for an item", status_code=204)
async def set_power(code: Code, body: PowerNeeded, who: CanManage, work: Work, now: Now) -> None:
    await service.set_power(work, who.scope, code=code, power=body.power, today=town_day(now))
