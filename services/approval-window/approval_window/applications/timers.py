"""When is an application accepted or a licence extended because nobody said anything, and when is one over?"""

from datetime import datetime, timedelta

from shared.runtime.app import Runtime
from shared.runtime.db import UnitOfWork
from shared.runtime.store import store_of
from shared.runtime.timers import Timer

from .service.admission import accept_by_silence
from .service.files import sweep_orphans
from .service.licences import expire
from .service.renewals import renew_by_silence

EVERY_SECONDS = 30
EXPIRY_EVERY_SECONDS = 600
SWEEP_EVERY_SECONDS = 3_600

TIMERS = (
    Timer("applications.silence", EVERY_SECONDS, accept_by_silence),
    Timer("licences.expiry", EXPIRY_EVERY_SECONDS, expire),
    Timer("applications.renewal-silence", EVERY_SECONDS, renew_by_silence),
)


def timers(runtime: Runtime) -> list[Timer]:
    """Return the timers of applications; files of requests that ended between the file and its row are swept."""
    kept = timedelta(hours=runtime.settings.store.orphans_kept_hours)

    async def sweep(work: UnitOfWork, now: datetime) -> int:
        store = store_of(runtime)
        return await sweep_orphans(work, store, now, kept=kept) if store.is_set else 0

    return [*TIMERS, Timer("applications.orphans", SWEEP_EVERY_SECONDS, sweep)]
