"""When are rounds made, when is what nobody visited missed, and when do reports come under the current key?"""

from grid.patrols.repository.sealed import SEALED
from grid.patrols.service.missed import miss_over
from grid.patrols.service.rounds import make_rounds
from shared.runtime.resealing import reseal_timer
from shared.runtime.timers import Timer

EVERY_SECONDS = 60

TIMERS = (
    Timer("patrols.rounds", EVERY_SECONDS, make_rounds),
    Timer("patrols.missed", EVERY_SECONDS, miss_over),
    reseal_timer("patrols.keys", SEALED),
)
