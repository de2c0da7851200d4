"""Who may watch which homes, for how long, and what is refused?

Two persons decide, the watch runs between its days alone, and what was kept of meters is deleted when it is over.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from shared.errors import Conflict, Invalid, NotFound, SecondPersonNeeded

# Homes of one block share their state and are one another's neighbours; a block is written as a whole.
BLOCK_HOMES: Final = 1024
MOST_HOMES: Final = 20_000
# A quarter of a year: whoever needs longer asks again.
LONGEST_DAYS: Final = 92


def block_size(homes: int) -> int:
    """Return how many of so many homes share a block: as few blocks as there can be, and all about as large.

    A small rest would know too few neighbours to tell the cold from people.
    """
    blocks = -(-homes // BLOCK_HOMES)
    return -(-homes // blocks)


class State(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"


class Action(StrEnum):
    PROPOSE = "propose"
    APPROVE = "approve"
    REFUSE = "refuse"
    ASK_LONGER = "ask-longer"
    EXTEND = "extend"
    END = "end"
    ERASE = "erase"


TRANSITIONS: Final[dict[tuple[State, Action], State]] = {
    (State.PROPOSED, Action.APPROVE): State.APPROVED,
    (State.PROPOSED, Action.REFUSE): State.REFUSED,
    (State.PROPOSED, Action.END): State.ENDED,
    (State.APPROVED, Action.ASK_LONGER): State.APPROVED,
    (State.APPROVED, Action.EXTEND): State.APPROVED,
    (State.APPROVED, Action.END): State.ENDED,
}


class WatchNotFound(NotFound):
    code = "vacancy.watch-not-found"
    said = "没有这项空关户监测"


class IllegalStep(Conflict):
    """`possible` names the steps that the watch's state allows."""

    code = "vacancy.illegal-step"
    said = "监测当前状态下不能这样办理"


class WrongDays(Invalid):
    """It ends before it starts, starts before today, or lasts too long: `longest_days`."""

    code = "vacancy.wrong-days"
    said = "监测起止日期不符合要求：不得早于今天，且最长九十二天"


class HomesUnknown(Invalid):
    """Homes that the caller's registry does not hold, or that lie elsewhere; `homes` names them."""

    code = "vacancy.homes-unknown"
    said = "部分房屋不在登记簿中，或不在监测范围内"


class GivenTwice(Invalid):
    """A home or a meter stands twice; `homes` names them."""

    code = "vacancy.given-twice"
    said = "同一房屋或电表重复出现"


class AlreadyWatched(Conflict):
    """Homes, or their meters, are under another watch that is not over; `homes` names them."""

    code = "vacancy.already-watched"
    said = "部分房屋或电表已在另一项监测中"


class NothingAsked(Conflict):
    code = "vacancy.nothing-asked"
    said = "没有待批准的延期申请"


@dataclass(frozen=True, slots=True)
class MeterOfHome:
    """A home and the number of the meter that counts its power."""

    home_id: UUID
    meter: str


def check_days(starts_on: date, ends_on: date, today: date) -> None:
    """Raise WrongDays."""
    if not today <= starts_on <= ends_on or ends_on > starts_on + timedelta(days=LONGEST_DAYS):
        raise WrongDays("a watch begins today or later and ends in time", today=today, longest_days=LONGEST_DAYS)


def check_longer(ends_on: date, until: date, today: date) -> None:
    """Raise WrongDays where a watch would not be longer, or too long from today on."""
    if until <= ends_on or until > today + timedelta(days=LONGEST_DAYS):
        raise WrongDays("a watch is made longer by so much at most", today=today, longest_days=LONGEST_DAYS)


def check_once(homes: Sequence[MeterOfHome]) -> None:
    """Raise GivenTwice."""
    by_home, by_meter = Counter(one.home_id for one in homes), Counter(one.meter for one in homes)
    twice = sorted({str(one.home_id) for one in homes if by_home[one.home_id] > 1 or by_meter[one.meter] > 1})
    if twice:
        raise GivenTwice("homes or meters are given twice", homes=twice[:50])


def next_state(state: State, action: Action) -> State:
    """Return where `action` leads from `state`. Raises IllegalStep."""
    found = TRANSITIONS.get((state, action))
    if found is None:
        possible = sorted(str(one) for known, one in TRANSITIONS if known is state)
        raise IllegalStep(f"{action} is not possible when {state}", state=state, possible=possible)
    return found


def check_second(prepared_by: str | None, by: str) -> None:
    """Raise SecondPersonNeeded where one person would propose and approve."""
    SecondPersonNeeded.unless_two(prepared_by, by)


def is_running(state: State, starts_on: date, ends_on: date, today: date) -> bool:
    return state is State.APPROVED and starts_on <= today <= ends_on
