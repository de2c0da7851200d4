"""When is a watch over, so that its meters are deleted, and when do notes come under the current key?"""

from grid.vacancy.repository import SEALED
from grid.vacancy.service.watches import erase_over
from shared.runtime.resealing import reseal_timer
from shared.runtime.timers import Timer

ERASE_EVERY_S = 60

TIMERS = (Timer("vacancy.erase", ERASE_EVERY_S, erase_over), reseal_timer("vacancy.keys", SEALED))
