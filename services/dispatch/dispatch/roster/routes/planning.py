"""How is the roster planned and read over HTTP?"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, status
from pydantic import AwareDatetime

from dispatch.roster.routes.access import CanManage, CanRead, Purpose, Region
from dispatch.roster.schemas import (
    GapShown,
    NumberShown,
    OnDuty,
    PlanGiven,
    PlanTaken,
    RulesGiven,
    RulesShown,
    ShiftShown,
    ShiftStep,
    Version,
)
from dispatch.roster.service import planning
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.text import RegionCode

router = APIRouter(route_class=IdempotentRoute)
From = Annotated[AwareDatetime, Query(alias="from")]
Until = Annotated[AwareDatetime, Query()]


@router.post("/shifts", status_code=status.HTTP_201_CREATED, summary="Plan shifts, all or none; the gaps they leave")
async def plan_shifts(body: PlanGiven, who: CanManage, work: Work, now: Now) -> PlanTaken:
    rows = [row.planned() for row in body.shifts]
    ids, gaps = await planning.plan_shifts(work, who.scope, body.region, rows, now=now)
    return PlanTaken(ids=ids, gaps=[GapShown.of(gap) for gap in gaps])


@router.get("/shifts", summary="The shifts of a region in a time")
async def list_shifts(region: Region, since: From, until: Until, who: CanRead, work: Work) -> list[ShiftShown]:
    rows = await planning.list_shifts(work, who.scope, region, since, until)
    return [ShiftShown.model_validate(row) for row in rows]


@router.delete("/shifts/{shift_id}", status_code=status.HTTP_204_NO_CONTENT, summary="Take back a shift to come")
async def cancel_shift(
    shift_id: UUID, version: Annotated[int, Query(ge=1, lt=2**31)], who: CanManage, work: Work, now: Now
) -> None:
    await planning.cancel_shift(work, who.scope, shift_id, version=version, now=now)


@router.get("/shifts/{shift_id}/history", summary="What was done about a shift")
async def shift_history(shift_id: UUID, who: CanRead, work: Work) -> list[ShiftStep]:
    return [ShiftStep.model_validate(row) for row in await planning.history_of(work, who.scope, shift_id)]


@router.get("/now", summary="Who is on duty, now or at a moment; numbers masked")
async def on_duty(
    region: Region, who: CanRead, work: Work, now: Now, at: Annotated[AwareDatetime | None, Query()] = None
) -> list[OnDuty]:
    moment = at or now
    found = await planning.on_duty(work, who.scope, region, moment)
    return [_on_duty(row, number, held_over=row.ends_at <= moment) for row, number in found]


def _on_duty(row: Any, number: str | None, *, held_over: bool) -> OnDuty:
    return OnDuty(shift=ShiftShown.model_validate(row), held_over=held_over, number=number)


@router.get("/shifts/{shift_id}/number", summary="The number of who is on duty; the look is noted")
async def look_at_number(shift_id: UUID, purpose: Purpose, who: CanRead, work: Work, now: Now) -> NumberShown:
    return NumberShown(number=await planning.look_at_number(work, who.scope, shift_id, purpose=purpose, now=now))


@router.get("/gaps", summary="Hours in which a needed post is held by nobody")
async def list_gaps(region: Region, since: From, until: Until, who: CanRead, work: Work) -> list[GapShown]:
    return [GapShown.of(gap) for gap in await planning.list_gaps(work, who.scope, region, since, until)]


@router.get("/rules/{region}", summary="Which posts must be held when, and when a hand-over counts as missed")
async def read_rules(region: RegionCode, who: CanRead, work: Work) -> RulesShown:
    return RulesShown.model_validate(await planning.shown_rules(work, who.scope, region))


@router.put("/rules/{region}", summary="Let rules hold for a region from now on")
async def put_rules(region: RegionCode, body: RulesGiven, who: CanManage, work: Work, now: Now) -> Version:
    rules = body.rules()
    return Version(version=await planning.put_rules(work, who.scope, region, rules, version=body.version, now=now))
