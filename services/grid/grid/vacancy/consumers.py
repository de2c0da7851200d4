"""Which readings come over Kafka? Those that the power supplier writes straight into its feed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from aiokafka import ConsumerRecord

from grid.vacancy.domain.feed import PowerUsage
from grid.vacancy.service.intake import take_readings
from shared.runtime.db import UnitOfWork
from shared.runtime.subscription import Decode, Handler, Message
from shared.schemas.topics import POWER_USAGE, feed_topic


async def hear_of_power(work: UnitOfWork, events: Sequence[PowerUsage], now: datetime) -> None:
    """Take the readings of some messages."""
    await take_readings(work, events, now)


def decode_power(record: ConsumerRecord) -> Message:
    """Read a message; the id that its sender gave it is what makes it the same message."""
    usage = PowerUsage.model_validate_json(record.value)
    return Message(uuid5(NAMESPACE_URL, f"{record.topic}\n{usage.message_id}"), usage, record)


HANDLERS: dict[str, Handler] = {feed_topic(POWER_USAGE): hear_of_power}
DECODE: dict[str, Decode] = {feed_topic(POWER_USAGE): decode_power}
