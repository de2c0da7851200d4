"""Which clocks run in which state, by when are they due, and what does a pause do to them?

Terms are working time (domain.md: urban management and 12345; city-specific limits are rows of `clock_policies`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import product
from uuid import UUID

from shared.calendar import Deadline, Pause, TermUnit, WorkCalendar
from shared.schemas.vocabulary import Authority, CaseState, Urgency

ANY = "*"


class ClockKind(StrEnum):
    # From received to filed (受理到立案).
    FILE = "file"
    DISPATCH = "dispatch"
    HANDLE = "handle"
    VERIFY = "verify"
    REPLY = "reply"
    # By when the department takes a case that was refused for it.
    TAKE = "take"
    # By when a unit that is called to a place says whether it comes; no case's clock, but a limit like them.
    ANSWER = "answer"
    # By when a supporting unit has done its sub-task, and a department has answered what was handed up to it.
    SUPPORT = "support"
    HAND_UP = "hand-up"
    # Of one order: by when it is signed for, and its caller reached or tried for as often as its source asks.
    SIGN = "sign"
    CONTACT = "contact"


# What runs in a state; a suspended case keeps its clocks and pauses them.
RUNNING: Mapping[CaseState, frozenset[ClockKind]] = {
    CaseState.RECEIVED: frozenset({ClockKind.FILE, ClockKind.DISPATCH, ClockKind.REPLY}),
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
    """One row of the table of limits; `*` stands for any source, matter, urgency or place; `region` is a prefix."""

    source: str
    matter: str
    urgency: str
    kind: ClockKind
    amount: int
    unit: TermUnit
    region: str = ANY


@dataclass(frozen=True, slots=True)
class Clock:
    """One term of one case; it stands still while `paused_at` is set.

    `part_id`: the sub-task or hand-up that it belongs to. Such a clock stands still with its case and ends with it,
    but starts and stops with its part.
    `report_id`: the order that it belongs to. Such a clock follows what is said about that order, not the state of its
    case, and a suspension does not stop it: the platform's term runs on.
    `amount` is how many of `unit` it was given (None: not known, of clocks from before), `extended_by` how many were
    granted on top; `set_until`: who has authority over it said until when, and nothing is computed.
    """

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
    # When its light turns yellow, which step of its ladder was taken last and when the next one is due: all for the
    # deadline `watched_due_at`. Whoever moves `due_at` leaves them alone: that they are of another deadline is seen.
    yellow_at: datetime | None = None
    watched_due_at: datetime | None = None
    stage: int = 0
    next_at: datetime | None = None
    part_id: UUID | None = None
    report_id: UUID | None = None
    amount: int | None = None
    extended_by: int = 0
    set_until: datetime | None = None


class Policies:
    """One table of limits; the most telling row wins: place before matter before source before urgency.

    A city's own row goes before every row for all places, and the nearer place before the wider one.
    """

    def __init__(self, version: int, rows: Iterable[Policy]) -> None:
        self.version = version
        self._rows = {(row.kind, row.region, row.source, row.matter, row.urgency): row for row in rows}
        own = {len(row.region) for row in self._rows.values() if row.region != ANY}
        self._digits = sorted(own, reverse=True)

    def find(self, kind: ClockKind, *, source: str, matter: str | None, urgency: Urgency, region: str) -> Policy | None:
        """Return the limit for one clock, or None where no row speaks of it: then no such clock runs."""
        places = [region[:digits] for digits in self._digits if len(region) >= digits]
        matters, sources = dict.fromkeys((matter or ANY, ANY)), dict.fromkeys((source, ANY))
        asked = product((*places, ANY), matters, sources, (urgency, ANY))
        rows = (self._rows.get((kind, p, s, m, u)) for p, m, s, u in asked)
        return next((row for row in rows if row is not None), None)


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

    def goes_on(clock: Clock) -> bool:
        # A part of an open case is stopped by who does it, or by its lead.
        return clock.kind in kept or (clock.part_id is not None and bool(kept))

    return [replace(c, stopped_at=now, paused_at=None) for c in clocks if c.stopped_at is None and not goes_on(c)]


def decide_started(
    clocks: Sequence[Clock],
    state: CaseState,
    *,
    is_refused: bool = False,
    authority: Authority = Authority.CENTRE,
) -> list[ClockKind]:
    """Return the kinds that have to start when a case enters `state`: those that run there and do not run yet.

    Where a platform decides, the answer is owed for each of its orders, and not for the case.
    """
    running = {clock.kind for clock in clocks if clock.stopped_at is None}
    of_orders = {ClockKind.REPLY} if authority is Authority.PLATFORM else set[ClockKind]()
    return sorted(running_in(state, is_refused=is_refused) - running - of_orders)


def decide_paused(clocks: Sequence[Clock], now: datetime) -> list[Clock]:
    """Return the clocks as a suspension leaves them: they stand still from `now`."""
    return [replace(c, paused_at=now) for c in clocks if c.stopped_at is None and c.paused_at is None]


def decide_resumed(clocks: Sequence[Clock], calendar: WorkCalendar, now: datetime) -> list[Clock]:
    """Return the paused clocks as they go on: due later by exactly the working time that the pause took.

    A term that was over before the pause stays over: a suspension afterwards makes nothing timely. What an authority
    set stands still for nobody.
    """
    resumed = []
    for clock in clocks:
        if clock.stopped_at is None and clock.paused_at is not None:
            due = Deadline(clock.due_at, clock.provisional)
            if clock.set_until is None:
                due = calendar.extend_for_pauses(due, [Pause(clock.paused_at, now)], clock.unit)
            resumed.append(replace(clock, paused_at=None, due_at=due.due_at, provisional=due.provisional))
    return resumed


def decide_extended(clock: Clock, more: int, calendar: WorkCalendar, pauses: Iterable[Pause]) -> Clock:
    """Return a clock with `more` of its unit granted on top, as if it had been given them at its start."""
    longer = replace(clock, extended_by=clock.extended_by + more)
    if clock.amount is not None and clock.set_until is None:
        return decide_recalculated(longer, calendar, pauses)
    if clock.unit is TermUnit.CALENDAR_DAYS:
        # Due at midnight, which is the next day already.
        return replace(longer, due_at=clock.due_at + timedelta(days=more))
    later = calendar.deadline_after(clock.due_at, more, clock.unit)
    return replace(longer, due_at=later.due_at, provisional=clock.provisional or later.provisional)


def decide_recalculated(clock: Clock, calendar: WorkCalendar, pauses: Iterable[Pause]) -> Clock:
    """Return a clock as `calendar` computes it from its start, with what was granted and with its ended `pauses`.

    A mark of lateness that is no longer true is taken back by `decide_mark`. What cannot be computed stays as it is.
    """
    if clock.amount is None or clock.set_until is not None:
        return replace(clock, calendar_version=calendar.version)
    due = calendar.deadline_after(clock.started_at, clock.amount + clock.extended_by, clock.unit)
    due = calendar.extend_for_pauses(due, pauses, clock.unit)
    return replace(clock, due_at=due.due_at, provisional=due.provisional, calendar_version=calendar.version)


def decide_mark(clock: Clock, now: datetime) -> Clock:
    """Return a clock without its mark of lateness where it is not late: until it was paused, or until now."""
    is_late = clock.due_at < (clock.paused_at or now)
    return clock if is_late or clock.overdue_at is None else replace(clock, overdue_at=None)


def decide_restored(
    clocks: Sequence[Clock],
    paused: Mapping[UUID, datetime | None],
    since: datetime,
    calendar: WorkCalendar,
    now: datetime,
) -> list[Clock]:
    """Return clocks that a merge stopped at `since` as if they had stood still: what was left of them is left now.

    `paused`: since when each stood still before, None where it ran. Those stand still again.
    """
    still = [replace(c, stopped_at=None, paused_at=paused[c.id] or since) for c in clocks]
    running = [c for c in still if paused[c.id] is None]
    # What was overdue by then is overdue since it was due.
    over = [replace(c, paused_at=None) for c in running if c.due_at <= since]
    going_on = decide_resumed([c for c in running if c.due_at > since], calendar, now)
    return [*over, *going_on, *(c for c in still if paused[c.id] is not None)]
