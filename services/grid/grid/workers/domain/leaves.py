"""When is a worker away, who decides it, and who stands in?

A worker asks (or somebody asks for him who is ill); another person, who leads workers, decides. A stand-in
who was named takes effect at the midnight of the first day and ends with the midnight after the last.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.errors import Conflict, Invalid, NotFound


class LeaveKind(StrEnum):
    ANNUAL = "annual"
    SICK = "sick"
    PERSONAL = "personal"
    TRAINING = "training"
    FAMILY = "family"


class LeaveState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    RUNNING = "running"
    OVER = "over"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class LeaveAction(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    CANCEL = "cancel"
    BEGIN = "begin"
    END = "end"


TRANSITIONS: dict[tuple[LeaveState, LeaveAction], LeaveState] = {
    (LeaveState.ASKED, LeaveAction.APPROVE): LeaveState.APPROVED,
    (LeaveState.ASKED, LeaveAction.REFUSE): LeaveState.REFUSED,
    (LeaveState.ASKED, LeaveAction.CANCEL): LeaveState.CANCELLED,
    (LeaveState.APPROVED, LeaveAction.CANCEL): LeaveState.CANCELLED,
    (LeaveState.APPROVED, LeaveAction.BEGIN): LeaveState.RUNNING,
    (LeaveState.APPROVED, LeaveAction.END): LeaveState.OVER,
    (LeaveState.RUNNING, LeaveAction.END): LeaveState.OVER,
}


class LeaveNotFound(NotFound):
    code = "workers.leave-not-found"
    said = "没有这条请假记录"


class IllegalLeaveStep(Conflict):
    """The leave stands where this step is not taken; `state` says where."""

    code = "workers.illegal-leave-step"
    said = "请假当前状态下不能这样办理"


class BadLeaveDays(Invalid):
    code = "workers.bad-leave-days"
    said = "请假日期不正确：结束早于开始、已经过去或超过最长天数"


class LeaveOverlaps(Conflict):
    """The worker is away on some of these days already; `leave` names it."""

    code = "workers.leave-overlaps"
    said = "与已有的请假日期重叠"


class BadStandIn(Conflict):
    """Who was named cannot stand in; `why`: `himself`, `not-a-worker-here`, `away`."""

    code = "workers.bad-stand-in"
    said = "替班人员不合适：不能是本人，须是本乡镇在册且当时未请假的网格员"


class OnLeave(Conflict):
    code = "workers.on-leave"
    said = "请假期间不能上岗，请先销假"


@dataclass(frozen=True, slots=True)
class Days:
    """Both days belong to the leave."""

    first: date
    last: date

    def overlaps(self, other: "Days") -> bool:
        return self.first <= other.last and other.first <= self.last


def next_leave_state(state: LeaveState, action: LeaveAction) -> LeaveState:
    """Return the state after `action`. Raises IllegalLeaveStep."""
    after = TRANSITIONS.get((state, action))
    if after is None:
        raise IllegalLeaveStep("this step is not taken there", state=state, action=action)
    return after


def check_days(days: Days, *, today: date, most: int) -> None:
    """Raise BadLeaveDays unless the leave ends after it begins, is not over, and is at most `most` days long."""
    length = (days.last - days.first).days + 1
    if length < 1 or length > most or days.last < today:
        raise BadLeaveDays("these days cannot be", first_day=days.first, last_day=days.last, most_days=most)


def check_free(days: Days, others: Iterable[tuple[str, Days]]) -> None:
    """Raise LeaveOverlaps where a worker is away already; `others` are his leaves, asked for or granted."""
    for leave, taken in others:
        if days.overlaps(taken):
            raise LeaveOverlaps("already away on some of these days", leave=leave)


def check_stand_in(worker: str, stand_in: str | None, *, is_worker: bool, is_away: bool) -> None:
    """Raise BadStandIn."""
    if stand_in is None:
        return
    why = "himself" if stand_in == worker else None
    why = why or (None if is_worker else "not-a-worker-here") or ("away" if is_away else None)
    if why:
        raise BadStandIn("this person cannot stand in", person=stand_in, why=why)
