"""What does the outside see of visits that refresh records?"""

from uuid import UUID

from fastapi import APIRouter

from grid.registry.domain.kinds import RecordKind, Source
from grid.registry.routes.permits import CanKeep, CanRead
from grid.registry.schemas.shown import RecordKept
from grid.registry.schemas.visits import VisitGiven, VisitList, VisitSeen
from grid.registry.service import visits
from grid.registry.service.desk import Desk
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute

router = APIRouter(prefix="/registry/records", tags=["registry 人房企事物"], route_class=IdempotentRoute)


@router.post("/{record_id}/visit", summary="Say what was seen at a record 走访核实; once a client_id")
async def visit(record_id: UUID, kind: RecordKind, body: VisitGiven, who: CanKeep, work: Work, now: Now) -> RecordKept:
    desk = Desk(work, who.scope, now, Source.VISITED)
    given = visits.Visit(**body.model_dump(exclude={"confirmed"}), confirmed=tuple(body.confirmed))
    return RecordKept.model_validate(await visits.visit_record(desk, kind, record_id, given))


@router.get("/{record_id}/visits", summary="Who saw a record, the last first")
async def list_visits(record_id: UUID, kind: RecordKind, who: CanRead, work: Work) -> VisitList:
    rows = await visits.list_visits(work, who.scope, kind, record_id)
    return VisitList(items=[VisitSeen.model_validate(row) for row in rows])
