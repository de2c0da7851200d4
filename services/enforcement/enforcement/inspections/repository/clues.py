"""Which clues does a caller see, and how are they saved?"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from enforcement.inspections.domain.clues import ClueAction, Recall
from enforcement.inspections.models.clues import clue_history, clue_looks, clues, early_recalls
from shared.runtime.db import Connection, new_id
from shared.runtime.hidden import shown_to
from shared.runtime.resealing import SealedColumn
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows
from shared.schemas.dispatch import TaskAssigned
from shared.schemas.vocabulary import TaskState

NOTES = SealedColumn(clues, "note")
CLUE_CHANGES = (
    "task_version",
    "version",
    "state",
    "unit",
    "urgency",
    "urged",
    "due_at",
    "accepted_at",
    "ended_at",
    "officer_id",
    "second_officer_id",
    "result",
    "return_reason",
    "note",
)


async def find_clue(connection: Connection, scope: Scope, clue_id: UUID) -> Row[Any] | None:
    """Return the clue, or None where the scope does not reach it."""
    query = select(clues).where(clues.c.id == clue_id, shown_to(scope, clues))
    return (await connection.execute(query)).one_or_none()


async def lock_clues(connection: Connection, scope: Scope, ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """Return the clues that the scope reaches, held until the transaction ends; always in the same order."""
    query = select(clues).where(clues.c.id.in_(ids), shown_to(scope, clues)).order_by(clues.c.id)
    return {row.id: row for row in await connection.execute(query.with_for_update())}


async def list_clues(
    connection: Connection, scope: Scope, *, state: TaskState | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return at most `limit` clues, the newest first, older than `after`."""
    query = select(clues).where(shown_to(scope, clues)).order_by(clues.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(clues.c.state == state)
    if after is not None:
        query = query.where(clues.c.id < after)
    return (await connection.execute(query)).all()


async def find_act(connection: Connection, scope: Scope, clue_id: UUID, client_id: UUID) -> Row[Any] | None:
    """Return the history row of the act that a phone sent under `client_id`, or None where it is new."""
    query = (
        select(clue_history)
        .join(clues, clues.c.id == clue_history.c.clue_id)
        .where(clues.c.id == clue_id, clue_history.c.client_id == client_id, shown_to(scope, clues))
    )
    return (await connection.execute(query)).one_or_none()


async def clue_history_of(connection: Connection, scope: Scope, clue_id: UUID) -> Sequence[Row[Any]]:
    query = select(clue_history).join(clues, clues.c.id == clue_history.c.clue_id)
    query = query.where(clues.c.id == clue_id, shown_to(scope, clues)).order_by(clue_history.c.seq)
    return (await connection.execute(query)).all()


async def early_recalls_of(connection: Connection, ids: Collection[UUID]) -> list[Recall]:
    """Return the recalls that came before the tasks `ids`."""
    rows = await connection.execute(select(early_recalls).where(early_recalls.c.task_id.in_(ids)))
    return [Recall(row.task_id, row.version, row.reason, row.recalled_at) for row in rows]


async def add_clues(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, clues, rows)


async def save_clues(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save what may change of the clues, by one statement; each `id` at most once."""
    await update_rows(connection, clues, rows, only=CLUE_CHANGES)


async def hide_clues(connection: Connection, ids: Collection[UUID]) -> None:
    """Show these clues to nobody any more, whatever became of them."""
    await connection.execute(update(clues).where(clues.c.id.in_(ids)).values(hidden=True))


async def add_clue_history(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, clue_history, rows)


async def add_early_recalls(connection: Connection, recalls: Sequence[Recall]) -> None:
    """Keep recalls whose task is not known yet; one that is kept already stays."""
    await insert_rows(connection, early_recalls, [asdict(recall) for recall in recalls], skip_known=True)


async def add_clue_look(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(clue_looks).values(row))


def new_clue(task: TaskAssigned) -> dict[str, Any]:
    empty = dict.fromkeys(CLUE_CHANGES)
    return empty | {
        "id": task.task_id,
        "case_id": task.case_id,
        "case_number": task.case_number,
        "task_version": task.version,
        "version": 1,
        "state": TaskState.ASSIGNED,
        "region": task.region,
        "cell": task.cell,
        "matter": task.matter,
        "position": task.position.model_dump() if task.position else None,
        "report_ids": [str(report_id) for report_id in task.report_ids],
        "assigned_at": task.assigned_at,
        **newer(task),
    }


def newer(task: TaskAssigned) -> dict[str, Any]:
    return {"unit": task.unit, "urgency": task.urgency, "urged": task.urged, "due_at": task.due_at}


def clue_step(
    clue_id: UUID,
    seq: int,
    action: ClueAction,
    before: TaskState | None,
    after: TaskState,
    by: str,
    at: datetime,
    facts: dict[str, Any],
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "clue_id": clue_id,
        "seq": seq,
        "action": action,
        "from_state": before,
        "to_state": after,
        "by": by,
        "at": at,
        "client_id": None,
        "facts": facts,
    }
