"""What does a capability declare that it hears? Topics, a function for each, and how to read what is not our own."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from aiokafka import ConsumerRecord

from shared.runtime.db import UnitOfWork
from shared.schemas.envelope import from_headers
from shared.schemas.topics import BY_TYPE

# What a capability's `consumers.py` declares: one function a topic, batch in; every event of a batch is new to it, and
# events of one key are in order.
Handler = Callable[[UnitOfWork, Sequence[Any], datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Message:
    """One decoded message; `record` says where it stands."""

    id: UUID
    event: Any
    record: ConsumerRecord


Decode = Callable[[ConsumerRecord], Message]


def decode_event(record: ConsumerRecord) -> Message:
    """Read one of our own events. Raises ValueError or KeyError where it is none."""
    attributes = from_headers(record.headers)
    event = BY_TYPE[attributes.type].event.model_validate_json(record.value)
    return Message(attributes.id, event, record)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Which topics a consumer group follows, and the function for each; `decode` reads what is not our own event.

    `foreign`: topic → what stands in the body of an event that is for others. Such an event is passed over unread: it
    is most of what a service hears of all cases. The handler must ignore it as well.
    """

    name: str
    handlers: Mapping[str, Handler]
    decode: Mapping[str, Decode] = field(default_factory=dict)
    foreign: Mapping[str, bytes] = field(default_factory=dict)


# What the body of a case says in which none of our own services has a report.
NO_REPORTS = b'"reports":[]'
