"""Does a consumer on the broker skip nothing: when it fails, when it is stopped, when another takes over?"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment, ConsumerProtocolMemberMetadata
from prometheus_client import REGISTRY

from shared.clock import utc_now
from shared.errors import Unavailable
from shared.runtime.consumer import Consumer
from shared.runtime.db import Database, UnitOfWork, new_id
from shared.runtime.kafka import log_id
from shared.runtime.settings import Settings
from shared.runtime.subscription import Handler, Subscription
from tests.integration.runtime.small_service import effects_of, new_topic, note_effects, send
from tests.support.samples import person_changed
from tests.support.servers import ON_APACHE


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


async def until(look: Callable[[], Awaitable[bool]], within_s: float = 20) -> None:
    async with asyncio.timeout(within_s):
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


class Greedy(RoundRobinPartitionAssignor):  # type: ignore[misc] # aiokafka has no types
    """Gives its own member all partitions and the others none."""

    @classmethod
    def assign(cls, cluster: Any, members: Any) -> Any:
        greedy = {member: told for member, told in members.items() if told.user_data == b"greedy"}
        nothing = dict.fromkeys(members, ConsumerProtocolMemberAssignment(cls.version, [], b""))
        return nothing | super().assign(cluster, greedy)

    @classmethod
    def metadata(cls, topics: Any) -> Any:
        return ConsumerProtocolMemberMetadata(cls.version, list(topics), b"greedy")


# A group of several: the embedded broker's do not survive a member that leaves while another joins.
@pytest.mark.kafka
@pytest.mark.skipif(not ON_APACHE, reason="needs groups of several members: make test-kafka")
async def test_a_member_that_is_given_nothing_says_so_and_joins_anew(database: Database, settings: Settings) -> None:
    topic = await new_topic(settings.kafka)
    group = f"small.{topic}.{await log_id(settings.kafka)}"
    impatient = replace(settings, kafka=settings.kafka.model_copy(update={"silence_ms": 7000}))
    greedy = AIOKafkaConsumer(
        topic, group_id=group, bootstrap_servers=settings.kafka.bootstrap, partition_assignment_strategy=(Greedy,)
    )
    said: list[str | None] = []
    await greedy.start()
    try:
        async with consuming(database, impatient, topic) as consumer:

            async def joined_and_gave_up_and_joined_anew() -> bool:
                if said[-1:] != [consumer.standing]:
                    said.append(consumer.standing)
                return said == ["starting", None, "NotHeard", None]

            await until(joined_and_gave_up_and_joined_anew, within_s=60)
            assert REGISTRY.get_sample_value("onefour_consumer_rejoins_total", {"consumer": consumer.name}) == 1
    finally:
        await greedy.stop()
