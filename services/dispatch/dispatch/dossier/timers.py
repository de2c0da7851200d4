"""When are files swept that no case speaks of: those of requests that ended between the file and its row?"""

from datetime import datetime, timedelta

from dispatch.dossier.service.attachments import sweep_orphans
from shared.runtime.app import Runtime
from shared.runtime.db import UnitOfWork
from shared.runtime.store import store_of
from shared.runtime.timers import Timer

EVERY_SECONDS = 3_600


def timers(runtime: Runtime) -> list[Timer]:
    kept = timedelta(hours=runtime.settings.store.orphans_kept_hours)

    async def sweep(work: UnitOfWork, now: datetime) -> int:
        store = store_of(runtime)
        return await sweep_orphans(work, store, now, kept=kept) if store.is_set else 0

    return [Timer("dossier.orphans", EVERY_SECONDS, sweep)]
