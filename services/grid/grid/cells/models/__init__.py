"""Which tables keep the cells? `cells` and their boundaries in time, and departments' `mappings` onto them."""

from grid.cells.models.cells import (
    branch_copies,
    cell_history,
    cell_periods,
    cell_sets,
    cells,
    communities,
    community_history,
)
from grid.cells.models.mappings import (
    cell_mapping_cells,
    cell_mapping_history,
    cell_mapping_proposals,
    cell_mappings,
)

__all__ = [
    "branch_copies",
    "cell_history",
    "cell_mapping_cells",
    "cell_mapping_history",
    "cell_mapping_proposals",
    "cell_mappings",
    "cell_periods",
    "cell_sets",
    "cells",
    "communities",
    "community_history",
]
