"""When are photos swept of whose request nothing came?"""

from datetime import datetime, timedelta

from shared.runtime.app import Runtime
from shared.runtime.db import UnitOfWork
from shared.runtime.store import store_of
from shared.runtime.timers import Timer

from .service import sweep_orphans

SWEEP_EVERY_SECONDS = 3_600


def timers(runtime: Runtime) -> list[Timer]:
    """Return what sweeps the objects of requests that ended between the object and its line."""
    kept = timedelta(hours=runtime.settings.store.orphans_kept_hours)

    async def swept(work: UnitOfWork, now: datetime) -> int:
        store = store_of(runtime)
        return await sweep_orphans(work, store, now, kept=kept) if store.is_set else 0

    return [Timer("photos.orphans", SWEEP_EVERY_SECONDS, swept)]
