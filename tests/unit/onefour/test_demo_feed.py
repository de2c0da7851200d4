"""What a newcomer's first messages are."""

from datetime import UTC, datetime, timedelta

import shapely

from dispatch.intake.schemas import FeedEvent
from onefour.demo_feed import demo_events
from onefour.synthesis import synthesise_township

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TOWNSHIP = synthesise_township("320585102", seed=1)


def test_the_same_orders_come_in_every_run() -> None:
    first, later = demo_events(TOWNSHIP, NOW), demo_events(TOWNSHIP, NOW + timedelta(days=1))

    assert [event["external_id"] for event in first] == [event["external_id"] for event in later]
    assert len({event["external_id"] for event in first}) == len(first) >= 30


def test_every_message_is_what_the_door_takes_and_lies_in_the_township() -> None:
    for event in demo_events(TOWNSHIP, NOW):
        taken = FeedEvent.model_validate(event | {"occurred_at": event["occurred_at"].isoformat()})

        assert taken.position is not None
        assert shapely.contains_xy(TOWNSHIP.outline, taken.position.lon, taken.position.lat)
        assert taken.occurred_at <= NOW
        assert "{" not in event["title"] + event["detail"]
