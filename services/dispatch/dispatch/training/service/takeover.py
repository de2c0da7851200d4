"""How does training that was held before the platform came get into the register?"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from dispatch.organisation.repository import known_regions
from dispatch.training.domain.courses import Course
from dispatch.training.domain.takeover import Known, PastSession, check_past
from dispatch.training.repository import courses as repository
from dispatch.training.repository import register
from dispatch.training.service.sessions import course_row, require_region
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope


async def take_over(
    work: UnitOfWork,
    scope: Scope,
    city: str,
    *,
    document: str,
    courses: Sequence[Course],
    sessions: Sequence[PastSession],
    now: datetime,
) -> int:
    """Take a city's past courses and sessions with who was there, all or nothing; return the person-times.

    `document` is what they are taken from. Raises TrainingRegionUnknown, NotACity, PastRefused.
    """
    await require_region(work, scope, city)
    await register.hold(work.connection, f"takeover:{city}")
    known = await _known(work, scope, courses, sessions)
    check_past(city, courses, sessions, known, town_day(now))
    noted = {"by": scope.person_id, "at": now}
    await repository.add_courses(work.connection, [course_row(course, 1) | noted for course in courses])
    facts = {"document": document, "courses": len(courses), "sessions": len(sessions)}
    steps: list[register.Step] = [(city, "taken-over", facts)]
    steps += [(course.code, "taken-over", {"document": document}) for course in courses]
    await register.add_history(work.connection, steps, region=city, by=scope.person_id, at=now)
    return await _add_sessions(work, sessions, document, noted)


async def _known(work: UnitOfWork, scope: Scope, courses: Sequence[Course], sessions: Sequence[PastSession]) -> Known:
    connection = work.connection
    codes = {course.code for course in courses} | {session.course for session in sessions}
    days = {(person, held.day) for session in sessions for held in session.attended for person in held.persons}
    return Known(
        courses=await repository.newest_courses(connection, codes),
        sessions=await repository.sessions_of(connection, codes),
        regions=await known_regions(connection, {session.region for session in sessions}),
        present=await register.present_among(connection, scope, days),
    )


async def _add_sessions(
    work: UnitOfWork, sessions: Sequence[PastSession], document: str, noted: dict[str, object]
) -> int:
    versions = await repository.newest_versions(work.connection, {session.course for session in sessions})
    held = [(new_id(), session) for session in sessions]
    rows = [
        {
            "id": session_id,
            "course_code": session.course,
            "course_version": versions[session.course],
            "region": session.region,
            "first_day": session.first_day,
            "last_day": session.last_day,
            "hours_a_day": session.hours_a_day,
            "capacity": max(1, len(session.persons)),
        }
        | noted
        for session_id, session in held
    ]
    enrolled = [{"session_id": i, "person_id": person} | noted for i, session in held for person in session.persons]
    attended = [
        {"session_id": i, "person_id": person, "day": day.day, "hours": day.hours} | noted
        for i, session in held
        for day in session.attended
        for person in day.persons
    ]
    await repository.add_sessions(work.connection, rows)
    await repository.add_enrolments(work.connection, enrolled)
    await repository.add_attendances(work.connection, attended)
    steps: dict[str, list[register.Step]] = defaultdict(list)
    for session_id, session in held:
        steps[session.region].append((str(session_id), "taken-over", {"document": document}))
    await register.add_histories(work.connection, steps, noted)
    return len(enrolled)
