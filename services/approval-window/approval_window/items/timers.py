"""When are blank forms swept that no item speaks of: those of requests that ended between the file and its row?"""

from datetime import datetime, timedelta

from shared.runtime.app import Runtime
from shared.runtime.db import UnitOfWork
from shared.runtime.store import store_of
from shared.runtime.timers import Timer

from .service import sweep_forms

EVERY_SECONDS = 3_600


def timers(runtime: Runtime) -> list[Timer]:
    """Return the timer of items."""
    kept = timedelta(hours=runtime.settings.store.orphans_kept_hours)

    async def swept(work: UnitOfWork, now: datetime) -> int:
        store = store_of(runtime)
        return await sweep_forms(work, store, now, kept=kept) if store.is_set else 0

    return [Timer("items.orphans", EVERY_SECONDS, swept)]
