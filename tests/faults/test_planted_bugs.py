"""Does the checker of the fault tests find the known bugs, and nothing where there is none?"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from dispatch.flow import FLOW
from dispatch.intake.schemas import FeedEvent
from dispatch.intake.service import incoming_from_feed, receive_reports
from dispatch.intake.sources import SOURCES
from shared.clock import utc_now
from shared.runtime import outbox
from shared.runtime.consumer import Consumer
from shared.runtime.relay import Relay
from tests.support.faults_load import Promises
from tests.support.faults_verdict import SOURCE, Verdict, judge_at_last, read
from tests.support.feed import order, push
from tests.support.planted_bugs import CommitsOffsetsFirst, KeepsNoInbox, MarksBeforeAck, ReadsByCursor, SkipsSeek
from tests.support.planted_faults import DiesAfterEffect, DiesBeforeEffect, FailsToSend, MeetsSomethingAway
from tests.support.platform import Platform, changed, running_platform
from tests.support.servers import Servers, running_log

pytestmark = pytest.mark.timeout(300)

# So many orders reach every partition, most likely.
MARKERS = 24
STILL_WRONG_AFTER_S = 6


@asynccontextmanager
async def platform_with(servers: Servers, **classes: Any) -> AsyncIterator[Platform]:
    """Run a platform on a broker of its own, with other classes in the process that lets the work flow."""
    async with running_log() as kafka:
        own = Servers(servers.postgres, kafka)
        async with running_platform(own, {"dispatch-flow": changed(FLOW, **classes)}) as platform:
            yield platform


async def send(platform: Platform, promises: Promises, *events: dict[str, Any]) -> None:
    answer = await push(platform.stranger("dispatch"), *events)
    assert answer.status_code == 202, answer.text
    for event, receipt in zip(events, answer.json()["results"], strict=True):
        if "kind" in event:
            promises.follow_ups[event["external_id"], event["kind"], event["event_id"]] = event["external_id"]
        else:
            promises.keep(promises.reports, event["external_id"], receipt["report_id"])


def urging(external_id: str) -> dict[str, Any]:
    said = {"kind": "urged", "event_id": "e1", "occurred_at": utc_now().isoformat()}
    return {"external_id": external_id} | said


async def send_markers(platform: Platform, promises: Promises) -> None:
    """Send orders and wait for their cases: whoever works at all has by then gone past the fault."""
    markers = [order() for _ in range(MARKERS)]
    await send(platform, promises, *markers)
    url = platform.databases["dispatch"]
    query = "SELECT count(*) FROM reports JOIN case_reports ON report_id = id WHERE external_id = ANY($1)"
    names = [marker["external_id"] for marker in markers]

    async def all_have_cases() -> bool:
        return bool((await read(url, query, names))[0][0] == MARKERS)

    await platform.until(all_have_cases, 60)


async def verdict_on(platform: Platform, promises: Promises, *, within_s: float) -> Verdict:
    urls = {package.replace("_", "-"): url for package, url in platform.databases.items()}
    return await judge_at_last(urls, promises, within_s=within_s)


async def live_through_a_fault(platform: Platform) -> Promises:
    """Send an order and its urging, which meet the planted fault, and then others."""
    promises = Promises()
    first = order()
    await send(platform, promises, first, urging(first["external_id"]))
    running = platform.apps["dispatch-flow"].state.running
    faults = [part.faulted for part in (running.relay, *running.consumers) if hasattr(part, "faulted")]
    # The consumers at the doors never meet it.
    waits = [asyncio.create_task(fault.wait()) for fault in faults]
    _, idle = await asyncio.wait(waits, timeout=60, return_when=asyncio.FIRST_COMPLETED)
    for wait in idle:
        wait.cancel()
    await send_markers(platform, promises)
    return promises


async def live_through_a_slow_commit(platform: Platform) -> Promises:
    """Let an order take its place in the outbox, and commit after others behind it were published."""
    promises = Promises()
    event = order()
    incoming = incoming_from_feed(SOURCES[SOURCE], FeedEvent.model_validate(event), "http")
    async with platform.database("dispatch").begin() as slow:
        (accepted,) = await receive_reports(slow, [incoming], now=utc_now())
        await outbox.flush(slow)
        slow.events.clear()
        await send_markers(platform, promises)
    promises.reports[event["external_id"]] = str(accepted.report_id)
    return promises


@pytest.mark.parametrize(
    ("classes", "how"),
    [
        pytest.param({"consumer_class": SkipsSeek}, "lost", marks=pytest.mark.thorough),
        pytest.param({"consumer_class": CommitsOffsetsFirst}, "lost", marks=pytest.mark.thorough),
        ({"consumer_class": KeepsNoInbox}, "doubled"),
        ({"relay_class": MarksBeforeAck}, "lost"),
    ],
    ids=lambda given: next(iter(given.values())).__name__ if isinstance(given, dict) else None,
)
async def test_a_planted_bug_is_found(servers: Servers, classes: dict[str, Any], how: str) -> None:
    async with platform_with(servers, **classes) as platform:
        promises = await live_through_a_fault(platform)
        verdict = await verdict_on(platform, promises, within_s=STILL_WRONG_AFTER_S)

    assert getattr(verdict, how), verdict


@pytest.mark.thorough
async def test_a_relay_that_reads_by_cursor_is_found(servers: Servers) -> None:
    async with platform_with(servers, relay_class=ReadsByCursor) as platform:
        promises = await live_through_a_slow_commit(platform)
        verdict = await verdict_on(platform, promises, within_s=STILL_WRONG_AFTER_S)

    assert verdict.lost, verdict


@pytest.mark.parametrize(
    "consumer_class",
    [
        MeetsSomethingAway,
        pytest.param(DiesBeforeEffect, marks=pytest.mark.thorough),
        pytest.param(DiesAfterEffect, marks=pytest.mark.thorough),
    ],
)
async def test_right_code_takes_no_harm_from_the_same_faults(servers: Servers, consumer_class: type[Consumer]) -> None:
    async with platform_with(servers, consumer_class=consumer_class, relay_class=FailsToSend) as platform:
        promises = await live_through_a_fault(platform)
        verdict = await verdict_on(platform, promises, within_s=60)

    assert verdict.clean, verdict


async def test_the_relay_waits_for_no_commit_and_forgets_none(servers: Servers) -> None:
    async with platform_with(servers, relay_class=Relay) as platform:
        promises = await live_through_a_slow_commit(platform)
        verdict = await verdict_on(platform, promises, within_s=60)

    assert verdict.clean, verdict
