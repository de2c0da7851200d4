"""Which rows of clues and findings does a caller see, and how are they saved?"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, insert, select, update

from shared.runtime.db import Connection, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows
from shared.schemas.dispatch import TaskAssigned
from shared.schemas.vocabulary import CaseState, TaskState

from .domain.clues import ClueAction, Recall
from .domain.findings import CaseSeen, NewFinding
from .models import clue_history, clue_looks, clues, early_recalls, finding_history, finding_looks, findings

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
FINDING_CHANGES = (
    "version",
    "case_id",
    "case_version",
    "case_number",
    "case_state",
    "case_changed_at",
    "outcome",
)


# --------------------------------------------------------------------------------------------------------------- clues
async def find_clue(connection: Connection, scope: Scope, clue_id: UUID) -> Row[Any] | None:
    """Return the clue, or None where the scope does not reach it."""
    return await _find(connection, scope, clues, clue_id)


async def lock_clues(connection: Connection, scope: Scope, ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """Return the clues that the scope reaches, held until the transaction ends; always in the same order."""
    return await _lock(connection, scope, clues, ids)


async def list_clues(
    connection: Connection, scope: Scope, *, state: TaskState | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return at most `limit` clues, the newest first, older than `after`."""
    query = select(clues).where(visible_in(scope, clues)).order_by(clues.c.id.desc()).limit(limit)
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
        .where(clues.c.id == clue_id, clue_history.c.client_id == client_id, visible_in(scope, clues))
    )
    return (await connection.execute(query)).one_or_none()


async def clue_history_of(connection: Connection, scope: Scope, clue_id: UUID) -> Sequence[Row[Any]]:
    query = select(clue_history).join(clues, clues.c.id == clue_history.c.clue_id)
    query = query.where(clues.c.id == clue_id, visible_in(scope, clues)).order_by(clue_history.c.seq)
    return (await connection.execute(query)).all()


async def early_recalls_of(connection: Connection, ids: Collection[UUID]) -> list[Recall]:
    """Return the recalls that came before the tasks `ids`."""
    rows = await connection.execute(select(early_recalls).where(early_recalls.c.task_id.in_(ids)))
    return [Recall(row.task_id, row.version, row.reason, row.recalled_at) for row in rows]


async def add_clues(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, clues, rows)


async def save_clues(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save what may change of the clues, by one statement; each `id` at most once."""
    await _save(connection, clues, CLUE_CHANGES, rows)


async def add_clue_history(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, clue_history, rows)


async def add_early_recalls(connection: Connection, recalls: Sequence[Recall]) -> None:
    """Keep recalls whose task is not known yet; one that is kept already stays."""
    await insert_rows(connection, early_recalls, [asdict(recall) for recall in recalls], skip_known=True)


async def add_clue_look(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(clue_looks).values(row))


# ------------------------------------------------------------------------------------------------------------ findings
async def find_finding(connection: Connection, scope: Scope, finding_id: UUID) -> Row[Any] | None:
    """Return the finding, or None where the scope does not reach it."""
    return await _find(connection, scope, findings, finding_id)


async def lock_findings(connection: Connection, scope: Scope, ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """Return the findings that the scope reaches, held until the transaction ends; always in the same order."""
    return await _lock(connection, scope, findings, ids)


async def list_findings(connection: Connection, scope: Scope, *, after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    """Return at most `limit` findings, the newest first, older than `after`."""
    query = select(findings).where(visible_in(scope, findings)).order_by(findings.c.id.desc()).limit(limit)
    if after is not None:
        query = query.where(findings.c.id < after)
    return (await connection.execute(query)).all()


async def find_contents(connection: Connection, scope: Scope, ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """Return the findings that the scope reaches, for their sealed texts."""
    query = select(findings).where(findings.c.id.in_(ids), visible_in(scope, findings)).order_by(findings.c.id)
    return (await connection.execute(query)).all()


async def finding_history_of(connection: Connection, scope: Scope, finding_id: UUID) -> Sequence[Row[Any]]:
    query = select(finding_history).join(findings, findings.c.id == finding_history.c.finding_id)
    query = query.where(findings.c.id == finding_id, visible_in(scope, findings)).order_by(finding_history.c.seq)
    return (await connection.execute(query)).all()


async def add_finding(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(findings).values(row))


async def save_findings(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save what the findings know of their cases, by one statement; each `id` at most once."""
    await _save(connection, findings, FINDING_CHANGES, rows)


async def add_finding_history(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, finding_history, rows)


async def add_finding_looks(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, finding_looks, rows)


# ---------------------------------------------------------------------------------------------------------------- both
async def _find(connection: Connection, scope: Scope, table: Table, row_id: UUID) -> Row[Any] | None:
    query = select(table).where(table.c.id == row_id, visible_in(scope, table))
    return (await connection.execute(query)).one_or_none()


async def _lock(connection: Connection, scope: Scope, table: Table, ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    query = select(table).where(table.c.id.in_(ids), visible_in(scope, table)).order_by(table.c.id)
    return {row.id: row for row in await connection.execute(query.with_for_update())}


async def _save(connection: Connection, table: Table, names: Collection[str], rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    given = arrays(rows, id=table.c.id.type, **{name: table.c[name].type for name in names})
    changes = {name: given.c[name] for name in names}
    await connection.execute(update(table).where(table.c.id == given.c.id).values(changes))


# ----------------------------------------------------------------------------------------------------- rows to be saved
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


def finding_row(finding_id: UUID, new: NewFinding, *, by: str, at: datetime) -> dict[str, Any]:
    """Return the row of a new finding, without its text."""
    return {
        "id": finding_id,
        "region": new.region,
        "version": 1,
        "category_scheme": new.category.scheme,
        "category_code": new.category.code,
        "urgency": new.urgency,
        "position": new.position.model_dump() if new.position else None,
        "officer_id": by,
        "second_officer_id": new.second_officer_id,
        "found_at": new.found_at,
        "reported_at": at,
    }


def case_of(row: Row[Any]) -> CaseSeen | None:
    """Return what a finding knows of its case."""
    if row.case_id is None:
        return None
    state = CaseState(row.case_state)
    return CaseSeen(row.case_id, row.case_version, row.case_number, state, row.outcome, row.case_changed_at)


def followed(finding_id: UUID, version: int, case: CaseSeen | None) -> dict[str, Any]:
    assert case is not None
    return {
        "id": finding_id,
        "version": version,
        "case_id": case.case_id,
        "case_version": case.version,
        "case_number": case.number,
        "case_state": case.state,
        "case_changed_at": case.changed_at,
        "outcome": case.outcome,
    }


def finding_step(
    finding_id: UUID,
    seq: int,
    action: str,
    states: tuple[CaseState | None, CaseState | None],
    by: str,
    at: datetime,
    facts: dict[str, Any],
) -> dict[str, Any]:
    """Return a row of the finding's history; `states` are its case's, before and after."""
    return {
        "id": new_id(),
        "finding_id": finding_id,
        "seq": seq,
        "action": action,
        "from_state": states[0],
        "to_state": states[1],
        "by": by,
        "at": at,
        "facts": facts,
    }
