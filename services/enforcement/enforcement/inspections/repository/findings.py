"""Which findings does a caller see, and how are they saved?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, insert, or_, select

from enforcement.inspections.domain.findings import CaseSeen, NewFinding
from enforcement.inspections.models.clues import finding_history, finding_looks, findings
from shared.runtime.db import Connection, new_id, visible_in
from shared.runtime.hidden import shown_to, without_case
from shared.runtime.resealing import SealedColumn
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows
from shared.schemas.vocabulary import CaseState

TEXTS = SealedColumn(findings, "text")
# What a finding says whose case is hidden: as if none had come of it yet.
_AS_REPORTED = dict.fromkeys(("case_id", "case_number", "case_state", "outcome")) | {"version": 1}


def _own_or_shown(scope: Scope) -> ColumnElement[bool]:
    return shown_to(scope, findings, findings.c.officer_id, findings.c.second_officer_id)


async def find_finding(connection: Connection, scope: Scope, finding_id: UUID) -> Row[Any] | None:
    """Return the finding, or None where the scope does not reach it."""
    query = select(*without_case(scope, findings, **_AS_REPORTED))
    return (await connection.execute(query.where(findings.c.id == finding_id, _own_or_shown(scope)))).one_or_none()


async def lock_findings(connection: Connection, scope: Scope, ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """Return the findings that the scope reaches, held until the transaction ends; always in the same order."""
    query = select(findings).where(findings.c.id.in_(ids), shown_to(scope, findings)).order_by(findings.c.id)
    return {row.id: row for row in await connection.execute(query.with_for_update())}


async def list_findings(connection: Connection, scope: Scope, *, after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    """Return at most `limit` findings, the newest first, older than `after`."""
    columns = without_case(scope, findings, **_AS_REPORTED)
    query = select(*columns).where(_own_or_shown(scope)).order_by(findings.c.id.desc()).limit(limit)
    if after is not None:
        query = query.where(findings.c.id < after)
    return (await connection.execute(query)).all()


async def find_contents(connection: Connection, scope: Scope, ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """Return the findings that the scope reaches, for their sealed texts."""
    query = select(findings).where(findings.c.id.in_(ids), visible_in(scope, findings)).order_by(findings.c.id)
    return (await connection.execute(query)).all()


async def finding_history_of(connection: Connection, scope: Scope, finding_id: UUID) -> Sequence[Row[Any]]:
    query = select(finding_history).join(findings, findings.c.id == finding_history.c.finding_id)
    known = or_(shown_to(scope, findings), _own_or_shown(scope) & (finding_history.c.seq == 1))
    query = query.where(findings.c.id == finding_id, known).order_by(finding_history.c.seq)
    return (await connection.execute(query)).all()


async def add_finding(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(findings).values(row))


async def save_findings(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save what the findings know of their cases, by one statement; each `id` at most once."""
    await update_rows(connection, findings, rows)


async def add_finding_history(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, finding_history, rows)


async def add_finding_looks(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, finding_looks, rows)


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
    known = (row.case_id, row.case_version, row.case_number, state, row.outcome, row.case_changed_at)
    return CaseSeen(*known, hidden=row.hidden)


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
        "hidden": case.hidden,
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
