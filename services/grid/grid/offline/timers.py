"""When does what phones have sent come under the current key, and when is looked for what waits too long?"""

from grid.offline.repository.items import SEALED
from grid.offline.service import gaps
from shared.runtime.resealing import reseal_timer
from shared.runtime.timers import Timer

TIMERS = (reseal_timer("offline.keys", SEALED), Timer("offline.gaps", 60, gaps.measure))
