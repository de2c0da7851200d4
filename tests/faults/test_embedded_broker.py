"""Does a broker tell by its cluster id that its log is a new one, and does it never pass for another?"""

from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from embedded.broker import Broker, running_broker
from embedded.errors import PartFailed
from embedded.ports import free_port


async def test_what_is_sent_arrives() -> None:
    async with running_broker() as address:
        async with AIOKafkaProducer(bootstrap_servers=address, acks="all", enable_idempotence=False) as producer:
            await producer.send_and_wait("t.v1", "井盖破损".encode())
        async with AIOKafkaConsumer("t.v1", bootstrap_servers=address, auto_offset_reset="earliest") as consumer:
            message = await consumer.getone()

    assert message.value is not None
    assert message.value.decode() == "井盖破损"


async def test_every_start_has_another_cluster_id(tmp_path: Path) -> None:
    async with running_broker() as address:
        port = int(address.partition(":")[2])
    broker = Broker(port, tmp_path / "broker.log")
    await broker.start()
    first = broker.cluster_id
    await broker.stop()
    await broker.start()
    await broker.stop()

    assert broker.cluster_id != first


async def test_another_broker_on_the_port_is_not_taken_for_ours(tmp_path: Path) -> None:
    async with running_broker() as address:
        broker = Broker(int(address.partition(":")[2]), tmp_path / "broker.log")

        with pytest.raises(PartFailed, match="exit code"):
            await broker.start()
        await broker.stop()


async def test_a_broker_over_its_memory_limit_counts_as_lost_as_a_dead_one_does(tmp_path: Path) -> None:
    broker = Broker(free_port(), tmp_path / "broker.log")
    await broker.start()

    assert "more than 1 MB" in await broker.lost(memory_limit_mb=1)
    await broker.stop()
    assert "exited with code" in await broker.lost(memory_limit_mb=1024)
