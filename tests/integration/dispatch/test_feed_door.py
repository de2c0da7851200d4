"""What the door of the feeds takes, refuses and says, over HTTP."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr

from dispatch.api import API
from shared.runtime.app import create_app
from tests.integration.dispatch.desk import case_of, report, rows, somewhere
from tests.support.feed import order, push, signed
from tests.support.platform import FEED_SECRET, Platform

SECOND_SECRET = "whsec_" + "c2Vjb25kIHNlY3JldCBvZiB0aGUgaG90bGluZQ=="
DOOR = "/feeds/hotline-12345/events"


@pytest.fixture
def stranger(town: Platform) -> httpx.AsyncClient:
    return town.stranger("dispatch")


async def post(client: httpx.AsyncClient, body: bytes, door: str = DOOR, **how: Any) -> httpx.Response:
    return await client.post(door, content=body, headers=signed(body, **how))


def as_body(event: dict[str, Any]) -> bytes:
    return json.dumps(event).encode()


async def test_one_event_alone_is_taken_as_well_as_a_list(stranger: httpx.AsyncClient) -> None:
    event = order()

    taken = await post(stranger, as_body(event))

    assert taken.status_code == 202
    assert {name: taken.json()[name] for name in ("accepted", "repeated", "refused")} == {
        "accepted": 1,
        "repeated": 0,
        "refused": 0,
    }
    assert taken.json()["results"][0]["external_id"] == event["external_id"]


async def test_a_thousand_events_are_taken_at_once_and_a_thousand_and_one_are_not(
    town: Platform, stranger: httpx.AsyncClient
) -> None:
    key = uuid4().hex[:8]
    many = [order(f"{key}-{n}", region="320585106", title="x", detail="") for n in range(1000)]

    taken = await push(stranger, *many)
    refused = await push(stranger, *many, order())

    assert (taken.status_code, taken.json()["accepted"]) == (202, 1000)
    kept = await rows(town, "SELECT count(*) FROM reports WHERE external_id LIKE :key", key=f"{key}-%")
    assert kept[0][0] == 1000
    assert refused.status_code == 422
    problem = refused.json()
    assert (problem["title"], problem["limit"], problem["given"]) == ("intake.too-many-events", 1000, 1001)


async def test_of_a_mixed_batch_the_good_are_taken_and_each_bad_one_is_named(stranger: httpx.AsyncClient) -> None:
    bad_phone = order(reporter={"name": "王", "phone": "call me"})

    taken = await push(stranger, order(), bad_phone, "text", order(kind="urged"), order())

    assert taken.status_code == 202
    results = taken.json()["results"]
    assert [result["status"] for result in results] == ["accepted", "refused", "refused", "refused", "accepted"]
    assert [result["index"] for result in results] == [0, 1, 2, 3, 4]
    assert results[1]["errors"][0]["field"] == "reporter.phone"
    assert [result["errors"][0]["message"] for result in results[1:4]] == [
        "内容不符合要求：格式不对",
        "内容不符合要求：结构不对",
        "内容不符合要求：除新建外须填 event_id",
    ]
    assert results[1]["external_id"] == bad_phone["external_id"]
    assert "call me" not in taken.text
    assert taken.json()["refused"] == 3


async def test_the_same_order_again_gets_the_same_answer_and_leaves_nothing_new(
    town: Platform, stranger: httpx.AsyncClient
) -> None:
    event = order()

    first, again, twice = await push(stranger, event), await push(stranger, event), await push(stranger, event, event)

    reports = [result["report_id"] for a in (first, again, twice) for result in a.json()["results"]]
    assert len(set(reports)) == 1
    assert (again.json()["repeated"], twice.json()["repeated"]) == (1, 2)
    kept = await rows(town, "SELECT id FROM reports WHERE external_id = :id", id=event["external_id"])
    assert len(kept) == 1


async def test_one_order_twice_in_one_request_is_one_report(stranger: httpx.AsyncClient) -> None:
    event = order()

    results = (await push(stranger, event, event)).json()["results"]

    assert [result["status"] for result in results] == ["accepted", "repeated"]
    assert results[0]["report_id"] == results[1]["report_id"]


async def test_an_order_is_created_once_whatever_its_creation_is_numbered(stranger: httpx.AsyncClient) -> None:
    event = order(event_id="e-1")

    first, again = await push(stranger, event), await push(stranger, event | {"event_id": None})

    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json()["results"][0]["status"] == "repeated"


async def test_the_same_number_from_another_source_is_another_order(town: Platform) -> None:
    number = uuid4().hex

    first, _ = await report(town, external_id=number)

    # Only the hotline has a secret here; the others' orders come over their topics.
    known = await rows(town, "SELECT id FROM reports WHERE external_id = :id AND source = 'hotline-12345'", id=number)
    assert [str(row.id) for row in known] == [first]


async def test_a_source_that_is_not_known_is_not_found(stranger: httpx.AsyncClient) -> None:
    body = as_body(order())

    refused = await post(stranger, body, "/feeds/tv-station/events")

    assert (refused.status_code, refused.json()["title"]) == (404, "intake.unknown-source")


@pytest.mark.parametrize("ahead", [timedelta(minutes=-6), timedelta(minutes=6), timedelta(days=-365)])
async def test_a_time_stamp_more_than_five_minutes_off_is_refused(
    stranger: httpx.AsyncClient, ahead: timedelta
) -> None:
    body = as_body(order())

    assert (await post(stranger, body, at=datetime.now(UTC) + ahead)).status_code == 401
    assert (await post(stranger, body, at=datetime.now(UTC) + ahead / 1000)).status_code in {202, 401}


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": ""},
        {"webhook-signature": "garbage"},
        {"webhook-signature": "v1,A"},
        {"webhook-signature": "v1,a,b v2,c"},
        {"webhook-id": "msg_other"},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "9" * 40},
    ],
)
async def test_a_signature_that_does_not_hold_is_refused(stranger: httpx.AsyncClient, change: dict[str, str]) -> None:
    body = as_body(order())

    refused = await stranger.post(DOOR, content=body, headers=signed(body) | change)

    assert (refused.status_code, refused.json()["title"]) == (401, "intake.bad-signature")


async def test_a_body_that_was_changed_on_its_way_or_never_signed_is_refused(stranger: httpx.AsyncClient) -> None:
    body = as_body(order())

    assert (await stranger.post(DOOR, content=body + b" ", headers=signed(body))).status_code == 401
    assert (await stranger.post(DOOR, content=body)).status_code == 401
    assert (await post(stranger, body, secret=SECOND_SECRET)).status_code == 401
    assert (await post(stranger, body, "/feeds/work-safety/events", secret=SECOND_SECRET)).status_code == 401


@pytest.fixture
async def rotating(town: Platform) -> AsyncIterator[httpx.AsyncClient]:
    """The door while the hotline changes its secret: the new one comes first, the old one still holds."""
    settings = town.settings["dispatch"]
    secrets = {"hotline-12345": [SecretStr(SECOND_SECRET), SecretStr(FEED_SECRET)]}
    app = create_app(API, replace(settings, feeds=settings.feeds.model_copy(update={"secrets": secrets})), town.clock)
    async with app.router.lifespan_context(app):
        yield httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dispatch")


async def test_while_a_secret_is_rotated_the_old_and_the_new_one_hold(rotating: httpx.AsyncClient) -> None:
    old, new = as_body(order()), as_body(order())

    assert (await post(rotating, old, secret=FEED_SECRET)).status_code == 202
    assert (await post(rotating, new, secret=SECOND_SECRET)).status_code == 202


async def test_a_body_over_one_mebibyte_is_refused_whole(stranger: httpx.AsyncClient) -> None:
    assert (await post(stranger, b" " * (1 << 20) + b"{}")).status_code == 413


@pytest.mark.parametrize(
    ("title", "detail", "field"),
    [
        ("噪\x00音", "", "title"),
        ("噪\ud800音", "", "title"),
        ("噪音", "噪" * 100_000, "detail"),
        ("\x1b[2J", "", "title"),
    ],
)
async def test_a_trick_of_encoding_is_refused_by_the_name_of_its_field(
    stranger: httpx.AsyncClient, title: str, detail: str, field: str
) -> None:
    refused = await post(stranger, as_body(order(title=title, detail=detail)))

    assert (refused.status_code, refused.json()["title"]) == (422, "intake.all-refused")
    assert [error["field"] for error in refused.json()["results"][0]["errors"]] == [field]


@pytest.mark.parametrize("event", [{"\ud800": 1}, {"external_id": "\ud800"}, {"a\x00b": {}}, {"kind": ["\udfff"]}])
async def test_a_lone_surrogate_anywhere_is_refused_with_a_clear_answer(
    stranger: httpx.AsyncClient, event: dict[str, Any]
) -> None:
    refused = await post(stranger, as_body(order() | event))

    assert (refused.status_code, refused.json()["title"]) == (422, "intake.all-refused")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe{}", b"[]", b"null", b'{"events":[]}', b'{"events":{}}', b"[" * 100_000, b"9" * 5000]
)
async def test_what_is_no_event_at_all_is_refused(stranger: httpx.AsyncClient, body: bytes) -> None:
    refused = await stranger.post(DOOR, content=body, headers=signed(body if body.isascii() else b"{}"))

    assert refused.status_code == 422, refused.text
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("position", "problem"),
    [
        ({"lon": 31.505, "lat": 121.255}, "swapped"),
        ({"lon": 2.35, "lat": 48.85}, "outside"),
        ({"lon": float("nan"), "lat": 31.5}, "not-a-number"),
        ({"lon": 121.9, "lat": 31.9}, "in-no-cell"),
    ],
)
async def test_coordinates_outside_become_a_case_without_a_cell_in_the_dispatchers_queue(
    town: Platform, position: dict[str, float], problem: str
) -> None:
    report_id, _ = await report(town, position=position, title="噪音扰民")

    case = await case_of(town, report_id)

    assert (case["cell"], case["queue"], case["state"]) == (None, "no-cell", "filed")
    why = await rows(town, "SELECT why FROM triage_decisions WHERE report_id = :id", id=report_id)
    assert why[0].why["place"]["position"] == problem


async def test_what_was_said_is_sealed_on_disk_and_stands_in_no_event(town: Platform) -> None:
    secret = f"秘密{uuid4().hex}"
    given: dict[str, Any] = {
        "title": secret,
        "detail": secret,
        "place": secret,
        "reporter": {"name": secret, "phone": "13800001234"},
    }

    report_id, _ = await report(town, **given)
    await case_of(town, report_id)

    for table in ("reports", "feed_events", "outbox", "cases", "case_history", "triage_decisions", "idempotency_keys"):
        assert not await rows(town, f"SELECT 1 FROM {table} t WHERE t::text LIKE :secret", secret=f"%{secret}%"), table
        assert not await rows(town, f"SELECT 1 FROM {table} t WHERE t::text LIKE '%13800001234%'"), table


async def test_a_place_in_another_system_is_kept_in_wgs84(town: Platform) -> None:
    place = somewhere()

    report_id, _ = await report(town, position=place | {"crs": "gcj02"})

    kept = (await rows(town, "SELECT lon, lat FROM reports WHERE id = :id", id=report_id))[0]
    assert 0.001 < abs(kept.lon - place["lon"]) < 0.01
    assert 0.0005 < abs(kept.lat - place["lat"]) < 0.01
