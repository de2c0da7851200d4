"""Does every message have its effect exactly once, whatever its neighbours are?"""

import json
from typing import Any
from uuid import UUID

import pytest
from aiokafka import ConsumerRecord
from sqlalchemy import select

from shared.clock import utc_now
from shared.errors import Unavailable
from shared.runtime.consumer import Consumer
from shared.runtime.db import Database, new_id
from shared.runtime.deadletters import TooManyDeadLetters
from shared.runtime.settings import Settings
from shared.runtime.subscription import Subscription
from shared.runtime.tables import outbox
from shared.schemas.envelope import Event
from tests.integration.runtime.small_service import effects_of, headers, known_events, note_effects
from tests.support.samples import person_changed

TOPIC = "test.consumer.v1"


def consumer_of(database: Database, settings: Settings, name: str = "small.flow") -> Consumer:
    return Consumer(Subscription(name, {TOPIC: note_effects}), database, settings.kafka, utc_now)


def record(event: Event | bytes, offset: int, event_id: UUID | None = None, type_: str = "") -> ConsumerRecord:
    """Return a record as the broker would give it."""
    value = event if isinstance(event, bytes) else event.model_dump_json().encode()
    said = headers(event_id or new_id(), "key", type_ or person_changed().TYPE)
    return ConsumerRecord(TOPIC, 0, offset, 0, 0, b"key", value, None, 3, len(value), tuple(said))


def batch(*person_ids: str) -> list[ConsumerRecord]:
    return [record(person_changed(person_id=name), offset) for offset, name in enumerate(person_ids)]


async def letters(database: Database) -> list[dict[str, Any]]:
    async with database.engine.connect() as connection:
        rows = (await connection.execute(select(outbox).order_by(outbox.c.seq))).all()
    assert {row.topic for row in rows} <= {f"{TOPIC}.dlq"}
    return [json.loads(row.body) for row in rows]


async def done(database: Database) -> list[str]:
    return [key for key, _ in await effects_of(database)]


async def test_a_batch_has_its_effects_in_order(database: Database, settings: Settings) -> None:
    await consumer_of(database, settings).process(TOPIC, batch("a", "b", "c"))

    assert await done(database) == ["a", "b", "c"]


async def test_what_is_for_others_is_passed_over_and_never_read_again(database: Database, settings: Settings) -> None:
    theirs = Subscription("small.flow", {TOPIC: note_effects}, foreign={TOPIC: b'"person_id":"theirs"'})
    consumer = Consumer(theirs, database, settings.kafka, utc_now)

    await consumer.process(TOPIC, batch("ours", "theirs", "ours-too"))

    assert await done(database) == ["ours", "ours-too"]
    assert len(await known_events(database)) == 2


async def test_the_same_event_twice_has_one_effect_within_a_batch_and_over_batches(
    database: Database, settings: Settings
) -> None:
    consumer, event_id = consumer_of(database, settings), new_id()
    twice = [record(person_changed(person_id="a"), offset, event_id) for offset in range(2)]

    await consumer.process(TOPIC, twice)
    await consumer.process(TOPIC, [*twice, *batch("b")])

    assert await done(database) == ["a", "b"]


async def test_another_consumer_has_an_inbox_of_its_own(database: Database, settings: Settings) -> None:
    messages = batch("a")
    for name in ("small.flow", "small.other"):
        await consumer_of(database, settings, name).process(TOPIC, messages)

    assert await done(database) == ["a", "a"]


async def test_a_poison_among_good_ones_is_set_aside_and_the_others_are_done(
    database: Database, settings: Settings
) -> None:
    messages = batch("a", "b", "bad-1", "c", "d", "e", "bad-2")

    await consumer_of(database, settings).process(TOPIC, messages)

    assert await done(database) == ["a", "b", "c", "d", "e"]
    assert [letter["offset"] for letter in await letters(database)] == [2, 6]
    assert len(await known_events(database)) == 7


async def test_a_poison_that_comes_again_is_not_set_aside_again(database: Database, settings: Settings) -> None:
    messages = batch("a", "bad")
    for _ in range(2):
        await consumer_of(database, settings).process(TOPIC, messages)

    assert len(await letters(database)) == 1


@pytest.mark.parametrize(
    "unreadable",
    [
        record(b"{", 7),
        record(b"\xff\xfe\x00", 7),
        record(b"{}", 7),
        record(person_changed(), 7, type_="onefour.unheard-of.v1"),
        ConsumerRecord(TOPIC, 0, 7, 0, 0, None, b"{}", None, 3, 2, ()),
        ConsumerRecord(TOPIC, 0, 7, 0, 0, None, None, None, 3, 0, ()),
        ConsumerRecord(TOPIC, 0, 7, 0, 0, None, b"{}", None, 3, 2, (("ce_id", b"\xff"), ("ce_type", None))),
    ],
    ids=["cut off", "no text", "no fields", "unknown type", "no headers", "tombstone", "bad headers"],
)
async def test_what_cannot_be_read_is_set_aside_and_the_others_are_done(
    database: Database, settings: Settings, unreadable: ConsumerRecord
) -> None:
    await consumer_of(database, settings).process(TOPIC, [*batch("a"), unreadable, *batch("b")])

    assert await done(database) == ["a", "b"]
    assert [letter["offset"] for letter in await letters(database)] == [7]


async def test_a_dead_letter_is_sealed_and_names_the_error_but_not_the_value(
    database: Database, settings: Settings
) -> None:
    await consumer_of(database, settings).process(TOPIC, batch("bad-王小明"))

    (letter,) = await letters(database)
    assert letter["error"] == "ValueError"
    assert "王小明" not in json.dumps(letter, ensure_ascii=False)


async def test_what_is_past_is_dropped_and_the_others_are_done(database: Database, settings: Settings) -> None:
    await consumer_of(database, settings).process(TOPIC, batch("a", "past", "b"))

    assert await done(database) == ["a", "b"]
    assert await letters(database) == []


async def test_while_something_is_away_nothing_is_lost_and_a_repetition_does_it(
    database: Database, settings: Settings
) -> None:
    consumer, messages = consumer_of(database, settings), batch("a", "away", "b")

    with pytest.raises(Unavailable):
        await consumer.process(TOPIC, messages)
    assert await done(database) == []

    messages[1] = record(person_changed(person_id="back"), 1)
    await consumer.process(TOPIC, messages)
    assert await done(database) == ["a", "back", "b"]
    assert await letters(database) == []


async def test_too_many_dead_letters_stand_still_instead_of_emptying_a_topic(
    database: Database, settings: Settings
) -> None:
    consumer = consumer_of(database, settings)

    with pytest.raises(TooManyDeadLetters):
        await consumer.process(TOPIC, batch(*(f"bad-{n}" for n in range(80))))

    assert len(await letters(database)) == 50


async def test_good_messages_between_let_bad_ones_be_few(database: Database, settings: Settings) -> None:
    names = [f"bad-{n}" if n % 10 == 0 else f"good-{n}" for n in range(600)]

    await consumer_of(database, settings).process(TOPIC, batch(*names))

    assert len(await done(database)) == 540
    assert len(await letters(database)) == 60


async def test_rubbish_scattered_over_a_backlog_is_set_aside_once_however_often_the_batch_comes(
    database: Database, settings: Settings
) -> None:
    # A consumer that was away for long finds all of it in one batch.
    scattered = [
        record(b"{", n, type_="onefour.nothing.v1") if n % 7 == 0 else record(person_changed(person_id=f"g-{n}"), n)
        for n in range(490)
    ]
    consumer = consumer_of(database, settings)

    await consumer.process(TOPIC, scattered)
    await consumer.process(TOPIC, scattered)
    await consumer_of(database, settings).process(TOPIC, scattered)

    assert (len(await letters(database)), len(await done(database))) == (70, 420)
