"""May a case be refused, to whom does it go then, and who may say what of it?

Who received a case first keeps it until the named department takes it (首接负责); what was designated is not returned
again (State Council letter 2025-66 and the local rules of 12345). Who leads a matter is said by the duty lists.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dispatch.coordination.domain.refusals import (
    AlreadyTheHolder,
    DesignatedAlready,
    DoesNotLead,
    EmergencyIsHandled,
    HandedOverAlready,
    NoNextHolder,
    NotPossible,
    NotRefusable,
    NotTheCounty,
    NotYourUnit,
    SecondPersonNeeded,
    TakenAlready,
    TermRuns,
    UnitUnknown,
)
from dispatch.duties.domain.authority import COUNTY_DIGITS, TOWNSHIP_DIGITS, Answer, DutyKind
from shared.schemas.vocabulary import CaseState, Executor

# Where a case goes that no list gives to anybody: these offices of the county find its holder.
COUNTY_DESKS = frozenset({"org-office", "command-centre"})
TEAM_KIND = "enforcement-team"
# Before these it is not known what a case is about; after them its work is done.
REFUSABLE = frozenset(
    {CaseState.FILED, CaseState.RETURNED, CaseState.REOPENED, CaseState.DISPATCHED, CaseState.HANDLING}
)


class HandoverState(StrEnum):
    """`disputed`: the named department says that it is not its, either; `lapsed`: the first receiver did it himself."""

    OPEN = "open"
    TAKEN = "taken"
    DISPUTED = "disputed"
    DESIGNATED = "designated"
    LAPSED = "lapsed"


class Act(StrEnum):
    TAKE = "take"
    DECLINE = "decline"
    DESIGNATE = "designate"
    LAPSE = "lapse"


class WaitsFor(StrEnum):
    """Whose turn it is with a case that is not the township's, or that it says is not."""

    DISPATCHER = "dispatcher"
    UNIT = "unit"
    COUNTY = "county"


LIVE = frozenset({HandoverState.OPEN, HandoverState.DISPUTED})
# Somebody holds the case by it, and answers for it.
HELD = frozenset({HandoverState.TAKEN, HandoverState.DESIGNATED})

TRANSITIONS: Mapping[tuple[HandoverState, Act], HandoverState] = {
    (HandoverState.OPEN, Act.TAKE): HandoverState.TAKEN,
    (HandoverState.OPEN, Act.DECLINE): HandoverState.DISPUTED,
    (HandoverState.OPEN, Act.DESIGNATE): HandoverState.DESIGNATED,
    (HandoverState.OPEN, Act.LAPSE): HandoverState.LAPSED,
    (HandoverState.DISPUTED, Act.DESIGNATE): HandoverState.DESIGNATED,
    (HandoverState.DISPUTED, Act.LAPSE): HandoverState.LAPSED,
}


@dataclass(frozen=True, slots=True)
class UnitOn:
    """A unit as it is on the day."""

    id: str
    region: str
    kind: str

    @property
    def executor(self) -> Executor:
        """How a case is worked on there: at the county's, by the township's team, or in one of its offices."""
        if len(self.region) <= COUNTY_DIGITS:
            return Executor.COUNTY
        return Executor.TEAM if self.kind == TEAM_KIND else Executor.UNIT


@dataclass(frozen=True, slots=True)
class Held:
    """What is asked of a case before it is refused; `is_danger`: by its matter, or by who sent it past a list."""

    state: CaseState
    region: str
    matter: str
    executor: Executor | None
    unit: str | None
    handover: HandoverState | None
    is_danger: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """To whom a case may be handed over: `units` of the kinds that lead its matter in `region`, the `named` first."""

    case_id: UUID
    version: int
    matter: str
    lead: frozenset[str]
    region: str
    units: Sequence[UnitOn]
    named: str | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal as somebody asks for it: at which version of the case, why, and whose it is."""

    version: int
    reason: str
    to: str | None


@dataclass(frozen=True, slots=True)
class Handover:
    """A hand-over as it stands; `due_at` is by when the named unit takes it."""

    state: HandoverState
    to_unit: str
    refused_by: str
    declined_by: str | None
    due_at: datetime | None


def require_refusable(case: Held) -> None:
    """Raise NotRefusable, EmergencyIsHandled, HandedOverAlready, TakenAlready, DesignatedAlready."""
    if case.handover is HandoverState.DESIGNATED:
        raise DesignatedAlready("what was designated is not returned again", unit=case.unit)
    if case.handover is HandoverState.TAKEN:
        raise TakenAlready("who has taken it handles it", unit=case.unit)
    if case.handover in LIVE:
        raise HandedOverAlready("this case is refused, and that is not settled", state=str(case.handover))
    if case.state not in REFUSABLE or not case.matter:
        raise NotRefusable("there is nothing to refuse", state=str(case.state))
    if case.is_danger:
        raise EmergencyIsHandled("danger is handled first", matter=case.matter)


def leader_of(answer: Answer, region: str) -> tuple[frozenset[str], str]:
    """Return which kinds of unit may be named as the next holder, and the region that they are of."""
    county, township = region[:COUNTY_DIGITS], region[:TOWNSHIP_DIGITS]
    if answer.duty is None:
        return COUNTY_DESKS, county
    return frozenset({answer.duty.lead}), township if answer.duty.kind is DutyKind.BASIC else county


def waits_for(handover: HandoverState | None) -> WaitsFor:
    """Return whose turn it is: who has to hand it over, the unit that was named, or the county once that declined."""
    if handover is HandoverState.OPEN:
        return WaitsFor.UNIT
    return WaitsFor.COUNTY if handover is HandoverState.DISPUTED else WaitsFor.DISPATCHER


def in_order(units: Iterable[UnitOn], case: Held) -> list[UnitOn]:
    """Return the units that may be named, the one that triage has named first; who holds the case is none of them."""
    held_by = None if case.executor is Executor.COUNTY else case.unit
    return sorted((one for one in units if one.id != held_by), key=lambda one: (one.id != case.unit, one.id))


def require_next_holder(case: Held, answer: Answer, to: UnitOn | None, *, named: str | None) -> UnitOn:
    """Return the unit that a refused case goes to. Raises NoNextHolder, UnitUnknown, DoesNotLead, AlreadyTheHolder."""
    kinds, region = leader_of(answer, case.region)
    facts = answer.explained() | {"matter": case.matter, "lead": sorted(kinds), "region": region}
    if named is None:
        raise NoNextHolder("who refuses a case says whose it is", **facts)
    if to is None:
        raise UnitUnknown("no such unit today", unit=named, region=region)
    if to.region != region or to.kind not in kinds:
        raise DoesNotLead("this unit does not lead the matter", unit=to.id, kind=to.kind, **facts)
    # A county matter only names its department; as long as that has not taken it, the township holds it.
    if to.id == case.unit and case.executor is not Executor.COUNTY:
        raise AlreadyTheHolder("it is this unit's already", unit=to.id)
    return to


def next_state(handover: Handover, act: Act) -> HandoverState:
    """Return the state after an act. Raises NotPossible, naming what would be."""
    to = TRANSITIONS.get((handover.state, act))
    if to is None:
        possible = sorted(str(one) for state, one in TRANSITIONS if state is handover.state)
        raise NotPossible(f"no {act} when {handover.state}", state=str(handover.state), possible=possible)
    return to


def require_named(handover: Handover, unit: str | None) -> None:
    """Raise NotYourUnit for anybody who is not of the unit that was named."""
    if unit != handover.to_unit:
        raise NotYourUnit("another unit was named", unit=unit, named=handover.to_unit)


def require_designator(handover: Handover, *, scope_region: str, by: str, now: datetime) -> None:
    """Raise NotTheCounty, SecondPersonNeeded, or TermRuns where the named unit may still take it."""
    if len(scope_region) > COUNTY_DIGITS:
        raise NotTheCounty("the county's centre designates", region=scope_region)
    SecondPersonNeeded.unless_two(handover.refused_by, by)
    SecondPersonNeeded.unless_two(handover.declined_by, by)
    if handover.state is HandoverState.OPEN and (handover.due_at is None or now <= handover.due_at):
        due = handover.due_at.isoformat() if handover.due_at else None
        raise TermRuns("the named unit may still take it", unit=handover.to_unit, due_at=due)
