"""Which unit may be given a sub-task of a case, by when is it done, and who says what of it?

A case has one lead, its executor; supporting units (协办单位) do a part of it under a clock of its own. A department's
matter does not come down to a township by this way, either.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dispatch.coordination.domain.handovers import UnitOn
from dispatch.coordination.domain.refusals import (
    DueTooLate,
    IsTheLead,
    IsTheSubject,
    NoLead,
    NotASupporter,
    NotTheLead,
    SubtaskNotPossible,
    SupportsAlready,
    UnitUnknown,
)
from dispatch.duties.domain.authority import COUNTY_DIGITS, TOWNSHIP_DIGITS, Answer, Standing
from shared.schemas.vocabulary import CaseState, Executor


class SubtaskState(StrEnum):
    """`done`: its unit says so; `confirmed`: the lead does. What is sent back is accepted work again."""

    GIVEN = "given"
    ACCEPTED = "accepted"
    DONE = "done"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    RECALLED = "recalled"


class SubtaskAct(StrEnum):
    ACCEPT = "accept"
    REFUSE = "refuse"
    DO = "do"
    CONFIRM = "confirm"
    SEND_BACK = "send-back"
    RECALL = "recall"


# The unit has something to do with it, or the lead has to look at it.
LIVE = frozenset({SubtaskState.GIVEN, SubtaskState.ACCEPTED, SubtaskState.DONE})
AT_WORK = frozenset({CaseState.DISPATCHED, CaseState.HANDLING})

_S, _A = SubtaskState, SubtaskAct
TRANSITIONS: Mapping[tuple[SubtaskState, SubtaskAct], SubtaskState] = {
    (_S.GIVEN, _A.ACCEPT): _S.ACCEPTED,
    (_S.GIVEN, _A.REFUSE): _S.REFUSED,
    (_S.ACCEPTED, _A.DO): _S.DONE,
    (_S.DONE, _A.CONFIRM): _S.CONFIRMED,
    (_S.DONE, _A.SEND_BACK): _S.ACCEPTED,
    **{(state, _A.RECALL): _S.RECALLED for state in (_S.GIVEN, _S.ACCEPTED, _S.DONE)},
}


@dataclass(frozen=True, slots=True)
class SubtaskAsked:
    """A sub-task as somebody wants it; `text` may name people and is sealed, `due_at` is earlier than the limit."""

    unit: str
    what: str
    text: str | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Led:
    """What is asked of a case before a unit supports it; `came`: units that came to it, or come, by a whistle."""

    case_id: UUID
    state: CaseState
    region: str
    matter: str
    executor: Executor | None
    unit: str | None
    subjects: Collection[str] = ()
    supporters: Collection[str] = ()
    came: Collection[str] = ()


def next_state(state: SubtaskState, act: SubtaskAct) -> SubtaskState:
    """Return the state after an act. Raises SubtaskNotPossible, naming what would be."""
    to = TRANSITIONS.get((state, act))
    if to is None:
        possible = sorted(str(one) for known, one in TRANSITIONS if known is state)
        raise SubtaskNotPossible(f"no {act} when {state}", state=str(state), possible=possible)
    return to


def require_lead(case_unit: str | None, unit: str | None) -> None:
    """Raise NotTheLead for a handler of another unit than the one that leads the case."""
    if unit is None or unit != case_unit:
        raise NotTheLead("another unit leads this case", unit=unit, lead=case_unit)


def require_supporter(case: Led, unit: UnitOn | None, answer: Answer, *, named: str) -> UnitOn:
    """Return the unit that supports a case.

    Raises NoLead, UnitUnknown, IsTheLead, IsTheSubject, SupportsAlready, and NotASupporter for a department that
    neither the lists name for this matter nor a whistle has called to this case.
    """
    if case.state not in AT_WORK or case.executor is None:
        raise NoLead("nobody is at work on it whom another unit could support", state=str(case.state))
    if unit is None or unit.region not in {case.region[:TOWNSHIP_DIGITS], case.region[:COUNTY_DIGITS]}:
        raise UnitUnknown("not there today, or neither of this township nor of its county", unit=named)
    if unit.id == case.unit:
        raise IsTheLead("it leads the case already", unit=unit.id)
    if unit.id in case.subjects:
        raise IsTheSubject("the case complains of it", units=[unit.id])
    if unit.id in case.supporters:
        raise SupportsAlready("it supports this case already", unit=unit.id)
    kinds = {answer.duty.lead, *answer.duty.support} if answer.duty else set()
    if unit.executor is Executor.COUNTY and unit.kind not in kinds and unit.id not in case.came:
        listed = sorted(kinds)
        raise NotASupporter("call it by a whistle, or hand it up", unit=unit.id, kind=unit.kind, listed=listed)
    return unit


def is_pushed_down(case: Led, unit: UnitOn, answer: Answer) -> bool:
    """Tell whether a township's unit would do a department's work that the lists do not let it support."""
    of_county = case.executor is Executor.COUNTY and unit.executor is not Executor.COUNTY
    return of_county and answer.standing not in {Standing.BASIC, Standing.SUPPORTING}


def due_of(limit: datetime | None, given: datetime | None, now: datetime) -> datetime:
    """Return by when a sub-task is done: what is given, or the limit. Raises DueTooLate for one that is past, that is
    later than the limit, or that nothing says.
    """
    due = given or limit
    if due is None:
        raise DueTooLate("no limit says by when: say it", field="due_at")
    if due <= now or (limit is not None and due > limit):
        latest = limit.isoformat() if limit else None
        raise DueTooLate("it is due from now on and by the limit", field="due_at", latest=latest)
    return due
