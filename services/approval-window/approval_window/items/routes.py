"""What does the outside see of items?"""

from typing import Annotated

from fastapi import APIRouter, Depends

from shared.runtime.app import Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.permissions import Permission

from . import repository
from .schemas import ItemList, ItemShown

router = APIRouter(prefix="/items", tags=["items 事项"])

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_APPLICATIONS))]


@router.get("", summary="The catalogue of items")
async def list_(_who: CanRead, work: Work) -> ItemList:
    rows = await repository.list_items(work.connection)
    return ItemList(items=[ItemShown.model_validate(row) for row in rows])
