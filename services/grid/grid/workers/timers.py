"""When does leave begin and end, who forgot to go off duty, and which positions are too old, or under an old key?"""

from grid.workers.repository.sealed import SEALED
from grid.workers.service import duty, leaves, positions
from shared.runtime.resealing import reseal_timer
from shared.runtime.timers import Timer

LEAVES_SECONDS, DUTY_SECONDS, POSITIONS_SECONDS = 10, 60, 600

TIMERS = (
    Timer("workers.leaves", LEAVES_SECONDS, leaves.follow_due),
    Timer("workers.duty", DUTY_SECONDS, duty.end_forgotten),
    Timer("workers.positions", POSITIONS_SECONDS, positions.forget_old),
    reseal_timer("workers.keys", SEALED),
)
