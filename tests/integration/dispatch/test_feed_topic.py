"""What comes straight into a feed topic, and what is poison there."""

import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from shared.runtime.kafka import make_producer
from shared.schemas.topics import dead_letter_topic, feed_topic
from tests.integration.dispatch.desk import NOISE, case_of, report_of, rows, somewhere
from tests.support.feed import order, push
from tests.support.platform import Platform

HOTLINE = "hotline-12345"
TOPIC = feed_topic(HOTLINE)
Write = Callable[..., Awaitable[None]]


@pytest.fixture
async def write(town: Platform) -> AsyncIterator[Write]:
    """Write values straight into a feed topic, as an outside platform does."""
    producer = make_producer(town.servers.kafka)
    await producer.start()

    async def put(*values: bytes, topic: str = TOPIC) -> None:
        for value in values:
            await producer.send_and_wait(topic, value, key=b"one")

    yield put
    await producer.stop()


def as_value(event: dict[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False).encode()


async def test_an_event_in_the_topic_becomes_a_case_like_one_at_the_door(town: Platform, write: Write) -> None:
    event = order(position=somewhere(), category=NOISE)

    await write(as_value(event), as_value(event))
    report_id = await report_of(town, HOTLINE, event["external_id"])

    assert (await case_of(town, report_id))["state"] == "dispatched"
    again = (await push(town.stranger("dispatch"), event)).json()["results"][0]
    assert (again["status"], again["report_id"]) == ("repeated", report_id)
    ledger = await rows(town, "SELECT door FROM feed_events WHERE external_id = :id", id=event["external_id"])
    assert [row.door for row in ledger] == ["topic"]


async def test_each_source_has_a_topic_and_its_own_numbers(town: Platform, write: Write) -> None:
    event = order(position=somewhere(), category=NOISE)

    await write(as_value(event))
    await write(as_value(event), topic=feed_topic("work-safety"))

    first = await report_of(town, HOTLINE, event["external_id"])
    second = await report_of(town, "work-safety", event["external_id"])
    assert first != second
    assert (await case_of(town, second))["urgency"] in {"urgent", "normal"}


async def test_poison_goes_to_the_dead_letters_sealed_and_holds_nobody_up(town: Platform, write: Write) -> None:
    secret, good = f"poison-{uuid4().hex}", order()
    poison = [b"\xff\xfe" + secret.encode(), as_value(order(secret, title="x" * 300)), as_value({"secret": secret})]

    await write(*poison, as_value(good))
    await report_of(town, HOTLINE, good["external_id"])

    async def letters() -> Any:
        query = "SELECT body, published_at FROM outbox WHERE topic = :topic ORDER BY seq"
        found = await rows(town, query, topic=dead_letter_topic(TOPIC))
        return found if len(found) >= 3 and all(row.published_at for row in found) else None

    bodies = [json.loads(row.body) for row in (await town.until(letters, 30))[-3:]]
    assert all(body["consumer"] == "dispatch.intake" and body["topic"] == TOPIC for body in bodies)
    assert all(secret.encode() not in base64.b64decode(body["value"]) for body in bodies)
    assert secret not in json.dumps(bodies)
