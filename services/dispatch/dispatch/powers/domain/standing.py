"""How did a power stand on a day that is over? By what was decided up to then, whatever was decided since."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from dispatch.powers.domain.life import ONE_DAY, Action, State
from dispatch.powers.domain.terms import Term

# A step of the history and what it says.
Told = tuple[Action, Mapping[str, Any]]
# Each of these says of which days it lets a power be in force, or from when on no more.
DECIDES_DAYS = frozenset({Action.TAKE_OVER, Action.BEGIN_TRIAL, Action.PROLONG, Action.FORMALISE, Action.TAKE_BACK})
NOT_ANNOUNCED = frozenset({State.CHOSEN, State.READY, State.DROPPED})
NOT_COACHED = NOT_ANNOUNCED | {State.PROCLAIMED}


def days_told(steps: Iterable[Told]) -> list[Term]:
    """Return the days of a power as its steps have left them, the earliest first."""
    days: list[Term] = []
    for action, facts in steps:
        first = date.fromisoformat(facts["from"])
        if action is Action.TAKE_BACK:
            days = [cut for term in days if (cut := term.until(first - ONE_DAY)) is not None]
            continue
        last = date.fromisoformat(facts["to"]) if facts.get("to") else None
        # A trial that runs on, or turns formal without a gap, is the same days and more.
        days = [*(term for term in days if term.valid_from != first), Term(first, last)]
    return days


def known_by(state: State, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was said of a power by when it was in a state: its document, when it was announced, who coaches."""
    hidden = {"document", "announced_on"} if state in NOT_ANNOUNCED else set()
    hidden |= {"coach"} if state in NOT_COACHED else set()
    return {name: None if name in hidden else said[name] for name in ("document", "announced_on", "coach")}
