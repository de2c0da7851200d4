"""Who throws rubbish into topics that are not his, and is each piece of it set aside and nothing else with it?"""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from shared.runtime.kafka import make_producer
from shared.runtime.settings import KafkaSettings
from shared.schemas.topics import Topic, dead_letter_topic
from tests.support.faults_verdict import Verdict, read

RUBBISH = (b"{", b"\xff\xfe\x00", b"{}", b"")
# Topic → the services that read it.
VICTIMS = {
    Topic.REPORTS: ("dispatch",),
    Topic.GRID_TASKS: ("dispatch",),
    Topic.TASKS: ("grid", "enforcement"),
}
Place = tuple[str, int, int]


@asynccontextmanager
async def poisoning(kafka: KafkaSettings, seed: int) -> AsyncIterator[list[Place]]:
    """Throw rubbish meanwhile; give the list of where each acknowledged piece lies: topic, partition, offset."""
    thrown: list[Place] = []
    stopping, chance = asyncio.Event(), random.Random(seed)

    async def throw() -> None:
        async with make_producer(kafka) as producer:
            while not stopping.is_set():
                topic, value = chance.choice(list(VICTIMS)), chance.choice(RUBBISH)
                done = await producer.send_and_wait(str(topic), value, key=chance.randbytes(8))
                thrown.append((str(topic), done.partition, done.offset))
                await asyncio.sleep(chance.uniform(1, 3))

    async with asyncio.TaskGroup() as group:
        group.create_task(throw())
        try:
            yield thrown
        finally:
            stopping.set()


async def check_set_aside(verdict: Verdict, urls: Mapping[str, str], thrown: list[Place]) -> None:
    """Add what was thrown and not set aside; more than once is allowed: what has no id cannot be known again."""
    for topic, services in VICTIMS.items():
        for service in services:
            rows = await read(urls[service], "SELECT body FROM outbox WHERE topic = $1", dead_letter_topic(topic))
            letters = [json.loads(body) for (body,) in rows]
            aside = {(letter["topic"], letter["partition"], letter["offset"]) for letter in letters}
            missing = {place for place in thrown if place[0] == topic} - aside
            foreign = aside - {place for place in thrown if place[0] == topic}
            verdict.lost += [f"dead letter of {place} at {service}" for place in sorted(missing)]
            verdict.illegal += [f"{place} was set aside at {service}, and was no rubbish" for place in sorted(foreign)]
