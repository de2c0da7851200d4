"""When is it told that nobody followed up a bad rating in time?"""

from shared.runtime.timers import Timer

from .service.late import tell_late

EVERY_SECONDS = 60

TIMERS = (Timer("ratings.late", EVERY_SECONDS, tell_late),)
