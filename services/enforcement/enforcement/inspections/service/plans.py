"""How is a plan drawn up by one person, approved by another, changed and ended; and how far is it?"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row

from enforcement.inspections.domain.findings import RegionOutside
from enforcement.inspections.domain.plans import (
    Plan,
    PlanAction,
    PlannedField,
    PlanNotFound,
    PlanState,
    check_plan,
    next_plan_state,
    require_left,
    require_not_below,
    require_plan_version,
    require_planned,
)
from enforcement.inspections.repository import plans
from enforcement.records.service import New, begin_record, write
from shared.clock import town_day
from shared.errors import SecondPersonNeeded
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope, platform_scope

from .objects import get_checklist

FIELDS = TypeAdapter(tuple[PlannedField, ...])
PUBLIC = platform_scope("inspection-plans")


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """Which plan somebody would take a step of, as he read it, and when."""

    plan_id: UUID
    version: int
    now: datetime


async def draw_up(work: UnitOfWork, scope: Scope, *, plan: Plan, now: datetime) -> Row[Any]:
    """Draw up a plan, which binds nobody until another person approves it; return its row.

    Raises RegionOutside, PlanDaysUnfit, PlannedTwice, ChecklistMissing.
    """
    if not scope.covers(plan.region):
        raise RegionOutside("this place is outside your region", region=plan.region)
    await _check(work, scope, plan, now)
    plan_id = new_id()
    stands = {"state": PlanState.DRAWN_UP, "version": 1, "edition": 0, "newest": 1}
    await plans.add_plan(work.connection, {"id": plan_id, "region": plan.region, **stands})
    await begin_record(work, plan_id, plan.region)
    await _add_edition(work, scope, plan_id, 1, plan, None, now)
    await _write(work, scope, plan_id, PlanAction.DRAW_UP, _said(plan) | {"edition": 1}, now)
    return await get_plan(work, scope, plan_id=plan_id)


async def change(work: UnitOfWork, scope: Scope, asked: PlanAsked, plan: Plan, why: str) -> Row[Any]:
    """Draw up the next edition of a plan; what is in force stays so until another person approves this one.

    Raises what `_held` raises, PlanDaysUnfit, PlannedTwice, ChecklistMissing, PlanBelowOpened.
    """
    row = await _held(work, scope, asked, PlanAction.CHANGE)
    await _check(work, scope, plan, asked.now)
    require_not_below(plan.fields, await _opened(work, row.id))
    edition = row.newest + 1
    await _add_edition(work, scope, row.id, edition, plan, why, asked.now)
    facts = _said(plan) | {"edition": edition, "why": why}
    return await _put_down(work, scope, row, PlanAction.CHANGE, {"newest": edition}, facts, asked.now)


async def approve(work: UnitOfWork, scope: Scope, asked: PlanAsked) -> Row[Any]:
    """Approve what another person drew up: it is in force and everybody may read it.

    Raises what `_held` raises, SecondPersonNeeded, PlanDaysUnfit, PlanBelowOpened.
    """
    row = await _held(work, scope, asked, PlanAction.APPROVE)
    waits = await plans.find_edition(work.connection, row.id, row.newest)
    assert waits is not None
    SecondPersonNeeded.unless_two(waits.drawn_up_by, scope.person_id)
    plan = plan_of(row, waits)
    # Time has gone by since it was drawn up, and others were inspecting.
    check_plan(plan, town_day(asked.now))
    require_not_below(plan.fields, await _opened(work, row.id))
    by = {"approved_by": scope.person_id, "approved_at": asked.now}
    await plans.approve_edition(work.connection, row.id, row.newest, by)
    changes = {"state": PlanState.APPROVED, "edition": row.newest}
    return await _put_down(work, scope, row, PlanAction.APPROVE, changes, {"edition": row.newest}, asked.now)


async def end(work: UnitOfWork, scope: Scope, asked: PlanAsked, why: str) -> Row[Any]:
    """End a plan, and say publicly why; what was opened by it goes on. Raises what `_held` raises."""
    row = await _held(work, scope, asked, PlanAction.END)
    changes = {"state": PlanState.ENDED, "ended_on": town_day(asked.now), "why_ended": why}
    return await _put_down(work, scope, row, PlanAction.END, changes, {"why": why}, asked.now)


async def get_plan(work: UnitOfWork, scope: Scope, *, plan_id: UUID, lock: bool = False) -> Row[Any]:
    """Return a plan's row. Raises PlanNotFound, also for one of another region that nobody has approved."""
    row = await plans.find_plan(work.connection, scope, plan_id, lock=lock)
    if row is None:
        raise PlanNotFound("no such plan", plan=str(plan_id))
    return row


async def require_in_plan(work: UnitOfWork, scope: Scope, plan_id: UUID, region: str, field: str, today: date) -> None:
    """Hold a plan while an inspection is opened by it.

    Raises PlanNotFound, PlanNotApproved, NotPlanned, PlanUsedUp.
    """
    row = await get_plan(work, scope, plan_id=plan_id, lock=True)
    edition = await plans.find_edition(work.connection, plan_id, row.edition)
    plan = plan_of(row, edition) if edition is not None else None
    planned = require_planned(PlanState(row.state), plan, region, field, today)
    require_left(planned, (await _opened(work, plan_id)).get(field, 0))


async def list_public(work: UnitOfWork, *, region: str, after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    """Return the plans of a region that everybody may read."""
    return await plans.published_in(work.connection, PUBLIC, region, after, limit)


def plan_of(row: Row[Any], edition: Row[Any]) -> Plan:
    """Return an edition of a plan as the rules see it."""
    fields = FIELDS.validate_python(edition.fields)
    return Plan(row.region, edition.name, edition.first_day, edition.last_day, fields)


async def _held(work: UnitOfWork, scope: Scope, asked: PlanAsked, action: PlanAction) -> Row[Any]:
    """Hold a plan for a step. Raises PlanNotFound, RegionOutside, PlanChanged, PlanStepIllegal."""
    row = await get_plan(work, scope, plan_id=asked.plan_id, lock=True)
    # Who reads the county's plan in a township does not change it.
    if not scope.covers(row.region):
        raise RegionOutside("this plan is not your region's", region=row.region)
    require_plan_version(row.version, asked.version)
    next_plan_state(PlanState(row.state), action, waits=row.newest > row.edition)
    return row


async def _check(work: UnitOfWork, scope: Scope, plan: Plan, now: datetime) -> None:
    check_plan(plan, town_day(now))
    for one in plan.fields:
        await get_checklist(work, scope, region=plan.region, field=one.field)


async def _opened(work: UnitOfWork, plan_id: UUID) -> dict[str, int]:
    found = (await plans.progress_of(work.connection, [plan_id])).get(plan_id, {})
    return {field: opened for field, (opened, _) in found.items()}


async def _add_edition(
    work: UnitOfWork, scope: Scope, plan_id: UUID, edition: int, plan: Plan, why: str | None, now: datetime
) -> None:
    said = asdict(plan) | {"fields": FIELDS.dump_python(plan.fields, mode="json")}
    said.pop("region")
    by = {"why": why, "drawn_up_by": scope.person_id, "drawn_up_at": now}
    await plans.add_edition(work.connection, {"plan_id": plan_id, "edition": edition} | said | by)


async def _put_down(
    work: UnitOfWork,
    scope: Scope,
    row: Row[Any],
    action: PlanAction,
    changes: dict[str, Any],
    facts: Mapping[str, object],
    now: datetime,
) -> Row[Any]:
    version = row.version + 1
    saved = await plans.save_plan(work.connection, row.id, changes | {"version": version})
    await _write(work, scope, row.id, action, facts, now)
    return saved


async def _write(
    work: UnitOfWork, scope: Scope, plan_id: UUID, action: PlanAction, facts: Mapping[str, object], now: datetime
) -> None:
    await write(work, plan_id, [New(action, facts)], by=scope.person_id, now=now)


def _said(plan: Plan) -> dict[str, object]:
    days = {"first_day": plan.first_day.isoformat(), "last_day": plan.last_day.isoformat()}
    return {"name": plan.name, **days, "fields": {one.field: one.inspections for one in plan.fields}}
