"""May a shift be planned so, and in which hours is a post needed that nobody holds?"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from dispatch.roster.domain import NEEDS_ROLE, Post
from dispatch.roster.domain.refusals import PlanRefused, Problem
from shared.clock import SHANGHAI, town_day

LONGEST = timedelta(hours=24)
FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Planned:
    """One shift as it is planned."""

    post: Post
    person_id: str
    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Planned") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Held:
    """What a person is from a day to a day in a region: `role` None for a post alone."""

    person_id: str
    role: str | None
    region: str
    valid_from: date
    valid_to: date | None

    def covers(self, region: str, day: date) -> bool:
        ends = self.valid_to or date.max
        return region.startswith(self.region) and self.valid_from <= day <= ends


def decide_plan(
    region: str, rows: Sequence[Planned], *, held: Collection[Held], known: Iterable[Planned], now: datetime
) -> None:
    """Raise PlanRefused, with every bad shift named, unless all may be planned. `known`: what is planned already."""
    taken = list(known)
    bad: list[dict[str, object]] = []
    for index, row in enumerate(rows):
        problem = _times(row, now) or _person(region, row, held) or _twice(row, taken)
        if problem:
            bad.append({"index": index, "person_id": row.person_id, "code": problem})
        taken.append(row)
    if bad:
        raise PlanRefused("nothing was planned: some shifts are refused", rows=bad)


def _times(row: Planned, now: datetime) -> Problem | None:
    if row.ends_at <= row.starts_at:
        return Problem.ENDS_BEFORE_IT_BEGINS
    if row.ends_at - row.starts_at > LONGEST:
        return Problem.TOO_LONG
    if row.ends_at <= now:
        return Problem.IN_THE_PAST
    return Problem.TOO_FAR if row.starts_at > now + FURTHEST else None


def _person(region: str, row: Planned, held: Collection[Held]) -> Problem | None:
    day, role = town_day(row.starts_at), NEEDS_ROLE[row.post]
    his = [one for one in held if one.person_id == row.person_id and one.covers(region, day)]
    if not his:
        return Problem.UNKNOWN_PERSON
    return None if role is None or any(one.role == role for one in his) else Problem.WITHOUT_ROLE


def _twice(row: Planned, taken: Iterable[Planned]) -> Problem | None:
    is_twice = any(one.person_id == row.person_id and one.overlaps(row) for one in taken)
    return Problem.TWICE_AT_ONCE if is_twice else None


# ---------------------------------------------------------------------------------------------------------------- gaps
class Days(StrEnum):
    ALL = "all"
    WORKDAYS = "workdays"
    REST_DAYS = "rest-days"


@dataclass(frozen=True, slots=True)
class Need:
    """In which hours a post must be held; where they end no later than they begin they go over midnight."""

    post: Post
    days: Days
    starts: time
    ends: time

    def windows(
        self, since: datetime, until: datetime, is_workday: Callable[[date], bool]
    ) -> Iterator[tuple[datetime, datetime]]:
        """Return the hours that touch the time from `since` to `until`, whole; a night belongs to the day it begins."""
        day = town_day(since) - timedelta(days=1)
        while day <= town_day(until):
            if self.days is Days.ALL or (self.days is Days.WORKDAYS) is is_workday(day):
                begins = datetime.combine(day, self.starts, SHANGHAI)
                last = day if self.ends > self.starts else day + timedelta(days=1)
                ends = datetime.combine(last, self.ends, SHANGHAI)
                if begins < until and ends > since:
                    yield begins, ends
            day += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rules:
    """Which posts must be held when in a region, when a hand-over counts as missed, how long one is held on."""

    needs: tuple[Need, ...]
    missed_after_minutes: int
    held_hours: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours in which a post is needed and nobody holds it."""

    post: Post
    starts_at: datetime
    ends_at: datetime


def gaps_in(
    needs: Iterable[Need],
    shifts: Collection[Planned],
    *,
    since: datetime,
    until: datetime,
    is_workday: Callable[[date], bool],
) -> list[Gap]:
    """Return the gaps that touch the time from `since` to `until`, in order."""
    found = [
        Gap(need.post, *piece)
        for need in needs
        for window in need.windows(since, until, is_workday)
        for piece in _uncovered(window, [one for one in shifts if one.post is need.post])
        if piece[0] < until and piece[1] > since
    ]
    return sorted(set(found), key=lambda gap: (gap.starts_at, gap.post, gap.ends_at))


def _uncovered(window: tuple[datetime, datetime], shifts: Iterable[Planned]) -> Iterator[tuple[datetime, datetime]]:
    at, ends = window
    for shift in sorted(shifts, key=lambda one: one.starts_at):
        if shift.ends_at <= at or shift.starts_at >= ends:
            continue
        if shift.starts_at > at:
            yield at, shift.starts_at
        at = shift.ends_at
        if at >= ends:
            return
    yield at, ends
