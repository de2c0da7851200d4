"""Does a consumer on the broker skip nothing: when it fails, when it is stopped, when another takes over?"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from shared.clock import utc_now
from shared.errors import Unavailable
from shared.runtime.consumer import Consumer
from shared.runtime.db import Database, UnitOfWork, new_id
from shared.runtime.settings import Settings
from shared.runtime.subscription import Handler, Subscription
from tests.integration.runtime.small_service import effects_of, new_topic, note_effects, send
from tests.support.samples import person_changed


@asynccontextmanager
async def consuming(
    database: Database, settings: Settings, topic: str, handler: Handler = note_effects
) -> AsyncIterator[Consumer]:
    """Run a consumer as a process does: it is asked to stop, and waited for."""
    consumer = Consumer(Subscription(f"small.{topic}", {topic: handler}), database, settings.kafka, utc_now)
    task = asyncio.create_task(consumer.run())
    try:
        yield consumer
    finally:
        consumer.stop()
        await asyncio.wait_for(task, 15)


async def until_done(database: Database, *expected: str) -> None:
    async def is_done() -> bool:
        return {key for key, _ in await effects_of(database)} == set(expected)

    await until(is_done)


async def until(look: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while True:
            if await look():
                return
            await asyncio.sleep(0.05)


async def test_what_was_sent_before_and_while_it_listens_has_its_effect_once(
    database: Database, settings: Settings
) -> None:
    topic = await new_topic(settings.kafka)
    first, second = new_id(), new_id()
    await send(settings.kafka, topic, (first, person_changed(person_id="a")), (new_id(), b"no event"))

    async with consuming(database, settings, topic) as consumer:
        await until_done(database, "a")
        again = (first, person_changed(person_id="a"))
        await send(settings.kafka, topic, again, (second, person_changed(person_id="b")), again)
        await until_done(database, "a", "b")
        assert consumer.standing is None

    assert sorted(await effects_of(database)) == [("a", 1), ("b", 1)]


async def test_a_batch_that_met_something_away_comes_again(database: Database, settings: Settings) -> None:
    topic = await new_topic(settings.kafka)
    failures = iter([True, True])

    async def at_first_away(work: UnitOfWork, events: Sequence[Any], now: datetime) -> None:
        await note_effects(work, events, now)
        if next(failures, False):
            raise Unavailable("something is away")

    messages = [(new_id(), person_changed(person_id=f"p-{n}")) for n in range(20)]
    await send(settings.kafka, topic, *messages)
    async with consuming(database, settings, topic, at_first_away):
        await until_done(database, *(event.person_id for _, event in messages))

    assert len(await effects_of(database)) == 20


async def test_a_batch_at_hand_is_finished_and_its_offsets_committed_when_asked_to_stop(
    database: Database, settings: Settings
) -> None:
    topic = await new_topic(settings.kafka)
    begun, calls = asyncio.Event(), []

    async def slow(work: UnitOfWork, events: Sequence[Any], now: datetime) -> None:
        calls.append([event.person_id for event in events])
        begun.set()
        await asyncio.sleep(0.5)
        await note_effects(work, events, now)

    await send(settings.kafka, topic, (new_id(), person_changed(person_id="a")))
    async with consuming(database, settings, topic, slow):
        await asyncio.wait_for(begun.wait(), 15)
    assert await effects_of(database) == [("a", 1)]

    await send(settings.kafka, topic, (new_id(), person_changed(person_id="b")))
    async with consuming(database, settings, topic, slow):
        await until_done(database, "a", "b")
    assert calls == [["a"], ["b"]]


async def test_too_many_bad_messages_make_it_stand_and_say_so(database: Database, settings: Settings) -> None:
    topic = await new_topic(settings.kafka)
    bad = [(new_id(), person_changed(person_id="bad", version=n)) for n in range(60)]
    await send(settings.kafka, topic, *bad, (new_id(), person_changed(person_id="bad", version=99)))

    async with consuming(database, settings, topic) as consumer:

        async def stands() -> bool:
            return "too many bad messages" in (consumer.standing or "")

        await until(stands)

    assert await effects_of(database) == []
