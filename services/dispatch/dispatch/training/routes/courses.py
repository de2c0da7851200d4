"""Who offers courses and opens sessions, and who takes part, attends and is examined?"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from dispatch.training.repository import courses as course_rows
from dispatch.training.routes.access import CanManage, CanRead, Region
from dispatch.training.schemas.courses import (
    AttendancesGiven,
    CancellationGiven,
    CorrectionsGiven,
    CourseGiven,
    CourseKept,
    CoursePage,
    CourseShown,
    Made,
    PastGiven,
    PastTaken,
    PersonsGiven,
    ResultsGiven,
    ResultsTaken,
    SessionGiven,
    SessionPage,
    SessionShown,
    Taken,
)
from dispatch.training.service import certificates, sessions, takeover
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import EverAsOf, Limit
from shared.runtime.text import RegionCode

# The `next` of the page before: priority and course.
AfterCourse = Annotated[str | None, Query(pattern=r"^[12]~[A-Za-z0-9][A-Za-z0-9_.:\-]{0,127}$")]

router = APIRouter(prefix="/training", tags=["training 全员培训"], route_class=IdempotentRoute)


@router.post("/courses", summary="A city offers a course, or its next version", status_code=201)
async def offer_course(body: CourseGiven, who: CanManage, work: Work, now: Now) -> CourseKept:
    version = await sessions.offer_course(work, who.scope, body.as_course(), now=now)
    return CourseKept(code=body.code, version=version)


@router.get("/courses", summary="The courses that one may attend, safety first; as of a day those offered by then")
async def list_courses(
    who: CanRead, work: Work, as_of: EverAsOf = None, after: AfterCourse = None, limit: Limit = 50
) -> CoursePage:
    priority, _, code = (after or "0~").partition("~")
    place = (int(priority), code)
    rows = await course_rows.list_courses(work.connection, who.scope, after=place, limit=limit, on=as_of)
    items = [CourseShown.model_validate(row) for row in rows]
    return CoursePage(items=items, next=f"{items[-1].priority}~{items[-1].code}" if len(items) == limit else None)


@router.post("/sessions", summary="Open a session of a course", status_code=201)
async def open_session(body: SessionGiven, who: CanManage, work: Work, now: Now) -> Made:
    given = body.model_dump(include={"region", "hours_a_day", "capacity"})
    days = (body.first_day, body.last_day)
    return Made(id=await sessions.open_session(work, who.scope, body.course, days=days, now=now, **given))


@router.get("/sessions", summary="The sessions that one may attend, the newest first; as of a day those that had begun")
async def list_sessions(
    who: CanRead,
    work: Work,
    region: Region = None,
    as_of: EverAsOf = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> SessionPage:
    page: Any = {"region": region or "", "after": after, "limit": limit, "on": as_of}
    rows = await course_rows.list_sessions(work.connection, who.scope, **page)
    items = [SessionShown.model_validate(row) for row in rows]
    return SessionPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/sessions/{session_id}/enrolments", summary="Enrol persons, all or none")
async def enrol(session_id: UUID, body: PersonsGiven, who: CanManage, work: Work, now: Now) -> Taken:
    changed = await sessions.enrol(work, who.scope, session_id, body.persons, now=now)
    return Taken(given=len(body.persons), changed=changed)


@router.post("/sessions/{session_id}/withdrawals", summary="Let persons be enrolled no longer, all or none")
async def withdraw(session_id: UUID, body: PersonsGiven, who: CanManage, work: Work, now: Now) -> Taken:
    changed = await sessions.withdraw(work, who.scope, session_id, body.persons, now=now)
    return Taken(given=len(body.persons), changed=changed)


@router.post("/sessions/{session_id}/cancel", summary="Let a session that nobody attended not be held", status_code=204)
async def cancel(session_id: UUID, body: CancellationGiven, who: CanManage, work: Work, now: Now) -> None:
    await sessions.cancel_session(work, who.scope, session_id, body.reason, now=now)


@router.post("/attendances", summary="Note who was there on which day, all rows or none")
async def note_attendances(body: AttendancesGiven, who: CanManage, work: Work, now: Now) -> Taken:
    rows = [row.as_row() for row in body.rows]
    return Taken(given=len(rows), changed=await sessions.note_attendances(work, who.scope, rows, now=now))


@router.post("/attendances/corrections", summary="Put right what was noted wrongly, until the examination")
async def correct_attendances(body: CorrectionsGiven, who: CanManage, work: Work, now: Now) -> Taken:
    rows = [row.as_row() for row in body.rows]
    changed = await sessions.correct_attendances(work, who.scope, rows, body.reason, now=now)
    return Taken(given=len(rows), changed=changed)


@router.post("/takeovers/{city}", summary="Take over what a city held before the platform came, all or nothing")
async def take_over(city: RegionCode, body: PastGiven, who: CanManage, work: Work, now: Now) -> PastTaken:
    offered, held = [one.as_course() for one in body.courses], [one.as_past() for one in body.sessions]
    times = await takeover.take_over(
        work, who.scope, city, document=body.document, courses=offered, sessions=held, now=now
    )
    return PastTaken(courses=len(offered), sessions=len(held), person_times=times)


@router.post("/sessions/{session_id}/results", summary="Note an examination, all or none; who passed is certified")
async def note_results(session_id: UUID, body: ResultsGiven, who: CanManage, work: Work, now: Now) -> ResultsTaken:
    scores = body.as_scores()
    passed = await certificates.note_results(work, who.scope, session_id, body.examined_on, scores, now=now)
    return ResultsTaken(given=len(scores), passed=passed)
