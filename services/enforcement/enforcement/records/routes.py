"""What does the outside see of the record of a case?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.text import Line

from . import repository, service
from .schemas import LineShown, LineWords, RecordPage

router = APIRouter(prefix="/records", tags=["records 全过程记录"])

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_PENALTIES))]


@router.get("/{case_id}", summary="The whole process of a case, line by line, with the hash of each")
async def read(case_id: UUID, who: CanRead, work: Work, after: int = 0, limit: Limit = 50) -> RecordPage:
    end = await service.get_record(work, who.scope, case_id=case_id)
    rows = await repository.lines_of(work.connection, case_id, after=after, limit=limit)
    items, last = [LineShown.of(row) for row in rows], rows[-1].seq if rows else after
    following = last if last < end.length else None
    return RecordPage(case_id=case_id, length=end.length, head=bytes(end.head).hex(), items=items, next=following)


@router.get("/{case_id}/lines/{seq}/words", summary="What is sealed in a line; the look is a line of the record")
async def read_words(
    case_id: UUID, seq: int, who: CanRead, work: Work, now: Now, purpose: Annotated[Line, Query()]
) -> LineWords:
    line, words = await service.read_words(work, who.scope, case_id=case_id, seq=seq, purpose=purpose, now=now)
    return LineWords(seq=line.seq, kind=line.kind, words=words)
