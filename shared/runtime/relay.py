"""How do outbox rows become events on the broker? One active relay a service, in order per key, until acknowledged.

What a broker loses, the outbox gives again: when the log's identity has changed since a row was published, the row
counts as unpublished once more, and the inbox of each consumer makes the repetition harmless.
"""

import asyncio
import zlib
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from sqlalchemy import BigInteger, Integer, Row, func, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.clock import Clock
from shared.runtime import metrics
from shared.runtime.backoff import Backoff
from shared.runtime.db import Database
from shared.runtime.faultpoints import FaultPoint, reached
from shared.runtime.kafka import log_id, make_producer
from shared.runtime.sets import arrays
from shared.runtime.settings import KafkaSettings
from shared.runtime.tables import outbox
from shared.schemas.envelope import Attributes, to_headers

log = structlog.get_logger()

LOCK_WAIT_SECONDS = 1.0
BATCH = 1000
# The oldest unpublished rows, found by their flag; asked ten times a second, so built once.
_UNPUBLISHED = select(outbox).where(outbox.c.published_at.is_(None)).order_by(outbox.c.seq).limit(BATCH)


class Relay:
    """Publishes one service's outbox while it holds the service's lock; waits for the lock otherwise."""

    def __init__(self, service: str, database: Database, settings: KafkaSettings, clock: Clock) -> None:
        self.service = service
        self._database = database
        self._settings = settings
        self._clock = clock
        self.leads = False
        self.waiting = 0
        self.oldest_seconds = 0.0

    async def run(self) -> None:
        """Relay until cancelled; whatever is away (database, broker) is waited for."""
        backoff = Backoff(longest_seconds=5)
        while True:
            try:
                await self._lead(backoff)
            except (OSError, KafkaError, DBAPIError, TimeoutError) as error:
                metrics.relay_failures.labels(self.service).inc()
                log.warning("relay.interrupted", service=self.service, error=type(error).__name__)
            self.leads = False
            await backoff.wait()

    async def _lead(self, backoff: Backoff) -> None:
        # All reads and marks go over the connection that holds the lock: when it dies, so does the right to publish.
        async with self._database.engine.connect() as locked:
            connection = await locked.execution_options(isolation_level="AUTOCOMMIT")
            lock = zlib.crc32(f"relay:{self.service}".encode())
            # Asking again, not waiting in the server: a waiting statement would run into its time-out.
            while not (await connection.execute(select(func.pg_try_advisory_lock(lock)))).scalar_one():  # noqa: ASYNC110
                await asyncio.sleep(LOCK_WAIT_SECONDS)
            producer = make_producer(self._settings)
            try:
                identity = await log_id(self._settings)
                await self.republish_lost(connection, identity)
                await producer.start()
                self.leads = True
                while True:
                    published = await self.publish(connection, producer, identity)
                    backoff.reset()
                    if published < BATCH:
                        await self._wait_for_commits()
            finally:
                try:
                    await producer.stop()
                finally:
                    # Closed, not handed back to the pool: a session in the pool would keep its lock.
                    await connection.invalidate()

    async def _wait_for_commits(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._database.committed.wait(), self._settings.relay_poll_ms / 1000)
        self._database.committed.clear()

    async def republish_lost(self, connection: AsyncConnection, identity: str) -> None:
        """Make rows unpublished again that were published to another log than the one that answers now."""
        lost = update(outbox).where(outbox.c.published_at.is_not(None), outbox.c.log_id != identity)
        done = await connection.execute(lost.values(published_at=None, log_id=None, partition=None, offset=None))
        if done.rowcount:
            metrics.relay_log_changes.labels(self.service).inc()
            log.warning("relay.log-changed", service=self.service, republished=done.rowcount)

    async def publish(self, connection: AsyncConnection, producer: AIOKafkaProducer, identity: str) -> int:
        """Publish the oldest unpublished rows and mark what was acknowledged; return how many rows there were.

        Raises KafkaError for the rest: a time-out means unknown, never not sent, so such rows are sent again.
        """
        rows = await self.unpublished(connection)
        self._measure(rows)
        if not rows:
            return 0
        sent = [await self._send(producer, row) for row in rows]
        answers = await asyncio.gather(*sent, return_exceptions=True)
        reached(FaultPoint.PUBLISHED)
        places = [
            {"seq": row.seq, "partition": answer.partition, "offset": answer.offset}
            for row, answer in zip(rows, answers, strict=True)
            if not isinstance(answer, BaseException)
        ]
        await self._mark(connection, places, identity)
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer
        for topic, count in Counter(row.topic for row in rows).items():
            metrics.relay_published.labels(self.service, topic).inc(count)
        return len(rows)

    async def unpublished(self, connection: AsyncConnection) -> Sequence[Row[Any]]:
        """Return the oldest unpublished rows."""
        return (await connection.execute(_UNPUBLISHED)).all()

    def _measure(self, rows: Sequence[Row[Any]]) -> None:
        self.waiting = len(rows)
        self.oldest_seconds = (self._clock() - rows[0].occurred_at).total_seconds() if rows else 0.0
        metrics.outbox_unpublished.labels(self.service).set(self.waiting)
        metrics.outbox_oldest_seconds.labels(self.service).set(self.oldest_seconds)

    async def _send(self, producer: AIOKafkaProducer, row: Row[Any]) -> Any:
        attributes = Attributes(
            id=row.event_id,
            source=f"/onefour/{self.service}",
            type=row.type,
            time=row.occurred_at,
            subject=row.key,
            traceparent=row.traceparent,
        )
        return await producer.send(row.topic, row.body.encode(), key=row.key.encode(), headers=to_headers(attributes))

    async def _mark(self, connection: AsyncConnection, places: list[dict[str, Any]], identity: str) -> None:
        if not places:
            return
        given = arrays(places, seq=BigInteger(), partition=Integer(), offset=BigInteger())
        marked = (
            update(outbox)
            .where(outbox.c.seq == given.c.seq)
            .values(
                published_at=self._clock(),
                log_id=identity,
                partition=given.c.partition,
                offset=given.c.offset,
            )
        )
        try:
            await connection.execute(marked)
        except IntegrityError:
            # Two events on one place: the log was lost and made anew under the same identity. All of it goes again.
            log.exception("relay.log-changed-unseen", service=self.service)
            await self.republish_lost(connection, "")
            raise
