"""How do reports get to disk as a set, and which of them does a caller see?"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select, tuple_, update

from dispatch.cases.domain.moves import AT_WORK
from dispatch.cases.models import case_reports, case_subjects, cases, tasks
from dispatch.cases.repository.sight import not_hidden_from, seen_by
from dispatch.coordination.domain.handovers import HELD, HandoverState
from dispatch.coordination.domain.transfers import TransferState
from dispatch.coordination.models import hand_ups, handovers, subtasks, transfers
from dispatch.intake.domain import Accepted
from dispatch.intake.models import feed_events, report_looks, reports
from dispatch.triage.models import worker_copies
from shared.runtime.db import Connection, among, among_ids, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows
from shared.schemas.dispatch import ReportOf
from shared.schemas.vocabulary import CaseState, Executor, FeedKind, Origin


async def add_feed_events(connection: Connection, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Write ledger rows; return the ids of those that were new."""
    inserted = await insert_rows(connection, feed_events, rows, skip_known=True, returning="id")
    return {row.id for row in inserted}


async def known_events(
    connection: Connection, identities: Iterable[tuple[str, str, str, str]]
) -> dict[tuple[str, str, str, str], Accepted]:
    """Return what was answered to events that are in the ledger, by identity."""
    e = feed_events.c
    query = select(e.source, e.kind, e.external_id, e.event_id, e.report_id).where(
        tuple_(e.source, e.kind, e.external_id, e.event_id).in_(list(identities))
    )
    rows = (await connection.execute(query)).all()
    return {(r.source, r.kind, r.external_id, r.event_id): Accepted(r.report_id, repeated=True) for r in rows}


async def add_reports(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, reports, rows)


async def reports_of(connection: Connection, orders: Iterable[tuple[str, str]]) -> dict[tuple[str, str], UUID]:
    """Return the report of each known order, by (source, external id)."""
    r = reports.c
    query = select(r.id, r.source, r.external_id).where(tuple_(r.source, r.external_id).in_(list(orders)))
    return {(row.source, row.external_id): row.id for row in (await connection.execute(query)).all()}


async def attach_waiting(connection: Connection, limit: int) -> Sequence[Row[Any]]:
    """Give ledger rows that came before their order the report that has come since; return them, oldest first."""
    e, r = feed_events.c, reports.c
    found = (
        select(e.id, r.id.label("report_id"))
        .join(reports, and_(r.source == e.source, r.external_id == e.external_id))
        .where(e.report_id.is_(None))
        .order_by(e.id)
        .limit(limit)
        .with_for_update(of=feed_events, skip_locked=True)
        .subquery()
    )
    attached = (
        update(feed_events)
        .where(e.id == found.c.id)
        .values(report_id=found.c.report_id)
        .returning(e.id, e.kind, e.report_id, e.satisfied, e.occurred_at, e.granted, e.until)
    )
    return sorted((await connection.execute(attached)).all(), key=lambda row: row.id)


async def bump_versions(connection: Connection, report_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Count one more version of each report, and return the new ones."""
    changed = update(reports).where(among(reports.c.id, report_ids)).values(version=reports.c.version + 1)
    rows = (await connection.execute(changed.returning(reports.c.id, reports.c.version))).all()
    return {row.id: row.version for row in rows}


async def read_reports(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    """Return reports for the platform's own work (triage), whatever their region."""
    rows = (await connection.execute(select(reports).where(among(reports.c.id, ids)))).all()
    return {row.id: row for row in rows}


async def find_report(
    connection: Connection, scope: Scope, report_id: UUID, executor: Executor | None
) -> Row[Any] | None:
    """Return a report that the scope reaches; with `executor`, only while the caller's own side holds its task.

    A report that came without its township is reached through its case, which has one; a township reads what it is
    offered.
    """
    query = select(reports).where(reports.c.id == report_id, _not_hidden(scope, report_id))
    if executor is None:
        of_case = (
            select(case_reports.c.report_id)
            .join(cases, cases.c.id == case_reports.c.case_id)
            .where(case_reports.c.report_id == report_id, seen_by(scope))
        )
        offered = (
            select(case_reports.c.report_id)
            .join(transfers, transfers.c.case_id == case_reports.c.case_id)
            .where(case_reports.c.report_id == report_id, transfers.c.state == str(TransferState.OPEN))
            .where(transfers.c.to_region.startswith(scope.region, autoescape=True))
        )
        reached = or_(visible_in(scope, reports), of_case.exists(), offered.exists())
        return (await connection.execute(query.where(reached))).one_or_none()
    if executor is Executor.UNIT:
        return (await connection.execute(query.where(_lies_with_unit(scope, report_id)))).one_or_none()
    if executor is Executor.COUNTY:
        return (await connection.execute(query.where(_concerns_department(scope, report_id)))).one_or_none()
    held = (
        select(tasks.c.id)
        .join(case_reports, case_reports.c.case_id == tasks.c.case_id)
        .where(
            case_reports.c.report_id == report_id,
            tasks.c.executor == str(executor),
            tasks.c.ended_at.is_(None),
            tasks.c.region.startswith(scope.region, autoescape=True),
        )
    )
    if executor is Executor.GRID:
        held = held.where(or_(tasks.c.worker_id == scope.person_id, _holds_cell(scope.person_id)))
    return (await connection.execute(query.where(held.exists()))).one_or_none()


def _not_hidden(scope: Scope, report_id: UUID) -> ColumnElement[bool]:
    """Return whether the case of a report is not hidden from the caller; else whether it hides none."""
    of_case = select(cases.c.id).join(case_reports, case_reports.c.case_id == cases.c.id)
    shown = of_case.where(case_reports.c.report_id == report_id, not_hidden_from(scope))
    hides = or_(reports.c.sealed, reports.c.complained_of != [])
    waits = ~exists().where(case_reports.c.report_id == report_id)
    return or_(shown.exists(), and_(waits, ~hides))


def _lies_with_unit(scope: Scope, report_id: UUID) -> ColumnElement[bool]:
    """Return whether a report's case was given to the caller's unit and has not ended, or the unit helps with it."""
    of_report = case_reports.c.report_id == report_id
    # Before it is dispatched, a unit stands beside a case as who was thought of.
    given = cases.c.state.in_([str(state) for state in (*AT_WORK, CaseState.HANDLED, CaseState.VERIFYING)])
    lies = or_(and_(given, cases.c.unit == scope.unit), _helps(scope))
    return exists().where(of_report, cases.c.id == case_reports.c.case_id, lies, seen_by(scope))


def _concerns_department(scope: Scope, report_id: UUID) -> ColumnElement[bool]:
    """Return whether a report's case is refused for the caller's unit, is at work there, or asks something of it."""
    named = exists().where(
        handovers.c.case_id == cases.c.id,
        handovers.c.to_unit == scope.unit,
        handovers.c.state == str(HandoverState.OPEN),
    )
    held = and_(
        cases.c.unit == scope.unit,
        cases.c.handover.in_([str(state) for state in HELD]),
        cases.c.state.in_([str(state) for state in AT_WORK]),
    )
    of_report = case_reports.c.report_id == report_id
    concerned = or_(named, held, _helps(scope))
    return exists().where(of_report, cases.c.id == case_reports.c.case_id, seen_by(scope), concerned)


def _helps(scope: Scope) -> ColumnElement[bool]:
    """Return whether the caller's unit does a part of a case, or is asked about it, and has not answered yet."""
    part = and_(subtasks.c.case_id == cases.c.id, subtasks.c.unit == scope.unit, subtasks.c.ended_at.is_(None))
    asked = and_(hand_ups.c.case_id == cases.c.id, hand_ups.c.unit == scope.unit, hand_ups.c.ended_at.is_(None))
    return or_(exists().where(part), exists().where(asked))


def _holds_cell(person_id: str) -> ColumnElement[bool]:
    """Return whether a person holds the cell of a task, as its A or its B role."""
    cell = func.jsonb_build_array(func.jsonb_build_object("cell", tasks.c.cell))
    mine = select(worker_copies.c.worker_id).where(worker_copies.c.worker_id == person_id)
    return mine.where(worker_copies.c.cells.op("@>")(cell)).correlate(tasks).exists()


async def hides_reporter(connection: Connection, row: Row[Any]) -> bool:
    """Tell whether who sent a report is hidden: by what it is, or by the case that it belongs to."""
    of_case = select(cases.c.hides_reporter).join(case_reports, case_reports.c.case_id == cases.c.id)
    query = of_case.where(case_reports.c.report_id == row.id)
    return bool(row.hides_reporter or (await connection.execute(query)).scalar_one_or_none())


async def read_follow_ups(connection: Connection, report_id: UUID) -> list[Row[Any]]:
    e = feed_events.c
    query = select(e.id, e.kind, e.sealed_text, e.occurred_at).where(
        e.report_id == report_id, e.kind != str(FeedKind.CREATED)
    )
    rows: Any = (await connection.execute(query.order_by(e.id))).all()
    return list(rows)


async def log_look(connection: Connection, report_id: UUID, person_id: str, purpose: str, at: datetime) -> None:
    look = {"id": new_id(), "report_id": report_id, "person_id": person_id, "purpose": purpose, "at": at}
    await insert_rows(connection, report_looks, [look])


_HIDES = or_(cases.c.sealed, exists().where(case_subjects.c.case_id == cases.c.id))
_OWN = (
    select(case_reports.c.case_id, reports.c.id, reports.c.origin, reports.c.external_id, _HIDES.label("hidden"))
    .join(cases, cases.c.id == case_reports.c.case_id)
    .join(reports, reports.c.id == case_reports.c.report_id)
    .where(among_ids(case_reports.c.case_id), reports.c.origin != str(Origin.FEED))
)


async def own_reports(connection: Connection, case_ids: Sequence[UUID]) -> dict[UUID, list[ReportOf]]:
    """Return the reports of each case that our own services took; they are told how it goes on."""
    found: dict[UUID, list[ReportOf]] = {}
    for row in (await connection.execute(_OWN, {"ids": list(case_ids)})).all():
        origin = Origin(row.origin)
        known = ReportOf(report_id=row.id, origin=origin, external_id=row.external_id, hidden=row.hidden)
        found.setdefault(row.case_id, []).append(known)
    return found
