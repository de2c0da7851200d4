"""When may an experienced officer coach a new one (传帮带), and how does that end?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dispatch.training.domain.certificates import Certificate, is_qualified
from dispatch.training.domain.refusals import (
    EndsBeforeItBegins,
    MentorNotQualified,
    PairEnded,
    PairNotBegun,
    PairOfOne,
    PairOverlaps,
    TraineeIsQualified,
    WeekNoted,
)

ONE_DAY = timedelta(days=1)
DAYS_OF_WEEK = 7


class PairEnd(StrEnum):
    """How a pair ended."""

    EXAMINATION = "examination"
    DATE = "date"
    GIVEN_UP = "given-up"
    MENTOR = "mentor-not-qualified"


@dataclass(frozen=True, slots=True)
class Pair:
    """Mentor and trainee in a field; both days belong to it."""

    mentor_id: str
    trainee_id: str
    field: str
    valid_from: date
    valid_to: date


def require_pair(
    pair: Pair,
    *,
    mentor: Collection[Certificate],
    trainee: Collection[Certificate],
    others: Collection[tuple[date, date]],
) -> None:
    """Raise PairOfOne, EndsBeforeItBegins, MentorNotQualified, TraineeIsQualified or PairOverlaps.

    `others`: the days of the trainee's pairs in the same field.
    """
    if pair.mentor_id == pair.trainee_id:
        raise PairOfOne("nobody coaches himself", person=pair.mentor_id)
    if pair.valid_to < pair.valid_from:
        raise EndsBeforeItBegins("the last day comes before the first")
    _require_mentor(pair, mentor, pair.valid_from)
    if is_qualified(trainee, {pair.field}, pair.valid_from):
        facts = {"field": pair.field, "on": pair.valid_from.isoformat()}
        raise TraineeIsQualified("who has the certificate needs no mentor", trainee=pair.trainee_id, **facts)
    for begins, ends in others:
        if begins <= pair.valid_to and pair.valid_from <= ends:
            raise PairOverlaps("a trainee has one mentor at a time", valid_from=begins.isoformat())


def _require_mentor(pair: Pair, mentor: Collection[Certificate], on: date) -> None:
    if not is_qualified(mentor, {pair.field}, on):
        facts = {"field": pair.field, "on": on.isoformat()}
        raise MentorNotQualified("who coaches is qualified himself", mentor=pair.mentor_id, **facts)


def week_of(day: date) -> date:
    """Return the Monday of a week."""
    return day - timedelta(days=day.weekday())


def require_notable(
    pair: Pair, ended_by: str | None, noted: Collection[date], *, mentor: Collection[Certificate], today: date
) -> date:
    """Return the week that is noted today. Raises PairEnded, PairNotBegun, MentorNotQualified or WeekNoted."""
    require_running(ended_by)
    if today < pair.valid_from:
        raise PairNotBegun("the coaching has not begun", valid_from=pair.valid_from.isoformat())
    if today > pair.valid_to:
        raise PairEnded("the coaching is over", valid_to=pair.valid_to.isoformat())
    _require_mentor(pair, mentor, today)
    week = week_of(today)
    if week in noted:
        raise WeekNoted("this week is noted", week=week.isoformat())
    return week


def require_running(ended_by: str | None) -> None:
    """Raise PairEnded for a pair that has ended."""
    if ended_by is not None:
        raise PairEnded("this pair has ended", ended_by=ended_by)


def last_day_when_ended(pair: Pair, on: date) -> date:
    """Return the last day of a pair that ends on a day; one that had not begun keeps its first day."""
    return max(pair.valid_from, min(pair.valid_to, on))


def weeks_begun(pair: Pair, on: date) -> int:
    """Return how many weeks of the pair have begun by a day: so many notes there should be."""
    until = min(on, pair.valid_to)
    if until < pair.valid_from:
        return 0
    return (week_of(until) - week_of(pair.valid_from)).days // DAYS_OF_WEEK + 1
