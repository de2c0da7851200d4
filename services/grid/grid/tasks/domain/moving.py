"""Whose is an open task when its cell is divided anew?

One that nobody has accepted goes to the cell in which its place lies, and to who answers there; one that somebody is
working on stays his. Where nobody answers in the new cell, who had it keeps it, rather than that nobody has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Placed:
    """A task that waits to be accepted, where it is and where it will be: `to_cell` None: in no cell."""

    task_id: UUID
    cell: str | None
    worker_id: str | None
    to_cell: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    task_id: UUID
    cell: str
    worker_id: str | None


def decide_moves(placed: Sequence[Placed], answering: Mapping[str, Sequence[str]]) -> list[Moved]:
    """Return the tasks that go to another cell; `answering` has for each cell who is asked there, the first first."""
    moved = []
    for task in placed:
        if task.to_cell is None or task.to_cell == task.cell:
            continue
        there = answering.get(task.to_cell, ())
        # Who had it and answers in the new cell, too, keeps it: he may be on his way.
        keeps = task.worker_id in there or not there
        moved.append(Moved(task.task_id, task.to_cell, task.worker_id if keeps else there[0]))
    return moved
