"""How is an objection to a figure or a score decided? By the county, once, and never by the one who objected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from dispatch.assessment.domain.figures import Figure
from dispatch.assessment.domain.refusals import ObjectionIsDecided, ObjectionTooLate
from dispatch.assessment.domain.registers import require_county
from dispatch.assessment.domain.terms import last_day


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


@dataclass(frozen=True, slots=True)
class Seen:
    """What an objection is about at a moment: the figure, if it is about one, and what the township came to."""

    figure: Figure | None
    total: Fraction | None

    def kept(self) -> dict[str, object]:
        """Return it as it stays readable beside the decision."""
        figure, total = self.figure, self.total
        return {
            "numerator": figure and figure.numerator,
            "denominator": figure and figure.denominator,
            "total": None if total is None else round(float(total), 4),
        }


_AFTER: Mapping[Decision, ObjectionState] = {
    Decision.UPHOLD: ObjectionState.UPHELD,
    Decision.DISMISS: ObjectionState.DISMISSED,
}


def require_in_time(year: int, days: int, today: date) -> None:
    """Raise ObjectionTooLate; `days`: how long after the year a township may object."""
    until = last_day(year) + timedelta(days=days)
    if today > until:
        raise ObjectionTooLate("the term for objections is over 异议期限已过", until=until.isoformat(), year=year)


def decide_objection(state: ObjectionState, decision: Decision, *, scope: str) -> ObjectionState:
    """Return the state after a decision; `scope`: the region for which the decider speaks.

    Raises ObjectionIsDecided, NotTheCounty.
    """
    require_county(scope)
    if state is not ObjectionState.OPEN:
        raise ObjectionIsDecided("this objection is decided", state=str(state))
    return _AFTER[decision]
