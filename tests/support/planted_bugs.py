"""Which bugs must the checker find? The known ones of consumers and relays, each upon the fault that it needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.runtime.backoff import Backoff
from shared.runtime.relay import BATCH, Relay
from shared.runtime.subscription import Message
from shared.runtime.tables import outbox
from tests.support.planted_faults import DiesAfterEffect, DiesBeforeEffect, FailsToSend, MeetsSomethingAway


class SkipsSeek(MeetsSomethingAway):
    """Goes on after a failure without going back to what failed."""

    def rewind(self, consumer: AIOKafkaConsumer, parts: Mapping[TopicPartition, list[ConsumerRecord]]) -> None:
        return


class CommitsOffsetsFirst(DiesBeforeEffect):
    """Commits the offsets, and then lets the messages have their effect."""

    async def _deal_with(
        self, consumer: AIOKafkaConsumer, fetched: Mapping[TopicPartition, list[ConsumerRecord]], backoff: Backoff
    ) -> None:
        if fetched:
            await self._commit(consumer, {partition: part[-1].offset + 1 for partition, part in fetched.items()})
        await super()._deal_with(consumer, fetched, backoff)


class KeepsNoInbox(DiesAfterEffect):
    """Takes every message for a new one."""

    async def take_effect(self, topic: str, messages: Sequence[Message]) -> int:
        async with self._database.begin() as work:
            await self._subscription.handlers[topic](work, [message.event for message in messages], self._clock())
        return len(messages)


class MarksBeforeAck(FailsToSend):
    """Marks rows as published, and then sends them."""

    async def publish(self, connection: AsyncConnection, producer: AIOKafkaProducer, identity: str) -> int:
        rows = await self.unpublished(connection)
        await self._mark(connection, [{"seq": row.seq, "partition": None, "offset": None} for row in rows], identity)
        for row in rows:
            await (await self._send(producer, row))
        return len(rows)


class ReadsByCursor(Relay):
    """Reads what stands behind the last sequence number that it saw: sequence order is not commit order."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._seen = 0

    async def unpublished(self, connection: AsyncConnection) -> Sequence[Row[Any]]:
        query = select(outbox).where(outbox.c.seq > self._seen).order_by(outbox.c.seq).limit(BATCH)
        rows = (await connection.execute(query)).all()
        self._seen = rows[-1].seq if rows else self._seen
        return rows
