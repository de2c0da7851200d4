"""How is a course offered, held and attended?"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from dispatch.training.domain.corrections import check_corrections
from dispatch.training.domain.courses import (
    SAFETY,
    Attendance,
    Course,
    Session,
    check_enrolments,
    check_withdrawals,
    is_within_reach,
    new_attendances,
    priority_of,
    require_cancellable,
    require_organiser,
    require_session,
)
from dispatch.training.domain.refusals import CourseUnknown, SessionUnknown, TrainingRegionUnknown
from dispatch.training.repository import courses as repository
from dispatch.training.repository import register, safety
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope


async def offer_course(work: UnitOfWork, scope: Scope, course: Course, *, now: datetime) -> int:
    """Offer a course, or its next version; return the version. What belongs to another city is not there.

    Raises NotACity, CityOnly, TrainingRegionUnknown, CourseUnknown.
    """
    connection = work.connection
    require_organiser(course.organiser, scope.region)
    await require_region(work, scope, course.organiser)
    await register.hold(connection, f"course:{course.code}")
    before = await repository.newest_course(connection, course.code)
    if before is not None and before[1].organiser != course.organiser:
        raise CourseUnknown("this code belongs to another city's course", course=course.code)
    version = before[0] + 1 if before else 1
    kept = course_row(course, version) | {"by": scope.person_id, "at": now}
    await repository.add_courses(connection, [kept])
    step = (course.code, "offered", {"version": version, "field": course.field})
    await register.add_history(connection, [step], region=course.organiser, by=scope.person_id, at=now)
    return version


def course_row(course: Course, version: int) -> dict[str, object]:
    """Return a version of a course as its table keeps it."""
    kept: dict[str, object] = asdict(course)
    return kept | {"version": version, "priority": priority_of(course.field), "remind_days": list(course.remind_days)}


async def open_session(
    work: UnitOfWork,
    scope: Scope,
    course_code: str,
    *,
    region: str,
    days: tuple[date, date],
    hours_a_day: int,
    capacity: int,
    now: datetime,
) -> UUID:
    """Open a session of the newest version of a course; return its id.

    Raises TrainingRegionUnknown, CourseUnknown, PlaceOutsideCity, EndsBeforeItBegins, SessionTooShort.
    """
    await require_region(work, scope, region)
    found = await repository.newest_course(work.connection, course_code)
    if found is None:
        raise CourseUnknown("no such course", course=course_code)
    version, course = found
    session = Session(new_id(), region, days[0], days[1], hours_a_day, capacity, course)
    require_session(session)
    row = {
        "id": session.id,
        "course_code": course_code,
        "course_version": version,
        "region": region,
        "first_day": session.first_day,
        "last_day": session.last_day,
        "hours_a_day": hours_a_day,
        "capacity": capacity,
        "by": scope.person_id,
        "at": now,
    }
    await repository.add_sessions(work.connection, [row])
    step = (str(session.id), "opened", {"course": course_code, "version": version})
    await register.add_history(work.connection, [step], region=region, by=scope.person_id, at=now)
    return session.id


async def enrol(work: UnitOfWork, scope: Scope, session_id: UUID, persons: Sequence[str], *, now: datetime) -> int:
    """Enrol persons, all or none; return how many. A county enrols its people in a session of its city, too.

    Raises SessionUnknown, SessionCancelled, SessionIsOver, RowsRefused, SessionFull.
    """
    connection = work.connection
    session = await _locked(work, scope, session_id, above=True)
    present = await register.present_on(connection, scope, persons, session.first_day)
    enrolled = {person for _, person in await repository.enrolled_in(connection, [session_id])}
    owing = await _owing_safety(work, session, present, now)
    check_enrolments(session, persons, present=present, enrolled=enrolled, owing=owing, today=town_day(now))
    noted = {"session_id": session_id, "by": scope.person_id, "at": now}
    await repository.add_enrolments(connection, [noted | {"person_id": person} for person in persons])
    step = (str(session_id), "enrolled", {"persons": len(persons)})
    await register.add_history(connection, [step], region=session.region, by=scope.person_id, at=now)
    return len(persons)


async def _owing_safety(work: UnitOfWork, session: Session, persons: Collection[str], now: datetime) -> set[str]:
    """Return who has to be enrolled for safety enforcement first: officers for whom a place is left there."""
    if session.course.field == SAFETY:
        return set()
    free = await safety.places_left(work.connection, session.course.organiser, now)
    on, today = session.first_day, town_day(now)
    without = await safety.officers_without(work.connection, persons, on, today) if free else {}
    return {person for person, place in without.items() if any(is_within_reach(region, place) for region in free)}


async def withdraw(work: UnitOfWork, scope: Scope, session_id: UUID, persons: Sequence[str], *, now: datetime) -> int:
    """Let persons be enrolled no longer, all or none; return how many. Their places are free again.

    Whose session it is withdraws anybody, also who has left the organisation since; a county its own people.

    Raises SessionUnknown, SessionIsOver, RowsRefused.
    """
    connection = work.connection
    session = await _locked(work, scope, session_id, above=True)
    enrolled = {person for _, person in await repository.enrolled_in(connection, [session_id])}
    own = await register.present_on(connection, scope, persons, session.first_day)
    check_withdrawals(
        session,
        persons,
        present=set(persons) if scope.covers(session.region) else own,
        enrolled=enrolled,
        active=await repository.active_in(connection, session_id),
        today=town_day(now),
    )
    await repository.remove_enrolments(connection, session_id, persons, by=scope.person_id, at=now)
    step = (str(session_id), "withdrawn", {"persons": sorted(persons)})
    await register.add_history(connection, [step], region=session.region, by=scope.person_id, at=now)
    return len(persons)


async def cancel_session(work: UnitOfWork, scope: Scope, session_id: UUID, reason: str, *, now: datetime) -> None:
    """Let a session not be held. Raises SessionUnknown, SessionCancelled, SessionWasHeld."""
    session = await _locked(work, scope, session_id)
    require_cancellable(session, attended=bool(await repository.active_in(work.connection, session_id)))
    await repository.cancel_session(work.connection, session_id, town_day(now), reason)
    step = (str(session_id), "cancelled", {"reason": reason})
    await register.add_history(work.connection, [step], region=session.region, by=scope.person_id, at=now)


async def _locked(work: UnitOfWork, scope: Scope, session_id: UUID, *, above: bool = False) -> Session:
    session = (await repository.lock_sessions(work.connection, scope, [session_id], above=above)).get(session_id)
    if session is None:
        raise SessionUnknown("no such session", session=str(session_id))
    return session


async def note_attendances(work: UnitOfWork, scope: Scope, rows: Sequence[Attendance], *, now: datetime) -> int:
    """Note who was there on which day, all rows or none; return how many say something new. Raises RowsRefused."""
    connection = work.connection
    ids = {row.session_id for row in rows}
    sessions = await repository.lock_sessions(connection, scope, ids)
    new = new_attendances(
        rows,
        sessions=sessions,
        enrolled=await repository.enrolled_in(connection, ids),
        known=await repository.attended(connection, ids, {row.person_id for row in rows}, {row.day for row in rows}),
        by=scope.person_id,
        today=town_day(now),
    )
    noted = {"by": scope.person_id, "at": now}
    kept = [
        noted | {"session_id": row.session_id, "person_id": row.person_id, "day": row.day, "hours": row.hours}
        for row in new
    ]
    await repository.add_attendances(connection, kept)
    steps: defaultdict[str, list[tuple[str, str, dict[str, object]]]] = defaultdict(list)
    for session_id, count in sorted(Counter(row.session_id for row in new).items()):
        steps[sessions[session_id].region].append((str(session_id), "attended", {"rows": count}))
    for region, of_region in steps.items():
        await register.add_history(connection, of_region, region=region, by=scope.person_id, at=now)
    return len(new)


async def correct_attendances(
    work: UnitOfWork, scope: Scope, rows: Sequence[Attendance], reason: str, *, now: datetime
) -> int:
    """Put right what was noted wrongly, all rows or none; what stood there is kept. Raises RowsRefused."""
    connection = work.connection
    ids = {row.session_id for row in rows}
    sessions = await repository.lock_sessions(connection, scope, ids)
    known = await repository.attended(connection, ids, {row.person_id for row in rows}, {row.day for row in rows})
    examined = await repository.examined_in(connection, ids)
    check_corrections(rows, sessions=sessions, known=known, examined=examined, by=scope.person_id)
    new = [row for row in rows if row.hours != known[row.key]]
    await repository.correct_attendances(connection, new, by=scope.person_id, at=now)
    steps: defaultdict[str, list[register.Step]] = defaultdict(list)
    for row in new:
        hours = {"before": known[row.key], "after": row.hours}
        facts = {"person": row.person_id, "day": row.day.isoformat(), "reason": reason} | hours
        steps[sessions[row.session_id].region].append((str(row.session_id), "corrected", facts))
    await register.add_histories(connection, steps, {"by": scope.person_id, "at": now})
    return len(new)


async def require_region(work: UnitOfWork, scope: Scope, region: str) -> None:
    """Raise TrainingRegionUnknown, also for a region out of reach."""
    if not await register.knows_region(work.connection, scope, region):
        raise TrainingRegionUnknown("no such region", region=region)
