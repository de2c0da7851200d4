"""Where can a task go from where it stands?"""

from enum import StrEnum
from typing import Final

from grid.tasks.domain.local import TaskKind
from shared.errors import Conflict
from shared.schemas.vocabulary import TaskState


class State(StrEnum):
    """Where a task stands; `TOLD_AS` says which of it the centre hears."""

    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    SET_OUT = "set-out"
    ARRIVED = "arrived"
    HANDLING = "handling"
    FINISHED = "finished"
    RETURNED = "returned"
    RECALLED = "recalled"


# On the way, and at work: what no case asks, and what a reader of the events may not know, stays with the grid.
TOLD_AS: Final = {State(str(known)): known for known in TaskState}


class Action(StrEnum):
    ASSIGN = "assign"
    UPDATE = "update"
    RECALL = "recall"
    REASSIGN = "reassign"
    ACCEPT = "accept"
    SET_OUT = "set-out"
    ARRIVE = "arrive"
    HANDLE = "handle"
    FINISH = "finish"
    RETURN = "return"
    NOTE = "note"
    ASK_HELP = "ask-help"
    ANSWER_HELP = "answer-help"
    ASK_HAND_OVER = "ask-hand-over"
    DECLINE_HAND_OVER = "decline-hand-over"
    HAND_OVER = "hand-over"
    STAND_IN = "stand-in"


WORKERS_ACTIONS: Final = frozenset(
    {Action.ACCEPT, Action.SET_OUT, Action.ARRIVE, Action.HANDLE, Action.FINISH, Action.RETURN}
)

# What is written and said about an open task leaves it where it is.
TALK: Final = frozenset(
    {Action.NOTE, Action.ASK_HELP, Action.ANSWER_HELP, Action.ASK_HAND_OVER, Action.DECLINE_HAND_OVER}
)

# Who did not write down that he set out is there all the same: a step may be left out, none is taken backwards. Some
# things are settled by a telephone call, with no arrival at all.
_FORWARD: Final[dict[State, dict[Action, State]]] = {
    State.ASSIGNED: {Action.ACCEPT: State.ACCEPTED},
    State.ACCEPTED: {
        Action.SET_OUT: State.SET_OUT,
        Action.ARRIVE: State.ARRIVED,
        Action.FINISH: State.FINISHED,
    },
    State.SET_OUT: {Action.ARRIVE: State.ARRIVED, Action.FINISH: State.FINISHED},
    State.ARRIVED: {Action.HANDLE: State.HANDLING, Action.FINISH: State.FINISHED},
    State.HANDLING: {Action.FINISH: State.FINISHED},
}

# A task begins with `assign`; `update` and `recall` are steps of who gave it, and it can always be given back.
TRANSITIONS: Final[dict[tuple[State | None, Action], State]] = {
    (None, Action.ASSIGN): State.ASSIGNED,
    **{(state, action): after for state, steps in _FORWARD.items() for action, after in steps.items()},
    **{(state, Action.UPDATE): state for state in _FORWARD},
    **dict.fromkeys(((state, Action.RECALL) for state in _FORWARD), State.RECALLED),
    **dict.fromkeys(((state, Action.RETURN) for state in _FORWARD), State.RETURNED),
    **{(state, action): state for state in _FORWARD for action in TALK},
    # Whoever takes it over has accepted it, and begins his own way there; who stands in has yet to.
    **dict.fromkeys(((state, Action.HAND_OVER) for state in _FORWARD), State.ACCEPTED),
    **dict.fromkeys(((state, Action.STAND_IN) for state in _FORWARD), State.ASSIGNED),
}

OPEN: Final = frozenset(_FORWARD)

# A task of the centre's is the centre's again when it comes back; one of our own waits for the grid leader. He may give
# it to somebody else before that, too.
LOCAL_TRANSITIONS: Final[dict[tuple[State | None, Action], State]] = {
    **TRANSITIONS,
    **dict.fromkeys(((state, Action.REASSIGN) for state in (*_FORWARD, State.RETURNED)), State.ASSIGNED),
    (State.RETURNED, Action.RECALL): State.RECALLED,
}
# One of our own is not over until it is done or taken back.
OVER: Final = frozenset({State.FINISHED, State.RECALLED})


class IllegalStep(Conflict):
    """The task does not stand where this is possible; `possible` names what is."""

    code = "tasks.illegal-step"
    said = "任务当前状态不能办理这一步"


def next_state(state: State | None, action: Action, kind: TaskKind = TaskKind.CASE) -> State:
    """Return where `action` leads from `state`. Raises IllegalStep, naming what would be possible for a worker."""
    transitions = TRANSITIONS if kind is TaskKind.CASE else LOCAL_TRANSITIONS
    try:
        return transitions[state, action]
    except KeyError:
        possible = sorted(step for start, step in transitions if start is state and step in WORKERS_ACTIONS)
        raise IllegalStep(f"{action} is not possible when {state}", state=state, possible=possible) from None
