"""Which training that was held before the platform came may be taken over?

It counts in the figures. It certifies nobody: certificates follow from examinations alone.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dispatch.training.domain.courses import Course, require_city
from dispatch.training.domain.refusals import PastProblem, PastRefused


@dataclass(frozen=True, slots=True)
class DayHeld:
    """One day of a past session, and who was there for so many hours."""

    day: date
    hours: int
    persons: Sequence[str]


@dataclass(frozen=True, slots=True)
class PastSession:
    """One run of a course that is over; nobody can be enrolled in it any more."""

    course: str
    region: str
    first_day: date
    last_day: date
    hours_a_day: int
    attended: Sequence[DayHeld]

    @property
    def key(self) -> tuple[str, str, date]:
        return self.course, self.region, self.first_day

    @property
    def persons(self) -> list[str]:
        return sorted({person for held in self.attended for person in held.persons})


@dataclass(frozen=True, slots=True)
class Known:
    """What the platform knows already: courses by code, sessions, regions, and who was in the organisation when."""

    courses: Mapping[str, Course]
    sessions: Collection[tuple[str, str, date]]
    regions: Collection[str]
    present: Collection[tuple[str, date]]


def check_past(
    city: str, courses: Sequence[Course], sessions: Sequence[PastSession], known: Known, today: date
) -> None:
    """Raise NotACity, or PastRefused naming every bad course and session, with the persons that make it so."""
    require_city(city)
    bad = [*_bad_courses(city, courses, known), *_bad_sessions(city, courses, sessions, known, today)]
    if bad:
        raise PastRefused("nothing was taken over: some rows are refused", rows=bad)


def _bad_courses(city: str, courses: Sequence[Course], known: Known) -> Iterator[dict[str, object]]:
    times = Counter(course.code for course in courses)
    for index, course in enumerate(courses):
        row: dict[str, object] = {"course": index}
        if course.organiser != city:
            yield row | {"code": str(PastProblem.ANOTHER_CITY)}
        if course.code in known.courses:
            yield row | {"code": str(PastProblem.COURSE_KNOWN)}
        if times[course.code] > 1:
            yield row | {"code": str(PastProblem.TWICE)}


def _bad_sessions(
    city: str, courses: Sequence[Course], sessions: Sequence[PastSession], known: Known, today: date
) -> Iterator[dict[str, object]]:
    offered = {**known.courses, **{course.code: course for course in courses}}
    times = Counter(session.key for session in sessions)
    for index, session in enumerate(sessions):
        row: dict[str, object] = {"session": index}
        course = offered.get(session.course)
        if course is None or course.organiser != city:
            yield row | {"code": str(PastProblem.COURSE_UNKNOWN)}
            continue
        if times[session.key] > 1 or session.key in known.sessions:
            yield row | {"code": str(PastProblem.TWICE)}
        yield from (row | found for found in _wrong_in(city, course, session, known, today))


def _wrong_in(
    city: str, course: Course, session: PastSession, known: Known, today: date
) -> Iterator[dict[str, object]]:
    days = (session.last_day - session.first_day).days + 1
    if not session.region.startswith(city) or session.region not in known.regions:
        yield {"code": str(PastProblem.PLACE_OUTSIDE_CITY)}
    if days < 1 or days * session.hours_a_day < course.hours:
        yield {"code": str(PastProblem.TOO_SHORT)}
    if session.last_day >= today:
        yield {"code": str(PastProblem.NOT_OVER)}
    times = Counter(held.day for held in session.attended)
    for held in session.attended:
        if not session.first_day <= held.day <= session.last_day or times[held.day] > 1:
            yield {"code": str(PastProblem.DAY_OUTSIDE), "day": held.day.isoformat()}
        if held.hours > session.hours_a_day:
            yield {"code": str(PastProblem.TOO_MANY_HOURS), "day": held.day.isoformat()}
        twice = {person for person, count in Counter(held.persons).items() if count > 1}
        absent = {person for person in held.persons if (person, held.day) not in known.present}
        for person in sorted(twice | absent):
            problem = PastProblem.TWICE if person in twice else PastProblem.PERSON_UNKNOWN
            yield {"code": str(problem), "day": held.day.isoformat(), "person": person}
