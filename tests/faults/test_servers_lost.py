"""What happens while PostgreSQL or the broker is away, when a leader dies, when everybody is asked to stop?"""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from shared.runtime.kafka import make_producer
from shared.schemas.topics import Topic
from tests.support.faults_load import Promises, living, persist
from tests.support.faults_poison import check_set_aside, poisoning
from tests.support.faults_verdict import SOURCE, Verdict, judge, judge_at_last, read
from tests.support.feed import order, push
from tests.support.servers import ON_APACHE
from tests.support.stack_under_test import DRAIN_WITHIN_S, Member, StackUnderTest, running_stack
from tests.support.town import IN_WEST, build_town

pytestmark = pytest.mark.timeout(600)

WITHIN_S = 90


@pytest.fixture
async def stack_of_two() -> AsyncIterator[StackUnderTest]:
    """A stack of its own: the embedded broker's groups do not survive a member that leaves while another joins."""
    async with running_stack() as running:
        await build_town(running)
        yield running


@pytest.fixture(scope="module")
async def stack() -> AsyncIterator[StackUnderTest]:
    async with running_stack() as running:
        await build_town(running)
        yield running


@pytest.fixture
def door(stack: StackUnderTest) -> httpx.AsyncClient:
    return stack.stranger("dispatch")


async def send(door: httpx.AsyncClient, promises: Promises, count: int) -> None:
    """Send orders until they are accepted, and keep the promises."""
    orders = [order(position=IN_WEST) for _ in range(count)]
    answer = await persist(promises, push, door, *orders)
    assert answer.status_code == 202, answer.text
    for given, receipt in zip(orders, answer.json()["results"], strict=True):
        promises.keep(promises.reports, given["external_id"], receipt["report_id"])


async def without_case(stack: StackUnderTest, promises: Promises) -> int:
    query = (
        "SELECT count(*) FROM reports JOIN case_reports ON report_id = id WHERE source = $1 AND external_id = ANY($2)"
    )
    names = list(promises.reports)
    return len(names) - int((await read(stack.databases["dispatch"], query, SOURCE, names))[0][0])


async def all_have_cases(stack: StackUnderTest, promises: Promises) -> None:
    async def arrived() -> bool:
        return await without_case(stack, promises) == 0

    await stack.until(arrived, WITHIN_S)


async def ready(member: Member) -> dict[str, Any]:
    async with httpx.AsyncClient() as client:
        body: dict[str, Any] = (await client.get(f"{member.url}/readyz", timeout=10)).json()
    return body


async def leads(member: Member) -> bool:
    return bool((await ready(member))["checks"]["relay"]["leads"])


async def test_when_the_leading_relay_is_killed_the_other_one_takes_over(stack_of_two: StackUnderTest) -> None:
    stack, door = stack_of_two, stack_of_two.stranger("dispatch")
    promises, first = Promises(), stack.members["dispatch-flow"]
    second = stack.another("dispatch-flow")
    await second.start()
    try:
        assert (await leads(first), await leads(second)) == (True, False)
        await send(door, promises, 20)
        await first.kill()
        await send(door, promises, 20)
        await all_have_cases(stack, promises)
        assert await leads(second)
        await first.start()
        assert not await leads(first)
    finally:
        await second.stop()


async def test_while_postgresql_is_away_the_door_says_so_and_afterwards_takes_everything(
    stack: StackUnderTest, door: httpx.AsyncClient
) -> None:
    promises = Promises()
    await send(door, promises, 5)
    before = {name: member.child for name, member in stack.members.items()}

    await stack.kill_postgres()
    refused = await push(door, order())
    sending = asyncio.create_task(send(door, promises, 5))
    await asyncio.sleep(1)
    await stack.postgres.start()
    await sending

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    await all_have_cases(stack, promises)
    assert {name: member.child for name, member in stack.members.items()} == before
    assert all(member.alive for member in stack.members.values())


async def test_while_the_broker_is_away_the_door_takes_everything_and_it_arrives_afterwards(
    stack: StackUnderTest, door: httpx.AsyncClient
) -> None:
    promises = Promises()
    await send(door, promises, 20)
    await stack.log.stop()

    await send(door, promises, 20)

    assert promises.counts.total() == 0, promises.counts
    if ON_APACHE:
        await stack.log.start()
    else:
        await stack.lose_log()
    await all_have_cases(stack, promises)


@pytest.mark.skipif(ON_APACHE, reason="an Apache Kafka keeps its log when it is stopped")
async def test_a_log_that_is_lost_under_load_loses_and_doubles_nothing(stack: StackUnderTest) -> None:
    async with living(stack, 2) as promises:
        await asyncio.sleep(8)
        await stack.lose_log()
        await asyncio.sleep(8)

    verdict = await judge_at_last(stack.audited, promises, stack.hotline, within_s=WITHIN_S)

    assert verdict.clean, verdict


async def test_rubbish_in_a_topic_is_set_aside_and_its_neighbours_are_dealt_with(
    stack: StackUnderTest, door: httpx.AsyncClient
) -> None:
    promises = Promises()
    async with poisoning(stack.log.settings, seed=3) as thrown:
        while len(thrown) < 6:
            await send(door, promises, 3)
            await asyncio.sleep(0.5)

    async def set_aside() -> bool:
        verdict = Verdict()
        await check_set_aside(verdict, stack.audited, thrown)
        return verdict.clean

    await stack.until(set_aside, WITHIN_S)
    await all_have_cases(stack, promises)


async def test_ctrl_c_ends_every_process_in_time_and_what_was_begun_is_finished(
    stack: StackUnderTest, door: httpx.AsyncClient
) -> None:
    promises = Promises()
    sending = asyncio.gather(*(send(door, promises, 10) for _ in range(10)))
    await asyncio.sleep(0.2)
    began = time.monotonic()
    for member in stack.members.values():
        assert member.child is not None
        member.child.send(signal.SIGINT)
    ended = [await member.dies(DRAIN_WITHIN_S) for member in stack.members.values()]

    assert all(ended), (ended, time.monotonic() - began)
    await stack.start()
    await sending
    await all_have_cases(stack, promises)


async def test_a_topic_full_of_rubbish_stops_its_reader_and_nobody_else(
    stack: StackUnderTest, door: httpx.AsyncClient
) -> None:
    promises = Promises()
    async with make_producer(stack.log.settings) as producer:
        for _ in range(80):
            await producer.send_and_wait(str(Topic.GRID_REPORTS), b"{", key=b"rubbish")

    async def standing() -> bool:
        said = await ready(stack.members["dispatch-flow"])
        return "too many bad messages" in str(said["checks"]["dispatch.intake"]["standing"]) and bool(said["degraded"])

    await stack.until(standing, WITHIN_S)
    await send(door, promises, 5)
    await all_have_cases(stack, promises)
    aside = await read(stack.databases["dispatch"], "SELECT count(*) FROM outbox WHERE topic LIKE 'grid.reports%.dlq'")
    assert aside == [(50,)]
    assert not (await judge(stack.audited, Promises())).lost
