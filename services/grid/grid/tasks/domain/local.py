"""Which tasks does the grid give itself, without a case of the centre's?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from grid.tasks.domain.rules import Article
from shared.errors import Conflict, Forbidden, Invalid
from shared.geo import Position
from shared.schemas.vocabulary import Urgency


class TaskKind(StrEnum):
    """What a task comes from: a case of the centre's, or a capability of the grid itself."""

    CASE = "case"
    CHECK_HOME = "check-home"
    VISIT = "visit"
    PATROL = "patrol"
    MEND_RECORD = "mend-record"
    # Two officials verify, and a worker helps them.
    SUPPORT = "support"


# Which capability's answer finishes a task: nobody writes down twice what he found.
FINISHED_BY: Final = {
    TaskKind.CHECK_HOME: "vacancy",
    TaskKind.VISIT: "patrols",
    TaskKind.PATROL: "patrols",
    TaskKind.MEND_RECORD: "registry",
}


class FinishElsewhere(Conflict):
    """The answer to what the task is about finishes it: `capability` takes it, about `about_kind` and `about_id`."""

    code = "tasks.finish-elsewhere"
    said = "此任务须在对应业务中填写结果后自动办结"


class CentresOwn(Conflict):
    """A task of a case is given anew by the centre."""

    code = "tasks.centres-own"
    said = "案件任务由指挥中心重新派遣"


class NotALocalKind(Invalid):
    code = "tasks.not-a-local-kind"
    said = "网格自建任务不能使用案件类型"


class NotAHolder(Forbidden):
    """Who does not hold the task's cell, in either role, is not given it."""

    code = "tasks.not-a-holder"
    said = "该人员不是任务所在网格的网格员"


@dataclass(frozen=True, slots=True)
class LocalTask:
    """A task of the grid's own; `key` names it among those of its kind: while it is not over, there is one.

    It is about `about_id` of the kind `about_kind` (a home, a visit …). Without `worker_id` it goes to who answers for
    the cell, or stands in there.
    """

    kind: TaskKind
    key: str
    region: str
    cell: str | None
    about_kind: str
    about_id: str
    urgency: Urgency
    due_at: datetime | None
    position: Position | None = None
    worker_id: str | None = None
    # Whom it supports, and by which article it does no more.
    article: Article | None = None
    officials: tuple[str, ...] = ()


def check_local(tasks: Iterable[LocalTask]) -> None:
    """Raise NotALocalKind where one would be a case's."""
    if any(task.kind is TaskKind.CASE for task in tasks):
        raise NotALocalKind("a case's task comes from the centre")


def refuse_finish(kind: TaskKind, about_kind: str | None, about_id: str | None) -> None:
    """Raise FinishElsewhere for a task that the answer to something else finishes."""
    capability = FINISHED_BY.get(kind)
    if capability is not None:
        raise FinishElsewhere(
            "the answer to what it is about finishes this task",
            capability=capability,
            about_kind=about_kind,
            about_id=about_id,
        )
