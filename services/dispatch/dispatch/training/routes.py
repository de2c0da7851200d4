"""What does the outside see of training, and who runs it?

There is no route by which somebody is made qualified: that follows from certificates, and those from examinations.
"""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import StringConstraints

from dispatch.training.domain.coaching import weeks_begun
from dispatch.training.domain.refusals import MalformedPage
from dispatch.training.repository import certificates as certificate_rows
from dispatch.training.repository import coaching as coaching_rows
from dispatch.training.repository import courses as course_rows
from dispatch.training.repository import register
from dispatch.training.repository import requirements as requirement_rows
from dispatch.training.schemas.certificates import (
    Activity,
    BindingGiven,
    BindingPage,
    BindingShown,
    CertificatePage,
    CertificateShown,
    QualifiedPage,
    QualifiedShown,
    RequirementGiven,
    RequirementKept,
    RequirementShown,
    RevocationGiven,
)
from dispatch.training.schemas.coaching import (
    FigureShown,
    Grouping,
    HistoryLine,
    PairGiven,
    PairPage,
    PairShown,
    ReminderPage,
    ReminderShown,
    WeekNotedShown,
)
from dispatch.training.schemas.courses import (
    AttendancesGiven,
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
from dispatch.training.service import certificates, coaching, requirements, sessions, takeover
from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.bodies import FIRST_DAY, LAST_DAY
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import AsOf, EverAsOf, Limit
from shared.runtime.text import Code, RegionCode

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_TRAINING))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_TRAINING))]
Since = Annotated[date, Query(ge=FIRST_DAY, le=LAST_DAY, alias="from")]
Until = Annotated[date, Query(ge=FIRST_DAY, le=LAST_DAY, alias="to")]
Region = Annotated[RegionCode | None, Query(description="A region; all that lies in it")]
# The `next` of the page before: priority and course, or priority, day and certificate.
AfterCourse = Annotated[str | None, Query(pattern=r"^[12]~[A-Za-z0-9][A-Za-z0-9_.:\-]{0,127}$")]
AfterReminder = Annotated[str | None, Query(pattern=r"^[12]~\d{4}-\d{2}-\d{2}~[0-9a-f\-]{36}$")]
Subject = Annotated[str, StringConstraints(min_length=1, max_length=128)]

router = APIRouter(prefix="/training", tags=["training 全员培训"], route_class=IdempotentRoute)


# ------------------------------------------------------------------------------------------------ courses and sessions
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


@router.post("/attendances", summary="Note who was there on which day, all rows or none")
async def note_attendances(body: AttendancesGiven, who: CanManage, work: Work, now: Now) -> Taken:
    rows = [row.as_row() for row in body.rows]
    return Taken(given=len(rows), changed=await sessions.note_attendances(work, who.scope, rows, now=now))


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


# -------------------------------------------------------------------------------------------- certificates and who may
@router.get("/certificates", summary="The certificates that hold on a day, the newest first")
async def list_certificates(
    who: CanRead,
    work: Work,
    now: Now,
    region: Region = None,
    as_of: AsOf = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> CertificatePage:
    rows = await certificate_rows.list_certificates(
        work.connection, who.scope, region=region or "", on=as_of or town_day(now), after=after, limit=limit
    )
    items = [CertificateShown.model_validate(row) for row in rows]
    return CertificatePage(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/certificates/{certificate_id}/revoke", summary="Take a certificate away from today on", status_code=204)
async def revoke(certificate_id: UUID, body: RevocationGiven, who: CanManage, work: Work, now: Now) -> None:
    await certificates.revoke(work, who.scope, certificate_id, body.reason, now=now)


@router.get("/qualified", summary="Who may do this in a region on a day; derived from certificates")
async def list_qualified(
    activity: Activity,
    who: CanRead,
    work: Work,
    now: Now,
    region: Region = None,
    as_of: AsOf = None,
    after: Code | None = None,
    limit: Limit = 50,
) -> QualifiedPage:
    on = as_of or town_day(now)
    fields, rows = await requirements.list_qualified(
        work, who.scope, activity, region=region or "", on=on, after=after or "", limit=limit
    )
    items = [QualifiedShown.model_validate(row) for row in rows]
    more = items[-1].person_id if len(items) == limit else None
    return QualifiedPage(activity=activity, fields=list(fields), on=on, items=items, next=more)


@router.get("/requirements", summary="What each power requires on a day; else all of it, drafts among it")
async def list_requirements(_who: CanRead, work: Work, as_of: EverAsOf = None) -> list[RequirementShown]:
    rows = await requirement_rows.list_requirements(work.connection, as_of)
    return [RequirementShown.model_validate(row) for row in rows]


@router.put("/requirements/{activity}", summary="Draw up what a power requires; another person confirms it")
async def draw_up(activity: Activity, body: RequirementGiven, who: CanManage, work: Work, now: Now) -> RequirementKept:
    version = await requirements.draw_up(work, who.scope, activity, body.fields, body.valid_from, now=now)
    return RequirementKept(activity=activity, version=version)


@router.post("/requirements/{activity}/{version}/confirm", summary="Let what somebody else drew up be in force")
async def confirm(activity: Activity, version: int, who: CanManage, work: Work, now: Now) -> RequirementKept:
    await requirements.confirm(work, who.scope, activity, version, now=now)
    return RequirementKept(activity=activity, version=version)


@router.put("/bindings/{region}", summary="Let only qualified officers act in a township from a day on")
async def bind(region: RegionCode, body: BindingGiven, who: CanManage, work: Work, now: Now) -> BindingShown:
    await requirements.bind(work, who.scope, region, body.bound_from, now=now)
    return BindingShown(region=region, bound_from=body.bound_from)


@router.get("/bindings", summary="The townships that are held to it on a day; else those that will be, too")
async def list_bindings(
    who: CanRead, work: Work, as_of: EverAsOf = None, after: RegionCode | None = None, limit: Limit = 50
) -> BindingPage:
    rows = await requirement_rows.list_bindings(work.connection, who.scope, after=after or "", limit=limit, on=as_of)
    items = [BindingShown.model_validate(row) for row in rows]
    return BindingPage(items=items, next=items[-1].region if len(items) == limit else None)


# ------------------------------------------------------------------------------------ coaching, reminders, and figures
@router.post("/pairs", summary="Let a qualified person coach another (传帮带)", status_code=201)
async def pair_up(body: PairGiven, who: CanManage, work: Work, now: Now) -> Made:
    return Made(id=await coaching.pair_up(work, who.scope, body.as_pair(), now=now))


@router.get("/pairs", summary="Coaching pairs (of a day) with their weekly notes, the newest first")
async def list_pairs(
    who: CanRead,
    work: Work,
    now: Now,
    region: Region = None,
    as_of: EverAsOf = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> PairPage:
    page: Any = {"region": region or "", "after": after, "limit": limit, "on": as_of}
    rows = await coaching_rows.list_pairs(work.connection, who.scope, **page)
    items = [PairShown.model_validate(row) for row in rows]
    for item, row in zip(items, rows, strict=True):
        item.weeks_begun = weeks_begun(coaching_rows.pair_of(row), town_day(now))
    return PairPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/pairs/{pair_id}/notes", summary="Note that the pair worked together this week")
async def note_week(pair_id: UUID, who: CanManage, work: Work, now: Now) -> WeekNotedShown:
    return WeekNotedShown(week=await coaching.note_week(work, who.scope, pair_id, now=now))


@router.post("/pairs/{pair_id}/end", summary="End a pair before its day", status_code=204)
async def give_up(pair_id: UUID, who: CanManage, work: Work, now: Now) -> None:
    await coaching.give_up(work, who.scope, pair_id, now=now)


@router.get("/reminders", summary="Whose certificate runs out, safety first, the nearest day first")
async def list_reminders(
    who: CanRead, work: Work, now: Now, region: Region = None, after: AfterReminder = None, limit: Limit = 50
) -> ReminderPage:
    rows = await coaching_rows.list_reminders(
        work.connection, who.scope, region=region or "", today=town_day(now), after=_reminder(after), limit=limit
    )
    items = [ReminderShown.model_validate(row) for row in rows]
    more = f"{items[-1].priority}~{items[-1].valid_to}~{items[-1].id}" if len(items) == limit else None
    return ReminderPage(items=items, next=more)


def _reminder(after: str | None) -> tuple[int, date, UUID] | None:
    if after is None:
        return None
    priority, day, certificate_id = after.split("~")
    try:
        return int(priority), date.fromisoformat(day), UUID(certificate_id)
    except ValueError as error:
        raise MalformedPage("this is no `next` of a page", after=after) from error


@router.get("/figures", summary="Courses, sessions, persons and person-times of some days, by field or place")
async def read_figures(
    since: Since, until: Until, by: Grouping, who: CanRead, work: Work, region: Region = None
) -> list[FigureShown]:
    rows = await course_rows.figures(
        work.connection, who.scope, region=region or "", since=since, until=until, by=str(by)
    )
    return [FigureShown.model_validate(row) for row in rows]


@router.get("/history/{subject}", summary="What happened to a course, session, person, activity or region")
async def read_history(subject: Subject, who: CanRead, work: Work) -> list[HistoryLine]:
    return [HistoryLine.model_validate(row) for row in await register.history_of(work.connection, who.scope, subject)]
