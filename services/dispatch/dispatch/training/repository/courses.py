"""How are courses, sessions, enrolments, attendances and results read and written?"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Subquery,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy import update as change

from dispatch.training.domain.courses import Attendance, Course, Record, Session
from dispatch.training.models import (
    training_attendances,
    training_courses,
    training_enrolments,
    training_results,
    training_sessions,
    training_withdrawals,
)
from dispatch.training.repository.register import Rows, on_branch
from shared.clock import day_end
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

S, C, A = training_sessions.c, training_courses.c, training_attendances.c
E, R, W = training_enrolments.c, training_results.c, training_withdrawals.c
_OF_COURSE = and_(S.course_code == C.code, S.course_version == C.version)


async def _add(table: Table, connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, table, rows)


add_courses = partial(_add, training_courses)
add_sessions = partial(_add, training_sessions)
add_enrolments = partial(_add, training_enrolments)
add_attendances = partial(_add, training_attendances)
add_results = partial(_add, training_results)


# ------------------------------------------------------------------------------------------------ courses and sessions
def _course(row: Row[Any]) -> Course:
    names = ("name", "field", "hours", "organiser", "pass_mark", "valid_months", "attendance_percent", "attempts")
    return Course(code=row.code, remind_days=tuple(row.remind_days), **{name: getattr(row, name) for name in names})


async def newest_course(connection: Connection, code: str) -> tuple[int, Course] | None:
    query = select(training_courses).where(C.code == code).order_by(C.version.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return (row.version, _course(row)) if row else None


def _newest(condition: ColumnElement[bool]) -> Select[Any]:
    newest = select(C.code, func.max(C.version).label("version")).where(condition).group_by(C.code).subquery()
    return select(training_courses).join(newest, and_(newest.c.code == C.code, newest.c.version == C.version))


async def newest_courses(connection: Connection, codes: Collection[str]) -> dict[str, Course]:
    """Return the newest version of each of these courses that is known, by code."""
    return {row.code: _course(row) for row in await connection.execute(_newest(among(C.code, codes)))}


async def newest_versions(connection: Connection, codes: Collection[str]) -> dict[str, int]:
    return {row.code: row.version for row in await connection.execute(_newest(among(C.code, codes)))}


async def list_courses(
    connection: Connection, scope: Scope, *, after: tuple[int, str], limit: int, on: date | None = None
) -> Rows:
    """Return the newest version of each course (that was offered by a day), safety first, after (priority, code)."""
    reach = on_branch(scope, C.organiser) if on is None else and_(on_branch(scope, C.organiser), C.at < day_end(on))
    query = _newest(reach).where(tuple_(C.priority, C.code) > tuple_(*after))
    rows: Rows = (await connection.execute(query.order_by(C.priority, C.code).limit(limit))).all()
    return rows


def _sessions(condition: ColumnElement[bool]) -> Select[Any]:
    course = [column for column in training_courses.c if column.name not in {"by", "at"}]
    return select(training_sessions, *course).join(training_courses, _OF_COURSE).where(condition)


async def lock_sessions(
    connection: Connection, scope: Scope, ids: Collection[UUID], *, above: bool = False
) -> dict[UUID, Session]:
    """Return sessions within the scope (or of the city above it), held until the transaction ends, by id."""
    reach = on_branch(scope, S.region) if above else visible_in(scope, training_sessions)
    query = _sessions(and_(among(S.id, ids), reach)).order_by(S.id).with_for_update(of=training_sessions)
    names = ("id", "region", "first_day", "last_day", "hours_a_day", "capacity", "cancelled_on")
    rows = (await connection.execute(query)).all()
    return {row.id: Session(**{name: getattr(row, name) for name in names}, course=_course(row)) for row in rows}


async def sessions_of(connection: Connection, codes: Collection[str]) -> set[tuple[str, str, date]]:
    """Return (course, region, first day) of the sessions of these courses."""
    query = select(S.course_code, S.region, S.first_day).where(among(S.course_code, codes))
    return {(row.course_code, row.region, row.first_day) for row in await connection.execute(query)}


async def list_sessions(
    connection: Connection, scope: Scope, *, region: str, after: UUID | None, limit: int, on: date | None = None
) -> Rows:
    """Return sessions (that had begun by a day) with the number of those enrolled (then), the newest first."""
    query = _sessions(and_(on_branch(scope, S.region), S.region.startswith(region, autoescape=True)))
    enrolled = training_enrolments if on is None else enrolled_on(on)
    taken = select(func.count()).select_from(enrolled).where(enrolled.c.session_id == S.id)
    query = query.add_columns(taken.scalar_subquery().label("enrolled"))
    if after is not None:
        query = query.where(S.id < after)
    if on is not None:
        query = query.where(S.first_day <= on)
    rows: Rows = (await connection.execute(query.order_by(S.id.desc()).limit(limit))).all()
    return rows


async def cancel_session(connection: Connection, session_id: UUID, on: date, reason: str) -> None:
    cancelled = change(training_sessions).where(S.id == session_id)
    await connection.execute(cancelled.values(cancelled_on=on, cancel_reason=reason))


# ------------------------------------------------------------------------------------- enrolment, attendance, and marks
async def enrolled_in(connection: Connection, ids: Collection[UUID]) -> set[tuple[UUID, str]]:
    table = training_enrolments.c
    rows = await connection.execute(select(table.session_id, table.person_id).where(among(table.session_id, ids)))
    return {(row.session_id, row.person_id) for row in rows}


def enrolled_on(on: date) -> Subquery:
    """Return who was enrolled at the end of a day, those who were withdrawn later among them."""
    end = day_end(on)
    still = select(E.session_id, E.person_id, E.by, E.at).where(E.at < end)
    then = select(W.session_id, W.person_id, W.enrolled_by, W.enrolled_at).where(W.enrolled_at < end, W.at >= end)
    return union_all(still, then).subquery("enrolled")


async def remove_enrolments(
    connection: Connection, session_id: UUID, persons: Collection[str], *, by: str, at: datetime
) -> None:
    """Let persons be enrolled no longer; from when on they were stays known."""
    these = and_(E.session_id == session_id, among(E.person_id, persons))
    were = select(E.session_id, E.person_id, E.by, E.at, literal(by), literal(at)).where(these)
    await connection.execute(insert(training_withdrawals).from_select([column.name for column in W], were))
    await connection.execute(delete(training_enrolments).where(these))


async def active_in(connection: Connection, session_id: UUID) -> set[str]:
    """Return who attended a session or was examined in it."""
    seen = select(A.person_id).where(A.session_id == session_id)
    return set((await connection.execute(seen.union(select(R.person_id).where(R.session_id == session_id)))).scalars())


async def examined_in(connection: Connection, ids: Collection[UUID]) -> set[tuple[UUID, str]]:
    rows = await connection.execute(select(R.session_id, R.person_id).where(among(R.session_id, ids)))
    return {(row.session_id, row.person_id) for row in rows}


async def correct_attendances(connection: Connection, rows: Sequence[Attendance], *, by: str, at: datetime) -> None:
    """Write other hours over those that were noted; without any, the attendance goes."""
    for row in rows:
        mine = and_(A.session_id == row.session_id, A.person_id == row.person_id, A.day == row.day)
        if row.hours:
            other = change(training_attendances).where(mine).values(hours=row.hours, by=by, at=at)
            await connection.execute(other)
        else:
            await connection.execute(delete(training_attendances).where(mine))


async def attended(
    connection: Connection, ids: Collection[UUID], persons: Collection[str], days: Collection[date]
) -> dict[tuple[UUID, str, date], int]:
    """Return the hours of these sessions that are noted for these persons on these days.

    A session has a hundred thousand: a file that comes in by parts would read them all with each part.
    """
    mine = and_(among(A.session_id, ids), among(A.person_id, persons), among(A.day, days))
    rows = await connection.execute(select(A.session_id, A.person_id, A.day, A.hours).where(mine))
    return {(row.session_id, row.person_id, row.day): row.hours for row in rows}


async def records_of(connection: Connection, session_id: UUID) -> dict[str, Record]:
    """Return what is known of each participant of a session."""
    hours = select(func.coalesce(func.sum(A.hours), 0)).where(A.session_id == session_id, A.person_id == E.person_id)
    results = and_(R.session_id == session_id, R.person_id == E.person_id)
    query = select(
        E.person_id,
        hours.scalar_subquery().label("hours"),
        select(func.count()).select_from(training_results).where(results).scalar_subquery().label("attempts"),
        exists().where(results, R.passed).label("passed"),
        select(func.max(R.examined_on)).where(results).scalar_subquery().label("last_on"),
    ).where(E.session_id == session_id)
    rows = await connection.execute(query)
    return {row.person_id: Record(row.hours, row.attempts, row.passed, row.last_on) for row in rows}


def _attendances(scope: Scope, region: str, since: date, until: date) -> tuple[Subquery, ColumnElement[bool]]:
    of_session = (S.course_code, S.region, C.field, C.priority)
    held = (
        select(*A, first_day_there().label("first"), *of_session)
        .join(training_sessions, S.id == A.session_id)
        .join(training_courses, _OF_COURSE)
        .where(visible_in(scope, training_sessions), S.region.startswith(region, autoescape=True))
        .subquery("held")
    )
    return held, held.c.day.between(since, until)


def first_day_there() -> ColumnElement[bool]:
    """Return whether a day is the first of a person in a session: on it his person-time there is counted, once.

    Among attendances that are not narrowed to some days yet.
    """
    return A.day == func.min(A.day).over(partition_by=(A.session_id, A.person_id))


async def figures(connection: Connection, scope: Scope, *, region: str, since: date, until: date, by: str) -> Rows:
    """Return courses, sessions, persons, person-times and hours attended, by field or place; safety first."""
    held, in_days = _attendances(scope, region, since, until)
    group = held.c.field if by == "field" else held.c.region
    query = select(
        group.label("group"),
        func.count(func.distinct(held.c.course_code)).label("courses"),
        func.count(func.distinct(held.c.session_id)).label("sessions"),
        func.count(func.distinct(held.c.person_id)).label("persons"),
        func.count().filter(held.c.first).label("person_times"),
        func.sum(held.c.hours).label("hours"),
    ).where(in_days)
    first = func.min(held.c.priority) if by == "field" else literal(0)
    return (await connection.execute(query.group_by(group).order_by(first, group))).all()
