"""What may be taught, noted and examined, and what leaves as a file?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from dispatch.training.domain.certificates import (
    Certificate,
)
from dispatch.training.domain.courses import (
    Attendance,
    Course,
    Record,
    Score,
    Session,
    check_enrolments,
    is_passed,
    is_within_reach,
    new_attendances,
    priority_of,
    problem_of_score,
    require_city,
    require_examination_day,
    require_session,
)
from dispatch.training.domain.refusals import (
    EndsBeforeItBegins,
    ExaminedBeforeEnd,
    ExaminedInFuture,
    NotACity,
    PlaceOutsideCity,
    Problem,
    RowsRefused,
    SessionFull,
    SessionIsOver,
    SessionTooShort,
)
from shared.errors import Refusal

MONDAY, ONE_DAY = date(2026, 3, 2), timedelta(days=1)
TODAY = MONDAY + 4 * ONE_DAY
SESSION, OTHER = UUID(int=1), UUID(int=2)
COURSE = Course("safety-1", "安全生产执法", "safety", 30, "3204", 60, 36, 80, 2, (7, 30, 60))
RUN = Session(SESSION, "320481101", MONDAY, MONDAY + 4 * ONE_DAY, 8, 3, COURSE)


def day(number: int) -> date:
    return MONDAY + number * ONE_DAY


def cert(field: str = "safety", begins: int = 0, ends: int = 10, revoked: int | None = None) -> Certificate:
    return Certificate(field, day(begins), day(ends), None if revoked is None else day(revoked))


# ------------------------------------------------------------------------------------------------ courses and sessions
def test_safety_comes_before_every_other_field() -> None:
    assert min("licensing", "safety", "city-management", key=priority_of) == "safety"


@pytest.mark.parametrize("organiser", ["32", "320481", "320481101", "x"])
def test_only_a_city_organises_courses(organiser: str) -> None:
    with pytest.raises(NotACity):
        require_city(organiser)
    require_city("3204")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"region": "320501001"}, PlaceOutsideCity),
        ({"last_day": MONDAY - ONE_DAY}, EndsBeforeItBegins),
        ({"last_day": day(2)}, SessionTooShort),
    ],
)
def test_a_session_lies_in_its_city_and_holds_the_hours_of_its_course(
    changes: dict[str, object], refusal: type[Refusal]
) -> None:
    require_session(RUN)
    with pytest.raises(refusal):
        require_session(replace(RUN, **changes))  # type: ignore[arg-type] # any of its fields


def refused(error: pytest.ExceptionInfo[RowsRefused]) -> list[tuple[int, str]]:
    named = error.value.facts["rows"]
    assert isinstance(named, list)
    return [(row["index"], row["code"]) for row in named]


def test_enrolment_names_each_bad_row_and_keeps_to_the_places() -> None:
    persons = ["p-1", "p-1", "ghost", "p-2"]
    with pytest.raises(RowsRefused) as error:
        check_enrolments(RUN, persons, present={"p-1", "p-2"}, enrolled={"p-2"}, owing=(), today=TODAY)
    assert refused(error) == [(1, Problem.TWICE), (2, Problem.UNKNOWN_PERSON), (3, Problem.ENROLLED_ALREADY)]

    three = ["p-1", "p-2", "p-3"]
    check_enrolments(RUN, three, present=set(three), enrolled=set(), owing=(), today=TODAY)
    with pytest.raises(SessionFull):
        check_enrolments(RUN, three, present=set(three), enrolled={"p-4"}, owing=(), today=TODAY)
    with pytest.raises(SessionIsOver):
        check_enrolments(RUN, three, present=set(three), enrolled=set(), owing=(), today=day(5))


def attendance(person: str = "p-1", on: date = MONDAY, hours: int = 8, session: UUID = SESSION) -> Attendance:
    return Attendance(session, person, on, hours)


def noted(rows: Sequence[Attendance], known: dict[tuple[UUID, str, date], int] | None = None) -> list[Attendance]:
    enrolled = {(SESSION, "p-1"), (SESSION, "p-clerk"), (SESSION, "p-2")}
    today = MONDAY + 3 * ONE_DAY
    return new_attendances(
        rows, sessions={SESSION: RUN}, enrolled=enrolled, known=known or {}, by="p-clerk", today=today
    )


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (attendance(on=MONDAY - ONE_DAY), Problem.BEFORE_SESSION),
        (attendance(on=day(5)), Problem.AFTER_SESSION),
        (attendance(on=day(4)), Problem.IN_FUTURE),
        (attendance(hours=9), Problem.TOO_MANY_HOURS),
        (attendance(person="p-9"), Problem.NOT_ENROLLED),
        (attendance(person="p-clerk"), Problem.OWN_RECORD),
        (attendance(session=OTHER), Problem.UNKNOWN_SESSION),
        (attendance(person="p-2"), Problem.TWICE),
        (attendance(on=day(1), hours=3), Problem.ATTENDED_ALREADY),
    ],
)
def test_an_attendance_that_breaks_a_rule_is_named_with_it_and_nothing_is_taken(
    row: Attendance, problem: Problem
) -> None:
    with pytest.raises(RowsRefused) as error:
        noted([attendance(person="p-2"), row], {attendance(on=day(1)).key: 8})

    assert refused(error) == [(1, problem)]


def test_an_attendance_that_is_known_word_for_word_says_nothing_new() -> None:
    assert noted([attendance(), attendance(on=day(1))], {attendance().key: 8}) == [attendance(on=day(1))]


# -------------------------------------------------------------------------------------------------------- examinations
@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (Record(hours=24), None),
        (Record(hours=23), Problem.TOO_LITTLE_ATTENDANCE),
        (Record(hours=30, attempts=1), None),
        (Record(hours=30, attempts=2), Problem.NO_ATTEMPT_LEFT),
        (Record(hours=30, attempts=1, last_on=TODAY), None),
        (Record(hours=30, attempts=1, last_on=TODAY + ONE_DAY), Problem.BEFORE_LAST_ATTEMPT),
        (Record(hours=30, attempts=1, passed=True), Problem.PASSED_ALREADY),
    ],
)
def test_who_attended_four_fifths_is_examined_until_he_passes_or_has_no_attempt_left(
    record: Record, problem: Problem | None
) -> None:
    assert problem_of_score(Score("p-1", 60), COURSE, {"p-1": record}, {"p-1"}, by="p-clerk", on=TODAY) is problem


def test_nobody_is_examined_who_is_not_enrolled_not_there_or_the_examiner_himself() -> None:
    records = {"p-1": Record(hours=30)}
    asked = [("p-2", {"p-2"}, "x"), ("p-1", {"p-1"}, "p-1"), ("p-1", set[str](), "x")]

    found = [problem_of_score(Score(p, 60), COURSE, records, present, by=by, on=TODAY) for p, present, by in asked]

    assert found == [Problem.NOT_ENROLLED, Problem.OWN_RECORD, Problem.UNKNOWN_PERSON]
    assert [is_passed(Score("p-1", mark), COURSE) for mark in (59, 60)] == [False, True]


def test_the_examination_is_at_the_end_and_not_in_the_future() -> None:
    require_examination_day(RUN, day(4), today=day(4))
    with pytest.raises(ExaminedBeforeEnd):
        require_examination_day(RUN, day(3), today=day(4))
    with pytest.raises(ExaminedInFuture):
        require_examination_day(RUN, day(5), today=day(4))


@pytest.mark.parametrize(
    ("session", "place", "within"),
    [
        ("320481101", "320481102", True),
        ("320481", "320481102", True),
        ("3204", "320481102", True),
        ("320481101", "320481", True),
        ("320413001", "320481102", False),
        ("3205", "320481102", False),
    ],
)
def test_one_is_sent_to_sessions_of_ones_county_and_of_the_city(session: str, place: str, within: bool) -> None:
    assert is_within_reach(session, place) is within
