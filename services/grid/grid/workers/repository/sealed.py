"""Which columns of workers are sealed, and bound to what?"""

from grid.workers.models import worker_positions
from shared.runtime.resealing import SealedColumn

SEALED = (SealedColumn(worker_positions, "sealed"),)
