"""What does the outside see of items?"""

from typing import Annotated

from fastapi import APIRouter, Depends

from shared.runtime.app import Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.text import Code

from . import repository, service
from .schemas import ItemList, ItemShown, PowerNeeded

router = APIRouter(prefix="/items", tags=["items 事项"], route_class=IdempotentRoute)

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_APPLICATIONS))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_ITEMS))]


@router.get("", summary="The catalogue of items")
async def list_(_who: CanRead, work: Work) -> ItemList:
    rows = await repository.list_items(work.connection)
    return ItemList(items=[ItemShown.model_validate(row) for row in rows])


@router.put("/{code}/power", summary="Say which of the county's powers a township needs for an item", status_code=204)
async def set_power(code: Code, body: PowerNeeded, _who: CanManage, work: Work) -> None:
    await service.set_power(work, code=code, power=body.power)
