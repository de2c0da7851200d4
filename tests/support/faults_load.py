"""What does a platform under fault tests live through? Everybody who uses it, each repeating until he has an answer."""

import asyncio
import itertools
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

import httpx

from shared.runtime.kafka import make_producer
from shared.schemas.topics import feed_topic
from tests.support.feed import order, push
from tests.support.platform import TOWN
from tests.support.servers import ON_APACHE
from tests.support.stack_under_test import StackUnderTest
from tests.support.town import IN_WEST, OFFICERS, WORKER

DUPLICATES, REORDERED, POISON = 0.20, 0.10, 0.01
# For the grid, for the team, for a unit, and what no table knows.
TITLES = ("夜间噪音扰民", "施工扰民", "油烟异味", "违法建设", "占道经营", "咨询社保", "说不清的事")
POISONED = ({"external_id": "no good id!"}, {"external_id": "x", "title": "\x00"}, 17, {"kind": "unheard-of"})
PAUSE_S = 0.2
RENAMED = f"u-{TOWN}-library"


@dataclass(slots=True)
class Promises:
    """What clients were promised by a 2xx, and what they then saw that must not be."""

    reports: dict[str, str] = field(default_factory=dict)
    follow_ups: dict[tuple[str, str, str], str] = field(default_factory=dict)
    appeals: dict[str, str] = field(default_factory=dict)
    applications: dict[str, str] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    finished: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    answered_otherwise: set[str] = field(default_factory=set)
    # (case, version) → the action of the desk that was answered.
    steps: dict[tuple[str, int], str] = field(default_factory=dict)
    # Photo → the case in which it lies.
    photos: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def keep(self, kept: dict[Any, str], key: Any, answer: str) -> None:
        """Keep an answer; the same request again must have the same one."""
        if kept.setdefault(key, answer) != answer:
            self.answered_otherwise.add(str(key))


Ask = Callable[..., Awaitable[httpx.Response]]


async def persist(promises: Promises, ask: Ask, *given: Any, **named: Any) -> httpx.Response:
    """Repeat what is asked until the platform answers: a refusal is an answer, an error of the platform is none."""
    while True:
        try:
            answer = await ask(*given, **named)
        except httpx.TransportError:
            promises.counts["no answer"] += 1
        else:
            if answer.status_code < 500 and not _in_flight(answer):
                return answer
            promises.counts[f"answer {answer.status_code}"] += 1
        await asyncio.sleep(PAUSE_S)


def _in_flight(answer: httpx.Response) -> bool:
    # The first try may live on in a process that its client has already given up.
    return answer.status_code == 409 and "in-flight" in answer.text


@dataclass(slots=True)
class Feed:
    """An outside platform: new orders, repetitions, follow-ups that come before their order, and rubbish."""

    stack: StackUnderTest
    promises: Promises
    chance: random.Random
    _waiting: list[dict[str, Any]] = field(default_factory=list)
    _sent: list[dict[str, Any]] = field(default_factory=list)

    async def run(self, stopping: asyncio.Event) -> None:
        client = self.stack.stranger("dispatch")
        while not stopping.is_set() or self._waiting:
            await self._push(client, self._batch(last=stopping.is_set()))
            await asyncio.sleep(self.chance.uniform(0.05, 0.4))

    def _batch(self, *, last: bool) -> list[Any]:
        batch: list[Any] = [*self._waiting]
        self._waiting = []
        for _ in range(0 if last else self.chance.randint(1, 12)):
            new = self._order()
            early = self.chance.random() < REORDERED
            (self._waiting if early else batch).append(new)
            if early or self.chance.random() < 0.1:
                batch.append(self._follow_up(new))
        batch += [one for one in batch if self.chance.random() < DUPLICATES / 2]
        batch += [one for one in self._sent if self.chance.random() < DUPLICATES / 2]
        self._sent = [one for one in batch if isinstance(one, dict)][-12:]
        batch += [self.chance.choice(POISONED) for _ in batch if self.chance.random() < POISON]
        return batch

    def _order(self) -> dict[str, Any]:
        place = {"lon": self.chance.uniform(121.251, 121.269), "lat": self.chance.uniform(31.501, 31.509)}
        position = place if self.chance.random() < 0.9 else None
        return order(title=self.chance.choice(TITLES), detail="", position=position)

    def _follow_up(self, new: dict[str, Any]) -> dict[str, Any]:
        kind = self.chance.choices(("urged", "supplemented", "withdrawn"), (6, 3, 1))[0]
        at = datetime.fromisoformat(new["occurred_at"]) + timedelta(minutes=1)
        said = {"kind": kind, "event_id": uuid4().hex, "occurred_at": at.isoformat(), "detail": "还没有人来"}
        return {"external_id": new["external_id"]} | said

    async def _push(self, client: httpx.AsyncClient, batch: list[Any]) -> None:
        if not batch:
            return
        answer = await persist(self.promises, push, client, *batch)
        assert answer.status_code in {202, 422}, answer.text
        for event, receipt in zip(batch, answer.json()["results"], strict=True):
            self._note(event, receipt)

    def _note(self, event: Any, receipt: dict[str, Any]) -> None:
        self.promises.counts[receipt["status"]] += 1
        if receipt["status"] == "refused":
            assert event in POISONED, receipt
        elif "kind" in event:
            key = (event["external_id"], event["kind"], event["event_id"])
            self.promises.follow_ups[key] = event["external_id"]
        else:
            self.promises.keep(self.promises.reports, event["external_id"], receipt["report_id"])


async def write_straight(stack: StackUnderTest, promises: Promises, stopping: asyncio.Event) -> None:
    """Write orders straight into the feed's topic, as outsiders may where the broker promises to keep them."""
    async with make_producer(stack.log.settings) as producer:
        while not stopping.is_set():
            new = order(detail="")
            key, value = new["external_id"].encode(), json.dumps(new, ensure_ascii=False).encode()
            await producer.send_and_wait(feed_topic("hotline-12345"), value, key=key)
            promises.written.add(new["external_id"])
            await asyncio.sleep(0.2)


@dataclass(slots=True)
class Clerk:
    """A clerk at the counter, whose appeals and applications go in under an idempotency key."""

    stack: StackUnderTest
    promises: Promises

    async def run(self, stopping: asyncio.Event) -> None:
        clerk = self.stack.client("approval-window", role="clerk", person_id="p-clerk")
        while not stopping.is_set():
            for path, body, kept in (
                ("/appeals", _appeal(), self.promises.appeals),
                ("/applications", _APPLICATION, self.promises.applications),
            ):
                key = uuid4().hex
                answer = await persist(self.promises, clerk.post, path, json=body, headers={"Idempotency-Key": key})
                assert answer.status_code == 201, answer.text
                self.promises.keep(kept, key, answer.json()["id"])
            await asyncio.sleep(0.5)


# A made-up number whose check digit holds.
_APPLICATION = {
    "item": "temporary-relief",
    "region": TOWN,
    "applicant": {"kind": "person", "name": "测试", "number": "11010519491231002X"},
    "again": True,
}


def _appeal() -> dict[str, Any]:
    return {
        "category": {"scheme": "onefour", "code": "M0101"},
        "region": TOWN,
        "text": "楼下噪音很大",
        "appellant": {"name": "测试"},
    }


@dataclass(slots=True)
class Executors:
    """A grid worker and two officers who finish what they are given, as their phones do: each step until answered."""

    stack: StackUnderTest
    promises: Promises

    async def work_tasks(self, stopping: asyncio.Event) -> None:
        phone = self.stack.client("grid", role="worker", person_id=WORKER)
        steps: tuple[tuple[str, dict[str, Any]], ...] = (
            ("accept", {}),
            ("arrive", {"position": IN_WEST}),
            ("finish", {"result": "solved"}),
        )
        while not stopping.is_set():
            for item in await self._open(phone, "/tasks"):
                at = {"at": datetime.now(UTC).isoformat()}
                await self._do(phone, f"/tasks/{item['id']}", [(step, at | more) for step, more in steps])
            await asyncio.sleep(PAUSE_S)

    async def work_clues(self, stopping: asyncio.Event) -> None:
        officer = self.stack.client("enforcement", role="officer", person_id=OFFICERS[0])
        end = {"result": "solved", "second_officer_id": OFFICERS[1]}
        while not stopping.is_set():
            for item in await self._open(officer, "/clues"):
                await self._do(officer, f"/clues/{item['id']}", [("accept", {}), ("finish", end)])
            await asyncio.sleep(PAUSE_S)

    async def _open(self, client: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
        answer = await persist(self.promises, client.get, path, params={"state": "assigned", "limit": 5})
        items: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
        return items

    async def _do(self, client: httpx.AsyncClient, path: str, steps: list[tuple[str, dict[str, Any]]]) -> None:
        for step, more in steps:
            body = {"client_id": str(uuid5(NAMESPACE_URL, f"{path}/{step}"))} | more
            answer = await persist(self.promises, client.post, f"{path}/{step}", json=body)
            if answer.is_error:
                # Taken back meanwhile, because the call was withdrawn.
                assert answer.status_code == 409, answer.text
                self.promises.counts["step too late"] += 1
                return
        self.promises.finished.add(path)


@dataclass(slots=True)
class Dispatcher:
    """A dispatcher who verifies and closes what was handled."""

    stack: StackUnderTest
    promises: Promises

    async def run(self, stopping: asyncio.Event) -> None:
        desk = self.stack.client("dispatch", role="dispatcher", person_id="p-dispatcher")
        for state in itertools.cycle(("handled", "verifying")):
            if stopping.is_set():
                return
            answer = await persist(self.promises, desk.get, "/cases", params={"state": state, "limit": 20})
            for case in answer.raise_for_status().json()["items"]:
                body = {"action": "verify" if state == "handled" else "close", "version": case["version"]}
                done = await persist(self.promises, desk.post, f"/cases/{case['id']}/actions", json=body)
                assert not done.is_error or done.status_code == 409, done.text
            await asyncio.sleep(PAUSE_S)


@dataclass(slots=True)
class OrgOffice:
    """An org office that gives a unit one name after the other, at the registers' own process."""

    stack: StackUnderTest
    promises: Promises

    async def run(self, stopping: asyncio.Event) -> None:
        office = self.stack.client("dispatch-registers", role="org-office", person_id="p-org")
        unit = {"id": RENAMED, "region": TOWN, "kind": "library", "valid_from": "2026-01-01"}
        while not stopping.is_set():
            key = uuid4().hex
            body, headers = {"units": [unit | {"name": key}]}, {"Idempotency-Key": key}
            answer = await persist(self.promises, office.put, "/organisation/units", json=body, headers=headers)
            assert answer.json() == {"given": 1, "changed": 1}, answer.text
            self.promises.named.add(key)
            await asyncio.sleep(PAUSE_S)


@asynccontextmanager
async def living(stack: StackUnderTest, seed: int) -> AsyncIterator[Promises]:
    """Let everybody use the platform meanwhile; at the end each still gets the answer that he waits for."""
    promises, stopping = Promises(), asyncio.Event()
    executors = Executors(stack, promises)
    lives = (
        Feed(stack, promises, random.Random(seed)).run,
        Clerk(stack, promises).run,
        executors.work_tasks,
        executors.work_clues,
        Dispatcher(stack, promises).run,
        OrgOffice(stack, promises).run,
    )
    async with asyncio.TaskGroup() as group:
        for life in lives:
            group.create_task(life(stopping))
        if ON_APACHE:
            group.create_task(write_straight(stack, promises, stopping))
        try:
            yield promises
        finally:
            stopping.set()
