"""What is brought under the current key by itself? Names of enterprises, and seeds of draws."""

from shared.runtime.resealing import reseal_timer

from .repository.draws import SEEDS
from .repository.objects import NAMES

TIMERS = (reseal_timer("inspections.keys", [NAMES, SEEDS]),)
