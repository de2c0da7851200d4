"""What does the outside see of watches of empty homes, and of what was found?"""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response, status

from grid.vacancy import schemas
from grid.vacancy.domain.findings import State as FindingState
from grid.vacancy.domain.watches import MeterOfHome
from grid.vacancy.service import findings, watches
from shared.clock import day_end, day_start, town_day
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.bodies import Day
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.text import Line
from shared.sheets.short import CSV_MEDIA, csv_text

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_VACANCY))]
CanWatch = Annotated[Principal, Depends(allowed(Permission.WATCH_HOMES))]
CanApprove = Annotated[Principal, Depends(allowed(Permission.APPROVE_WATCHES))]
CanCheck = Annotated[Principal, Depends(allowed(Permission.CHECK_HOMES))]

REFUSED_DAYS = 31
YEAR = timedelta(days=366)

router = APIRouter(prefix="/vacancy", tags=["vacancy 空关户"], route_class=IdempotentRoute)


@router.post("/watches", status_code=status.HTTP_201_CREATED, summary="Propose to watch the meters of empty homes")
async def propose(body: schemas.WatchPropose, who: CanWatch, work: Work, now: Now) -> schemas.WatchWhole:
    asked = watches.Asked(body.purpose, body.approval, body.region, body.starts_on, body.ends_on)
    homes = [MeterOfHome(one.home_id, one.meter) for one in body.homes]
    watch_id = await watches.propose_watch(work, who.scope, asked, homes, now=now)
    return await _whole(work, who, watch_id)


async def _whole(work: Work, who: Principal, watch_id: UUID) -> schemas.WatchWhole:
    watch, history = await watches.show_watch(work, who.scope, watch_id)
    seen = schemas.WatchSeen.model_validate(watch).model_dump()
    return schemas.WatchWhole(**seen, history=[schemas.StepSeen.model_validate(step) for step in history])


@router.get("/watches", summary="Watches, the newest first")
async def list_watches(who: CanRead, work: Work, after: UUID | None = None, limit: Limit = 50) -> schemas.WatchList:
    rows = await watches.list_watches(work, who.scope, after=after, limit=limit)
    items = [schemas.WatchSeen.model_validate(row) for row in rows]
    return schemas.WatchList(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/watches/{watch_id}", summary="A watch and its history")
async def show_watch(watch_id: UUID, who: CanRead, work: Work) -> schemas.WatchWhole:
    return await _whole(work, who, watch_id)


@router.post("/watches/{watch_id}/decision", summary="Approve a watch, or not; another person than who proposed it")
async def decide(
    watch_id: UUID, body: schemas.WatchDecide, who: CanApprove, work: Work, now: Now
) -> schemas.WatchWhole:
    await watches.decide_watch(work, who.scope, watch_id, grant=body.grant, now=now)
    return await _whole(work, who, watch_id)


@router.post("/watches/{watch_id}/longer", summary="Ask that a watch lasts longer")
async def ask_longer(
    watch_id: UUID, body: schemas.LongerAsk, who: CanWatch, work: Work, now: Now
) -> schemas.WatchWhole:
    await watches.ask_longer(work, who.scope, watch_id, body.ends_on, now=now)
    return await _whole(work, who, watch_id)


@router.post("/watches/{watch_id}/longer/approval", summary="Grant the longer time; another person than who asked")
async def grant_longer(watch_id: UUID, who: CanApprove, work: Work, now: Now) -> schemas.WatchWhole:
    await watches.grant_longer(work, who.scope, watch_id, now=now)
    return await _whole(work, who, watch_id)


@router.post("/watches/{watch_id}/end", summary="End a watch; what was kept of its meters is deleted")
async def end(watch_id: UUID, who: CanWatch, work: Work, now: Now) -> schemas.WatchWhole:
    await watches.end_watch(work, who.scope, watch_id, now=now)
    return await _whole(work, who, watch_id)


@router.get("/findings", summary="Homes in which somebody lives again, as it seems, the newest first")
async def list_findings(
    who: CanRead, work: Work, state: FindingState | None = None, after: UUID | None = None, limit: Limit = 50
) -> schemas.FindingList:
    rows = await findings.list_findings(work, who.scope, state=state, after=after, limit=limit)
    items = [schemas.FindingSeen.model_validate(schemas.finding_seen(row)) for row in rows]
    return schemas.FindingList(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/findings/{finding_id}", summary="A finding, what speaks for it, and its history")
async def show_finding(finding_id: UUID, who: CanRead, work: Work) -> schemas.FindingWhole:
    row, history = await findings.show_finding(work, who.scope, finding_id)
    steps = [schemas.StepSeen.model_validate(step) for step in history]
    return schemas.FindingWhole.model_validate(schemas.finding_seen(row) | {"history": steps})


@router.get("/findings/{finding_id}/note", summary="What was written by who was there; each look is kept")
async def note(finding_id: UUID, purpose: Line, who: CanCheck, work: Work, now: Now) -> schemas.NoteSeen:
    found = await findings.read_note(work, who.scope, finding_id, purpose=purpose, now=now)
    return schemas.NoteSeen.model_validate(found)


@router.post("/findings/{finding_id}/answer", summary="Say what was found; finishes the task")
async def answer(
    finding_id: UUID, body: schemas.FindingAnswer, who: CanCheck, work: Work, now: Now
) -> schemas.FindingAnswered:
    version = await findings.answer_finding(
        work, who.scope, finding_id, answer=body.answer, note=body.note, corrects=body.corrects, now=now
    )
    return schemas.FindingAnswered(version=version)


@router.get("/refused", summary="How many readings of watched homes were refused, by day and reason")
async def refused(who: CanRead, work: Work, now: Now) -> schemas.RefusedList:
    since = town_day(now) - timedelta(days=REFUSED_DAYS)
    rows = await findings.list_refused(work, who.scope, since)
    return schemas.RefusedList(items=[schemas.refused_seen(row) for row in rows])


SinceDay = Annotated[Day | None, Query(description="a year back by default")]


@router.get("/precision", summary="How often somebody had really come back, by township and month")
async def measured(
    who: CanRead, work: Work, now: Now, since: SinceDay = None, until: Day | None = None
) -> schemas.Precision:
    first, last = since or town_day(now - YEAR), until or town_day(now)
    rows = await findings.measured(work, who.scope, day_start(first), day_end(last))
    return schemas.Precision(items=[schemas.MonthMeasured.model_validate(row) for row in rows])


@router.get("/precision.csv", summary="The same as a table", response_class=Response)
async def measured_table(
    who: CanRead, work: Work, now: Now, since: SinceDay = None, until: Day | None = None
) -> Response:
    found = await measured(who, work, now, since, until)
    rows = (one.model_dump().values() for one in found.items)
    return Response(csv_text([schemas.MonthMeasured.model_fields, *rows]), media_type=CSV_MEDIA)
