"""When should a worker be on duty, and what if he is at another time?

A plan says for each day of the week from when to when; a shift that ends before it begins ends on the next day.
Without a plan any time is right. Outside it a worker goes on duty with a word why. Who forgets to go off duty is put
off after so many hours: positions must not be kept of somebody who is at home.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from shared.clock import SHANGHAI
from shared.errors import Conflict, Invalid

MINUTES_A_DAY = 24 * 60


class DutyReason(StrEnum):
    """Why somebody is on duty outside his plan."""

    EMERGENCY = "emergency"
    OVERTIME = "overtime"
    SWAPPED = "swapped"
    EVENT = "event"


class OutsideShift(Conflict):
    code = "workers.outside-shift"
    said = "当前不在排班时间内，上岗须说明原因"


class BadPlan(Invalid):
    """Shifts that overlap, or have no length; `weekdays` names the days."""

    code = "workers.bad-plan"
    said = "排班不正确：同一时间重复排班，或开始与结束相同"


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """`weekday` 1 is Monday; times are those of Shanghai."""

    weekday: int
    starts: time
    ends: time

    @property
    def minutes(self) -> tuple[int, int]:
        """Return begin and end in minutes since Monday's midnight; the end may lie in the next week."""
        start = (self.weekday - 1) * MINUTES_A_DAY + _minutes(self.starts)
        length = (_minutes(self.ends) - _minutes(self.starts)) % MINUTES_A_DAY
        return start, start + length


def _minutes(of: time) -> int:
    return of.hour * 60 + of.minute


def check_plan(shifts: Sequence[Shift]) -> None:
    """Raise BadPlan where two shifts overlap (that of Sunday night with Monday's, too) or one has no length."""
    bad = {shift.weekday for shift in shifts if shift.starts == shift.ends}
    week = 7 * MINUTES_A_DAY
    spans = sorted((shift.minutes, shift.weekday) for shift in shifts)
    wrapped = [((start + week, end + week), day) for (start, end), day in spans]
    both = spans + wrapped
    bad |= {later[1] for earlier, later in pairwise(both) if earlier[0][1] > later[0][0]}
    if bad:
        raise BadPlan("shifts overlap, or have no length", weekdays=sorted(bad))


def is_in_shift(shifts: Sequence[Shift], moment: datetime) -> bool:
    """Return whether `moment` lies in one of the shifts; the begin belongs to it, the end does not."""
    local = moment.astimezone(SHANGHAI)
    at = (local.isoweekday() - 1) * MINUTES_A_DAY + local.hour * 60 + local.minute
    week = 7 * MINUTES_A_DAY
    return any(start <= at < end or start <= at + week < end for start, end in (shift.minutes for shift in shifts))


def check_going_on(shifts: Sequence[Shift], moment: datetime, reason: DutyReason | None) -> None:
    """Raise OutsideShift where there is a plan, this is outside it, and nobody says why."""
    if shifts and reason is None and not is_in_shift(shifts, moment):
        raise OutsideShift("outside your plan: say why", reasons=[str(one) for one in DutyReason])


def forgotten_before(now: datetime, hours_most: int) -> datetime:
    """Return before which moment somebody must have gone on duty to be forgotten."""
    return now - timedelta(hours=hours_most)
