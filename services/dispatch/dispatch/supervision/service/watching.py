"""When does a clock turn yellow, and when does its ladder begin? Asked whenever a clock starts or its deadline moves.

The one function that says so is `watched`: the docket asks it for the clocks that it saves, and the timer for every
other clock whose deadline somebody has moved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.clocks import Clock
from dispatch.cases.repository.clocks import pauses_of
from dispatch.supervision.domain.ladders import effective, first_step, holder_of, steps_of
from dispatch.supervision.domain.lights import yellow_begins
from dispatch.supervision.domain.rules import About, SupervisionRules
from shared.calendar import WorkCalendar
from shared.runtime.db import Connection


@dataclass(frozen=True, slots=True)
class Watch:
    """By what clocks are watched: the rows in force, the calendar, and now."""

    rules: SupervisionRules
    calendar: WorkCalendar
    now: datetime


def about(case: Case, clock: Clock) -> About:
    return About(case.region, str(clock.kind), case.source, str(case.urgency))


async def watched(
    connection: Connection, watch: Watch, clocks: Sequence[Clock], cases: Mapping[UUID, Case]
) -> list[Clock]:
    """Return the clocks, those with another deadline than before with its yellow light and at the foot of its ladder.

    One that is due later than now is not overdue any more. `cases`: of these clocks, by id.
    """
    moved = [clock for clock in clocks if clock.stopped_at is None and clock.due_at != clock.watched_due_at]
    old = [clock.id for clock in moved if clock.watched_due_at is not None or clock.started_at < watch.now]
    pauses = await pauses_of(connection, old) if old else {}
    begun = {}
    for clock in moved:
        case = cases[clock.case_id]
        light = watch.rules.light(about(case, clock))
        yellow = yellow_begins(clock, light, pauses.get(clock.id, ()), watch.calendar) if light else None
        lit = replace(clock, yellow_at=yellow, overdue_at=clock.overdue_at if clock.due_at < watch.now else None)
        rungs = effective(watch.rules.rungs(about(case, clock)), holder_of(case))
        begun[clock.id] = first_step(lit, steps_of(lit, light, rungs, watch.calendar))
    return [begun.get(clock.id, clock) for clock in clocks]
