"""Which running clocks are red, who has their cases, and how far have they climbed?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select

from dispatch.cases.domain.clocks import ClockKind
from dispatch.cases.models import case_clocks, cases
from dispatch.cases.repository.sight import seen_by
from dispatch.coordination.domain.handovers import HandoverState
from dispatch.coordination.models import hand_ups, handovers, subtasks
from dispatch.supervision.domain.lights import Light
from dispatch.supervision.models import clock_steps
from shared.runtime.db import Connection
from shared.runtime.scope import Scope

_c = case_clocks.c
_RUNS = _c.stopped_at.is_(None) & _c.paused_at.is_(None)
# What says who has a case: its own row, or the unit that was named to take it, or to do a part of it.
_HELD = (cases.c.state, cases.c.region, cases.c.executor, cases.c.unit, cases.c.worker_id)
_UNIT = func.coalesce(subtasks.c.unit, hand_ups.c.unit, handovers.c.to_unit)
_NAMED = _UNIT.label("named")


def _red(query: Select[Any], scope: Scope, region: str, now: datetime) -> Select[Any]:
    waits = and_(
        handovers.c.case_id == _c.case_id,
        handovers.c.state == str(HandoverState.OPEN),
        _c.kind == str(ClockKind.TAKE),
    )
    joined = query.select_from(case_clocks).join(cases, cases.c.id == _c.case_id).outerjoin(handovers, waits)
    joined = joined.outerjoin(subtasks, subtasks.c.id == _c.part_id).outerjoin(hand_ups, hand_ups.c.id == _c.part_id)
    found = joined.where(_RUNS, _c.due_at < now, seen_by(scope))
    return found.where(cases.c.region.startswith(region, autoescape=True)) if region else found


async def list_late(
    connection: Connection, scope: Scope, *, region: str, now: datetime, after: UUID | None, limit: int
) -> Sequence[Any]:
    """Return red clocks with their cases, the longest late first; `after`: the last clock's id of the page before."""
    level = select(clock_steps.c.level).where(
        clock_steps.c.clock_id == _c.id, clock_steps.c.due_at == _c.due_at, clock_steps.c.stage == _c.stage
    )
    shown = (_c.id, _c.case_id, _c.kind, _c.due_at, _c.stage, cases.c.number, cases.c.urgency, cases.c.matter)
    query = _red(select(*shown, *_HELD, _NAMED, level.scalar_subquery().label("level")), scope, region, now)
    if after is not None:
        last = case_clocks.alias()
        due = select(last.c.due_at).where(last.c.id == after).scalar_subquery()
        query = query.where((_c.due_at > due) | ((_c.due_at == due) & (_c.id > after)))
    found: Sequence[Any] = (await connection.execute(query.order_by(_c.due_at, _c.id).limit(limit))).all()
    return found


async def count_late(connection: Connection, scope: Scope, *, region: str, now: datetime) -> Sequence[Any]:
    """Return how many cases are red by what says who has them, and since when the oldest is."""
    counted = (func.count(_c.case_id.distinct()).label("cases"), func.min(_c.due_at).label("oldest_due_at"))
    query = _red(select(*_HELD, _NAMED, *counted), scope, region, now)
    found: Sequence[Any] = (await connection.execute(query.group_by(*_HELD, _UNIT))).all()
    return found


async def count_case_lights(connection: Connection, scope: Scope, region: str, now: datetime) -> dict[Light, int]:
    """Return how many cases with a running clock have which light: the worst of their clocks'."""
    due, yellow = func.min(_c.due_at).label("due"), func.min(_c.yellow_at).label("yellow")
    query = select(due, yellow).join(cases, cases.c.id == _c.case_id).where(_RUNS, seen_by(scope)).group_by(_c.case_id)
    if region:
        query = query.where(cases.c.region.startswith(region, autoescape=True))
    of = query.subquery()
    is_red = of.c.due < now
    counted = select(func.count().filter(is_red), func.count().filter(~is_red, of.c.yellow <= now), func.count())
    red, yellows, every = (await connection.execute(counted.select_from(of))).one()
    return {Light.GREEN: every - red - yellows, Light.YELLOW: yellows, Light.RED: red}
