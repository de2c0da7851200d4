"""Does every outbox row become an event, in order, once it is committed, whoever else wants to publish it?"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord
from sqlalchemy import Row, select, update

from embedded.ports import free_port
from shared.clock import utc_now
from shared.runtime.db import Database
from shared.runtime.kafka import log_id
from shared.runtime.relay import Relay
from shared.runtime.settings import KafkaSettings, Settings
from shared.runtime.tables import outbox
from shared.schemas.envelope import from_headers
from tests.integration.runtime.small_service import new_topic, opened, write
from tests.support.samples import person_changed


@asynccontextmanager
async def relaying(database: Database, kafka: KafkaSettings) -> AsyncIterator[Relay]:
    relay = Relay("grid", database, kafka, utc_now)
    task = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def published(kafka: KafkaSettings, topic: str, count: int) -> list[ConsumerRecord]:
    """Return the first `count` records of a topic; fails when they do not come."""
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka.bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        async with asyncio.timeout(15):
            return [await consumer.getone() for _ in range(count)]
    finally:
        await consumer.stop()


async def until(look: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(15):
        while True:
            if await look():
                return
            await asyncio.sleep(0.05)


async def rows_of(database: Database) -> list[Row[Any]]:
    async with database.engine.connect() as connection:
        return list((await connection.execute(select(outbox).order_by(outbox.c.seq))).all())


async def test_events_of_a_key_come_in_order_and_carry_their_attributes(database: Database, settings: Settings) -> None:
    topic = await new_topic(settings.kafka)
    events = [person_changed(person_id=f"p-{n % 7}", version=n) for n in range(1500)]
    ids = await write(database, topic, *events)

    async with relaying(database, settings.kafka):
        records = await published(settings.kafka, topic, 1500)

    by_key: dict[bytes, list[int]] = defaultdict(list)
    for record in records:
        by_key[record.key].append(person_changed().model_validate_json(record.value).version)
    assert all(versions == sorted(versions) for versions in by_key.values())
    attributes = [from_headers(record.headers) for record in records]
    assert {attribute.id for attribute in attributes} == set(ids)
    assert {(a.source, a.type) for a in attributes} == {("/onefour/grid", person_changed().TYPE)}


async def test_a_published_row_knows_its_place_in_the_log(database: Database, settings: Settings) -> None:
    topic = await new_topic(settings.kafka)
    await write(database, topic, person_changed())

    async with relaying(database, settings.kafka):
        (record,) = await published(settings.kafka, topic, 1)
        await until(lambda: all_marked(database))

    (row,) = await rows_of(database)
    place = (row.log_id, row.partition, row.offset)
    assert place == (await log_id(settings.kafka), record.partition, record.offset)


async def all_marked(database: Database) -> bool:
    return all(row.published_at for row in await rows_of(database))


async def test_a_commit_is_told_at_once_without_waiting_for_the_poll(database: Database, settings: Settings) -> None:
    slow = settings.kafka.model_copy(update={"relay_poll_ms": 60_000})
    topic = await new_topic(settings.kafka)
    async with relaying(database, slow) as relay:
        await until(lambda: leads(relay))
        await write(database, topic, person_changed())
        database.committed.set()
        await published(settings.kafka, topic, 1)


async def leads(relay: Relay) -> bool:
    return relay.leads


async def test_rows_of_a_lost_log_are_published_again_and_others_are_not(
    database: Database, settings: Settings
) -> None:
    topic = await new_topic(settings.kafka)
    lost, kept = await write(database, topic, person_changed(version=1), person_changed(version=2))
    async with relaying(database, settings.kafka):
        await until(lambda: all_marked(database))
    async with database.engine.begin() as connection:
        await connection.execute(update(outbox).where(outbox.c.event_id == lost).values(log_id="a log that is gone"))

    async with relaying(database, settings.kafka):
        records = await published(settings.kafka, topic, 3)
        await until(lambda: all_marked(database))

    assert [from_headers(record.headers).id for record in records] == [lost, kept, lost]
    assert {row.log_id for row in await rows_of(database)} == {await log_id(settings.kafka)}


async def test_two_events_on_one_place_show_that_the_log_was_lost(database: Database, settings: Settings) -> None:
    topic = await new_topic(settings.kafka)
    await write(database, topic, person_changed(version=1))
    async with relaying(database, settings.kafka):
        await until(lambda: all_marked(database))
    # As if the log had been made anew under the same identity: the next event gets a place that is taken.
    async with database.engine.begin() as connection:
        await connection.execute(update(outbox).values(offset=outbox.c.offset + 1))
    await write(database, topic, person_changed(version=2))

    async with relaying(database, settings.kafka):
        records = await published(settings.kafka, topic, 4)

    versions = [person_changed().model_validate_json(record.value).version for record in records]
    assert versions == [1, 2, 1, 2]


async def test_of_two_relays_one_publishes_and_the_other_takes_over(database: Database, settings: Settings) -> None:
    topic = await new_topic(settings.kafka)
    async with opened(settings) as second, relaying(second, settings.kafka) as heir:
        async with relaying(database, settings.kafka) as first:
            await until(lambda: any_leads(first, heir))
            leading = [relay.leads for relay in (first, heir)]
            await write(database, topic, *[person_changed(version=n) for n in range(100)])
            await until(lambda: all_marked(database))
            assert leading.count(True) == 1
        await until(lambda: leads(heir))
        await write(database, topic, person_changed(version=100))
        records = await published(settings.kafka, topic, 101)

    versions = [person_changed().model_validate_json(record.value).version for record in records]
    assert versions == list(range(101))


async def any_leads(*relays: Relay) -> bool:
    return any(relay.leads for relay in relays)


async def test_without_a_broker_rows_wait_and_are_told_when_there_is_one(
    database: Database, settings: Settings
) -> None:
    nowhere = replace(settings, kafka=settings.kafka.model_copy(update={"bootstrap": f"127.0.0.1:{free_port()}"}))
    topic = await new_topic(settings.kafka)
    await write(database, topic, person_changed())
    async with relaying(database, nowhere.kafka) as relay:
        await asyncio.sleep(0.5)
        assert not relay.leads
        assert not await all_marked(database)

    async with relaying(database, settings.kafka):
        assert len(await published(settings.kafka, topic, 1)) == 1
