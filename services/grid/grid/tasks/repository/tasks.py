"""Which tasks does a caller see, and how are tasks, steps and notes saved?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, Text, Uuid, any_, func, insert, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY

from grid.metadata import THIS_TRANSACTION
from grid.tasks.domain.local import TaskKind
from grid.tasks.domain.states import OPEN, OVER, State
from grid.tasks.domain.steps import Cursor, Wanted
from grid.tasks.domain.words import Recall
from grid.tasks.models import (
    early_recalls,
    task_departures,
    task_history,
    task_note_looks,
    task_notes,
    tasks,
)
from grid.workers.repository import cells_held_by, holders_on_duty, off_duty
from shared.codes import RegionLevel
from shared.geo import Position
from shared.runtime.db import Connection, among, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows

# What a later word from the centre, or a step, may change of a task.
MUTABLE = (
    "version",
    "centre_version",
    "state",
    "cell",
    "unit",
    "worker_id",
    "urgency",
    "urgency_rank",
    "urged",
    "lon",
    "lat",
    "report_ids",
    "due_at",
    "due_order_at",
    "finished_at",
    "result",
    "return_reason",
    "hidden",
    "centre_worker_id",
    "arrival",
    "arrival_reason",
)


def place_in(scope: Scope, table: Table) -> ColumnElement[bool]:
    """Return the condition that a row with a region and a cell lies in the scope, down to a village.

    A case's region is a township: who leads the grid of a village there sees what lies in its cells.
    """
    if len(scope.region) <= RegionLevel.TOWNSHIP.digits:
        return visible_in(scope, table)
    return or_(visible_in(scope, table), table.c.cell.startswith(scope.region, autoescape=True))


def visible(scope: Scope) -> ColumnElement[bool]:
    """A worker sees what is given to him and what happens in the cells that he holds, in either role; nobody sees what
    is hidden.
    """
    if not scope.own_only:
        return place_in(scope, tasks) & tasks.c.hidden.is_(False)
    # As an array, which is read first: both sides of the OR are then looked up by an index.
    held = func.array(cells_held_by(scope.person_id).scalar_subquery(), type_=ARRAY(Text))
    own = or_(tasks.c.worker_id == scope.person_id, tasks.c.cell == any_(held))
    return tasks.c.region.startswith(scope.region, autoescape=True) & own & tasks.c.hidden.is_(False)


def _matching(scope: Scope, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [visible(scope)]
    if wanted.states:
        conditions.append(tasks.c.state.in_(sorted(str(state) for state in wanted.states)))
    if wanted.region is not None:
        conditions.append(tasks.c.region.startswith(wanted.region, autoescape=True))
    if wanted.cell is not None:
        conditions.append(tasks.c.cell == wanted.cell)
    if wanted.kinds:
        conditions.append(tasks.c.kind.in_(sorted(wanted.kinds)))
    if wanted.case_id is not None:
        conditions.append(tasks.c.case_id == wanted.case_id)
    return conditions


def inbox_query(
    scope: Scope, wanted: Wanted, *, near: Position | None, after: Cursor | None, limit: int
) -> Select[Any]:
    """Return the query for tasks: the nearest first and those without a place last, with `near`; else the urgent first,
    then those that are due first.
    """
    query = select(tasks).where(*_matching(scope, wanted)).limit(limit)
    if near is not None:
        # Within a township the plane is good enough to sort by.
        east = (tasks.c.lon - near.lon) * func.cos(func.radians(near.lat))
        north = tasks.c.lat - near.lat
        return query.order_by((east * east + north * north).asc().nulls_last(), tasks.c.id)
    order = (tasks.c.urgency_rank, tasks.c.due_order_at, tasks.c.id)
    if after is not None:
        query = query.where(tuple_(*order) > tuple_(after.urgency_rank, after.due_order_at, after.id))
    return query.order_by(*order)


async def list_tasks(
    connection: Connection, scope: Scope, wanted: Wanted, *, near: Position | None, after: Cursor | None, limit: int
) -> Sequence[Row[Any]]:
    """Return tasks that the scope reaches, in the order of `inbox_query`."""
    query = inbox_query(scope, wanted, near=near, after=after, limit=limit)
    rows: Sequence[Row[Any]] = (await connection.execute(query)).all()
    return rows


async def find_task(connection: Connection, scope: Scope, task_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """Return the task (and hold its row, with `lock`), or None where the scope does not reach it."""
    query = select(tasks).where(tasks.c.id == task_id, visible(scope))
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def history_of(connection: Connection, task_id: UUID) -> Sequence[Row[Any]]:
    query = select(task_history).where(task_history.c.task_id == task_id).order_by(task_history.c.seq)
    return (await connection.execute(query)).all()


async def find_step(connection: Connection, task_id: UUID, client_id: UUID) -> Row[Any] | None:
    """Return the step that the phone sent under `client_id`, if it came before."""
    query = select(task_history).where(task_history.c.task_id == task_id, task_history.c.client_id == client_id)
    return (await connection.execute(query)).one_or_none()


async def save_step(connection: Connection, task_id: UUID, changes: dict[str, Any], step: dict[str, Any]) -> None:
    """Save what a worker's step changed of a task whose row is held, and the step."""
    await connection.execute(update(tasks).where(tasks.c.id == task_id).values(**changes, changed_in=THIS_TRANSACTION))
    await connection.execute(insert(task_history).values(task_id=task_id, **step))


# ------------------------------------------------------------------------------------------------------ whole batches
async def lock_tasks(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return the tasks of `ids` that are known, as rows by id, and hold them; the platform's own work sees all."""
    given = arrays([{"id": task_id} for task_id in ids], id=Uuid())
    query = select(tasks).where(tasks.c.id.in_(select(given.c.id))).order_by(tasks.c.id).with_for_update()
    return {row.id: dict(row._mapping) for row in await connection.execute(query)}  # noqa: SLF001 (its public name)


async def early_recalls_of(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Recall]:
    """Return the recalls that came before their tasks, by id of the task."""
    given = arrays([{"id": task_id} for task_id in ids], id=Uuid())
    query = select(early_recalls).where(early_recalls.c.task_id.in_(select(given.c.id)))
    rows = await connection.execute(query)
    return {row.task_id: Recall(row.task_id, row.centre_version, row.reason) for row in rows}


async def save_early_recalls(connection: Connection, recalls: Sequence[Recall], now: datetime) -> None:
    rows = [
        {"task_id": recall.task_id, "centre_version": recall.version, "reason": recall.reason, "heard_at": now}
        for recall in recalls
    ]
    await insert_rows(connection, early_recalls, rows, skip_known=True)


async def save_batch(
    connection: Connection,
    *,
    new: Sequence[dict[str, Any]],
    changed: Sequence[dict[str, Any]],
    steps: Sequence[dict[str, Any]],
) -> None:
    """Save whole rows of new and of changed tasks, and their steps: a statement each, however many there are."""
    await insert_rows(connection, tasks, new)
    if changed:
        given = arrays(changed, **{name: tasks.c[name].type for name in ("id", *MUTABLE)})
        values = {name: given.c[name] for name in MUTABLE}
        await connection.execute(
            update(tasks).where(tasks.c.id == given.c.id).values(**values, changed_in=THIS_TRANSACTION)
        )
    await insert_rows(connection, task_history, steps)


# --------------------------------------------------------------------------------------------------- tasks of our own
async def add_local(connection: Connection, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Save new tasks of our own; return the ids of those whose key had no task that is not over yet."""
    return {row.id for row in await insert_rows(connection, tasks, rows, skip_known=True, returning="id")}


async def local_of(
    connection: Connection, kinds: Collection[TaskKind], keys: Collection[str], *, lock: bool = False
) -> Sequence[dict[str, Any]]:
    """Return the tasks of our own with these keys that are not over, as rows; the platform's own work sees all."""
    query = select(tasks).where(
        among(tasks.c.kind, sorted(kinds)), among(tasks.c.key, sorted(keys)), tasks.c.state.not_in(sorted(OVER))
    )
    found = await connection.execute(query.order_by(tasks.c.id).with_for_update() if lock else query)
    return [dict(row._mapping) for row in found]  # noqa: SLF001 (its public name)


async def ever_of_key(connection: Connection, kind: TaskKind, key: str) -> UUID | None:
    """Return the first task of our own that ever had this key, over or not."""
    query = select(tasks.c.id).where(tasks.c.kind == str(kind), tasks.c.key == key).order_by(tasks.c.id).limit(1)
    return (await connection.execute(query)).scalar_one_or_none()


async def lock_unattended(connection: Connection, limit: int) -> list[dict[str, Any]]:
    """Return, and hold, tasks that nobody has accepted, whose worker is off duty while another of the cell is on."""
    on_duty = holders_on_duty(tasks.c.cell).exists()
    query = (
        select(tasks)
        .where(tasks.c.state == str(State.ASSIGNED), off_duty(tasks.c.worker_id), on_duty)
        .order_by(tasks.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [dict(row._mapping) for row in await connection.execute(query)]  # noqa: SLF001 (its public name)


async def add_steps(connection: Connection, steps: Sequence[dict[str, Any]]) -> None:
    """Save steps of tasks: task_id, seq, action, from_state, to_state, by, at, facts."""
    await insert_rows(connection, task_history, steps)


async def add_departures(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Note whom tasks were given to and where they lay before they are somebody else's: id, worker_id, cell."""
    left = [{"id": new_id(), "task_id": row["id"], "worker_id": row["worker_id"], "cell": row["cell"]} for row in rows]
    await insert_rows(connection, task_departures, left)


# -------------------------------------------------------------------------------------------- boundaries and the load
async def waiting_in(connection: Connection, scope: Scope, region: str) -> Sequence[Row[Any]]:
    """Return the tasks of a region that nobody has accepted yet, in order of their ids."""
    waits = (tasks.c.state == str(State.ASSIGNED)) & tasks.c.region.startswith(region, autoescape=True)
    query = select(tasks).where(visible(scope), waits).order_by(tasks.c.id)
    return (await connection.execute(query)).all()


async def open_by_worker(
    connection: Connection, worker_ids: Collection[str], *, due_before: datetime | None = None
) -> dict[str, int]:
    """Return how many open tasks each worker has, with `due_before` only those that were due by then."""
    query = (
        select(tasks.c.worker_id, func.count().label("number"))
        .where(among(tasks.c.worker_id, sorted(worker_ids)), tasks.c.state.in_(sorted(str(state) for state in OPEN)))
        .group_by(tasks.c.worker_id)
    )
    if due_before is not None:
        query = query.where(tasks.c.due_order_at < due_before)
    return {row.worker_id: row.number for row in await connection.execute(query)}


# ---------------------------------------------------------------------------------------------------------------- notes
async def add_note(connection: Connection, note: dict[str, Any]) -> None:
    """Save a sealed note: id, task_id, seq, by, at, note."""
    await insert_rows(connection, task_notes, [note])


async def notes_of(connection: Connection, task_id: UUID) -> Sequence[Row[Any]]:
    query = (
        select(task_notes, task_history.c.action)
        .join(task_history, (task_history.c.task_id == task_notes.c.task_id) & (task_history.c.seq == task_notes.c.seq))
        .where(task_notes.c.task_id == task_id)
        .order_by(task_notes.c.seq)
    )
    return (await connection.execute(query)).all()


async def log_look(connection: Connection, task_id: UUID, *, by: str, at: datetime, purpose: str, notes: int) -> None:
    row = {"id": new_id(), "task_id": task_id, "by": by, "at": at, "purpose": purpose, "notes": notes}
    await insert_rows(connection, task_note_looks, [row])
