"""Which reports of workers does a caller see, and how are they saved?"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Uuid, select

from grid.patrols.models import patrol_report_history, patrol_report_looks, patrol_reports
from shared.runtime.db import Connection, visible_in
from shared.runtime.hidden import shown_to, without_case
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows, update_rows

# What a step of its case changes of a report.
PROGRESS = (
    "version",
    "case_id",
    "case_version",
    "case_number",
    "case_state",
    "case_outcome",
    "case_result",
    "case_changed_at",
    "hidden",
)
# What a report says whose case is hidden: as if none had come of it yet.
_AS_REPORTED = dict.fromkeys(("case_id", "case_number", "case_state", "case_outcome", "case_result")) | {"version": 1}


def _columns(scope: Scope) -> list[Any]:
    return without_case(scope, patrol_reports, **_AS_REPORTED)


async def add_report(connection: Connection, report: dict[str, Any]) -> bool:
    """Save a report; return False where this worker's phone has sent it before."""
    added = await insert_rows(connection, patrol_reports, [report], skip_known=True, returning="id")
    return bool(added)


async def find_sent(connection: Connection, scope: Scope, client_id: UUID) -> Row[Any] | None:
    """Return the report that the asking worker's phone sent under `client_id`."""
    query = select(*_columns(scope)).where(
        patrol_reports.c.worker_id == scope.person_id, patrol_reports.c.client_id == client_id
    )
    return (await connection.execute(query)).one_or_none()


async def own_reports(connection: Connection, scope: Scope, *, before: UUID | None, limit: int) -> Sequence[Row[Any]]:
    """Return the reports of who asks, the newest first."""
    query = (
        select(*_columns(scope))
        .where(visible_in(scope, patrol_reports), patrol_reports.c.worker_id == scope.person_id)
        .order_by(patrol_reports.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(patrol_reports.c.id < before)
    return (await connection.execute(query)).all()


async def reports_of(connection: Connection, scope: Scope, ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """Return those of the reports that the scope reaches."""
    given = arrays([{"id": report_id} for report_id in ids], id=Uuid())
    mine = visible_in(scope, patrol_reports) & patrol_reports.c.id.in_(select(given.c.id))
    query = select(*_columns(scope)).where(mine)
    return (await connection.execute(query.order_by(patrol_reports.c.id))).all()


async def find_shown(connection: Connection, scope: Scope, report_id: UUID) -> Row[Any] | None:
    """Return a report whose record the caller may see: where its case hides, who wrote it alone."""
    mine = shown_to(scope, patrol_reports, patrol_reports.c.worker_id)
    query = select(*_columns(scope)).where(mine, patrol_reports.c.id == report_id)
    return (await connection.execute(query)).one_or_none()


async def log_looks(connection: Connection, looks: Sequence[dict[str, Any]]) -> None:
    """Save who looked: id, report_id, by, on_behalf_of, purpose, at."""
    await insert_rows(connection, patrol_report_looks, looks)


async def lock_reports(connection: Connection, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return what is known of the reports' progress, by id, and hold the rows; the platform's own work sees all."""
    given = arrays([{"id": report_id} for report_id in ids], id=Uuid())
    columns = [patrol_reports.c.id, *(patrol_reports.c[name] for name in PROGRESS)]
    query = select(*columns).where(patrol_reports.c.id.in_(select(given.c.id))).order_by(patrol_reports.c.id)
    rows = await connection.execute(query.with_for_update())
    return {row.id: dict(row._mapping) for row in rows}  # noqa: SLF001 (its public name)


async def save_progress(
    connection: Connection, rows: Sequence[dict[str, Any]], steps: Sequence[dict[str, Any]]
) -> None:
    """Save the progress of reports whose rows are held, and the steps of their histories."""
    await update_rows(connection, patrol_reports, rows, only=PROGRESS)
    await add_history(connection, steps)


async def add_history(connection: Connection, steps: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, patrol_report_history, steps)
