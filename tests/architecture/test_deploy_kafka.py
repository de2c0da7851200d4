"""Does Apache Kafka 4 give what the platform relies on, which the embedded broker partly does not?"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from tests.support.apache_kafka import ApacheKafka, running_kafka, why_missing

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.skipif(why_missing() is not None, reason=str(why_missing())),
    # One broker for the module: with several test processes, all of it in one of them.
    pytest.mark.xdist_group("apache-kafka"),
]


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApacheKafka]:
    with running_kafka(Path(tmp_path_factory.mktemp("kafka"))) as broker:
        yield broker


async def make_topic(bootstrap: str, topic: str) -> str:
    """Make the topic where it is missing and return the cluster id."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        if topic not in await admin.list_topics():
            await admin.create_topics([NewTopic(topic, num_partitions=6, replication_factor=1)])
        return str((await admin.describe_cluster())["cluster_id"])
    finally:
        await admin.close()


async def produce(bootstrap: str, topic: str, values: list[str]) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True, acks="all") as producer:
        await asyncio.gather(*[producer.send_and_wait(topic, v.encode(), key=v.encode()) for v in values])


async def consume(bootstrap: str, topic: str, expected: int) -> list[str]:
    """Read `expected` messages as the only member of a group, commit, and leave."""
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=bootstrap, group_id="grid", enable_auto_commit=False, auto_offset_reset="earliest"
    )
    values: list[str] = []
    async with asyncio.timeout(20), consumer:
        while len(values) < expected:
            for records in (await consumer.getmany(timeout_ms=200)).values():
                values += [record.value.decode() for record in records]
        await consumer.commit()
    return sorted(values)


async def test_an_idempotent_producer_is_read_once_by_a_group(kafka: ApacheKafka) -> None:
    assert await make_topic(kafka.bootstrap, "test.once.v1") == kafka.cluster_id
    first = [f"办件-{n:03}" for n in range(200)]
    await produce(kafka.bootstrap, "test.once.v1", first)
    assert await consume(kafka.bootstrap, "test.once.v1", 200) == first

    await produce(kafka.bootstrap, "test.once.v1", ["办件-200"])

    assert await consume(kafka.bootstrap, "test.once.v1", 1) == ["办件-200"]


async def test_a_killed_broker_comes_back_with_the_same_log(kafka: ApacheKafka) -> None:
    await make_topic(kafka.bootstrap, "test.killed.v1")
    await produce(kafka.bootstrap, "test.killed.v1", ["before the kill"])

    await asyncio.to_thread(kafka.kill)
    await asyncio.to_thread(kafka.start)

    assert await make_topic(kafka.bootstrap, "test.killed.v1") == kafka.cluster_id
    assert await consume(kafka.bootstrap, "test.killed.v1", 1) == ["before the kill"]


async def test_a_wiped_log_shows_as_another_cluster(kafka: ApacheKafka) -> None:
    before = await make_topic(kafka.bootstrap, "test.wiped.v1")

    await asyncio.to_thread(kafka.wipe)
    await asyncio.to_thread(kafka.start)

    assert await make_topic(kafka.bootstrap, "test.wiped.v1") != before
