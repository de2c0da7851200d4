"""Which steps may be taken at an inspection now, and why not the others?

Everything that can be said of a step before anybody says what it shall be; the rest is looked at when it comes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from shared.errors import Refusal

from .course import (
    require_credentials,
    require_nobody_inspected,
    require_nothing_failed,
    require_signable,
    require_something_failed,
)
from .inspections import TRANSITIONS, Inspected, InspectionAction, InspectionState, next_state
from .supports import require_unasked


@dataclass(frozen=True, slots=True)
class Standing:
    """An inspection as its rules see it; `supported`: the grid has a task for its re-check."""

    state: InspectionState
    done: Inspected
    supported: bool


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step, and what stands in its way: the refusal that it would meet now."""

    action: InspectionAction
    refusal: Refusal | None


# An inspection as it stands, and who asks.
Check = Callable[[Standing, str], None]
A = InspectionAction
CHECKS: dict[InspectionAction, Check] = {
    A.BREAK_OFF: lambda now, _: require_nobody_inspected(now.done),
    A.ANSWER: lambda now, _: require_credentials(now.done),
    A.SIGN: lambda now, by: require_signable(now.done, by),
    A.TAKE_PHOTO: lambda now, _: require_credentials(now.done),
    A.FIND_NOTHING: lambda now, _: require_nothing_failed(now.done),
    A.ORDER: lambda now, _: require_something_failed(now.done),
    A.ASK_SUPPORT: lambda now, _: require_unasked(wanted=now.supported),
    A.FILE_PENALTY: lambda now, _: require_something_failed(now.done),
    A.HAND_OVER: lambda now, _: require_something_failed(now.done),
}


def require_step(standing: Standing, action: InspectionAction, by: str) -> InspectionState:
    """Return where a step leads. Raises IllegalStep, and what stands in its way now."""
    leads_to = next_state(standing.state, action)
    if action in CHECKS:
        CHECKS[action](standing, by)
    return leads_to


def next_steps(standing: Standing, by: str) -> list[NextStep]:
    """Return every step there is, with what stands in its way for who asks."""
    return [NextStep(action, _refusal(standing, action, by)) for action in sorted({done for _, done in TRANSITIONS})]


def _refusal(standing: Standing, action: InspectionAction, by: str) -> Refusal | None:
    try:
        require_step(standing, action, by)
    except Refusal as refusal:
        return refusal
    return None
