"""Which sub-tasks does a caller see, and how are they held and saved?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, false, or_, select

from dispatch.cases.models import case_clocks, cases
from dispatch.cases.repository.sight import not_hidden_from
from dispatch.coordination.domain.subtasks import LIVE
from dispatch.coordination.models import subtasks, whistle_calls, whistles
from shared.runtime.db import Connection, among, among_ids, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows

_LIVE = [str(state) for state in LIVE]


def _with_term() -> Select[*tuple[Any, ...]]:
    """Return the query of sub-tasks with the case's number, its lead, and by when each is done."""
    runs = and_(case_clocks.c.part_id == subtasks.c.id, case_clocks.c.stopped_at.is_(None))
    return (
        select(subtasks, cases.c.number, cases.c.unit.label("lead"), case_clocks.c.due_at)
        .join(cases, cases.c.id == subtasks.c.case_id)
        .outerjoin(case_clocks, runs)
    )


def _seen(scope: Scope, *, all_here: bool) -> ColumnElement[bool]:
    """Return the condition of what a caller may know of: his region's with `all_here`, else what his unit does, or has
    given as the lead; none about a case that is hidden from him.
    """
    shown = not_hidden_from(scope)
    if all_here:
        return shown & visible_in(scope, subtasks)
    of_unit = or_(subtasks.c.unit == scope.unit, cases.c.unit == scope.unit) if scope.unit else false()
    return shown & of_unit


async def find_subtask(connection: Connection, scope: Scope, subtask_id: UUID, *, all_here: bool) -> Row[Any] | None:
    query = _with_term().where(subtasks.c.id == subtask_id, _seen(scope, all_here=all_here))
    return (await connection.execute(query)).one_or_none()


async def lock_subtask(connection: Connection, subtask_id: UUID) -> Row[Any]:
    """Return a sub-task whose case is held, as it stands now, and hold it until the transaction ends."""
    query = select(subtasks).where(subtasks.c.id == subtask_id)
    return (await connection.execute(query.with_for_update())).one()


async def list_subtasks(
    connection: Connection,
    scope: Scope,
    *,
    all_here: bool,
    filters: Mapping[str, Any],
    waiting: bool,
    late_at: datetime | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Return sub-tasks, the newest first; `filters`: column → value; `late_at`: only what was due before.

    `waiting`: what the caller's unit has to do, or to look at as the lead; for a centre what is not ended.
    """
    query = _with_term().where(_seen(scope, all_here=all_here))
    for name, value in filters.items():
        query = query.where(subtasks.c[name] == value)
    if waiting:
        query = query.where(_waits(scope, all_here=all_here))
    if late_at is not None:
        query = query.where(case_clocks.c.due_at < late_at)
    if after is not None:
        query = query.where(subtasks.c.id < after)
    return (await connection.execute(query.order_by(subtasks.c.id.desc()).limit(limit))).all()


def _waits(scope: Scope, *, all_here: bool) -> ColumnElement[bool]:
    state = subtasks.c.state
    if all_here:
        return state.in_(_LIVE)
    to_do = and_(subtasks.c.unit == scope.unit, state.in_(["given", "accepted"]))
    return or_(to_do, and_(cases.c.unit == scope.unit, state == "done"))


_OPEN = (
    select(subtasks.c.id, subtasks.c.case_id)
    .where(among_ids(subtasks.c.case_id), subtasks.c.ended_at.is_(None))
    .order_by(subtasks.c.id)
)


async def open_subtasks(connection: Connection, case_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Return the sub-tasks of cases that are not ended, by case."""
    found: dict[UUID, list[UUID]] = {}
    for row in (await connection.execute(_OPEN, {"ids": list(case_ids)})).all():
        found.setdefault(row.case_id, []).append(row.id)
    return found


async def units_at(connection: Connection, case_id: UUID) -> set[str]:
    """Return the units that support a case now."""
    query = select(subtasks.c.unit).where(subtasks.c.case_id == case_id, subtasks.c.ended_at.is_(None))
    return set((await connection.execute(query)).scalars())


async def units_that_came(connection: Connection, case_id: UUID) -> set[str]:
    """Return the units that came to a case by a whistle, or are coming."""
    query = (
        select(whistle_calls.c.unit)
        .join(whistles, whistles.c.id == whistle_calls.c.whistle_id)
        .where(whistles.c.case_id == case_id, whistle_calls.c.state.in_(["coming", "arrived"]))
    )
    return set((await connection.execute(query)).scalars())


async def add_subtask(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, subtasks, [dict(row)])


async def save_subtasks(connection: Connection, changed: Sequence[dict[str, Any]]) -> None:
    await update_rows(connection, subtasks, changed)


async def lock_live(connection: Connection, case_ids: Iterable[UUID]) -> Sequence[Row[Any]]:
    """Return the sub-tasks of cases, which the caller holds, that are not ended, and hold them."""
    query = select(subtasks).where(among(subtasks.c.case_id, case_ids), subtasks.c.ended_at.is_(None))
    return (await connection.execute(query.order_by(subtasks.c.id).with_for_update())).all()


async def lock_late(connection: Connection, now: datetime, limit: int) -> Sequence[Row[Any]]:
    """Return sub-tasks that became late and of which nobody was told, the oldest first; skip what others hold."""
    runs = and_(
        case_clocks.c.part_id == subtasks.c.id,
        case_clocks.c.stopped_at.is_(None),
        case_clocks.c.paused_at.is_(None),
    )
    query = (
        select(subtasks, cases.c.unit.label("lead"), case_clocks.c.due_at)
        .join(case_clocks, runs)
        .join(cases, cases.c.id == subtasks.c.case_id)
        .where(subtasks.c.late_at.is_(None), case_clocks.c.due_at < now)
        .order_by(case_clocks.c.due_at)
        .limit(limit)
        .with_for_update(of=subtasks, skip_locked=True)
    )
    return (await connection.execute(query)).all()
