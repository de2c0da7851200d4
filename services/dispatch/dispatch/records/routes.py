"""What does the outside see of what the team told of its records?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from shared.runtime.app import Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit

from . import service
from .schemas import HeadPage, HeadShown

router = APIRouter(prefix="/records", tags=["records 全过程记录"])

CanAudit = Annotated[Principal, Depends(allowed(Permission.AUDIT_RECORDS))]


@router.get("/{case_id}", summary="What the team told of a record, after each of its lines")
async def list_heads(case_id: UUID, who: CanAudit, work: Work, after: int = 0, limit: Limit = 50) -> HeadPage:
    rows = await service.list_heads(work, who.scope, case_id=case_id, after=after, limit=limit)
    items = [HeadShown(length=row.length, head=bytes(row.head).hex(), at=row.at) for row in rows]
    return HeadPage(case_id=case_id, items=items, next=items[-1].length if len(items) == limit else None)
