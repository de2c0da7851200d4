"""How does an event look on the wire? CloudEvents 1.0 in Kafka's binary mode.

The attributes travel as headers `ce_*` (CloudEvents Kafka protocol binding 1.0.2, section 3.2), the body is JSON.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

CONTENT_TYPE = "application/json; charset=utf-8"

Headers = list[tuple[str, bytes]]


class Event(BaseModel):
    """A fact that one service tells the others; carries the whole public state of its aggregate and its version."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    TYPE: ClassVar[str]

    @property
    def key(self) -> str:
        """The id of the aggregate: what the order of events is kept for."""
        raise NotImplementedError  # each event names its own


@dataclass(frozen=True, slots=True)
class Attributes:
    """The CloudEvents attributes of one message."""

    id: UUID
    source: str
    type: str
    time: datetime
    subject: str
    traceparent: str | None = None


def to_headers(attributes: Attributes) -> Headers:
    """Return the message headers of the binary mode."""
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", str(attributes.id).encode()),
        ("ce_source", attributes.source.encode()),
        ("ce_type", attributes.type.encode()),
        ("ce_time", attributes.time.isoformat().encode()),
        ("ce_subject", attributes.subject.encode()),
        ("content-type", CONTENT_TYPE.encode()),
    ]
    if attributes.traceparent:
        headers.append(("traceparent", attributes.traceparent.encode()))
    return headers


def from_headers(headers: Iterable[tuple[str, bytes]]) -> Attributes:
    """Read the attributes back. Raises ValueError or KeyError where a required one is missing or malformed."""
    found: Mapping[str, str] = {name: value.decode() for name, value in headers}
    return Attributes(
        id=UUID(found["ce_id"]),
        source=found["ce_source"],
        type=found["ce_type"],
        time=datetime.fromisoformat(found["ce_time"]),
        subject=found.get("ce_subject", ""),
        traceparent=found.get("traceparent"),
    )
