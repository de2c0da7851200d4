"""Which cases does a caller see, and how are sets of them read and held?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Integer, Row, Select, and_, bindparam, false, func, or_, select

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.moves import Task
from dispatch.cases.models import (
    case_clocks,
    case_history,
    case_reports,
    case_subjects,
    cases,
    tasks,
)
from dispatch.cases.repository.rows import (
    to_case,
    to_task,
)
from dispatch.cases.repository.sight import seen_by, workable_by
from dispatch.supervision.domain.lights import Light
from shared.runtime.db import Connection, among, among_ids
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays

_c, _t, _r = cases.c, tasks.c, case_reports.c
# Asked with every step that is taken: built once.
_HELD = select(cases).where(among_ids(_c.id)).order_by(_c.id).with_for_update()
_OPEN_TASKS = select(tasks).where(among_ids(_t.case_id), _t.ended_at.is_(None))
_REPORTS_OF = select(case_reports).where(among_ids(_r.case_id)).order_by(_r.report_id)


async def lock_case(connection: Connection, scope: Scope, case_id: UUID) -> Case | None:
    """Return a case to act on and hold its row until the transaction ends, or None where the caller may not."""
    query = select(cases).where(cases.c.id == case_id, workable_by(scope)).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    return to_case(row) if row else None


async def lock_seen(connection: Connection, scope: Scope, ids: Iterable[UUID]) -> set[UUID]:
    """Hold those of these cases that the caller may act on, in the order of their ids, and return which they are."""
    query = select(cases.c.id).where(among(cases.c.id, ids), workable_by(scope)).order_by(cases.c.id)
    return set((await connection.execute(query.with_for_update())).scalars())


async def lock_cases(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Case]:
    """Return the cases and hold their rows, always in the order of their ids: two batches never wait in a circle."""
    return {row.id: to_case(row) for row in (await connection.execute(_HELD, {"ids": list(ids)})).all()}


async def find_case(connection: Connection, scope: Scope, case_id: UUID) -> Case | None:
    row = (await connection.execute(select(cases).where(cases.c.id == case_id, seen_by(scope)))).one_or_none()
    return to_case(row) if row else None


_LATE = case_clocks.c.stopped_at.is_(None) & case_clocks.c.overdue_at.is_not(None)


def _overdue() -> ColumnElement[bool]:
    """A case that has ended is late no more; what has not is found among the few that are open.

    A scalar sub-query, not EXISTS: the server would turn that into a join, underrate how many clocks are late, and look
    up the cases of all of them for one page.
    """
    late = select(case_clocks.c.overdue_at).where(_LATE, case_clocks.c.case_id == cases.c.id).limit(1)
    return cases.c.closed_at.is_(None) & late.scalar_subquery().is_not(None)


def _not_newer_than_late() -> ColumnElement[bool]:
    """Nothing that came after the newest late case is late: a page of a province begins there, and not days later."""
    newest = select(case_clocks.c.case_id).where(_LATE).order_by(case_clocks.c.case_id.desc()).limit(1)
    return cases.c.id <= newest.scalar_subquery()


_RUNS = and_(case_clocks.c.case_id == cases.c.id, case_clocks.c.stopped_at.is_(None), case_clocks.c.paused_at.is_(None))
# From what a case's light follows: when the first of its running clocks is due, and turns yellow.
runs_due_at = select(func.min(case_clocks.c.due_at)).where(_RUNS).scalar_subquery()
turns_yellow_at = select(func.min(case_clocks.c.yellow_at)).where(_RUNS).scalar_subquery()


def lit(light: Light, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Return the condition that a case has this light: the worst of its running clocks. What has ended has none."""
    is_open = cases.c.closed_at.is_(None)
    if light is Light.RED:
        return is_open & (runs_due_at < now)
    is_yellow = func.coalesce(turns_yellow_at <= now, false())
    return is_open & (runs_due_at >= now) & (is_yellow if light is Light.YELLOW else ~is_yellow)


@dataclass(frozen=True, slots=True)
class Lateness:
    """Which cases a list is kept to: marked as overdue or not, and of one light as of now; None for any."""

    now: datetime
    overdue: bool | None = None
    light: Light | None = None


async def list_cases(
    connection: Connection,
    scope: Scope,
    *,
    filters: Mapping[str, str],
    region: str,
    late: Lateness,
    after: UUID | None,
    limit: int,
) -> list[Row[Any]]:
    """Return one page of cases: pressed ones first, then newest first (ids are in the order of time).

    Each has its nearest due time, and of the clocks that do not stand still what its light follows from: `runs_due_at`
    and `yellow_at`. `filters`: column → value; `after`: last id of the page before. The few pressed ones are asked
    for by themselves: one order for both would have the server sort all that there is.
    """
    was_pressed = after is None or await _is_pressed(connection, after)
    given: dict[str, Any] = {"now": late.now} if late.light else {}
    given |= {f"filter_{name}": value for name, value in filters.items()}
    given |= {"region": f"{region}%"} if region else {}
    found: list[Row[Any]] = []
    # One after the other, each by its index: pressed cases are few, and one order of both would sort all there are.
    for pressed in (True, False) if was_pressed else (False,):
        is_next = after is not None and pressed is was_pressed
        asked = Asked(tuple(filters), bool(region), late.overdue, late.light, is_next, pressed)
        if len(found) < limit:
            values = given | {"most": limit - len(found)} | ({"after": after} if is_next else {})
            found += (await connection.execute(_page(scope, asked), values)).all()
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is kept to, but for the values: by which columns, a region, lateness, a page before, pressed ones."""

    columns: tuple[str, ...]
    region: bool
    overdue: bool | None
    light: Light | None
    is_next: bool
    pressed: bool


@lru_cache(2048)
def _page(scope: Scope, asked: Asked) -> Select[Any]:
    """Return the query of a page, built once for each who asks so; values are given when it is run."""
    query = _listed().where(seen_by(scope), cases.c.pressed if asked.pressed else ~cases.c.pressed)
    for name in asked.columns:
        query = query.where(cases.c[name] == bindparam(f"filter_{name}"))
    if asked.region:
        query = query.where(cases.c.region.like(bindparam("region")))
    if asked.overdue is True:
        query = query.where(_overdue(), _not_newer_than_late())
    if asked.overdue is False:
        query = query.where(~_overdue())
    if asked.light is not None:
        query = query.where(lit(asked.light, bindparam("now", type_=case_clocks.c.due_at.type)))
    if asked.is_next:
        query = query.where(cases.c.id < bindparam("after"))
    return query.order_by(cases.c.id.desc()).limit(bindparam("most", type_=Integer))


def _listed() -> Select[Any]:
    due = select(func.min(case_clocks.c.due_at)).where(
        case_clocks.c.case_id == cases.c.id, case_clocks.c.stopped_at.is_(None)
    )
    return select(
        cases,
        due.scalar_subquery().label("due_at"),
        runs_due_at.label("runs_due_at"),
        turns_yellow_at.label("yellow_at"),
    )


async def _is_pressed(connection: Connection, case_id: UUID) -> bool:
    return bool((await connection.execute(select(cases.c.pressed).where(cases.c.id == case_id))).scalar())


async def read_history(connection: Connection, case_id: UUID) -> list[Row[Any]]:
    query = select(case_history).where(case_history.c.case_id == case_id).order_by(case_history.c.seq)
    return list((await connection.execute(query)).all())


async def read_tasks(connection: Connection, case_id: UUID) -> list[Row[Any]]:
    query = select(tasks).where(tasks.c.case_id == case_id).order_by(tasks.c.id)
    return list((await connection.execute(query)).all())


async def open_tasks(connection: Connection, case_ids: Iterable[UUID]) -> dict[UUID, Task]:
    """Return the open task of each case that has one, by case."""
    found = await connection.execute(_OPEN_TASKS, {"ids": list(case_ids)})
    return {row.case_id: to_task(row) for row in found.all()}


async def cases_of_tasks(connection: Connection, task_ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, int]]:
    """Return for each known task its case and the version of it that was heard last."""
    query = select(tasks.c.id, tasks.c.case_id, tasks.c.heard_version).where(among(tasks.c.id, task_ids))
    return {row.id: (row.case_id, row.heard_version) for row in (await connection.execute(query)).all()}


async def cases_of_reports(connection: Connection, report_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    query = select(case_reports).where(among(case_reports.c.report_id, report_ids))
    return {row.report_id: row.case_id for row in (await connection.execute(query)).all()}


async def reports_of_cases(connection: Connection, case_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Return the ids of each case's reports, first come first."""
    found: dict[UUID, list[UUID]] = {}
    for row in (await connection.execute(_REPORTS_OF, {"ids": list(case_ids)})).all():
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
    # What hides from somebody is joined by no report: its reporter would show it to whom it is about.
    is_hidden = or_(known.sealed, known.id.in_(select(case_subjects.c.case_id)))
    query = select(*found).join(given, near).where(known.closed_at.is_(None), known.opened_at >= since, ~is_hidden)
    return list((await connection.execute(query.distinct().order_by(known.id))).all())
