"""What does the outside see of the day's rounds, and how does a worker check a place?"""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from grid.patrols.domain.rounds import StopKind
from grid.patrols.routes.access import CanExplain, CanRead, CanVisit, CanWalk
from grid.patrols.schemas.stops import (
    CheckBody,
    NoteShown,
    ReasonGiven,
    RoundDetail,
    RoundList,
    RoundShown,
    StopList,
    StopShown,
    round_detail,
    stop_shown,
)
from grid.patrols.service import checking, missed, reading
from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.bodies import Day
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.text import Line

CellAsked = Annotated[str | None, Query(pattern="^[0-9]{15}$")]

router = APIRouter(prefix="/patrols", tags=["patrols 巡查走访"], route_class=IdempotentRoute)


@router.get("", summary="The rounds of a day (today) by cell, and how far they are 当日巡查")
async def rounds(
    who: CanRead,
    work: Work,
    now: Now,
    day: Day | None = None,
    cell: CellAsked = None,
    after: Annotated[str, Query(pattern="^[0-9]{0,15}$")] = "",
    limit: Limit = 50,
) -> RoundList:
    rows = await reading.list_rounds(work, who.scope, day=day or town_day(now), cell=cell, after=after, limit=limit)
    items = [RoundShown.model_validate(row) for row in rows]
    return RoundList(items=items, next=items[-1].cell if len(items) == limit else None)


@router.get("/missed", summary="What nobody visited, the newest first 漏巡")
async def missed_stops(
    who: CanRead,
    work: Work,
    day: date | None = None,
    cell: CellAsked = None,
    *,
    unexplained: bool = False,
    after: UUID | None = None,
    limit: Limit = 50,
) -> StopList:
    rows = await missed.list_missed(
        work, who.scope, day=day, cell=cell, unexplained=unexplained, before=after, limit=limit
    )
    return StopList(items=[stop_shown(row) for row in rows], next=rows[-1].id if len(rows) == limit else None)


@router.post("/missed/{stop_id}/reason", summary="Say why it was missed 漏巡说明")
async def explain(stop_id: UUID, body: ReasonGiven, who: CanExplain, work: Work, now: Now) -> StopShown:
    return stop_shown(await missed.explain(work, who.scope, stop_id, body.reason, now))


@router.get("/stops/{stop_id}/note", summary="What was written at a stop or a visit; each look is kept")
async def note(stop_id: UUID, purpose: Line, who: CanVisit, work: Work, now: Now) -> NoteShown:
    found = await checking.read_note(work, who.scope, stop_id, purpose=purpose, now=now)
    return NoteShown.model_validate(found)


@router.get("/{round_id}", summary="A round with its stops in the order in which they are walked")
async def one_round(round_id: UUID, who: CanRead, work: Work) -> RoundDetail:
    return round_detail(*await reading.show_round(work, who.scope, round_id))


@router.post("/{round_id}/stops/{stop_id}/check-in", summary="I was there, and found this 签到")
async def check_in(round_id: UUID, stop_id: UUID, body: CheckBody, who: CanWalk, work: Work, now: Now) -> StopShown:
    kind, given = StopKind.PLACE, body.read()
    checked = await checking.check_stop(
        work, who.scope, stop_id=stop_id, given=given, now=now, kind=kind, round_id=round_id
    )
    return stop_shown(checked)
