"""What goes wrong once, at a known moment, in a consumer or a relay of a test? Right code takes no harm from it."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaProducer, ConsumerRecord
from aiokafka.errors import KafkaError, KafkaTimeoutError
from sqlalchemy import Row

from shared.errors import Unavailable
from shared.runtime.consumer import Consumer
from shared.runtime.relay import Relay
from shared.runtime.subscription import Message
from shared.schemas.dispatch import ReportFollowedUp
from shared.schemas.topics import Topic


class MeetsSomethingAway(Consumer):
    """The first batch of reports meets a database that is away."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.faulted = asyncio.Event()

    async def take_effect(self, topic: str, messages: Sequence[Message]) -> int:
        if topic == Topic.REPORTS and not self.faulted.is_set():
            self.faulted.set()
            raise Unavailable("planted: away")
        return await super().take_effect(topic, messages)


class DiesBeforeEffect(Consumer):
    """The first batch of reports ends the session, as the death of the process would, before it has an effect."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.faulted = asyncio.Event()

    async def process(self, topic: str, records: Sequence[ConsumerRecord]) -> None:
        if topic == Topic.REPORTS and not self.faulted.is_set():
            self.faulted.set()
            raise KafkaError("planted: dead")
        await super().process(topic, records)


class DiesAfterEffect(Consumer):
    """The first batch with a follow-up ends the session after its effect, before its offsets are committed."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.faulted = asyncio.Event()

    async def process(self, topic: str, records: Sequence[ConsumerRecord]) -> None:
        await super().process(topic, records)
        followed = any(dict(record.headers)["ce_type"] == ReportFollowedUp.TYPE.encode() for record in records)
        if followed and not self.faulted.is_set():
            self.faulted.set()
            raise KafkaError("planted: dead")


class FailsToSend(Relay):
    """The first report cannot be handed to the broker."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.faulted = asyncio.Event()

    async def _send(self, producer: AIOKafkaProducer, row: Row[Any]) -> Any:
        if row.topic == Topic.REPORTS and not self.faulted.is_set():
            self.faulted.set()
            raise KafkaTimeoutError("planted: no answer")
        return await super()._send(producer, row)
