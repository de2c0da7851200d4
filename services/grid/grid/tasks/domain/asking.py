"""What may a worker ask of another about a task: help, or that he takes it over; and who may answer?"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.errors import Conflict, Forbidden, Invalid, NotFound


class AskKind(StrEnum):
    HELP = "help"
    HAND_OVER = "hand-over"


class AskState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a worker asks; `id` is his phone's, `to` nobody where it is the grid leader's or who stands in."""

    id: UUID
    kind: AskKind
    to: str | None
    text: str


class AskNotFound(NotFound):
    code = "tasks.ask-not-found"
    said = "没有这条求助或移交请求"


class AskAnswered(Conflict):
    """It was answered before; `state` says how."""

    code = "tasks.ask-answered"
    said = "该请求已答复"


class AskOpen(Conflict):
    """The task has an open one of the same kind; `ask` is its id."""

    code = "tasks.ask-open"
    said = "该任务已有未答复的同类请求"


class AskIdReused(Conflict):
    code = "tasks.ask-id-reused"
    said = "该终端编号已用于另一请求"


class NobodyToTake(Conflict):
    """Nobody else holds the cell on duty: the grid leader may help."""

    code = "tasks.nobody-to-take"
    said = "该网格没有其他在岗网格员可接手，请向网格长求助"


class NotYours(Forbidden):
    """Only who has the task gives it away."""

    code = "tasks.not-yours"
    said = "只有任务的承办人可以移交"


class NotAsked(Forbidden):
    code = "tasks.not-asked"
    said = "该请求不是发给您的"


class ToYourself(Invalid):
    code = "tasks.to-yourself"
    said = "不能向本人求助或移交"


def check_open(state: AskState) -> None:
    if state is not AskState.OPEN:
        raise AskAnswered("this was answered before", state=str(state))


def check_asked(to: str | None, by: str, person: str, *, leads: bool) -> None:
    """Raise NotAsked unless `person` may answer: whom it was sent to; what is the grid leader's, whoever leads here."""
    if person == by or (to != person and not (to is None and leads)):
        raise NotAsked("it was asked of somebody else", asked=to)
