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
from .schemas import ItemList, ItemOffered, ItemShown, OfferedList, PowerNeeded

router = APIRouter(prefix="/items", tags=["items 事项"], route_class=IdempotentRoute)

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_APPLICATIONS))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_ITEMS))]


@router.get("", summary="The catalogue of items")
async def list_(_who: CanRead, work: Work) -> ItemList:
    rows = await repository.list_items(work.connection)
    return ItemList(items=[ItemShown.model_validate(row) for row in rows])


@router.get("/offered", summary="Which items a township takes on a day: those whose power is in force there")
async def list_offered(region: RegionCode, who: CanRead, work: Work, now: Now, as_of: AsOf = None) -> OfferedList:
    on = as_of or town_day(now)
    found = await service.offered_in(work, who.scope, region, on)
    items = [ItemOffered(code=row.code, name=row.name, power=row.power, offered=is_in) for row, is_in in found]
    return OfferedList(region=region, on=on, items=items)


@router.put("/{code}/power", summary="Say which of the county's powers a township needs for an item", status_code=204)
async def set_power(code: Code, body: PowerNeeded, _who: CanManage, work: Work) -> None:
    await service.set_power(work, code=code, power=body.power)
