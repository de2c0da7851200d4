"""May a case go to another township, whose turn is it then, and who says where it belongs?

What lies in another township is offered to its centre. Who received it first answers for it until that takes it; where
it declines, or says nothing in time, the county designates the township, once and for all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dispatch.coordination.domain.handovers import HELD, LIVE, REFUSABLE, HandoverState
from dispatch.coordination.domain.refusals import (
    DesignatedAlready,
    HandedOverAlready,
    NotOfThisCounty,
    NotRefusable,
    NotTheCounty,
    NotYourTownship,
    SecondPersonNeeded,
    SubtasksOpen,
    TakenAlready,
    TermRuns,
    TransferNotPossible,
)
from dispatch.duties.domain.authority import COUNTY_DIGITS, TOWNSHIP_DIGITS
from shared.schemas.vocabulary import CaseState


class TransferState(StrEnum):
    """`disputed`: the other township says that it lies not there; `lapsed`: its first receiver dealt with it."""

    OPEN = "open"
    TAKEN = "taken"
    DISPUTED = "disputed"
    DESIGNATED = "designated"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class TransferAct(StrEnum):
    TAKE = "take"
    DECLINE = "decline"
    DESIGNATE = "designate"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


_S, _A = TransferState, TransferAct
TRANSITIONS: Mapping[tuple[TransferState, TransferAct], TransferState] = {
    (_S.OPEN, _A.TAKE): _S.TAKEN,
    (_S.OPEN, _A.DECLINE): _S.DISPUTED,
    (_S.OPEN, _A.DESIGNATE): _S.DESIGNATED,
    (_S.OPEN, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.OPEN, _A.LAPSE): _S.LAPSED,
    (_S.DISPUTED, _A.DESIGNATE): _S.DESIGNATED,
    (_S.DISPUTED, _A.LAPSE): _S.LAPSED,
    (_S.DISPUTED, _A.WITHDRAW): _S.WITHDRAWN,
}
# Before it is known what a case is about it may be known where it is.
TRANSFERABLE = REFUSABLE | {CaseState.RECEIVED}


@dataclass(frozen=True, slots=True)
class Placed:
    """What is asked of a case before it is offered; `was_designated`: the county has said where it belongs."""

    state: CaseState
    region: str
    handover: HandoverState | None
    unit: str | None
    has_subtasks: bool
    was_designated: bool


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer as it stands; `due_at` is by when the other township takes it."""

    state: TransferState
    from_region: str
    to_region: str
    offered_by: str
    declined_by: str | None
    due_at: datetime | None


def next_state(state: TransferState, act: TransferAct) -> TransferState:
    """Return the state after an act. Raises TransferNotPossible, naming what would be."""
    to = TRANSITIONS.get((state, act))
    if to is None:
        possible = sorted(str(one) for known, one in TRANSITIONS if known is state)
        raise TransferNotPossible(f"no {act} when {state}", state=str(state), possible=possible)
    return to


def require_transferable(case: Placed, to_region: str) -> None:
    """Raise why a case is not offered to a township.

    NotRefusable, HandedOverAlready, TakenAlready, DesignatedAlready, SubtasksOpen, NotOfThisCounty.
    """
    if case.state not in TRANSFERABLE:
        raise NotRefusable("its work is done", state=str(case.state))
    if case.handover in LIVE:
        raise HandedOverAlready("it is not settled who holds it", state=str(case.handover))
    if case.handover in HELD:
        raise TakenAlready("who has taken it handles it", unit=case.unit)
    if case.was_designated:
        raise DesignatedAlready("the county has said where it belongs", region=case.region)
    if case.has_subtasks:
        raise SubtasksOpen("units of this township support it: recall them first")
    require_in_county(case.region, to_region)
    if to_region == case.region[:TOWNSHIP_DIGITS]:
        raise NotOfThisCounty("it is this township's already", region=to_region)


def require_in_county(region: str, to_region: str) -> None:
    """Raise NotOfThisCounty for what is no township of the county that a case lies in."""
    if len(to_region) != TOWNSHIP_DIGITS or to_region[:COUNTY_DIGITS] != region[:COUNTY_DIGITS]:
        raise NotOfThisCounty("no township of this county", region=to_region, county=region[:COUNTY_DIGITS])


def require_of_township(scope_region: str, township: str) -> None:
    """Raise NotYourTownship for anybody who is not of a township's own centre."""
    if scope_region[:TOWNSHIP_DIGITS] != township:
        raise NotYourTownship("another township's centre says so", region=scope_region, township=township)


def require_designator(transfer: Transfer, *, scope_region: str, by: str, now: datetime) -> None:
    """Raise NotTheCounty, SecondPersonNeeded, or TermRuns where the other township may still take it."""
    if len(scope_region) > COUNTY_DIGITS:
        raise NotTheCounty("the county's centre designates", region=scope_region)
    SecondPersonNeeded.unless_two(transfer.offered_by, by)
    SecondPersonNeeded.unless_two(transfer.declined_by, by)
    if transfer.state is TransferState.OPEN and (transfer.due_at is None or now <= transfer.due_at):
        due = transfer.due_at.isoformat() if transfer.due_at else None
        raise TermRuns("the other township may still take it", township=transfer.to_region, due_at=due)
