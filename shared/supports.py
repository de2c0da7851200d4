"""What do window and team ask of the grid's workers, and when is it over?"""

from dataclasses import dataclass
from datetime import datetime

from shared.geo import Position
from shared.schemas.vocabulary import TaskState


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where and until when a worker is wanted, as far as it is said."""

    position: Position | None
    due_at: datetime | None


def is_over(state: TaskState) -> bool:
    """Tell whether a worker's task has ended: what was given back waits for another."""
    return state in {TaskState.FINISHED, TaskState.RECALLED}
