"""What does a word from the centre change?

The centre gives every new assignment a task of its own. A newer word about the same task changes what is known of it
while it is open (urged, due, whose it is), never its state; a recall ends it. What is older than what is known, or
about a task that has ended, changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from grid.tasks.domain.steps import OPEN, Action, next_state
from shared.schemas.vocabulary import TaskState

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Assignment:
    """The centre assigns a task, or says anew what is known of it.

    `first` is what a new task's row begins with, `known` what each word says anew.
    """

    task_id: UUID
    version: int
    first: Row
    known: Row


@dataclass(frozen=True, slots=True)
class Recall:
    """The centre takes a task back."""

    task_id: UUID
    version: int
    reason: str


@dataclass(slots=True)
class Heard:
    """What comes of a batch of words: rows that are new or changed, steps taken, recalls of tasks yet unknown."""

    rows: dict[UUID, Row]
    recalls: dict[UUID, Recall]
    new: dict[UUID, Row] = field(default_factory=dict)
    changed: dict[UUID, Row] = field(default_factory=dict)
    steps: list[Row] = field(default_factory=list)
    early: list[Recall] = field(default_factory=list)


def decide_assigned(state: TaskState | None, held_version: int, version: int) -> Action | None:
    """Decide what an assignment means for a task in `state`, None where there is none yet."""
    if state is None:
        return Action.ASSIGN
    return Action.UPDATE if version > held_version and state in OPEN else None


def decide_recalled(state: TaskState, held_version: int, version: int) -> Action | None:
    """Decide what a recall means for a task in `state`."""
    return Action.RECALL if version > held_version and state in OPEN else None


def hear(words: Iterable[Assignment | Recall], known: dict[UUID, Row], recalls: dict[UUID, Recall]) -> Heard:
    """Follow `words` in order; `known` are the rows of their tasks, `recalls` those that came before their task."""
    heard = Heard(known, recalls)
    for word in words:
        if isinstance(word, Assignment):
            _assigned(heard, word)
        else:
            _recalled(heard, word)
    return heard


def _assigned(heard: Heard, word: Assignment) -> None:
    row = heard.rows.get(word.task_id)
    if row is None:
        row = {"version": 0, "state": None, "centre_version": 0, **word.first}
        heard.rows[word.task_id] = heard.new[word.task_id] = row
    action = decide_assigned(TaskState(row["state"]) if row["state"] else None, row["centre_version"], word.version)
    if action is None:
        return
    row |= word.known | {"centre_version": word.version}
    _step(heard, row, action, {"centre_version": word.version, "worker": row["worker_id"], "urged": row["urged"]})
    recall = heard.recalls.get(word.task_id)
    if recall is not None:
        _recall(heard, row, recall)


def _recalled(heard: Heard, word: Recall) -> None:
    row = heard.rows.get(word.task_id)
    if row is None:
        heard.recalls[word.task_id] = word
        heard.early.append(word)
        return
    _recall(heard, row, word)


def _recall(heard: Heard, row: Row, word: Recall) -> None:
    action = decide_recalled(TaskState(row["state"]), row["centre_version"], word.version)
    if action is None:
        return
    row["centre_version"] = word.version
    _step(heard, row, action, {"centre_version": word.version, "reason": word.reason})


def _step(heard: Heard, row: Row, action: Action, facts: Row) -> None:
    before = row["state"]
    if row["id"] not in heard.new:
        heard.changed[row["id"]] = row
    row["state"] = str(next_state(TaskState(before) if before else None, action))
    row["version"] += 1
    step = {"task_id": row["id"], "seq": row["version"], "action": str(action), "facts": facts}
    heard.steps.append(step | {"from_state": before, "to_state": row["state"]})
