"""What does the outside see of records?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status

from grid.registry.domain.kinds import RecordKind
from grid.registry.routes.permits import CanAudit, CanKeep, CanRead, CanReveal, CanSearch
from grid.registry.schemas.given import AnyGiven, CellCode, RecordChange, RecordEnd, Sought
from grid.registry.schemas.shown import (
    HistoryList,
    HistoryStep,
    LookList,
    LookSeen,
    RecordKept,
    RecordList,
    RecordSeen,
    Revealed,
    seen,
)
from grid.registry.service import keeping, looking
from grid.registry.service.desk import Desk
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.text import Code, Line, RegionCode

Narrowed = Annotated[str | None, Query(max_length=40, pattern=r"^[A-Za-z0-9\u4e00-\u9fff_-]+$")]

router = APIRouter(prefix="/registry/records", tags=["registry 人房企事物"], route_class=IdempotentRoute)


@router.post("", status_code=status.HTTP_201_CREATED, summary="Add a record 登记")
async def add(body: AnyGiven, who: CanKeep, work: Work, now: Now) -> RecordKept:
    kept = await keeping.add_record(Desk(work, who.scope, now), body.kind, body.read())
    return RecordKept.model_validate(kept)


@router.get("", summary="The records of a region or a cell; personal fields are masked")
async def records(
    who: CanRead,
    work: Work,
    kind: RecordKind,
    region: RegionCode | None = None,
    cell: CellCode | None = None,
    by: Annotated[str | None, Query(pattern="^[a-z_]{2,30}$")] = None,
    value: Narrowed = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> RecordList:
    narrowed = {by: value} if by and value else {}
    found = await looking.list_records(
        work, who.scope, kind, region=region or "", cell=cell, conditions=narrowed, after=after, limit=limit
    )
    return RecordList(items=[seen(kind, one) for one in found], next=found[-1].row.id if len(found) == limit else None)


@router.post("/search", summary="Find records by a whole name, number, phone or address; each search is kept")
async def search(body: Sought, who: CanSearch, work: Work, now: Now) -> RecordList:
    found = await looking.search(
        work, who.scope, body.kind, name=body.field, value=body.value, purpose=body.purpose, now=now
    )
    return RecordList(items=[seen(body.kind, one) for one in found], next=None)


@router.get("/{record_id}", summary="A record; personal fields are masked")
async def record(record_id: UUID, kind: RecordKind, who: CanRead, work: Work) -> RecordSeen:
    return seen(kind, await looking.show_record(work, who.scope, kind, record_id))


@router.put("/{record_id}", summary="Let a record say something else 变更")
async def change(record_id: UUID, body: RecordChange, who: CanKeep, work: Work, now: Now) -> RecordKept:
    desk, given = Desk(work, who.scope, now), body.record
    return RecordKept.model_validate(
        await keeping.change_record(desk, given.kind, record_id, body.version, given.read())
    )


@router.post("/{record_id}/end", summary="End a record 注销")
async def end(record_id: UUID, kind: RecordKind, body: RecordEnd, who: CanKeep, work: Work, now: Now) -> RecordKept:
    desk = Desk(work, who.scope, now)
    return RecordKept.model_validate(await keeping.end_record(desk, kind, record_id, body.version, body.reason))


@router.get("/{record_id}/personal", summary="Personal fields in plain words, for a purpose; each look is kept")
async def reveal(
    record_id: UUID,
    kind: RecordKind,
    field: Annotated[list[Code], Query(min_length=1, max_length=10)],
    purpose: Line,
    who: CanReveal,
    work: Work,
    now: Now,
) -> Revealed:
    numbers = Permission.REVEAL_NUMBERS in who.permissions
    found = await looking.reveal(
        work, who.scope, kind, record_id, names=field, purpose=purpose, now=now, numbers=numbers
    )
    return Revealed(id=record_id, fields=found)


@router.get("/{record_id}/history", summary="What a record said before; each look is kept")
async def history(
    record_id: UUID, kind: RecordKind, purpose: Line, who: CanReveal, work: Work, now: Now
) -> HistoryList:
    steps = await looking.read_history(work, who.scope, kind, record_id, purpose=purpose, now=now)
    return HistoryList(items=[HistoryStep.model_validate(step) for step in steps])


@router.get("/{record_id}/looks", summary="Who looked at a record, and what for; the last first")
async def looks(record_id: UUID, who: CanAudit, work: Work, after: UUID | None = None, limit: Limit = 50) -> LookList:
    rows = await looking.list_looks(work, who.scope, record_id, before=after, limit=limit)
    items = [LookSeen.model_validate(row) for row in rows]
    return LookList(items=items, next=items[-1].id if len(items) == limit else None)
