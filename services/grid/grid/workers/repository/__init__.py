"""How are workers, what they hold, their leave, plans, devices and positions read and saved?"""

from grid.workers.repository.forgetting import forget_changes, last_forgotten
from grid.workers.repository.holdings import (
    cells_changed_for,
    cells_held_by,
    find_worker,
    holders_on_duty,
    holdings_of_cells,
    holdings_of_workers,
    is_on_duty,
    off_duty,
)

__all__ = [
    "cells_changed_for",
    "cells_held_by",
    "find_worker",
    "forget_changes",
    "holders_on_duty",
    "holdings_of_cells",
    "holdings_of_workers",
    "is_on_duty",
    "last_forgotten",
    "off_duty",
]
