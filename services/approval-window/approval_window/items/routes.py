"""What does the outside see of items?"""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response

from shared.clock import town_day
from shared.runtime.app import Held, Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import AsOf
from shared.runtime.store import store_of
from shared.runtime.text import Code, RegionCode

from . import repository, service
from .schemas import (
    BundleDetail,
    BundleGiven,
    BundleList,
    BundleShown,
    FormShown,
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
# What a town hall lays out on its counter: for everybody, without a token.
public = APIRouter(prefix="/forms", tags=["items 事项"])

# The most that any installation may allow a form; what it does allow is a setting.
LARGER_BODIES = {"/items/*/materials/*/form": 64 * 1024 * 1024}
RAW_BODY = {"requestBody": {"required": True, "content": {"application/pdf": {}}}}
_PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}, "description": "The blank form"}}
HANDED_OUT = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "public, max-age=3600",
}

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
    row = await service.read_item(work, code, as_of or town_day(now))
    forms = await service.forms_of(work, row)
    return VersionShown.model_validate(row).model_copy(update={"forms": list(forms)})


@router.get("/{code}/versions", summary="Every version of an item, the newest first")
async def list_versions(code: Code, _who: CanRead, work: Work) -> VersionList:
    rows = await service.read_versions(work, code)
    return VersionList(versions=[VersionShown.model_validate(row) for row in rows])


@router.put("/{code}/power", summary="Say which of the county's powers a township needs for an item", status_code=204)
async def set_power(code: Code, body: PowerNeeded, who: CanManage, work: Work, now: Now) -> None:
    await service.set_power(work, who.scope, code=code, power=body.power, today=town_day(now))


@router.put(
    "/{code}/materials/{material}/form",
    summary="Publish the blank form of a material: the body is a PDF; the newest is handed out",
    openapi_extra=RAW_BODY,
)
async def publish_form(
    code: Code, material: Code, request: Request, who: CanManage, work: Work, held: Held, now: Now
) -> FormShown:
    limits = service.FormLimits(held.settings.store.most_bytes, held.settings.store.most_pages)
    form = service.FormGiven(code, material, await request.body())
    row = await service.publish_form(work, store_of(held), who.scope, form, limits, now=now)
    return FormShown(**row | {"sha256": row["sha256"].hex()})


@public.get(
    "/{code}/{material}",
    summary="The blank form of a material, for everybody 空白表格下载",
    response_class=Response,
    responses=_PDF,
)
async def download_form(code: Code, material: Code, held: Held, now: Now) -> Response:
    async with held.database.begin() as work:
        name, content = await service.read_form(work, store_of(held), code, material, town_day(now))
    headers = HANDED_OUT | {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}.pdf"}
    return Response(content, media_type="application/pdf", headers=headers)
