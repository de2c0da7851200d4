"""How does a service hear the others? In batches: effects once, offsets after, bad messages aside, nothing skipped."""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from shared.clock import Clock
from shared.errors import Conflict, Unavailable
from shared.runtime import metrics, tables
from shared.runtime.backoff import Backoff
from shared.runtime.db import Database
from shared.runtime.deadletters import DeadLetterLimit, TooManyDeadLetters, place_id, set_aside
from shared.runtime.faultpoints import FaultPoint, reached
from shared.runtime.garbage import collect_seldom
from shared.runtime.kafka import log_id, make_consumer
from shared.runtime.membership import Membership, NotHeard
from shared.runtime.sets import insert_rows
from shared.runtime.settings import KafkaSettings
from shared.runtime.subscription import Message, Subscription, decode_event

log = structlog.get_logger()


class Consumer:
    """One member of a consumer group. `behind` is how many messages wait; `standing` tells why it stands still."""

    def __init__(self, subscription: Subscription, database: Database, settings: KafkaSettings, clock: Clock) -> None:
        self.name = subscription.name
        self._subscription = subscription
        self._database = database
        self._settings = settings
        self._clock = clock
        self._limit = DeadLetterLimit()
        self._log = ""
        self._stopping = asyncio.Event()
        self.behind = 0
        self.standing: str | None = "starting"

    def stop(self) -> None:
        """Ask for the end: the batch at hand is finished and its offsets committed first."""
        self._stopping.set()

    async def run(self) -> None:
        """Consume until stopped; a broker that is away is waited for."""
        collect_seldom()
        backoff = Backoff(longest_seconds=5)
        while not self._stopping.is_set():
            try:
                await self._session(backoff)
            except (OSError, KafkaError, TimeoutError) as error:
                self.standing = type(error).__name__
                if isinstance(error, NotHeard):
                    metrics.consumer_rejoins.labels(self.name).inc()
                log.warning("consumer.interrupted", consumer=self.name, error=self.standing)
                await backoff.wait()

    async def _session(self, backoff: Backoff) -> None:
        # A lost log takes its groups along, but committed offsets may survive it: a new log has new groups.
        self._log = await log_id(self._settings)
        group = f"{self.name}.{self._log}"
        consumer = make_consumer(self._settings, *self._subscription.handlers, group=group)
        membership = Membership(consumer, self._settings.silence_ms / 1000)
        try:
            await membership.join()
            self.standing = None
            while not self._stopping.is_set():
                fetched = await consumer.getmany(
                    timeout_ms=self._settings.fetch_wait_ms * 4, max_records=self._settings.batch
                )
                membership.check(fetched)
                await self._deal_with(consumer, fetched, backoff)
                await self._measure(consumer)
        finally:
            await consumer.stop()

    async def _deal_with(
        self, consumer: AIOKafkaConsumer, fetched: Mapping[TopicPartition, list[ConsumerRecord]], backoff: Backoff
    ) -> None:
        for topic in sorted({partition.topic for partition in fetched}):
            parts = {partition: records for partition, records in fetched.items() if partition.topic == topic}
            records = [record for part in parts.values() for record in part]
            try:
                with metrics.consumer_seconds.labels(self.name).time():
                    await self.process(topic, records)
            except Unavailable as reason:
                self._stand(str(reason) if isinstance(reason, TooManyDeadLetters) else None)
                self.rewind(consumer, parts)
                log.warning("consumer.retries", consumer=self.name, topic=topic, messages=len(records), why=reason.code)
                await backoff.wait()
                continue
            self._stand(None)
            backoff.reset()
            reached(FaultPoint.EFFECT)
            await self._commit(consumer, {partition: part[-1].offset + 1 for partition, part in parts.items()})

    def _stand(self, why: str | None) -> None:
        self.standing = why
        metrics.consumer_stopped.labels(self.name).set(why is not None)

    def rewind(self, consumer: AIOKafkaConsumer, parts: Mapping[TopicPartition, list[ConsumerRecord]]) -> None:
        """Go back to what was not dealt with; without it the next poll would skip it, and the next commit lose it."""
        for partition, records in parts.items():
            try:
                consumer.seek(partition, records[0].offset)
            except IllegalStateError:
                log.info("consumer.partition-gone", consumer=self.name, topic=partition.topic)

    async def _commit(self, consumer: AIOKafkaConsumer, offsets: Mapping[TopicPartition, int]) -> None:
        try:
            await consumer.commit(offsets)
        except (CommitFailedError, IllegalStateError):
            # A rebalance came first: the messages come again, to somebody whose inbox knows them.
            log.info("consumer.commit-late", consumer=self.name)

    async def process(self, topic: str, records: Sequence[ConsumerRecord]) -> None:
        """Deal with the records of one topic, all or nothing. Raises Unavailable where they must come again."""
        metrics.consumer_batch.labels(self.name).observe(len(records))
        decode = self._subscription.decode.get(topic, decode_event)
        foreign = self._subscription.foreign.get(topic)
        messages: list[Message] = []
        for record in records:
            if foreign is not None and record.value is not None and foreign in record.value:
                continue
            try:
                messages.append(decode(record))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                await self._set_aside(record, place_id(self._log, record), error)
            else:
                self._limit.saw_readable()
        await self._apply(topic, messages)

    async def _apply(self, topic: str, messages: Sequence[Message]) -> None:
        if not messages:
            return
        try:
            fresh = await self.take_effect(topic, messages)
        except (Unavailable, asyncio.CancelledError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever a handler raises is for this message, not for the process
            await self._narrow_down(topic, messages, error)
            return
        self._limit.saw_good(len(messages))
        metrics.consumer_events.labels(self.name, topic, "new").inc(fresh)
        metrics.consumer_events.labels(self.name, topic, "known").inc(len(messages) - fresh)

    async def take_effect(self, topic: str, messages: Sequence[Message]) -> int:
        """Mark the messages as known and act on the new ones, in one transaction; return the number of new ones."""
        async with self._database.begin() as work:
            known = [{"consumer": self.name, "event_id": message.id} for message in messages]
            rows = await insert_rows(work.connection, tables.inbox, known, skip_known=True, returning="event_id")
            fresh = {row.event_id for row in rows}
            # A repetition may stand in the same batch: one of each id counts.
            unique = {message.id: message for message in messages}
            events = [message.event for message in unique.values() if message.id in fresh]
            if events:
                await self._subscription.handlers[topic](work, events, self._clock())
            reached(FaultPoint.UNCOMMITTED)
        return len(fresh)

    async def _narrow_down(self, topic: str, messages: Sequence[Message], error: Exception) -> None:
        """Find the bad message of a failed batch by halving it, so that one bad message costs log n transactions."""
        if len(messages) > 1:
            middle = len(messages) // 2
            await self._apply(topic, messages[:middle])
            await self._apply(topic, messages[middle:])
            return
        if isinstance(error, Conflict):
            metrics.consumer_events.labels(self.name, topic, "past").inc()
            log.info("consumer.past", consumer=self.name, topic=topic, code=error.code)
            return
        await self._set_aside(messages[0].record, messages[0].id, error)

    async def _set_aside(self, record: ConsumerRecord, event_id: UUID, error: Exception) -> None:
        async with self._database.begin() as work:
            if not await set_aside(work, self.name, record, event_id, error, self._limit):
                return
        metrics.consumer_dead_letters.labels(self.name, record.topic).inc()
        log.error("consumer.dead-letter", consumer=self.name, topic=record.topic, error=type(error).__name__)

    async def _measure(self, consumer: AIOKafkaConsumer) -> None:
        behind = 0
        for partition in consumer.assignment():
            # end_offsets() is too low on the embedded broker; the high-water mark comes with each fetch.
            end = consumer.highwater(partition)
            if end is not None:
                behind += max(0, end - await consumer.position(partition))
        self.behind = behind
        metrics.consumer_lag.labels(self.name).set(behind)
