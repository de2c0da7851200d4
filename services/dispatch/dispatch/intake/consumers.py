"""Which reports come over Kafka? Those of our own services, and what outside platforms write straight into a feed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from aiokafka import ConsumerRecord

from dispatch.intake.domain import Incoming
from dispatch.intake.schemas import FeedEvent
from dispatch.intake.service import incoming_from_feed, receive_reports
from dispatch.intake.sources import SOURCES
from shared.runtime import metrics
from shared.runtime.db import UnitOfWork
from shared.runtime.subscription import Decode, Handler, Message
from shared.schemas.approval_window import AppealFiled
from shared.schemas.enforcement import FindingReported
from shared.schemas.grid import PatrolReported
from shared.schemas.topics import Service, Topic, feed_topic
from shared.schemas.vocabulary import FeedKind, Origin


async def receive_feed(work: UnitOfWork, events: Sequence[Incoming], now: datetime) -> None:
    for one, answer in zip(events, await receive_reports(work, events, now=now), strict=True):
        metrics.feed_events.labels(one.source, "topic", "repeated" if answer.repeated else "accepted").inc()


def decode_feed(record: ConsumerRecord) -> Message:
    """Read an event that an outside platform wrote itself; its identity is what makes it the same event."""
    source = SOURCES[record.topic.removeprefix("feed.").removesuffix(".v1")]
    event = FeedEvent.model_validate_json(record.value)
    incoming = incoming_from_feed(source, event, "topic")
    return Message(uuid5(NAMESPACE_URL, "\n".join(incoming.identity)), incoming, record)


async def receive_own(
    work: UnitOfWork, events: Sequence[AppealFiled | FindingReported | PatrolReported], now: datetime
) -> None:
    await receive_reports(work, [_incoming(event) for event in events], now=now)


def _incoming(event: AppealFiled | FindingReported | PatrolReported) -> Incoming:
    if isinstance(event, AppealFiled):
        origin, source, occurred_at = Origin.APPEAL, Service.APPROVAL_WINDOW, event.filed_at
    elif isinstance(event, FindingReported):
        origin, source, occurred_at = Origin.FINDING, Service.ENFORCEMENT, event.found_at
    else:
        origin, source, occurred_at = Origin.PATROL, Service.GRID, event.seen_at
    return Incoming(
        origin=origin,
        source=str(source),
        kind=FeedKind.CREATED,
        external_id=event.key,
        event_id="",
        region=event.region,
        category=event.category,
        lon=event.position.lon if event.position else None,
        lat=event.position.lat if event.position else None,
        position_problem=None,
        urgency=event.urgency,
        satisfied=None,
        occurred_at=occurred_at,
        door="event",
        settled=event.solved if isinstance(event, PatrolReported) else None,
        settled_by=event.worker_id if isinstance(event, PatrolReported) and event.solved else None,
    )


HANDLERS: dict[str, Handler] = {
    Topic.APPEALS: receive_own,
    Topic.FINDINGS: receive_own,
    Topic.GRID_REPORTS: receive_own,
} | {feed_topic(source): receive_feed for source in SOURCES}

DECODE: dict[str, Decode] = {feed_topic(source): decode_feed for source in SOURCES}
