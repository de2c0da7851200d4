"""When does an application count as accepted because nobody said anything, and when is a licence over, or extended?"""

from shared.runtime.timers import Timer

from .service.admission import accept_by_silence
from .service.licences import expire
from .service.renewals import renew_by_silence

EVERY_SECONDS = 30
EXPIRY_EVERY_SECONDS = 600

TIMERS = (
    Timer("applications.silence", EVERY_SECONDS, accept_by_silence),
    Timer("licences.expiry", EXPIRY_EVERY_SECONDS, expire),
    Timer("applications.renewal-silence", EVERY_SECONDS, renew_by_silence),
)
