"""How do courses, sessions, attendance, examinations and certificates become lines, and lines entries?"""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from dispatch.sheets import repository
from dispatch.sheets.repository import pages
from dispatch.sheets.schemas import CertificateRow, EnrolmentRow, RequirementRow, ResultRow
from dispatch.sheets.service.sheet import Asked, Desk, Put, Sheet, Standing
from dispatch.training.domain.courses import Score
from dispatch.training.repository import certificates as certificate_rows
from dispatch.training.repository import courses as course_rows
from dispatch.training.repository import requirements as requirement_rows
from dispatch.training.schemas.courses import AttendanceGiven, CourseGiven, SessionGiven
from dispatch.training.service import certificates, requirements, sessions
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Permission
from shared.runtime.scope import Scope
from shared.sheets.files import Row

_LISTED = 1_000
_ALL = UUID(int=2**128 - 1)


# ------------------------------------------------------------------------------------------------ courses and sessions
async def _courses(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """The newest version that each course had by a day."""

    async def fetch(after: tuple[int, str]) -> Sequence[Any]:
        return await course_rows.list_courses(work.connection, scope, after=after, limit=_LISTED, on=asked.on)

    async for page in pages(fetch, (0, ""), lambda row: (row.priority, row.code), _LISTED):
        yield [row._asdict() for row in page]


async def _offer(desk: Desk, rows: Sequence[CourseGiven]) -> Put:
    for row in rows:
        await sessions.offer_course(desk.work, desk.scope, row.as_course(), now=desk.now)
    return Put(len(rows))


async def _sessions(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """The sessions that had begun by a day, or are planned to have by then."""
    region, on = asked.region, asked.on

    async def fetch(after: UUID) -> Sequence[Any]:
        return await course_rows.list_sessions(work.connection, scope, region=region, after=after, limit=_LISTED, on=on)

    async for page in pages(fetch, _ALL, lambda row: row.id, _LISTED):
        yield [row._asdict() | {"course": row.course_code} for row in page]


async def _open(desk: Desk, rows: Sequence[SessionGiven]) -> Put:
    for row in rows:
        given = row.model_dump(include={"region", "hours_a_day", "capacity"})
        days = (row.first_day, row.last_day)
        await sessions.open_session(desk.work, desk.scope, row.course, days=days, now=desk.now, **given)
    return Put(len(rows))


# -------------------------------------------------------------------------------------------------------- participants
async def _enrolments(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    fetch = partial(repository.enrolments_after, work.connection, scope, asked.region, asked.on)
    async for page in pages(fetch, None, lambda row: (row.session_id, row.person_id)):
        yield [row._asdict() for row in page]


async def _enrol(desk: Desk, rows: Sequence[EnrolmentRow]) -> Put:
    session_id = rows[0].session_id
    enrolled = await course_rows.enrolled_in(desk.work.connection, [session_id])
    persons = [row.person_id for row in rows if (session_id, row.person_id) not in enrolled]
    if not persons:
        return Put()
    return Put(await sessions.enrol(desk.work, desk.scope, session_id, persons, now=desk.now))


async def _attendances(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    fetch = partial(repository.attendances_after, work.connection, scope, asked.region, asked.on)
    async for page in pages(fetch, None, lambda row: (row.session_id, row.person_id, row.day)):
        yield [row._asdict() for row in page]


async def _note_attendances(desk: Desk, rows: Sequence[AttendanceGiven]) -> Put:
    given = [row.as_row() for row in rows]
    return Put(await sessions.note_attendances(desk.work, desk.scope, given, now=desk.now))


async def _results(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    fetch = partial(repository.results_after, work.connection, scope, asked.region, asked.on)
    async for page in pages(fetch, None, lambda row: (row.session_id, row.person_id, row.attempt)):
        yield [row._asdict() for row in page]


async def _examine(desk: Desk, rows: Sequence[ResultRow]) -> Put:
    """Note what is not noted yet; who passes is certified."""
    head = rows[0]
    known = await repository.results_of(desk.work.connection, desk.scope, head.session_id)
    noted = {(row.person_id, row.examined_on, row.score) for row in known}
    new = [Score(row.person_id, row.score) for row in rows if (row.person_id, row.examined_on, row.score) not in noted]
    if new:
        day = head.examined_on
        await certificates.note_results(desk.work, desk.scope, head.session_id, day, new, now=desk.now)
    return Put(len(new))


# ------------------------------------------------------------------------------------------------ certificates and what
async def _certificates(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    async def fetch(after: UUID) -> Sequence[Any]:
        return await certificate_rows.list_certificates(
            work.connection, scope, region=asked.region, on=asked.on, after=after, limit=_LISTED
        )

    async for page in pages(fetch, _ALL, lambda row: row.id, _LISTED):
        yield [row._asdict() for row in page]


async def _requirements(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """What powers require, the same in all of the province; drafts and what was required before among it.

    One line for each power and day: what is in force of several versions, else the newest draft.
    """
    del scope
    kept: dict[tuple[str, date], Any] = {}
    for row in await requirement_rows.list_requirements(work.connection):
        known = kept.get((row.activity, row.valid_from))
        if row.valid_from <= asked.on and (known is None or row.confirmed_by or not known.confirmed_by):
            kept[row.activity, row.valid_from] = row
    yield [row._asdict() for row in kept.values()]


async def _draw_up(desk: Desk, rows: Sequence[RequirementRow]) -> Put:
    """A draft for each power: another person confirms it."""
    drawn = []
    for row in rows:
        version = await requirements.draw_up(
            desk.work, desk.scope, row.activity, row.fields, row.valid_from, now=desk.now
        )
        drawn.append(f"{row.activity}/{version}")
    return Put(len(rows), drawn)


_sheet = partial(Sheet, read=Permission.READ_TRAINING, write=Permission.MANAGE_TRAINING)
_ENROLLED = {"session_id": "班次编号", "person_id": "人员编号"}

SHEETS = (
    _sheet(
        name="courses",
        title="培训课程",
        model=CourseGiven,
        titles={
            "code": "课程代码",
            "name": "课程名称",
            "field": "领域",
            "hours": "学时",
            "organiser": "组织城市代码",
            "pass_mark": "及格分",
            "valid_months": "证书有效月数",
            "attendance_percent": "最低出勤率（%）",
            "attempts": "考试次数",
            "remind_days": "到期前提醒天数",
        },
        shown={"version": "版本"},
        rows=_courses,
        take=_offer,
        key=("code",),
        within="organiser",
        standing=Standing.ROWS,
        batch=1,
        notes="内容有变即为新版本 what differs from the newest version is the next one",
    ),
    _sheet(
        name="sessions",
        title="培训班次",
        model=SessionGiven,
        titles={
            "course": "课程代码",
            "region": "区划代码",
            "first_day": "开班日期",
            "last_day": "结班日期",
            "hours_a_day": "每天学时",
            "capacity": "名额",
        },
        shown={"id": "班次编号", "course_version": "课程版本"},
        rows=_sessions,
        take=_open,
        key=("course", "region", "first_day", "last_day", "hours_a_day", "capacity"),
        within="region",
        standing=Standing.ROWS,
        batch=1,
    ),
    _sheet(
        name="enrolments",
        title="培训报名",
        model=EnrolmentRow,
        titles=_ENROLLED,
        rows=_enrolments,
        take=_enrol,
        key=("session_id", "person_id"),
        group=("session_id",),
    ),
    _sheet(
        name="attendances",
        title="培训出勤",
        model=AttendanceGiven,
        titles=_ENROLLED | {"day": "日期", "hours": "学时"},
        shown={"course": "课程代码", "name": "课程名称", "field": "领域", "region": "区划代码"},
        rows=_attendances,
        take=_note_attendances,
        key=("session_id", "person_id", "day"),
    ),
    _sheet(
        name="results",
        title="考试成绩",
        model=ResultRow,
        titles={"session_id": "班次编号", "examined_on": "考试日期", "person_id": "人员编号", "score": "成绩"},
        shown={"attempt": "第几次", "passed": "是否通过"},
        rows=_results,
        take=_examine,
        key=("session_id", "examined_on", "person_id"),
        group=("session_id", "examined_on"),
    ),
    Sheet(
        name="certificates",
        title="培训证书",
        model=CertificateRow,
        titles={
            "id": "证书编号",
            "person_id": "人员编号",
            "region": "区划代码",
            "field": "领域",
            "valid_from": "生效日期",
            "valid_to": "失效日期",
            "session_id": "班次编号",
        },
        read=Permission.READ_TRAINING,
        rows=_certificates,
        notes="只读 read only: certificates come of examinations, and are never typed in",
    ),
    _sheet(
        name="requirements",
        title="上岗要求",
        model=RequirementRow,
        titles={"activity": "权力", "fields": "领域", "valid_from": "生效日期"},
        shown={"version": "版本", "confirmed_by": "确认人"},
        rows=_requirements,
        take=_draw_up,
        key=("activity", "valid_from"),
        standing=Standing.ROWS,
        batch=1,
        notes="导入为草案，由另一人确认 a draft comes of it, which another person confirms",
    ),
)
