"""How is a whistle blown, answered, ended and ruled on, and how do units answer in all, over HTTP?"""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from dispatch.cases.routes.access import AtDesk
from dispatch.coordination.domain.whistles import WhistleState
from dispatch.coordination.repository import whistles as repository
from dispatch.coordination.routes.access import CanAnswer, CanCall, CanSeeCalls, Purpose, own_unit
from dispatch.coordination.schemas.whistles import (
    ArrivalGiven,
    AtCountyPage,
    AtCountyShown,
    CallRefusalGiven,
    CancellationGiven,
    EndingGiven,
    OutcomeGiven,
    RulingGiven,
    ScorePage,
    ScoreShown,
    StepShown,
    Whistled,
    WhistleGiven,
    WhistlePage,
    WhistleShown,
    WhistleTextShown,
)
from dispatch.coordination.service import whistle_answers as answers
from dispatch.coordination.service import whistle_reading as reading
from dispatch.coordination.service import whistle_rulings as rulings
from dispatch.coordination.service import whistles as service
from shared.clock import day_end, day_start
from shared.runtime.app import Now, Work
from shared.runtime.bodies import FIRST_DAY, LAST_DAY
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.text import Code, RegionCode

router = APIRouter(prefix="/whistles", tags=["coordination 协调联动"], route_class=IdempotentRoute)

Since = Annotated[date, Query(ge=FIRST_DAY, le=LAST_DAY)]


async def _filters(state: WhistleState | None = None, case_id: UUID | None = None) -> dict[str, Any]:
    given = {"state": state and str(state), "case_id": case_id}
    return {name: value for name, value in given.items() if value is not None}


@router.post("", summary="Call units to a place by a time", status_code=201)
async def blow(body: WhistleGiven, who: CanCall, work: Work, desk: AtDesk) -> Whistled:
    return Whistled.model_validate(await service.blow(work, who.scope, desk, body.as_blow()))


@router.get("", summary="Whistles, the newest first; waiting: for my unit, or to be ended")
async def list_whistles(
    who: CanSeeCalls,
    work: Work,
    filters: Annotated[dict[str, Any], Depends(_filters)],
    waiting: bool = False,
    after: UUID | None = None,
    limit: Limit = 50,
) -> WhistlePage:
    unit = own_unit(who)
    rows = await repository.list_whistles(
        work.connection, who.scope, unit=unit, filters=filters, waiting=waiting, after=after, limit=limit
    )
    calls = await repository.calls_of(work.connection, [row.id for row in rows], unit=unit)
    items = [WhistleShown.of(row, calls.get(row.id, [])) for row in rows]
    return WhistlePage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/at-county", summary="Refusals, silences and no-shows that wait for the county, the oldest first")
async def list_at_county(
    who: CanCall, work: Work, region: RegionCode | None = None, after: UUID | None = None, limit: Limit = 50
) -> AtCountyPage:
    rows = await repository.list_at_county(work.connection, who.scope, region=region or "", after=after, limit=limit)
    items = [AtCountyShown.model_validate(row) for row in rows]
    return AtCountyPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/scores", summary="How each unit answered the whistles of a period, both days inside")
async def read_scores(
    who: CanSeeCalls, work: Work, since: Since, until: Since, after: Code | None = None, limit: Limit = 50
) -> ScorePage:
    days = {"since": day_start(since), "until": day_end(until)}
    rows = await repository.scores(
        work.connection, who.scope, unit=own_unit(who), **days, after=after or "", limit=limit
    )
    items = [ScoreShown.of(row) for row in rows]
    return ScorePage(since=since, until=until, items=items, next=items[-1].unit if len(items) == limit else None)


@router.get("/{whistle_id}", summary="One whistle, and how each unit answered")
async def read_whistle(whistle_id: UUID, who: CanSeeCalls, work: Work) -> WhistleShown:
    return WhistleShown.of(*await reading.read_whistle(work, who.scope, whistle_id, unit=own_unit(who)))


@router.get("/{whistle_id}/history", summary="What was done about it, the oldest first")
async def read_history(whistle_id: UUID, who: CanCall, work: Work) -> list[StepShown]:
    rows = await reading.read_history(work, who.scope, whistle_id)
    return [StepShown.model_validate(row) for row in rows]


@router.get("/{whistle_id}/text", summary="What was written of it; the look is logged")
async def read_text(whistle_id: UUID, purpose: Purpose, who: CanSeeCalls, work: Work, now: Now) -> WhistleTextShown:
    said = await reading.read_text(work, who.scope, whistle_id, unit=own_unit(who), purpose=purpose, now=now)
    return WhistleTextShown.model_validate(said)


@router.post("/{whistle_id}/coming", summary="My unit comes")
async def come(whistle_id: UUID, who: CanAnswer, work: Work, now: Now) -> Whistled:
    return Whistled.model_validate(await answers.come(work, who.scope, whistle_id, now=now))


@router.post("/{whistle_id}/refusal", summary="My unit does not come, and why: the county rules")
async def refuse(whistle_id: UUID, body: CallRefusalGiven, who: CanAnswer, work: Work, now: Now) -> Whistled:
    said = await answers.refuse(work, who.scope, whistle_id, **body.model_dump(), now=now)
    return Whistled.model_validate(said)


@router.post("/{whistle_id}/arrival", summary="Somebody of my unit is there")
async def arrive(whistle_id: UUID, body: ArrivalGiven, who: CanAnswer, work: Work, now: Now) -> Whistled:
    position = body.position.read() if body.position else None
    return Whistled.model_validate(await answers.arrive(work, who.scope, whistle_id, position=position, now=now))


@router.post("/{whistle_id}/outcome", summary="What my unit did there")
async def tell_outcome(whistle_id: UUID, body: OutcomeGiven, who: CanAnswer, work: Work, now: Now) -> Whistled:
    said = await answers.tell_outcome(work, who.scope, whistle_id, **body.model_dump(), now=now)
    return Whistled.model_validate(said)


@router.post("/{whistle_id}/end", summary="End it with its result, and rate each unit that came")
async def end(whistle_id: UUID, body: EndingGiven, who: CanCall, work: Work, desk: AtDesk) -> Whistled:
    return Whistled.model_validate(await service.end(work, who.scope, desk, whistle_id, body.as_ending()))


@router.post("/{whistle_id}/cancellation", summary="Call it off")
async def cancel(whistle_id: UUID, body: CancellationGiven, who: CanCall, work: Work, desk: AtDesk) -> Whistled:
    return Whistled.model_validate(await service.cancel(work, who.scope, desk, whistle_id, reason=body.reason))


@router.post("/{whistle_id}/calls/{unit}/ruling", summary="The county rules on a unit that does not come")
async def rule(whistle_id: UUID, unit: Code, body: RulingGiven, who: CanCall, work: Work, now: Now) -> Whistled:
    said = await rulings.rule(work, who.scope, whistle_id, unit, **body.model_dump(), now=now)
    return Whistled.model_validate(said)
