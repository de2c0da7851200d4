"""What is brought under the current key by itself? Who enterprises are, seeds of draws, words of clues and findings."""

from shared.runtime.resealing import reseal_timer

from .repository.clues import NOTES
from .repository.draws import SEEDS
from .repository.findings import TEXTS
from .repository.objects import NAMES

TIMERS = (reseal_timer("inspections.keys", [NAMES, SEEDS, NOTES, TEXTS]),)
