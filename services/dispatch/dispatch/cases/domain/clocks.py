"""Which clocks run in which state, by when are they due, and what does a pause do to them?

Terms are working time (domain.md: urban management and 12345; city-specific limits are rows of `clock_policies`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.calendar import Deadline, TermUnit, WorkCalendar
from shared.schemas.vocabulary import CaseState, Urgency

ANY = "*"


class ClockKind(StrEnum):
    DISPATCH = "dispatch"
    HANDLE = "handle"
    VERIFY = "verify"
    REPLY = "reply"
    # By when the department takes a case that was refused for it.
    TAKE = "take"


# What runs in a state; a suspended case keeps its clocks and pauses them.
RUNNING: Mapping[CaseState, frozenset[ClockKind]] = {
    CaseState.RECEIVED: frozenset({ClockKind.DISPATCH, ClockKind.REPLY}),
    CaseState.FILED: frozenset({ClockKind.DISPATCH, ClockKind.REPLY}),
    CaseState.RETURNED: frozenset({ClockKind.DISPATCH, ClockKind.REPLY}),
    CaseState.REOPENED: frozenset({ClockKind.DISPATCH, ClockKind.REPLY}),
    CaseState.DISPATCHED: frozenset({ClockKind.HANDLE, ClockKind.REPLY}),
    CaseState.HANDLING: frozenset({ClockKind.HANDLE, ClockKind.REPLY}),
    CaseState.HANDLED: frozenset({ClockKind.VERIFY, ClockKind.REPLY}),
    CaseState.VERIFYING: frozenset({ClockKind.VERIFY, ClockKind.REPLY}),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """One row of the table of limits; `*` stands for any source, matter or urgency."""

    source: str
    matter: str
    urgency: str
    kind: ClockKind
    amount: int
    unit: TermUnit


@dataclass(frozen=True, slots=True)
class Clock:
    """One term of one case; it stands still while `paused_at` is set."""

    id: UUID
    case_id: UUID
    kind: ClockKind
    unit: TermUnit
    started_at: datetime
    due_at: datetime
    provisional: bool
    calendar_version: str
    policy_version: int
    stopped_at: datetime | None = None
    paused_at: datetime | None = None
    overdue_at: datetime | None = None


class Policies:
    """The limits in force; the most telling row wins: matter before source before urgency."""

    def __init__(self, version: int, rows: Iterable[Policy]) -> None:
        self.version = version
        self._rows = {(row.kind, row.source, row.matter, row.urgency): row for row in rows}

    def find(self, kind: ClockKind, *, source: str, matter: str | None, urgency: Urgency) -> Policy | None:
        """Return the limit for one clock, or None where no row speaks of it: then no such clock runs."""
        for m in dict.fromkeys((matter or ANY, ANY)):
            for s in dict.fromkeys((source, ANY)):
                for u in (urgency, ANY):
                    row = self._rows.get((kind, s, m, u))
                    if row is not None:
                        return row
        return None


def deadline(policy: Policy, calendar: WorkCalendar, start: datetime) -> Deadline:
    return calendar.deadline_after(start, policy.amount, policy.unit)


def running_in(state: CaseState, *, is_refused: bool = False) -> frozenset[ClockKind]:
    """Return what runs in a state; a case that is refused runs on, and so does the term of who was named."""
    running = RUNNING.get(state, frozenset())
    return running | {ClockKind.TAKE} if is_refused and running else running


def decide_stopped(
    clocks: Sequence[Clock], state: CaseState, now: datetime, *, is_refused: bool = False
) -> list[Clock]:
    """Return the running clocks that stop when a case enters `state`, or is refused no more."""
    kept = running_in(state, is_refused=is_refused) if state is not CaseState.SUSPENDED else frozenset(ClockKind)
    return [replace(c, stopped_at=now, paused_at=None) for c in clocks if c.stopped_at is None and c.kind not in kept]


def decide_started(clocks: Sequence[Clock], state: CaseState, *, is_refused: bool = False) -> list[ClockKind]:
    """Return the kinds that have to start when a case enters `state`: those that run there and do not run yet."""
    running = {clock.kind for clock in clocks if clock.stopped_at is None}
    return sorted(running_in(state, is_refused=is_refused) - running)


def decide_paused(clocks: Sequence[Clock], now: datetime) -> list[Clock]:
    """Return the clocks as a suspension leaves them: they stand still from `now`."""
    return [replace(c, paused_at=now) for c in clocks if c.stopped_at is None and c.paused_at is None]


def decide_resumed(clocks: Sequence[Clock], calendar: WorkCalendar, now: datetime) -> list[Clock]:
    """Return the paused clocks as they go on: due later by exactly the working time that the pause took."""
    resumed = []
    for clock in clocks:
        if clock.stopped_at is None and clock.paused_at is not None:
            left = calendar.remaining(clock.paused_at, clock.due_at, clock.unit)
            due = calendar.resume(now, left, clock.unit)
            resumed.append(
                replace(clock, paused_at=None, due_at=due.due_at, provisional=clock.provisional or due.provisional)
            )
    return resumed
