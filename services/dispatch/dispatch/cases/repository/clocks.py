"""Which clocks run, which are due, and how are sets of them saved?"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from dispatch.cases.domain.clocks import Clock
from dispatch.cases.models import (
    case_clocks,
    case_reports,
    cases,
    clock_pauses,
)
from dispatch.cases.repository.rows import (
    CLOCK_FIELDS,
    row_of,
    to_clock,
)
from shared.calendar import Pause
from shared.runtime.db import Connection, among, among_ids
from shared.runtime.sets import insert_rows, update_rows

_ALL = select(case_clocks).where(among_ids(case_clocks.c.case_id)).order_by(case_clocks.c.id)
_OWN_RUNNING = _ALL.where(case_clocks.c.stopped_at.is_(None), case_clocks.c.report_id.is_(None))


async def read_clocks(connection: Connection, case_ids: Iterable[UUID], *, running: bool = True) -> list[Clock]:
    """Return the clocks of cases that run and are their own; all that ever were, of orders too, unless `running`."""
    found = await connection.execute(_OWN_RUNNING if running else _ALL, {"ids": list(case_ids)})
    return [to_clock(row) for row in found.all()]


async def clocks_of_orders(connection: Connection, report_ids: Iterable[UUID]) -> dict[UUID, list[Clock]]:
    """Return the running clocks of orders, by report."""
    query = select(case_clocks).where(among(case_clocks.c.report_id, report_ids), case_clocks.c.stopped_at.is_(None))
    found: dict[UUID, list[Clock]] = {}
    for clock in map(to_clock, (await connection.execute(query.order_by(case_clocks.c.id))).all()):
        found.setdefault(clock.report_id or clock.case_id, []).append(clock)
    return found


async def follow_reports(connection: Connection, case_ids: Iterable[UUID]) -> None:
    """Bring the clocks of orders to the case that their report is in, after reports have come into these cases."""
    here = among(case_reports.c.case_id, case_ids) & (case_reports.c.report_id == case_clocks.c.report_id)
    moved = update(case_clocks).where(here, case_clocks.c.case_id != case_reports.c.case_id)
    await connection.execute(moved.values(case_id=case_reports.c.case_id))


async def due_clocks(connection: Connection, now: datetime, limit: int) -> list[Clock]:
    """Return running clocks past their due time that nobody was told of, the oldest first; their cases are held.

    The cases are locked, not the clocks: everybody else goes from the case to its clocks, too, so nobody waits in a
    circle. A case that another replica holds is left to it.
    """
    is_due = (
        (case_clocks.c.due_at < now)
        & case_clocks.c.stopped_at.is_(None)
        & case_clocks.c.paused_at.is_(None)
        & case_clocks.c.overdue_at.is_(None)
    )
    oldest = select(case_clocks.c.case_id).where(is_due).order_by(case_clocks.c.due_at).limit(limit)
    held = select(cases.c.id).where(cases.c.id.in_(oldest)).order_by(cases.c.id).with_for_update(skip_locked=True)
    ids = list((await connection.execute(held)).scalars())
    query = select(case_clocks).where(is_due, case_clocks.c.case_id.in_(ids)).order_by(case_clocks.c.due_at)
    return [to_clock(row) for row in (await connection.execute(query)).all()]


async def overdue_kinds(connection: Connection) -> dict[str, int]:
    """Return how many running clocks are marked as overdue, by kind."""
    running = case_clocks.c.stopped_at.is_(None) & case_clocks.c.overdue_at.is_not(None)
    query = select(case_clocks.c.kind, func.count()).where(running).group_by(case_clocks.c.kind)
    return {row[0]: row[1] for row in (await connection.execute(query)).all()}


async def add_clocks(connection: Connection, new: Sequence[Clock]) -> None:
    await insert_rows(connection, case_clocks, [row_of(clock, CLOCK_FIELDS) for clock in new])


async def save_clocks(connection: Connection, changed: Sequence[Clock]) -> None:
    await update_rows(connection, case_clocks, [row_of(clock, CLOCK_FIELDS) for clock in changed])


async def add_pauses(connection: Connection, ended: Sequence[tuple[UUID, datetime, datetime]]) -> None:
    rows = [{"clock_id": clock, "paused_at": start, "resumed_at": end} for clock, start, end in ended]
    await insert_rows(connection, clock_pauses, rows)


async def stop_clocks_of_parts(connection: Connection, part_ids: Iterable[UUID], now: datetime) -> None:
    """Stop the running clocks of sub-tasks and hand-ups whose cases the caller holds."""
    running = among(case_clocks.c.part_id, part_ids), case_clocks.c.stopped_at.is_(None)
    await connection.execute(update(case_clocks).where(*running).values(stopped_at=now, paused_at=None))


async def outdated_clocks(connection: Connection, calendar_version: str, limit: int) -> list[Clock]:
    """Return running provisional clocks that another calendar computed, the soonest due first; their cases are held.

    As with `due_clocks` the cases are locked, and those that another replica holds are left to it.
    """
    c = case_clocks.c
    is_outdated = c.provisional & c.stopped_at.is_(None) & (c.calendar_version != calendar_version)
    soonest = select(c.case_id).where(is_outdated).order_by(c.due_at).limit(limit)
    held = select(cases.c.id).where(cases.c.id.in_(soonest)).order_by(cases.c.id).with_for_update(skip_locked=True)
    ids = list((await connection.execute(held)).scalars())
    query = select(case_clocks).where(is_outdated, c.case_id.in_(ids)).order_by(c.due_at)
    return [to_clock(row) for row in (await connection.execute(query)).all()]


async def pauses_of(connection: Connection, clock_ids: Iterable[UUID]) -> dict[UUID, list[Pause]]:
    """Return the pauses of each clock that have ended."""
    found: dict[UUID, list[Pause]] = {}
    query = select(clock_pauses).where(among(clock_pauses.c.clock_id, clock_ids))
    for row in (await connection.execute(query)).all():
        found.setdefault(row.clock_id, []).append(Pause(row.paused_at, row.resumed_at))
    return found
