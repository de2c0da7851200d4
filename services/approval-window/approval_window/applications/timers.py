"""When does an application count as accepted because nobody said anything?"""

from shared.runtime.timers import Timer

from .service.admission import accept_by_silence

EVERY_SECONDS = 30

TIMERS = (Timer("applications.silence", EVERY_SECONDS, accept_by_silence),)
