"""When are uploads forgotten, stray photos swept, notes sealed anew, and when does another stand in?"""

from datetime import datetime, timedelta

from grid.tasks.repository.photos import drop_stale
from grid.tasks.repository.sealed import SEALED
from grid.tasks.service.asks import let_stand_in
from grid.tasks.service.photos import sweep_orphans
from shared.runtime.app import Runtime
from shared.runtime.db import UnitOfWork
from shared.runtime.resealing import reseal_timer
from shared.runtime.store import store_of
from shared.runtime.timers import Timer

SWEEP_EVERY_SECONDS = 3_600
STAND_IN_EVERY_SECONDS = 60
# A phone may be without signal for a weekend.
UPLOADS_KEPT = timedelta(days=7)


async def forget_uploads(work: UnitOfWork, now: datetime) -> int:
    await drop_stale(work.connection, now - UPLOADS_KEPT)
    return 0


def timers(runtime: Runtime) -> list[Timer]:
    kept = timedelta(hours=runtime.settings.store.orphans_kept_hours)

    async def sweep(work: UnitOfWork, now: datetime) -> int:
        store = store_of(runtime)
        return await sweep_orphans(work, store, now, kept=kept) if store.is_set else 0

    return [
        Timer("tasks.uploads", SWEEP_EVERY_SECONDS, forget_uploads),
        Timer("tasks.orphans", SWEEP_EVERY_SECONDS, sweep),
        Timer("tasks.stand-in", STAND_IN_EVERY_SECONDS, let_stand_in),
        reseal_timer("tasks.keys", SEALED),
    ]
