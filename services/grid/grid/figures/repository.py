"""What was done within a scope and a period? One row a thing: where, by whom, and whether it counts above the line.

Every measure is the same question: of the things below the line, which are above it? So counting them, and naming those
behind a number, are one query each.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, case, func, literal, or_, select, true, union_all

from grid.figures.domain import By, Measure, Part
from grid.patrols.domain.checks import StopState
from grid.patrols.domain.rounds import StopKind
from grid.patrols.models import patrol_reports, patrol_rounds, patrol_stops
from grid.registry.domain.kinds import State
from grid.registry.models import RECORDS, record_history
from grid.tasks.domain.local import TaskKind
from grid.tasks.domain.states import State as TaskState
from grid.tasks.models import tasks
from shared.codes import RegionLevel
from shared.periods import Days
from shared.runtime.db import Connection
from shared.runtime.scope import Scope

_UNCHECKED = (str(StopState.OPEN), str(StopState.MISSED))
_DIGITS = {
    By.COMMUNITY: RegionLevel.VILLAGE.digits,
    By.TOWNSHIP: RegionLevel.TOWNSHIP.digits,
    By.COUNTY: RegionLevel.COUNTY.digits,
}
Facts = Select[Any]


def _fact(thing: Any, region: Any, cell: Any, worker: Any, hit: Any) -> Facts:
    columns = {"id": thing, "region": region, "cell": cell, "worker": worker, "hit": hit}
    return select(*(column.label(name) for name, column in columns.items()))


def _stops(kind: StopKind, period: Days, hit: ColumnElement[bool]) -> Facts:
    s = patrol_stops.c
    # Who has not come is the one whose task it was.
    worker = func.coalesce(s.checked_by, tasks.c.worker_id)
    of_task = func.coalesce(s.task_id, patrol_rounds.c.task_id)
    return (
        _fact(s.id, s.region, s.cell, worker, hit)
        .select_from(patrol_stops)
        .join(patrol_rounds, patrol_rounds.c.id == s.round_id)
        .outerjoin(tasks, tasks.c.id == of_task)
        .where(s.kind == str(kind), s.day.between(period.first, period.last))
        .where(or_(s.state != str(StopState.OPEN), s.due_at <= period.until))
    )


def _checked() -> ColumnElement[bool]:
    return patrol_stops.c.state.not_in(_UNCHECKED)


def _tasks(hit: ColumnElement[bool]) -> Facts:
    t = tasks.c
    return _fact(t.id, t.region, t.cell, t.worker_id, hit).where(t.hidden.is_(False))


def _reports(period: Days, hit: ColumnElement[bool]) -> Facts:
    r = patrol_reports.c
    return _fact(r.id, r.region, r.cell, r.worker_id, hit).where(
        r.reported_at >= period.since, r.reported_at < period.until
    )


def _records(period: Days) -> Facts:
    """Return the records that hold, each with who touched it last."""
    h = record_history.c
    every = []
    for table in RECORDS.values():
        c = table.c
        hit = and_(c.checked_at >= period.since, c.checked_at < period.until)
        last = and_(h.record_id == c.id, h.version == c.version)
        every.append(
            _fact(c.id, c.region, c.cell, h.by, hit)
            .select_from(table)
            .outerjoin(record_history, last)
            .where(c.state == str(State.CURRENT))
        )
    of = union_all(*every).subquery()
    return select(of)


def _between(column: Any, period: Days) -> ColumnElement[bool]:
    return and_(column >= period.since, column < period.until)


def _stops_in_time(period: Days) -> Facts:
    return _stops(StopKind.PLACE, period, _checked())


def _stops_missed(period: Days) -> Facts:
    return _stops(StopKind.PLACE, period, patrol_stops.c.state.in_(_UNCHECKED))


def _hazards(period: Days) -> Facts:
    return _stops(StopKind.PLACE, period, patrol_stops.c.state == str(StopState.HAZARD)).where(_checked())


def _visits_in_time(period: Days) -> Facts:
    return _stops(StopKind.PERSON, period, _checked())


def _tasks_in_time(period: Days) -> Facts:
    t = tasks.c
    finished = and_(t.state == str(TaskState.FINISHED), t.due_at.is_not(None), _between(t.finished_at, period))
    return _tasks(t.finished_at <= t.due_at).where(finished)


def _tasks_returned(period: Days) -> Facts:
    t, returned = tasks.c, str(TaskState.RETURNED)
    over = t.state.in_((str(TaskState.FINISHED), returned))
    return _tasks(t.state == returned).where(over, _between(t.assigned_at, period))


def _reports_to_cases(period: Days) -> Facts:
    r = patrol_reports.c
    return _reports(period, and_(r.case_id.is_not(None), r.hidden.is_(False)))


def _solved(period: Days) -> Facts:
    return _reports(period, patrol_reports.c.solved_result.is_not(None))


def _homes_checked(period: Days) -> Facts:
    t = tasks.c
    given = and_(t.kind == str(TaskKind.CHECK_HOME), _between(t.assigned_at, period))
    return _tasks(t.state == str(TaskState.FINISHED)).where(given, t.state != str(TaskState.RECALLED))


FACTS: Mapping[Measure, Callable[[Days], Facts]] = {
    Measure.STOPS_IN_TIME: _stops_in_time,
    Measure.STOPS_MISSED: _stops_missed,
    Measure.HAZARDS: _hazards,
    Measure.VISITS_IN_TIME: _visits_in_time,
    Measure.TASKS_IN_TIME: _tasks_in_time,
    Measure.TASKS_RETURNED: _tasks_returned,
    Measure.REPORTS_TO_CASES: _reports_to_cases,
    Measure.SOLVED_ON_THE_SPOT: _solved,
    Measure.RECORDS_REFRESHED: _records,
    Measure.HOMES_CHECKED: _homes_checked,
}


def _seen(of: Subquery, scope: Scope, region: str) -> ColumnElement[bool]:
    """Return what a caller may count: what lies in his region and in the one that he asks for; a worker his own."""
    where = func.coalesce(of.c.cell, of.c.region)
    seen = [true(), where.startswith(scope.region, autoescape=True), where.startswith(region, autoescape=True)]
    if scope.own_only:
        seen.append(of.c.worker == scope.person_id)
    return and_(*seen)


def _key(of: Subquery, by: By) -> ColumnElement[Any]:
    if by in _DIGITS:
        return func.left(func.coalesce(of.c.cell, of.c.region), _DIGITS[by])
    return func.coalesce(of.c.cell if by is By.CELL else of.c.worker, literal(""))


async def count(
    connection: Connection, scope: Scope, measure: Measure, *, by: By, region: str, period: Days
) -> Sequence[Row[Any]]:
    """Return for each cell, worker or place what counts above and below the line: key, numerator, denominator."""
    of = FACTS[measure](period).subquery()
    key = _key(of, by).label("key")
    above = func.count(case((of.c.hit, 1))).label("numerator")
    query = select(key, above, func.count().label("denominator")).where(_seen(of, scope, region)).group_by(key)
    return (await connection.execute(query.order_by(key))).all()


async def behind(
    connection: Connection,
    scope: Scope,
    measure: Measure,
    *,
    by: By,
    key: str,
    region: str,
    period: Days,
    part: Part,
    after: UUID | None,
    limit: int,
) -> Sequence[UUID]:
    """Return the ids of what a number counts, in their order after `after`."""
    of = FACTS[measure](period).subquery()
    query = select(of.c.id).where(_seen(of, scope, region), _key(of, by) == key)
    if part is Part.NUMERATOR:
        query = query.where(of.c.hit)
    if after is not None:
        query = query.where(of.c.id > after)
    return (await connection.execute(query.order_by(of.c.id).limit(limit))).scalars().all()
