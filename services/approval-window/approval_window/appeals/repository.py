"""Which rows of appeals does a caller see, and how are they saved?"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, insert, or_, select

from shared.runtime.copies import unit_copies
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.hidden import shown_to, without_case
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows

from .domain import AppealState
from .models import appeal_history, appeal_looks, appeals, duty_copies

PROGRESS_COLUMNS = (
    "state",
    "version",
    "case_id",
    "case_version",
    "case_number",
    "case_state",
    "case_changed_at",
    "outcome",
    "result",
    "answered_at",
    "told_at",
    "contacted_at",
    "contact_unit",
    "contact_outcome",
    "hidden",
)
# What an appeal says whose case is hidden: as if nothing had become of it yet.
_OF_THE_CASE = (
    *("case_id", "case_number", "case_state", "outcome", "result", "answered_at", "told_at"),
    *("contacted_at", "contact_unit", "contact_outcome"),
)
_AS_FILED = dict.fromkeys(_OF_THE_CASE) | {"state": str(AppealState.FILED), "version": 1}


def _shown(scope: Scope) -> ColumnElement[bool]:
    return shown_to(scope, appeals, appeals.c.clerk_id)


def _columns(scope: Scope) -> list[Any]:
    return without_case(scope, appeals, **_AS_FILED)


async def add_appeal(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(appeals).values(row))


async def find_appeal(connection: Connection, scope: Scope, appeal_id: UUID) -> Row[Any] | None:
    """Return the appeal, or None where the scope does not reach it."""
    query = select(*_columns(scope)).where(appeals.c.id == appeal_id, _shown(scope))
    return (await connection.execute(query)).one_or_none()


async def add_duties(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Keep versions of duty lists; one that is known stays as it is."""
    await insert_rows(connection, duty_copies, rows, skip_known=True)


async def duty_kind(connection: Connection, regions: Sequence[str], matter: str, on: date) -> str | None:
    """Return how a matter stands on the newest list of the first of `regions` that names it; None where none does."""
    copies = duty_copies.c
    begun = (
        select(copies.region, copies.kinds[matter].astext.label("kind"))
        .where(among(copies.region, regions), copies.valid_from <= on)
        .order_by(copies.version)
    )
    kinds = {row.region: row.kind for row in await connection.execute(begun)}
    return next((kinds[region] for region in regions if kinds.get(region)), None)


async def lock_appeals(connection: Connection, scope: Scope, ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """Return the appeals that the scope reaches, held until the transaction ends; always in the same order."""
    query = select(appeals).where(appeals.c.id.in_(ids), shown_to(scope, appeals)).order_by(appeals.c.id)
    return {row.id: row for row in await connection.execute(query.with_for_update())}


async def list_appeals(
    connection: Connection, scope: Scope, *, state: AppealState | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return at most `limit` appeals, the newest first, older than `after`."""
    query = select(*_columns(scope)).where(_shown(scope)).order_by(appeals.c.id.desc()).limit(limit)
    if state is not None:
        # In no state at all: which one it is would say how its case goes on.
        query = query.where(appeals.c.state == state, shown_to(scope, appeals))
    if after is not None:
        query = query.where(appeals.c.id < after)
    return (await connection.execute(query)).all()


async def find_contents(connection: Connection, scope: Scope, ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """Return the appeals that the scope reaches, for their sealed statement and appellant."""
    query = select(appeals).where(appeals.c.id.in_(ids), visible_in(scope, appeals)).order_by(appeals.c.id)
    return (await connection.execute(query)).all()


async def unit_names(connection: Connection, unit: str | None) -> dict[str, str]:
    """Return what a unit is called, where its name is known."""
    copies = unit_copies.c
    query = select(copies.unit_id, copies.name).where(copies.unit_id == unit)
    return {row.unit_id: row.name for row in await connection.execute(query)}


async def history_of(connection: Connection, scope: Scope, appeal_id: UUID) -> Sequence[Row[Any]]:
    query = (
        select(appeal_history)
        .join(appeals, appeals.c.id == appeal_history.c.appeal_id)
        .where(appeals.c.id == appeal_id, or_(shown_to(scope, appeals), _shown(scope) & (appeal_history.c.seq == 1)))
        .order_by(appeal_history.c.seq)
    )
    return (await connection.execute(query)).all()


async def save_progress(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save the progress columns of the appeals, by one statement; each `id` at most once."""
    await update_rows(connection, appeals, rows, only=PROGRESS_COLUMNS)


async def add_history(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, appeal_history, rows)


async def add_looks(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, appeal_looks, rows)
