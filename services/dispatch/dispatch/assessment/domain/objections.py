"""How is an objection to a figure decided? By the county, once, and never by the one who objected."""

from collections.abc import Mapping
from enum import StrEnum

from dispatch.assessment.domain.refusals import ObjectionIsDecided
from dispatch.assessment.domain.registers import require_county


class ObjectionState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class Decision(StrEnum):
    UPHOLD = "uphold"
    DISMISS = "dismiss"


class Ground(StrEnum):
    """Why a township objects to a case in a figure."""

    NOT_OURS = "not-ours"
    FORCE_MAJEURE = "force-majeure"
    WRONG_CLOCK = "wrong-clock"
    WRONG_FACT = "wrong-fact"


_AFTER: Mapping[Decision, ObjectionState] = {
    Decision.UPHOLD: ObjectionState.UPHELD,
    Decision.DISMISS: ObjectionState.DISMISSED,
}


def decide_objection(state: ObjectionState, decision: Decision, *, scope: str) -> ObjectionState:
    """Return the state after a decision; `scope`: the region for which the decider speaks.

    Raises ObjectionIsDecided, NotTheCounty.
    """
    require_county(scope)
    if state is not ObjectionState.OPEN:
        raise ObjectionIsDecided("this objection is decided", state=str(state))
    return _AFTER[decision]
