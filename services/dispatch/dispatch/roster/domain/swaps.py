"""Who may take which step of a swap, and what makes one impossible?"""

from enum import StrEnum

from dispatch.roster.domain import SwapState
from dispatch.roster.domain.refusals import NotYourShift, WrongSwapState
from shared.errors import SecondPersonNeeded


class SwapAct(StrEnum):
    """The other agrees; who keeps the roster approves; either of them refuses; who asked takes it back."""

    AGREE = "agree"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


_FROM: dict[SwapAct, frozenset[SwapState]] = {
    SwapAct.AGREE: frozenset({SwapState.ASKED}),
    SwapAct.APPROVE: frozenset({SwapState.AGREED}),
    SwapAct.REFUSE: frozenset({SwapState.ASKED, SwapState.AGREED}),
    SwapAct.WITHDRAW: frozenset({SwapState.ASKED, SwapState.AGREED}),
}
_TO: dict[SwapAct, SwapState] = {
    SwapAct.AGREE: SwapState.AGREED,
    SwapAct.APPROVE: SwapState.APPROVED,
    SwapAct.REFUSE: SwapState.REFUSED,
    SwapAct.WITHDRAW: SwapState.WITHDRAWN,
}


def decide_swap(
    state: SwapState, act: SwapAct, *, by: str, from_person: str, to_person: str, keeps_roster: bool
) -> SwapState:
    """Return how a swap stands after a step. Raises NotYourShift, SecondPersonNeeded, WrongSwapState."""
    own = {
        SwapAct.AGREE: by == to_person,
        SwapAct.WITHDRAW: by == from_person,
        SwapAct.REFUSE: by == to_person or keeps_roster,
        SwapAct.APPROVE: keeps_roster,
    }
    if not own[act]:
        raise NotYourShift("this step is another person's", act=act)
    if act is SwapAct.APPROVE and by in {from_person, to_person}:
        raise SecondPersonNeeded("who swaps does not approve it", by=by)
    if state not in _FROM[act]:
        raise WrongSwapState("the swap does not stand so", state=state, act=act)
    return _TO[act]
