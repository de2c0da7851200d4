"""What does a word from the centre change?

The centre gives every new assignment a task of its own. A newer word about the same task changes what is known of it
while it is open (urged, due, whose it is), never its state; a recall ends it. What is older than what is known, or
about a task that has ended, changes nothing: except that the case turned out to be about somebody, then the task is
shown to nobody any more, whatever became of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from grid.tasks.domain.states import OPEN, Action, State, next_state

Row = dict[str, Any]

# The reason of a recall whose case is about somebody who might find it by its task.
HIDDEN = "hidden"


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
    # Rows as they were before somebody else got the task.
    left: list[Row] = field(default_factory=list)


def decide_assigned(state: State | None, held_version: int, version: int) -> Action | None:
    """Decide what an assignment means for a task in `state`, None where there is none yet."""
    if state is None:
        return Action.ASSIGN
    return Action.UPDATE if version > held_version and state in OPEN else None


def decide_recalled(state: State, held_version: int, version: int) -> Action | None:
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
        row = {"version": 0, "state": None, "centre_version": 0, "hidden": False, **word.first}
        heard.rows[word.task_id] = heard.new[word.task_id] = row
    action = decide_assigned(State(row["state"]) if row["state"] else None, row["centre_version"], word.version)
    if action is None:
        return
    said = _said(row, word)
    if row["version"] and any(said.get(name, row.get(name)) != row.get(name) for name in ("worker_id", "cell")):
        heard.left.append({name: row.get(name) for name in ("id", "worker_id", "cell")})
    row |= said
    _step(heard, row, action, {"centre_version": word.version, "worker": row["worker_id"], "urged": row["urged"]})
    recall = heard.recalls.get(word.task_id)
    if recall is not None:
        _recall(heard, row, recall)


def _said(row: Row, word: Assignment) -> Row:
    """Return what a word changes of a row: who has it by an agreement of the grid keeps it while the centre names the
    same worker as before.
    """
    named = word.known["worker_id"]
    said = word.known | {"centre_version": word.version, "centre_worker_id": named}
    if row["version"] and row.get("centre_worker_id") == named:
        del said["worker_id"]
    return said


def _recalled(heard: Heard, word: Recall) -> None:
    row = heard.rows.get(word.task_id)
    if row is None:
        heard.recalls[word.task_id] = word
        heard.early.append(word)
        return
    _recall(heard, row, word)


def _recall(heard: Heard, row: Row, word: Recall) -> None:
    action = decide_recalled(State(row["state"]), row["centre_version"], word.version)
    if word.reason == HIDDEN:
        row["hidden"] = True
        if row["id"] not in heard.new:
            heard.changed[row["id"]] = row
    if action is None:
        return
    row["centre_version"] = word.version
    _step(heard, row, action, {"centre_version": word.version, "reason": word.reason})


def _step(heard: Heard, row: Row, action: Action, facts: Row) -> None:
    before = row["state"]
    if row["id"] not in heard.new:
        heard.changed[row["id"]] = row
    row["state"] = str(next_state(State(before) if before else None, action))
    row["version"] += 1
    step = {"task_id": row["id"], "seq": row["version"], "action": str(action), "facts": facts}
    heard.steps.append(step | {"from_state": before, "to_state": row["state"]})
