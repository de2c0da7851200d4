"""What the door makes of what comes in: kinds, places, identities, masks."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from dispatch.intake.domain import read_position
from dispatch.intake.schemas import FeedEvent
from dispatch.intake.service import incoming_from_feed
from dispatch.intake.sources import SOURCES
from shared.geo import Crs
from shared.schemas.topics import FEED_SOURCES
from shared.schemas.vocabulary import FeedKind, Urgency

HOTLINE = SOURCES["hotline-12345"]


def event(**parts: Any) -> FeedEvent:
    usual = {"external_id": "188006", "occurred_at": datetime(2026, 11, 23, tzinfo=UTC), "title": "夜间噪音"}
    return FeedEvent.model_validate({name: v for name, v in (usual | parts).items() if v is not ...})


@pytest.mark.parametrize("crs", list(Crs))
def test_a_place_in_china_is_read_in_every_system(crs: Crs) -> None:
    lon, lat, problem = read_position(121.25, 31.5, crs)

    assert problem is None
    assert lon == pytest.approx(121.25, abs=0.02)
    assert lat == pytest.approx(31.5, abs=0.02)


@pytest.mark.parametrize(
    ("lon", "lat", "problem"),
    [
        (31.5, 121.25, "swapped"),
        (0.0, 0.0, "outside"),
        (-121.25, 31.5, "outside"),
        (1e308, 31.5, "outside"),
        (float("nan"), 31.5, "not-a-number"),
        (121.25, float("inf"), "not-a-number"),
    ],
)
def test_a_place_that_is_none_is_said_and_never_raised(lon: float, lat: float, problem: str) -> None:
    assert read_position(lon, lat, Crs.WGS84) == (None, None, problem)


@pytest.mark.parametrize("kind", [kind for kind in FeedKind if kind is not FeedKind.CREATED])
def test_what_follows_an_order_names_its_own_id(kind: FeedKind) -> None:
    said = {"satisfied": True, "granted": False, "title": ...}
    with pytest.raises(ValidationError, match="event_id is needed"):
        event(kind=kind, **said)
    assert event(kind=kind, event_id="e-1", **said).kind is kind


def test_a_call_back_says_whether_the_caller_is_satisfied() -> None:
    with pytest.raises(ValidationError, match="satisfied"):
        event(kind="called-back", event_id="e-1")


@pytest.mark.parametrize("kind", ["return-decided", "extension-decided"])
def test_a_decision_says_whether_it_was_granted(kind: str) -> None:
    with pytest.raises(ValidationError, match="granted"):
        event(kind=kind, event_id="e-1")


def test_an_extension_that_is_granted_says_until_when() -> None:
    with pytest.raises(ValidationError, match="until when"):
        event(kind="extension-decided", event_id="e-1", granted=True)


@pytest.mark.parametrize("parts", [{"title": ...}, {"title": ..., "detail": "  "}])
def test_a_new_order_says_something(parts: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="title or a detail"):
        event(**parts)


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"external_id": "a b"}, "external_id"),
        ({"external_id": "x" * 65}, "external_id"),
        ({"occurred_at": "2026-11-23T09:00:00"}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),
        ({"occurred_at": "9999-12-31T23:59:59-12:00"}, "occurred_at"),
        ({"title": "噪\x00音"}, "title"),
        ({"title": "噪\ud800音"}, "title"),
        ({"title": "噪" * 201}, "title"),
        ({"detail": "噪" * 10_001}, "detail"),
        ({"region": "3205851"}, "region"),
        ({"urgency": "soon"}, "urgency"),
        ({"category": {"scheme": "hotline"}}, "category.code"),
        ({"position": {"lon": 121.25}}, "position.lat"),
        ({"reporter": {"phone": "call me"}}, "reporter.phone"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_does_not_fit_is_refused_by_the_name_of_its_field(parts: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        event(**parts)

    assert {".".join(str(step) for step in e["loc"]) for e in refused.value.errors()} == {field}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e400, 0.0, -999.0])
def test_coordinates_that_are_no_place_do_not_refuse_the_event(number: float) -> None:
    taken = incoming_from_feed(HOTLINE, event(position={"lon": number, "lat": 31.5}), "http")

    assert (taken.lon, taken.lat) == (None, None)
    assert taken.position_problem in {"not-a-number", "outside"}


def test_one_order_is_the_same_through_every_door_and_under_every_event_id() -> None:
    by_http = incoming_from_feed(HOTLINE, event(), "http")
    by_topic = incoming_from_feed(HOTLINE, event(event_id="again", title="另一个标题"), "topic")

    assert by_http.identity == by_topic.identity


def test_two_urgings_of_one_order_differ_by_their_event_id() -> None:
    first, second = (
        incoming_from_feed(HOTLINE, event(kind="urged", event_id=e), "http").identity for e in ("e-1", "e-2")
    )

    assert first != second


def test_a_source_speaks_for_what_its_events_leave_open() -> None:
    safety = SOURCES["work-safety"]

    assert incoming_from_feed(safety, event(), "http").urgency is Urgency.URGENT
    assert incoming_from_feed(safety, event(urgency="low"), "http").urgency is Urgency.LOW
    assert incoming_from_feed(HOTLINE, event(), "http").region == "32"


def test_every_feed_that_has_a_topic_has_a_source() -> None:
    assert set(SOURCES) == set(FEED_SOURCES)
