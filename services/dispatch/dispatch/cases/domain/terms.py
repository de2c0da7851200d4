"""What happens to the clocks of a case when it moves: which stop, pause, go on and start, and by when is it handled?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.clocks import (
    Clock,
    ClockKind,
    Policies,
    deadline,
    decide_extended,
    decide_mark,
    decide_paused,
    decide_resumed,
    decide_started,
    decide_stopped,
)
from dispatch.cases.domain.moves import Move
from dispatch.coordination.domain.handovers import HandoverState
from shared.calendar import Deadline, TermUnit, WorkCalendar
from shared.schemas.vocabulary import CaseState


@dataclass(slots=True)
class ClockChange:
    """What is to be saved; `pauses`: (clock, from, until) of pauses that ended."""

    changed: list[Clock] = field(default_factory=list)
    started: list[Clock] = field(default_factory=list)
    pauses: list[tuple[UUID, datetime, datetime]] = field(default_factory=list)
    handle_due_at: datetime | None = None


def decide_clocks(
    move: Move, clocks: Sequence[Clock], policies: Policies, calendar: WorkCalendar, now: datetime
) -> ClockChange:
    """Return what a move does to the running `clocks` of its case, those of its orders aside."""
    case, change = move.case, ClockChange(pauses=list(move.stood_still))
    is_refused = case.handover is HandoverState.OPEN
    current = {clock.id: clock for clock in (*clocks, *move.restored)}
    if move.extended_by is not None:
        longer = [clock for clock in clocks if clock.kind is ClockKind.HANDLE]
        for clock in longer:
            extended = decide_extended(clock, move.extended_by, calendar, move.stood.get(clock.id, ()))
            current[clock.id] = decide_mark(extended, now)
    if move.resumed:
        change.pauses += [(clock.id, clock.paused_at, now) for clock in clocks if clock.paused_at]
        current |= {clock.id: clock for clock in decide_resumed(clocks, calendar, now)}
    stopped = decide_stopped(list(current.values()), case.state, now, is_refused=is_refused)
    current |= {clock.id: clock for clock in stopped}
    if case.state is CaseState.SUSPENDED:
        current |= {clock.id: clock for clock in decide_paused(list(current.values()), now)}
    before = {clock.id: clock for clock in clocks}
    change.changed = [clock for clock in current.values() if clock != before.get(clock.id)]
    if case.state is not CaseState.SUSPENDED:
        kinds = decide_started(list(current.values()), case.state, is_refused=is_refused, authority=case.authority)
        change.started = [one for kind in kinds if (one := _start(case, kind, policies, calendar, now))]
    running = [clock for clock in (*current.values(), *change.started) if clock.stopped_at is None]
    change.handle_due_at = next((clock.due_at for clock in running if clock.kind is ClockKind.HANDLE), None)
    return change


def _start(case: Case, kind: ClockKind, policies: Policies, calendar: WorkCalendar, now: datetime) -> Clock | None:
    policy = policies.find(kind, source=case.source, matter=case.matter, urgency=case.urgency, region=case.region)
    if policy is None:
        return None
    # The reply is owed from when the report came, whatever happened to its case since.
    start = case.opened_at if kind is ClockKind.REPLY else now
    due = deadline(policy, calendar, start)
    return Clock(
        uuid4(),
        case.id,
        kind,
        policy.unit,
        start,
        due.due_at,
        due.provisional,
        calendar.version,
        policies.version,
        amount=policy.amount,
    )


def order_clock(
    case: Case,
    kind: ClockKind,
    policies: Policies,
    calendar: WorkCalendar,
    *,
    of: tuple[UUID, str],
    start: datetime,
    due_at: datetime | None = None,
) -> Clock | None:
    """Return a clock of an order; `of`: its report and its source, `due_at`: what its platform itself has said.

    None where neither the platform nor a limit says anything.
    """
    report_id, source = of
    policy = policies.find(kind, source=source, matter=case.matter, urgency=case.urgency, region=case.region)
    unit = policy.unit if policy else TermUnit.CALENDAR_DAYS
    if due_at is not None:
        due = Deadline(due_at, provisional=False)
    elif policy is not None:
        due = deadline(policy, calendar, start)
    else:
        return None
    return Clock(
        *(uuid4(), case.id, kind, unit, start, due.due_at, due.provisional, calendar.version, policies.version),
        report_id=report_id,
        amount=policy.amount if policy and due_at is None else None,
        set_until=due_at,
    )
