"""When does an application count as accepted because nobody said anything, is a licence over, is a stray file swept?"""

from datetime import datetime, timedelta

from shared.runtime.app import Runtime
from shared.runtime.db import UnitOfWork
from shared.runtime.store import store_of
from shared.runtime.timers import Timer

from .service.admission import accept_by_silence
from .service.files import sweep_orphans
from .service.licences import expire

EVERY_SECONDS = 30
EXPIRY_EVERY_SECONDS = 600
SWEEP_EVERY_SECONDS = 3_600

TIMERS = (
    Timer("applications.silence", EVERY_SECONDS, accept_by_silence),
    Timer("licences.expiry", EXPIRY_EVERY_SECONDS, expire),
)


def timers(runtime: Runtime) -> list[Timer]:
    """Return the timers of applications; files of requests that ended between the file and its row are swept."""
    kept = timedelta(hours=runtime.settings.store.orphans_kept_hours)

    async def sweep(work: UnitOfWork, now: datetime) -> int:
        store = store_of(runtime)
        return await sweep_orphans(work, store, now, kept=kept) if store.is_set else 0

    return [*TIMERS, Timer("applications.orphans", SWEEP_EVERY_SECONDS, sweep)]
