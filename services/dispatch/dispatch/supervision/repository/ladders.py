"""Which clocks have a new deadline or a step of their ladder due, and what has to be known to take it?"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, union_all

from dispatch.cases.domain.clocks import Clock, ClockKind
from dispatch.cases.models import case_clocks, case_subjects, cases
from dispatch.cases.repository.rows import to_clock
from dispatch.coordination.domain.handovers import HandoverState
from dispatch.coordination.models import hand_ups, handovers, subtasks
from dispatch.organisation.models import posts_held
from dispatch.supervision.domain.lights import Light
from dispatch.supervision.models import clock_steps
from shared.runtime.db import Connection, among
from shared.runtime.sets import insert_rows
from shared.schemas.vocabulary import SubjectKind

_c = case_clocks.c
RUNS = _c.stopped_at.is_(None) & _c.paused_at.is_(None)
_UNWATCHED = RUNS & _c.watched_due_at.is_distinct_from(_c.due_at)


def _due(now: datetime) -> ColumnElement[bool]:
    # A clock whose deadline has moved begins its ladder anew first.
    return RUNS & (_c.next_at < now) & (_c.watched_due_at == _c.due_at)


async def unwatched_clocks(connection: Connection, limit: int) -> list[Clock]:
    """Return running clocks with a deadline that supervision has not looked at, the first due first."""
    return await _hold(connection, _UNWATCHED, _c.due_at, limit)


async def clocks_to_climb(connection: Connection, now: datetime, limit: int) -> list[Clock]:
    """Return running clocks with a step of their ladder due, the one that waits longest first."""
    return await _hold(connection, _due(now), _c.next_at, limit)


async def _hold(connection: Connection, which: ColumnElement[bool], by: Any, limit: int) -> list[Clock]:
    """Return clocks whose cases are held until the transaction ends; what another replica holds is left to it.

    The cases are locked, not the clocks: everybody goes from the case to its clocks, so nobody waits in a circle.
    """
    oldest = select(_c.case_id).where(which).order_by(by).limit(limit).subquery()
    held = select(cases.c.id).where(cases.c.id.in_(select(oldest.c.case_id))).order_by(cases.c.id)
    ids = list((await connection.execute(held.with_for_update(skip_locked=True))).scalars())
    query = select(case_clocks).where(which, among(_c.case_id, ids)).order_by(by, _c.id)
    return [to_clock(row) for row in (await connection.execute(query)).all()]


async def is_quiet(connection: Connection, now: datetime) -> bool:
    """Tell whether no clock has a step due, not even one that another replica holds."""
    query = select(or_(exists().where(_due(now)), exists().where(_UNWATCHED)))
    return not (await connection.execute(query)).scalar_one()


async def add_steps(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    # A deadline that came back to where it was is climbed for again; what is known of it stays.
    await insert_rows(connection, clock_steps, rows, skip_known=True)


async def named_units(connection: Connection, clocks: Sequence[Clock]) -> dict[UUID, str]:
    """Return the unit that a clock waits for, by clock, where that is not who has its case.

    Who is to take it over, who does a part of it, and who is asked about it.
    """
    found: dict[UUID, str] = {}
    waits = {clock.case_id: clock.id for clock in clocks if clock.kind is ClockKind.TAKE}
    if waits:
        is_open = handovers.c.state == str(HandoverState.OPEN)
        query = select(handovers.c.case_id, handovers.c.to_unit).where(is_open, among(handovers.c.case_id, waits))
        found = {waits[row.case_id]: row.to_unit for row in (await connection.execute(query)).all()}
    parts = {clock.part_id: clock.id for clock in clocks if clock.part_id is not None}
    if parts:
        asked = (select(table.c.id, table.c.unit).where(among(table.c.id, parts)) for table in (subtasks, hand_ups))
        found |= {parts[row.id]: row.unit for row in (await connection.execute(union_all(*asked))).all()}
    return found


async def hidden_holders(connection: Connection, case_ids: Iterable[UUID], on: date) -> set[tuple[UUID, str]]:
    """Return (case, unit or person) for each whom a case complains of, and for who works in a unit of that kind."""
    c, held = case_subjects.c, posts_held.c
    of_these = among(c.case_id, list(case_ids))
    named = (await connection.execute(select(c.case_id, c.subject).where(of_these))).all()
    if not named:
        return set()
    works_there = and_(held.unit_id == c.subject, c.kind == str(SubjectKind.UNIT), held.valid.contains(on))
    staff = select(c.case_id, held.person_id).join(posts_held, works_there).where(of_these)
    return {(row[0], row[1]) for row in (*named, *(await connection.execute(staff)).all())}


async def count_lights(connection: Connection, now: datetime) -> dict[Light, int]:
    """Return how many clocks run, by their light."""
    is_red, is_yellow = _c.due_at < now, and_(_c.due_at >= now, _c.yellow_at <= now)
    query = select(func.count().filter(is_red), func.count().filter(is_yellow), func.count().filter(~is_red)).where(
        RUNS
    )
    red, yellow, rest = (await connection.execute(query)).one()
    return {Light.RED: red, Light.YELLOW: yellow, Light.GREEN: rest - yellow}
