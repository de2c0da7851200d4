"""How much lies on a worker?"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """`counted`: what others count, by name: open and overdue tasks, homes in his cells."""

    worker_id: str
    on_duty: bool
    cells_in_role_a: int
    cells_in_role_b: int
    counted: Mapping[str, int]
