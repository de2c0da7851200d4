"""What may be done with a clue (线索), and what does the centre's news make of it?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.errors import Conflict, Invalid, NotFound
from shared.schemas.vocabulary import Result, ReturnReason, TaskState


class ClueAction(StrEnum):
    """`assign` is how a clue begins; `update` is the centre's newer word on one (urged, due at)."""

    ASSIGN = "assign"
    UPDATE = "update"
    ACCEPT = "accept"
    FINISH = "finish"
    RETURN = "return"
    RECALL = "recall"


# A clue needs no `arrived`: what the officers do on the spot is an inspection of its own.
TRANSITIONS: dict[tuple[TaskState, ClueAction], TaskState] = {
    (TaskState.ASSIGNED, ClueAction.UPDATE): TaskState.ASSIGNED,
    (TaskState.ASSIGNED, ClueAction.ACCEPT): TaskState.ACCEPTED,
    (TaskState.ASSIGNED, ClueAction.RETURN): TaskState.RETURNED,
    (TaskState.ASSIGNED, ClueAction.RECALL): TaskState.RECALLED,
    (TaskState.ACCEPTED, ClueAction.UPDATE): TaskState.ACCEPTED,
    (TaskState.ACCEPTED, ClueAction.FINISH): TaskState.FINISHED,
    (TaskState.ACCEPTED, ClueAction.RETURN): TaskState.RETURNED,
    (TaskState.ACCEPTED, ClueAction.RECALL): TaskState.RECALLED,
}


class ClueNotFound(NotFound):
    code = "inspections.clue-not-found"
    said = "没有这条线索"


class IllegalAction(Conflict):
    code = "inspections.illegal-action"
    said = "线索当前状态不能办理这一步"


class StaleVersion(Conflict):
    code = "inspections.stale-version"
    said = "线索已被他人更新，请重新读取"


class ClientIdReused(Invalid):
    """The phone's id of an act came again with another act."""

    code = "inspections.client-id-reused"
    said = "该终端编号已用于另一次办理"


# The reason of a recall whose case is about somebody who might find it by its clue.
HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Recall:
    """The centre takes a task back; kept where it comes before the task itself."""

    task_id: UUID
    version: int
    reason: str
    recalled_at: datetime


@dataclass(frozen=True, slots=True)
class Act:
    """What an officer does with a clue; `client_id` is made by his phone, the same one again is the same act."""

    action: ClueAction
    client_id: UUID
    version: int | None = None
    second_officer_id: str | None = None
    result: Result | None = None
    return_reason: ReturnReason | None = None
    note: str | None = None
    # By which of several powers that are in force for the matter; None: by all of them.
    power: str | None = None

    @property
    def facts(self) -> dict[str, str]:
        """What the history tells of the act; never the note, which may be personal."""
        told = {
            "second_officer_id": self.second_officer_id,
            "result": self.result,
            "return_reason": self.return_reason,
            "power": self.power,
        }
        return {name: str(value) for name, value in told.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Acted:
    """The answer to an act; the same for its repetition."""

    id: UUID
    state: TaskState
    version: int
    at: datetime


def next_state(state: TaskState, action: ClueAction) -> TaskState:
    """Return where `action` leads from `state`. Raises IllegalAction, naming what would be possible."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        possible = sorted(a for s, a in TRANSITIONS if s is state)
        raise IllegalAction(f"{action} is not possible when {state}", state=state, possible=possible) from None


def decide_news(state: TaskState, known_version: int, action: ClueAction, version: int) -> TaskState | None:
    """Decide what the centre's news makes of a clue; None where it is old or comes after the clue's end.

    A recall may bear the version that it takes back; an update must be newer.
    """
    is_new = version >= known_version if action is ClueAction.RECALL else version > known_version
    if not is_new or (state, action) not in TRANSITIONS:
        return None
    return next_state(state, action)
