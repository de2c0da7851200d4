"""Which cases does a caller see, and how are sets of them read and saved?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, func, select, update

from dispatch.cases.domain.clocks import Clock, ClockKind, Policies, Policy
from dispatch.cases.domain.flow import Case, Step
from dispatch.cases.domain.moves import Task
from dispatch.cases.domain.workflow import Workflow, load_workflow
from dispatch.cases.models import (
    case_clocks,
    case_history,
    case_numbers,
    case_reports,
    cases,
    clock_pauses,
    clock_policies,
    tasks,
    workflows,
)
from dispatch.coordination.domain.handovers import HandoverState
from shared.calendar import TermUnit
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows, update_rows
from shared.schemas.vocabulary import CaseState, Executor, Result, TaskState, Urgency

CASE_FIELDS = tuple(f.name for f in fields(Case))
CLOCK_FIELDS = tuple(f.name for f in fields(Clock))
TASK_FIELDS = tuple(f.name for f in fields(Task))
STEP_FIELDS = tuple(f.name for f in fields(Step))


def _row(item: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(item, name) for name in names}


def to_case(row: Row[Any]) -> Case:
    """Return a row of `cases` as the domain knows it."""
    given = dict(row._mapping)  # noqa: SLF001 - the public name of SQLAlchemy's row mapping
    given = {name: given[name] for name in CASE_FIELDS}
    given["state"] = CaseState(given["state"])
    given["urgency"] = Urgency(given["urgency"])
    given["previous"] = CaseState(given["previous"]) if given["previous"] else None
    given["executor"] = Executor(given["executor"]) if given["executor"] else None
    given["result"] = Result(given["result"]) if given["result"] else None
    given["handover"] = HandoverState(given["handover"]) if given["handover"] else None
    return Case(**given)


def _to_clock(row: Row[Any]) -> Clock:
    given = dict(row._mapping)  # noqa: SLF001 - see to_case
    return Clock(**given | {"kind": ClockKind(given["kind"]), "unit": TermUnit(given["unit"])})


def _to_task(row: Row[Any]) -> Task:
    given = dict(row._mapping)  # noqa: SLF001 - see to_case
    return Task(**given | {"executor": Executor(given["executor"]), "state": TaskState(given["state"])})


# ------------------------------------------------------------------------------------------------------ rules as data
async def load_workflows(connection: Connection) -> dict[int, Workflow]:
    """Return every checked definition by version; cases pin the one they began with."""
    rows = (await connection.execute(select(workflows))).all()
    return {row.version: load_workflow(row.version, row.definition) for row in rows}


async def load_policies(connection: Connection) -> Policies:
    """Return the newest table of limits."""
    newest = select(func.max(clock_policies.c.version)).scalar_subquery()
    rows = (await connection.execute(select(clock_policies).where(clock_policies.c.version == newest))).all()
    version = rows[0].version if rows else 0
    return Policies(
        version, (Policy(r.source, r.matter, r.urgency, ClockKind(r.kind), r.amount, TermUnit(r.unit)) for r in rows)
    )


# -------------------------------------------------------------------------------------------------------------- reading
async def lock_case(connection: Connection, scope: Scope, case_id: UUID) -> Case | None:
    """Return the case and hold its row until the transaction ends, or None where the scope does not reach it."""
    query = select(cases).where(cases.c.id == case_id, visible_in(scope, cases)).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    return to_case(row) if row else None


async def lock_cases(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Case]:
    """Return the cases and hold their rows, always in the order of their ids: two batches never wait in a circle."""
    query = select(cases).where(among(cases.c.id, ids)).order_by(cases.c.id).with_for_update()
    return {row.id: to_case(row) for row in (await connection.execute(query)).all()}


async def find_case(connection: Connection, scope: Scope, case_id: UUID) -> Case | None:
    row = (await connection.execute(select(cases).where(cases.c.id == case_id, visible_in(scope, cases)))).one_or_none()
    return to_case(row) if row else None


def _overdue() -> ColumnElement[bool]:
    running = and_(case_clocks.c.case_id == cases.c.id, case_clocks.c.stopped_at.is_(None))
    return exists().where(running, case_clocks.c.overdue_at.is_not(None))


async def list_cases(
    connection: Connection,
    scope: Scope,
    *,
    filters: Mapping[str, str],
    region: str,
    overdue: bool | None,
    after: UUID | None,
    limit: int,
) -> list[Row[Any]]:
    """Return one page of cases, newest first (ids are in the order of time), each with its nearest due time.

    `filters`: column → value; `after` is the last id of the page before.
    """
    due = select(func.min(case_clocks.c.due_at)).where(
        case_clocks.c.case_id == cases.c.id, case_clocks.c.stopped_at.is_(None)
    )
    query = select(cases, due.scalar_subquery().label("due_at")).where(visible_in(scope, cases))
    for name, value in filters.items():
        query = query.where(cases.c[name] == value)
    if region:
        query = query.where(cases.c.region.startswith(region, autoescape=True))
    if overdue is not None:
        query = query.where(_overdue() if overdue else ~_overdue())
    if after is not None:
        query = query.where(cases.c.id < after)
    return list((await connection.execute(query.order_by(cases.c.id.desc()).limit(limit))).all())


async def read_history(connection: Connection, case_id: UUID) -> list[Row[Any]]:
    query = select(case_history).where(case_history.c.case_id == case_id).order_by(case_history.c.seq)
    return list((await connection.execute(query)).all())


async def read_tasks(connection: Connection, case_id: UUID) -> list[Row[Any]]:
    query = select(tasks).where(tasks.c.case_id == case_id).order_by(tasks.c.id)
    return list((await connection.execute(query)).all())


async def read_clocks(connection: Connection, case_ids: Iterable[UUID], *, running: bool = True) -> list[Clock]:
    query = select(case_clocks).where(among(case_clocks.c.case_id, case_ids))
    if running:
        query = query.where(case_clocks.c.stopped_at.is_(None))
    return [_to_clock(row) for row in (await connection.execute(query.order_by(case_clocks.c.id))).all()]


async def open_tasks(connection: Connection, case_ids: Iterable[UUID]) -> dict[UUID, Task]:
    """Return the open task of each case that has one, by case."""
    query = select(tasks).where(among(tasks.c.case_id, case_ids), tasks.c.ended_at.is_(None))
    return {row.case_id: _to_task(row) for row in (await connection.execute(query)).all()}


async def cases_of_tasks(connection: Connection, task_ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, int]]:
    """Return for each known task its case and the version of it that was heard last."""
    query = select(tasks.c.id, tasks.c.case_id, tasks.c.heard_version).where(among(tasks.c.id, task_ids))
    return {row.id: (row.case_id, row.heard_version) for row in (await connection.execute(query)).all()}


async def cases_of_reports(connection: Connection, report_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    query = select(case_reports).where(among(case_reports.c.report_id, report_ids))
    return {row.report_id: row.case_id for row in (await connection.execute(query)).all()}


async def reports_of_cases(connection: Connection, case_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Return the ids of each case's reports, first come first."""
    query = select(case_reports).where(among(case_reports.c.case_id, case_ids))
    found: dict[UUID, list[UUID]] = {}
    for row in (await connection.execute(query.order_by(case_reports.c.report_id))).all():
        found.setdefault(row.case_id, []).append(row.report_id)
    return found


async def open_cases_near(
    connection: Connection, places: Sequence[dict[str, Any]], *, degrees: float, since: datetime
) -> list[Any]:
    """Return the open cases that new reports may join, the oldest first: id, matter, cell, lon, lat, opened_at.

    `places`: matter, cell, lon and lat of each report; a case is near where both coordinates differ by `degrees` at
    most.
    """
    if not places:
        return []
    known = cases.c
    given = arrays(places, matter=known.matter.type, cell=known.cell.type, lon=known.lon.type, lat=known.lat.type)
    near = and_(
        known.matter == given.c.matter,
        known.cell == given.c.cell,
        known.lon.between(given.c.lon - degrees, given.c.lon + degrees),
        known.lat.between(given.c.lat - degrees, given.c.lat + degrees),
    )
    found = (known.id, known.matter, known.cell, known.lon, known.lat, known.opened_at)
    query = select(*found).join(given, near).where(known.closed_at.is_(None), known.opened_at >= since)
    return list((await connection.execute(query.distinct().order_by(known.id))).all())


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
    return [_to_clock(row) for row in (await connection.execute(query)).all()]


async def overdue_kinds(connection: Connection) -> dict[str, int]:
    """Return how many running clocks are marked as overdue, by kind."""
    running = case_clocks.c.stopped_at.is_(None) & case_clocks.c.overdue_at.is_not(None)
    query = select(case_clocks.c.kind, func.count()).where(running).group_by(case_clocks.c.kind)
    return {row[0]: row[1] for row in (await connection.execute(query)).all()}


# --------------------------------------------------------------------------------------------------------------- saving
async def next_numbers(connection: Connection, count: int) -> list[int]:
    """Return `count` numbers that no other case has."""
    query = select(func.nextval(case_numbers.name)).select_from(func.generate_series(1, count).alias())
    return [row[0] for row in (await connection.execute(query)).all()]


async def add_cases(connection: Connection, new: Sequence[Case]) -> None:
    await insert_rows(connection, cases, [_row(case, CASE_FIELDS) for case in new])


async def save_cases(connection: Connection, changed: Sequence[Case]) -> None:
    await update_rows(connection, cases, [_row(case, CASE_FIELDS) for case in changed])


async def add_steps(connection: Connection, steps: Sequence[Step]) -> None:
    await insert_rows(connection, case_history, [_row(step, STEP_FIELDS) for step in steps])


async def add_reports(connection: Connection, joined: Sequence[tuple[UUID, UUID]], now: datetime) -> None:
    """Note which report belongs to which case; `joined`: (report id, case id)."""
    rows = [{"report_id": report, "case_id": case, "joined_at": now} for report, case in joined]
    await insert_rows(connection, case_reports, rows)


async def move_reports(connection: Connection, source: UUID, target: UUID) -> None:
    """Move all reports of a case into another (merge)."""
    moved = update(case_reports).where(case_reports.c.case_id == source).values(case_id=target)
    await connection.execute(moved)


async def add_clocks(connection: Connection, new: Sequence[Clock]) -> None:
    await insert_rows(connection, case_clocks, [_row(clock, CLOCK_FIELDS) for clock in new])


async def save_clocks(connection: Connection, changed: Sequence[Clock]) -> None:
    await update_rows(connection, case_clocks, [_row(clock, CLOCK_FIELDS) for clock in changed])


async def add_pauses(connection: Connection, ended: Sequence[tuple[UUID, datetime, datetime]]) -> None:
    rows = [{"clock_id": clock, "paused_at": start, "resumed_at": end} for clock, start, end in ended]
    await insert_rows(connection, clock_pauses, rows)


async def add_tasks(connection: Connection, new: Sequence[Task]) -> None:
    await insert_rows(connection, tasks, [_row(task, TASK_FIELDS) for task in new])


async def save_tasks(connection: Connection, changed: Sequence[Task]) -> None:
    await update_rows(connection, tasks, [_row(task, TASK_FIELDS) for task in changed])
