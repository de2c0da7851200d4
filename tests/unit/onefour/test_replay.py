"""How a replay goes through the signed door."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from onefour.feed_files import FeedEvent
from onefour.refusals import StillRefused
from onefour.replay import BATCH_BYTES, FeedDoor, Pace, replay, shifted

SECRET = "whsec_" + "c2VjcmV0IG9mIGEgdGVzdCBzb3VyY2U="
BEGIN = datetime(2019, 1, 1, tzinfo=UTC)


def messages(count: int, *, apart: timedelta = timedelta(0), detail: str = "") -> list[FeedEvent]:
    return [
        {"external_id": str(n), "occurred_at": BEGIN + n * apart, "title": "路灯不亮", "detail": detail}
        for n in range(count)
    ]


class Door:
    """A feed's other side: keeps what it was sent, knows orders again, refuses orders without a title."""

    def __init__(self, *first: int) -> None:
        self.requests: list[list[dict[str, Any]]] = []
        self._statuses = list(first)
        self._known: set[str] = set()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self._statuses:
            return httpx.Response(self._statuses.pop(0))
        Webhook(SECRET).verify(request.content, dict(request.headers), json_parse=False)
        events = json.loads(request.content)["events"]
        self.requests.append(events)
        return httpx.Response(202, json={"results": [self._result(event) for event in events]})

    def _result(self, event: dict[str, Any]) -> dict[str, Any]:
        if not event["title"]:
            return {"status": "refused", "errors": [{"field": "title", "code": "missing", "message": ""}]}
        known = event["external_id"] in self._known
        self._known.add(event["external_id"])
        return {"status": "repeated" if known else "accepted"}


def door_to(answer: Callable[[httpx.Request], httpx.Response]) -> FeedDoor:
    return FeedDoor("http://dispatch/feeds/s/events", SECRET, transport=httpx.MockTransport(answer))


async def test_events_go_signed_in_batches_and_a_second_run_only_repeats() -> None:
    door = Door()

    first = await replay(messages(1_001), door_to(door), Pace())
    second = await replay(messages(1_001), door_to(door), Pace())

    assert [len(batch) for batch in door.requests[:3]] == [500, 500, 1]
    assert (first.sent, first.accepted, first.repeated) == (1_001, 1_001, 0)
    assert (second.accepted, second.repeated) == (0, 1_001)


async def test_long_messages_travel_in_smaller_batches() -> None:
    door = Door()

    await replay(messages(100, detail="长" * 10_000), door_to(door), Pace())

    assert all(len(json.dumps(batch, ensure_ascii=False).encode()) < BATCH_BYTES + 1_000 for batch in door.requests)
    assert sum(map(len, door.requests)) == 100


async def test_refused_events_are_counted_by_reason() -> None:
    bad = messages(3)
    bad[1]["title"] = ""

    tally = await replay(bad, door_to(Door()), Pace())

    assert (tally.accepted, tally.refused) == (2, 1)
    assert tally.reasons == {"title: missing": 1}
    assert "title: missing" in "\n".join(tally.lines())


async def test_a_door_that_is_away_is_tried_again() -> None:
    door = Door(503, 503)

    tally = await replay(messages(1), door_to(door), Pace())

    assert tally.accepted == 1


async def test_a_door_that_refuses_the_signature_ends_the_replay() -> None:
    with pytest.raises(StillRefused, match="401"):
        await replay(messages(1), door_to(Door(401)), Pace())


async def test_a_pace_spreads_the_events() -> None:
    door = Door()
    began = asyncio.get_running_loop().time()

    await replay(messages(4, apart=timedelta(hours=1)), door_to(door), Pace(speed=3 * 3600 / 0.75))

    assert asyncio.get_running_loop().time() - began >= 0.7
    assert [len(batch) for batch in door.requests] == [1, 1, 1, 1]


async def test_an_interruption_ends_with_what_was_sent() -> None:
    task = asyncio.create_task(replay(messages(1_000), door_to(Door()), Pace(rate=5)))
    await asyncio.sleep(0.3)
    task.cancel()

    tally = await task

    assert tally.interrupted
    assert 0 < tally.accepted < 1_000


def test_times_move_together_so_that_the_newest_is_now() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)

    moved = shifted(messages(3, apart=timedelta(days=1)), now)

    assert [event["occurred_at"] for event in moved] == [now - timedelta(days=2), now - timedelta(days=1), now]
    assert shifted([], now) == []
