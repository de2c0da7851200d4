"""How are reports marked and found again, and how is each look kept?"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Row, Select, or_, select
from sqlalchemy.dialects.postgresql import insert

from dispatch.callers.domain import Marks
from dispatch.callers.models import caller_looks, report_marks
from dispatch.cases.models import case_reports, cases
from dispatch.cases.repository.sight import seen_by
from dispatch.intake.models import reports
from shared.runtime.db import Connection, among
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

# How many reports of one mark are looked at: beyond it a place is too common to be one.
MOST_CANDIDATES = 2_000


async def add_marks(connection: Connection, marks: Sequence[Marks]) -> None:
    await insert_rows(connection, report_marks, [one.as_row() for one in marks])


async def replace_marks(connection: Connection, marks: Sequence[Marks]) -> None:
    statement = insert(report_marks)
    names = ("key", "phone", "place", "square")
    changed = statement.on_conflict_do_update(
        index_elements=["report_id"], set_={name: statement.excluded[name] for name in names}
    )
    await connection.execute(changed, [one.as_row() for one in marks])


async def marked_otherwise(connection: Connection, key: str, limit: int) -> list[Row[Any]]:
    """Return reports whose marks are under another key than `key`, or under none; they are held."""
    m = report_marks.c
    query = (
        select(reports.c.id, reports.c.lon, reports.c.lat, reports.c.sealed_text, reports.c.sealed_reporter)
        .join(report_marks, m.report_id == reports.c.id)
        # Two ranges of the index, where "another than" would read all of it.
        .where(or_(m.key < key, m.key > key))
        .limit(limit)
        .with_for_update(of=report_marks, skip_locked=True)
    )
    rows: Any = (await connection.execute(query)).all()
    return list(rows)


def by_phone(marks: Sequence[bytes]) -> ColumnElement[bool]:
    return among(report_marks.c.phone, marks)


def by_place(marks: Sequence[Sequence[str]]) -> ColumnElement[bool]:
    """Return the condition that a place has all words of one of `marks`: one list for each key."""
    return or_(*(report_marks.c.place.contains(list(words)) for words in marks))


def by_squares(squares: Sequence[int]) -> ColumnElement[bool]:
    return among(report_marks.c.square, squares)


def marked(condition: ColumnElement[bool]) -> Select[Any]:
    """Return the query of reports by their marks."""
    return select(report_marks.c.report_id).where(condition).limit(MOST_CANDIDATES)


def numbered(number: str, sources: Sequence[str]) -> CompoundSelect[Any]:
    """Return the query of reports by their case's number, or by their own number at the platform that sent them."""
    of_case = (
        select(case_reports.c.report_id)
        .join(cases, cases.c.id == case_reports.c.case_id)
        .where(cases.c.number == number)
    )
    return of_case.union(select(reports.c.id).where(among(reports.c.source, sources), reports.c.external_id == number))


def earlier_reports(
    scope: Scope,
    found: Select[Any] | CompoundSelect[Any],
    *,
    but: UUID | None,
    reveals: bool,
    after: UUID | None,
    limit: int,
) -> Select[Any]:
    """Return the query of found reports with their cases, the newest first, as far as the caller may know of them.

    `but`: a case that is left out, `reveals`: also those whose reporter is hidden; `after`: the last report before.

    What was found is read first and by itself: a planner that hopes to meet enough of them on its way through all
    cases, newest first, is wrong for whoever never called.
    """
    first = found.cte("found").prefix_with("MATERIALIZED")
    r, c = reports.c, cases.c
    hides = or_(c.hides_reporter, r.hides_reporter)
    query = (
        select(
            *(r.id.label("report_id"), r.source, r.external_id, r.received_at, r.sealed_reporter, r.lon, r.lat),
            *(c.id.label("case_id"), c.number, c.state, c.outcome, c.region, c.cell, c.matter, c.appeal_kind),
            *(c.unit, c.urged, c.opened_at, c.closed_at, hides.label("hides_reporter")),
        )
        .select_from(first)
        .join(case_reports, case_reports.c.report_id == first.c[0])
        .join(cases, c.id == case_reports.c.case_id)
        .join(reports, r.id == case_reports.c.report_id)
        .where(seen_by(scope))
        .order_by(r.id.desc())
        .limit(limit)
    )
    if but is not None:
        query = query.where(c.id != but)
    if not reveals:
        query = query.where(~hides)
    return query if after is None else query.where(r.id < after)


async def rows_of(connection: Connection, query: Select[Any]) -> list[Row[Any]]:
    return list((await connection.execute(query)).all())


async def marks_of_case(connection: Connection, case_id: UUID) -> Sequence[Row[Any]]:
    """Return the marks of a case's reports, with their positions."""
    query = (
        select(report_marks, reports.c.lon, reports.c.lat, reports.c.hides_reporter)
        .join(reports, reports.c.id == report_marks.c.report_id)
        .join(case_reports, case_reports.c.report_id == reports.c.id)
        .where(case_reports.c.case_id == case_id)
    )
    return (await connection.execute(query)).all()


async def log_look(connection: Connection, look: Mapping[str, Any]) -> None:
    await insert_rows(connection, caller_looks, [dict(look)])
