"""How is a township divided, what follows the division, and in which cell does a place lie?"""

from grid.cells.service.locating import distance_to_cell_m, locate

__all__ = ["distance_to_cell_m", "locate"]
