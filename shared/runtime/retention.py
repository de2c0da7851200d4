"""How long does a service remember what it published, heard and answered?"""

from datetime import datetime, timedelta

from sqlalchemy import delete

from shared.runtime.db import UnitOfWork
from shared.runtime.settings import Profile, Settings
from shared.runtime.tables import idempotency_keys, inbox, outbox
from shared.runtime.timers import Timer

KEYS_KEPT = timedelta(days=2)


def outbox_kept(profile: Profile) -> timedelta:
    """Return how long published rows are kept, to be published again when the broker loses its log."""
    return timedelta(hours=24) if profile is Profile.EMBEDDED else timedelta(days=7)


def retention_timer(settings: Settings) -> Timer:
    kept = outbox_kept(settings.general.profile)

    async def forget(work: UnitOfWork, now: datetime) -> int:
        connection = work.connection
        await connection.execute(delete(outbox).where(outbox.c.published_at < now - kept))
        # Longer than any outbox row: a replay must find its inbox row, or its effects would double.
        await connection.execute(delete(inbox).where(inbox.c.received_at < now - 2 * kept))
        await connection.execute(delete(idempotency_keys).where(idempotency_keys.c.answered_at < now - KEYS_KEPT))
        return 0

    return Timer("retention", 600, forget)
