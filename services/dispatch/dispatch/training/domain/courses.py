"""What may be offered as a course, and which rows of enrolment, attendance and examination may be taken?

All rows of a bulk or none, and each bad one is named by its index and the rule.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from dispatch.training.domain.refusals import (
    CityOnly,
    EndsBeforeItBegins,
    ExaminedBeforeEnd,
    ExaminedInFuture,
    NotACity,
    PlaceOutsideCity,
    Problem,
    RowsRefused,
    SessionCancelled,
    SessionFull,
    SessionIsOver,
    SessionTooShort,
    SessionWasHeld,
)
from shared.codes import RegionLevel, is_region, region_level

SAFETY = "safety"
PERCENT = 100
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Course:
    """One version of a course; `hours` are class hours (学时), `remind_days` when an end is told beforehand.

    What a city decides stands here as data: hours, marks, months, days, how much attendance an examination asks for.
    """

    code: str
    name: str
    field: str
    hours: int
    organiser: str
    pass_mark: int
    valid_months: int
    attendance_percent: int
    attempts: int
    remind_days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """One run of a course at a place; both days belong to it."""

    id: UUID
    region: str
    first_day: date
    last_day: date
    hours_a_day: int
    capacity: int
    course: Course
    cancelled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Attendance:
    session_id: UUID
    person_id: str
    day: date
    hours: int

    @property
    def key(self) -> tuple[UUID, str, date]:
        return self.session_id, self.person_id, self.day


@dataclass(frozen=True, slots=True)
class Score:
    person_id: str
    score: int


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one participant: hours attended, examinations taken, the last when, and whether one passed."""

    hours: int = 0
    attempts: int = 0
    passed: bool = False
    last_on: date | None = None


def priority_of(field: str) -> int:
    """Return the place of a field in every order: safety comes first, whatever else is offered."""
    return 1 if field == SAFETY else 2


def require_city(region: str) -> None:
    """Raise NotACity unless a course is organised by a city."""
    if not is_region(region) or region_level(region) is not RegionLevel.CITY:
        raise NotACity("courses are organised by a city", organiser=region)


def require_organiser(organiser: str, scope: str) -> None:
    """Raise NotACity, or CityOnly for whoever is a part of the city."""
    require_city(organiser)
    if scope != organiser and scope.startswith(organiser):
        raise CityOnly("the city offers courses", organiser=organiser, scope=scope)


def require_session(session: Session) -> None:
    """Raise PlaceOutsideCity, EndsBeforeItBegins or SessionTooShort."""
    if not session.region.startswith(session.course.organiser):
        facts = {"region": session.region, "organiser": session.course.organiser}
        raise PlaceOutsideCity("the place lies outside the city that organises the course", **facts)
    days = (session.last_day - session.first_day).days + 1
    if days < 1:
        raise EndsBeforeItBegins("the last day comes before the first")
    if days * session.hours_a_day < session.course.hours:
        facts = {"hours": str(session.course.hours), "held": str(days * session.hours_a_day)}
        raise SessionTooShort("the days do not hold the hours of the course", **facts)


def require_standing(session: Session) -> None:
    """Raise SessionCancelled."""
    if session.cancelled_on is not None:
        raise SessionCancelled("this session was cancelled", cancelled_on=session.cancelled_on.isoformat())


def require_cancellable(session: Session, *, attended: bool) -> None:
    """Raise SessionCancelled or SessionWasHeld."""
    require_standing(session)
    if attended:
        raise SessionWasHeld("somebody attended this session", session=str(session.id))


def is_within_reach(session_region: str, place: str) -> bool:
    """Tell whether somebody of a place may be sent to a session: it lies in his county, or is his city's."""
    county = place[: RegionLevel.COUNTY.digits]
    return session_region.startswith(county) or county.startswith(session_region)


def check_rows(rows: Sequence[Row], problem_of: Callable[[Row], Problem | None]) -> None:
    """Raise RowsRefused, naming every bad row."""
    bad = [
        {"index": index, "code": str(problem)}
        for index, problem in enumerate(problem_of(row) for row in rows)
        if problem is not None
    ]
    if bad:
        raise RowsRefused("nothing was taken: some rows are refused", rows=bad)


def check_enrolments(
    session: Session,
    persons: Sequence[str],
    *,
    present: Collection[str],
    enrolled: Collection[str],
    owing: Collection[str],
    today: date,
) -> None:
    """Raise SessionCancelled, SessionIsOver, RowsRefused or SessionFull.

    `present`: who is in the organisation on the session's first day, within the caller's reach; `owing`: the officers
    who have to be enrolled for safety enforcement first, while there are places.
    """
    require_standing(session)
    _require_not_over(session, today)
    seen: set[str] = set()

    def problem_of(person: str) -> Problem | None:
        if person in seen:
            return Problem.TWICE
        seen.add(person)
        if person not in present:
            return Problem.UNKNOWN_PERSON
        if person in enrolled:
            return Problem.ENROLLED_ALREADY
        return Problem.SAFETY_FIRST if person in owing else None

    check_rows(persons, problem_of)
    if len(enrolled) + len(persons) > session.capacity:
        raise SessionFull("more persons than places", capacity=session.capacity, enrolled=len(enrolled))


def _require_not_over(session: Session, today: date) -> None:
    if session.last_day < today:
        raise SessionIsOver("this session is over", last_day=session.last_day.isoformat())


def check_withdrawals(
    session: Session,
    persons: Sequence[str],
    *,
    present: Collection[str],
    enrolled: Collection[str],
    active: Collection[str],
    today: date,
) -> None:
    """Raise SessionIsOver or RowsRefused. `active`: who attended or was examined; what he did stays."""
    _require_not_over(session, today)
    seen: set[str] = set()

    def problem_of(person: str) -> Problem | None:
        if person in seen:
            return Problem.TWICE
        seen.add(person)
        if person not in present:
            return Problem.UNKNOWN_PERSON
        if person not in enrolled:
            return Problem.NOT_ENROLLED
        return Problem.HAS_ATTENDED if person in active else None

    check_rows(persons, problem_of)


def new_attendances(
    rows: Sequence[Attendance],
    *,
    sessions: Mapping[UUID, Session],
    enrolled: Collection[tuple[UUID, str]],
    known: Mapping[tuple[UUID, str, date], int],
    by: str,
    today: date,
) -> list[Attendance]:
    """Return the rows that say something new; one that is known word for word is left out. Raises RowsRefused."""
    seen: set[tuple[UUID, str, date]] = set()

    def problem_of(row: Attendance) -> Problem | None:
        if row.key in seen:
            return Problem.TWICE
        seen.add(row.key)
        session = sessions.get(row.session_id)
        if session is None:
            return Problem.UNKNOWN_SESSION
        if session.cancelled_on is not None:
            return Problem.SESSION_CANCELLED
        if (row.session_id, row.person_id) not in enrolled:
            return Problem.NOT_ENROLLED
        if known.get(row.key, row.hours) != row.hours:
            return Problem.ATTENDED_ALREADY
        return _problem_of_day(row, session, by, today)

    check_rows(rows, problem_of)
    return [row for row in rows if row.key not in known]


def _problem_of_day(row: Attendance, session: Session, by: str, today: date) -> Problem | None:
    if row.person_id == by:
        return Problem.OWN_RECORD
    if row.day < session.first_day:
        return Problem.BEFORE_SESSION
    if row.day > session.last_day:
        return Problem.AFTER_SESSION
    if row.day > today:
        return Problem.IN_FUTURE
    return Problem.TOO_MANY_HOURS if row.hours > session.hours_a_day else None


def require_examination_day(session: Session, examined_on: date, *, today: date) -> None:
    """Raise SessionCancelled, ExaminedBeforeEnd or ExaminedInFuture."""
    require_standing(session)
    if examined_on < session.last_day:
        raise ExaminedBeforeEnd("the session has not ended by then", last_day=session.last_day.isoformat())
    if examined_on > today:
        raise ExaminedInFuture("this day has not come yet", examined_on=examined_on.isoformat())


def problem_of_score(
    row: Score, course: Course, records: Mapping[str, Record], present: Collection[str], *, by: str, on: date
) -> Problem | None:
    """Return why a participant may not be examined. `records`: of those enrolled; `present`: in the organisation."""
    record = records.get(row.person_id)
    if record is None:
        return Problem.NOT_ENROLLED
    if row.person_id == by:
        return Problem.OWN_RECORD
    return _problem_of_record(record, course, on) if row.person_id in present else Problem.UNKNOWN_PERSON


def _problem_of_record(record: Record, course: Course, on: date) -> Problem | None:
    if record.hours * PERCENT < course.hours * course.attendance_percent:
        return Problem.TOO_LITTLE_ATTENDANCE
    if record.passed:
        return Problem.PASSED_ALREADY
    if record.attempts >= course.attempts:
        return Problem.NO_ATTEMPT_LEFT
    return Problem.BEFORE_LAST_ATTEMPT if record.last_on is not None and on < record.last_on else None


def is_passed(row: Score, course: Course) -> bool:
    return row.score >= course.pass_mark
