"""How does a file of messages come in through the signed door, at which pace, and what became of each?"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import httpx
from standardwebhooks import Webhook
from uuid_utils import uuid7

from onefour.feed_files import FeedEvent
from onefour.gateway import while_away
from onefour.refusals import StillRefused
from shared.clock import Clock, utc_now

BATCH: Final = 500
# The door takes 1 MiB; what the list around the events needs is little.
BATCH_BYTES: Final = 900_000
_ACCEPTED: Final = 202
_BAD_EVENTS: Final = 422
_PATIENCE_S: Final = 120.0
# At a pace, what is due within this time travels together.
_TICK_S: Final = 0.2


@dataclass(slots=True)
class Tally:
    """What became of the events so far; `reasons` counts refusals by field and code."""

    sent: int = 0
    accepted: int = 0
    repeated: int = 0
    refused: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    interrupted: bool = False

    def note(self, results: Iterable[dict[str, Any]]) -> None:
        for result in results:
            self.sent += 1
            match result["status"]:
                case "accepted":
                    self.accepted += 1
                case "repeated":
                    self.repeated += 1
                case _:
                    self.refused += 1
                    self.reasons.update({f"{e['field']}: {e['code']}" for e in result.get("errors", ())} or {"unnamed"})

    def lines(self) -> list[str]:
        """Return the summary for the terminal."""
        stopped = "（已中断 interrupted）" if self.interrupted else ""
        said = f"发送 sent {self.sent}, 接收 accepted {self.accepted}, 重复 repeated {self.repeated}, "
        return [
            f"{said}拒收 refused {self.refused}{stopped}",
            *(f"  拒收 refused {times} × {why}" for why, times in self.reasons.most_common(10)),
        ]


@dataclass(frozen=True, slots=True)
class Pace:
    """Events a second (`rate`), or the recorded times run `speed` times as fast; neither: as fast as it goes."""

    rate: float | None = None
    speed: float | None = None

    def due_s(self, index: int, since_first: timedelta) -> float:
        """Return how many seconds after the start an event is to be sent."""
        if self.rate:
            return index / self.rate
        if self.speed:
            return since_first.total_seconds() / self.speed
        return 0.0


@dataclass(frozen=True, slots=True)
class FeedDoor:
    """The address of a source's feed and the secret that signs for it (Standard Webhooks)."""

    url: str
    secret: str
    clock: Clock = utc_now
    transport: httpx.AsyncBaseTransport | None = None

    async def post(self, http: httpx.AsyncClient, events: Sequence[FeedEvent]) -> list[dict[str, Any]]:
        """Send up to 1,000 events as one signed request; return the result of each. Raises StillRefused."""
        body = json.dumps({"events": [_on_the_wire(event) for event in events]}, ensure_ascii=False)
        message_id = f"msg_{uuid7()}"

        async def attempt() -> httpx.Response:
            # Signed anew each time: after a long outage an old stamp would be refused.
            return await http.post(self.url, content=body.encode(), headers=self._headers(message_id, body))

        answer = await while_away(attempt, what=self.url, patience_s=_PATIENCE_S)
        if answer.status_code not in {_ACCEPTED, _BAD_EVENTS} or "results" not in answer.json():
            raise StillRefused(f"{self.url}: {answer.status_code} {answer.text[:300]}")
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    def _headers(self, message_id: str, body: str) -> dict[str, str]:
        now = self.clock()
        return {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(self.secret).sign(message_id, now, body),
        }


async def replay(
    events: Sequence[FeedEvent], door: FeedDoor, pace: Pace, *, progress: Callable[[int], object] = lambda _: None
) -> Tally:
    """Send `events` in their order; an interruption ends it with what was sent so far. Raises StillRefused."""
    tally = Tally()
    try:
        async with httpx.AsyncClient(timeout=60, trust_env=False, transport=door.transport) as http:
            began = time.monotonic()
            for due_s, batch in _due_batches(events, pace):
                await asyncio.sleep(max(0.0, began + due_s - time.monotonic()))
                tally.note(await door.post(http, batch))
                progress(len(batch))
    except asyncio.CancelledError:
        tally.interrupted = True
    return tally


def shifted(events: Sequence[FeedEvent], now: datetime) -> list[FeedEvent]:
    """Return the events with their times moved together so that the newest is `now`."""
    if not events:
        return []
    shift = now - max(event["occurred_at"] for event in events)
    return [event | {"occurred_at": event["occurred_at"] + shift} for event in events]


def _due_batches(events: Sequence[FeedEvent], pace: Pace) -> Iterator[tuple[float, list[FeedEvent]]]:
    """Yield (seconds after the start, events that travel together)."""
    batch: list[FeedEvent] = []
    size = 0
    due_s = 0.0
    for index, event in enumerate(events):
        own_due_s = pace.due_s(index, event["occurred_at"] - events[0]["occurred_at"])
        own_size = len(json.dumps(_on_the_wire(event), ensure_ascii=False).encode())
        if batch and (len(batch) == BATCH or size + own_size > BATCH_BYTES or own_due_s > due_s + _TICK_S):
            yield due_s, batch
            batch, size = [], 0
        if not batch:
            due_s = own_due_s
        batch.append(event)
        size += own_size
    if batch:
        yield due_s, batch


def _on_the_wire(event: FeedEvent) -> dict[str, Any]:
    return event | {"occurred_at": event["occurred_at"].isoformat()}
