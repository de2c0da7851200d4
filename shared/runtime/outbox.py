"""How does a use case tell the others? By a row in the same transaction; the relay publishes it afterwards."""

from collections.abc import Iterable

from shared.clock import utc_now
from shared.runtime import tables
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.sets import insert_rows
from shared.schemas.envelope import Event
from shared.schemas.topics import BY_EVENT


def record(work: UnitOfWork, *events: Event) -> None:
    """Note events to be published when, and only when, this unit of work commits. Their order per key is kept."""
    for event in events:
        if type(event) not in BY_EVENT:
            raise KeyError(f"{type(event).__name__} has no row in shared.schemas.topics")
    work.events.extend(events)


async def flush(work: UnitOfWork) -> None:
    """Write what was noted, as one statement; called by the runtime right before the commit."""
    await insert_rows(work.connection, tables.outbox, list(_rows(work.events)))


def _rows(events: Iterable[Event]) -> Iterable[dict[str, object]]:
    now = utc_now()
    for event in events:
        yield {
            "event_id": new_id(),
            "topic": str(BY_EVENT[type(event)].topic),
            "key": event.key,
            "type": event.TYPE,
            "body": event.model_dump_json(),
            "occurred_at": now,
        }
