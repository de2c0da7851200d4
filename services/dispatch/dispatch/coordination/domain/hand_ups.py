"""What may a township hand up to a department of its county, and what may that answer?

The case stays with the township, which received it first, until the department takes it over (首接负责). Nothing goes
the other way: what a department leads comes down by the duty lists alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatch.coordination.domain.handovers import HELD, LIVE, REFUSABLE, HandoverState, UnitOn
from dispatch.coordination.domain.refusals import (
    HandedOverAlready,
    HandedUpAlready,
    HandUpNotPossible,
    IsTheSubject,
    NotRefusable,
    NotTheTownships,
    TakenAlready,
    UnitUnknown,
)
from dispatch.duties.domain.authority import COUNTY_DIGITS, TOWNSHIP_DIGITS
from shared.schemas.vocabulary import CaseState


class Wants(StrEnum):
    """What a township wants of a department."""

    OPINION = "opinion"
    HANDLING = "handling"


class HandUpState(StrEnum):
    OPEN = "open"
    OPINION_GIVEN = "opinion-given"
    TAKEN_OVER = "taken-over"
    NOT_OURS = "not-ours"
    RECALLED = "recalled"


class HandUpAct(StrEnum):
    GIVE_OPINION = "give-opinion"
    TAKE_OVER = "take-over"
    NOT_OURS = "not-ours"
    RECALL = "recall"


_S, _A = HandUpState, HandUpAct
TRANSITIONS: Mapping[tuple[HandUpState, HandUpAct], HandUpState] = {
    (_S.OPEN, _A.GIVE_OPINION): _S.OPINION_GIVEN,
    (_S.OPEN, _A.TAKE_OVER): _S.TAKEN_OVER,
    (_S.OPEN, _A.NOT_OURS): _S.NOT_OURS,
    (_S.OPEN, _A.RECALL): _S.RECALLED,
}


@dataclass(frozen=True, slots=True)
class HandUpAsked:
    """What is handed up, to whom and why; `text` may name people and is sealed."""

    unit: str
    wants: Wants
    reason: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Handed:
    """What is asked of a case before it is handed up."""

    state: CaseState
    region: str
    matter: str | None
    handover: HandoverState | None
    unit: str | None
    subjects: Collection[str] = ()
    asked: Collection[str] = ()


def next_state(state: HandUpState, act: HandUpAct, wants: Wants) -> HandUpState:
    """Return the state after an act; who was asked what he thinks takes nothing over. Raises HandUpNotPossible."""
    to = TRANSITIONS.get((state, act))
    if to is None or (act is HandUpAct.TAKE_OVER and wants is Wants.OPINION):
        possible = sorted(str(one) for known, one in TRANSITIONS if known is state)
        raise HandUpNotPossible(f"no {act} when {state}", state=str(state), wants=str(wants), possible=possible)
    return to


def require_hand_up(case: Handed, unit: UnitOn | None, *, named: str, scope_region: str) -> UnitOn:
    """Return the department that a case is handed up to.

    Raises NotTheTownships, NotRefusable, HandedOverAlready, TakenAlready, UnitUnknown, IsTheSubject, HandedUpAlready.
    """
    if len(scope_region) < TOWNSHIP_DIGITS:
        raise NotTheTownships("a township hands up", region=scope_region)
    if case.state not in REFUSABLE or not case.matter:
        raise NotRefusable("there is nothing to hand up", state=str(case.state))
    if case.handover in LIVE:
        raise HandedOverAlready("it is being handed over", state=str(case.handover))
    if case.handover in HELD:
        raise TakenAlready("who has taken it handles it", unit=case.unit)
    if unit is None or unit.region != case.region[:COUNTY_DIGITS]:
        raise UnitUnknown("no department of this county today", unit=named, region=case.region[:COUNTY_DIGITS])
    if unit.id in case.subjects:
        raise IsTheSubject("the case complains of it", units=[unit.id])
    if unit.id in case.asked:
        raise HandedUpAlready("it was asked, and has not answered", unit=unit.id)
    return unit
