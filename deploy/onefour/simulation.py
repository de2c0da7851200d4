"""How does a township look alive? Simulated grid workers handle their tasks, a simulated centre verifies them.

A demonstration, and labelled as one: all goes through the real HTTP interfaces, nobody really goes anywhere. What was
begun by a run that was interrupted is taken up by the next: the state is the platform's, none is kept here.
"""

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

import httpx
from shapely.geometry import shape

from onefour.gateway import Actor, Gateway
from shared.clock import Clock, utc_now
from shared.codes import RegionLevel
from shared.schemas.vocabulary import CaseState, Executor, Result, ReturnReason, TaskState

# For the workers, and as many for the centre.
AT_ONCE: Final = 8
PAGE: Final = 200
RETURNED_SHARE: Final = 0.02
# Upper ends of the shares of a thousand.
_RESULTS: Final = (
    (0.80, Result.SOLVED),
    (0.90, Result.EXPLAINED),
    (0.96, Result.PERSUADED),
    (1.00, Result.NOTHING_FOUND),
)
_NOTES: Final = {
    Result.SOLVED: "（演示）已到现场处理完毕。",
    Result.EXPLAINED: "（演示）已向来电人解释有关政策。",
    Result.PERSUADED: "（演示）已当场劝导改正。",
    Result.NOTHING_FOUND: "（演示）到场查看，未发现所反映情况。",
}
_OPEN_TASKS: Final = (TaskState.ARRIVED, TaskState.ACCEPTED, TaskState.ASSIGNED)
_FOR_THE_CENTRE: Final = (CaseState.VERIFYING, CaseState.HANDLED, CaseState.RETURNED)
_BY_GRID: Final = {"executor": str(Executor.GRID)}
_UNDER_WAY: Final = (CaseState.DISPATCHED, CaseState.HANDLING)
STILL_FOR_S: Final = 5.0
_LONGEST_WAIT_S: Final = 30.0
_LOOK_EVERY_S: Final = 0.5
_REFUSED: Final = frozenset({403, 404, 409, 422})


@dataclass(slots=True)
class Score:
    """What the simulated people did; `refused` counts steps that the platform declined, by their code."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    interrupted: bool = False

    def lines(self) -> list[str]:
        names = ("accepted", "arrived", "finished", "returned", "verified", "closed", "dispatched-again")
        said = ", ".join(f"{name} {self.done[name]}" for name in names)
        return [f"演示 simulated: {said}", *(f"  未成 declined {n} × {why}" for why, n in self.refused.most_common(5))]


class Simulation:
    """Plays everybody in `region` (a prefix of region codes). `rate` bounds the tasks begun in a second."""

    def __init__(
        self,
        gateway: Gateway,
        region: str,
        *,
        rate: float | None = None,
        clock: Clock = utc_now,
        progress: Callable[[str], object] = lambda _: None,
        still_for_s: float = STILL_FOR_S,
    ) -> None:
        self._gateway = gateway
        self._region = region
        self._clock = clock
        self._progress = progress
        self._still_for_s = still_for_s
        self._pacer = _Pacer(rate)
        self._places: dict[str, dict[str, tuple[float, float]]] = {}
        # Refused once and not to be asked for again; a task that changes hands comes under another id.
        self._given_up: set[str] = set()
        # Which side has had nothing to do, and since when.
        self._idle_since: dict[str, float] = {}
        self.score = Score()

    async def play(self, *, until_idle: bool) -> Score:
        """Play for ever, or until nothing has been left to do for some seconds; a cancellation ends it cleanly."""
        # Side by side: the centre does not wait until the workers have gone home.
        people = [asyncio.create_task(self._keep(side)) for side in self._sides()]
        watch = [asyncio.create_task(self._until_idle())] if until_idle else []
        try:
            ended, _ = await asyncio.wait([*people, *watch], return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        except asyncio.CancelledError:
            self.score.interrupted = True
        finally:
            for task in (*people, *watch):
                task.cancel()
            await asyncio.gather(*people, *watch, return_exceptions=True)
        return self.score

    def _sides(self) -> tuple["_Side", "_Side"]:
        workers = _Side("workers", partial(self._found, "grid", "/tasks", _OPEN_TASKS, {}), self._handle)
        centre = partial(self._found, "dispatch", "/cases", _FOR_THE_CENTRE, _BY_GRID)
        return workers, _Side("centre", centre, self._oversee)

    async def _keep(self, side: "_Side") -> None:
        """Do what one side finds to do, one page of each state at a time, for ever."""
        while True:
            found = [item async for item in side.find()]
            if found:
                self._idle_since.pop(side.name, None)
                await _for_each(found, side.do)
            else:
                self._idle_since.setdefault(side.name, time.monotonic())
                await asyncio.sleep(_LOOK_EVERY_S)

    async def _until_idle(self) -> None:
        """Return when both sides have had nothing to do for a while and no step is on its way between them."""
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            if len(self._idle_since) < len(self._sides()):
                continue
            idle_s = time.monotonic() - max(self._idle_since.values())
            if idle_s > _LONGEST_WAIT_S or (idle_s > self._still_for_s and not await self._under_way()):
                return

    async def _under_way(self) -> bool:
        """Say whether a step is on its way, or came while its side was slow to look."""
        for find in (side.find for side in self._sides()):
            async for _ in find():
                return True
        return any([True async for _ in self._found("dispatch", "/cases", _UNDER_WAY, _BY_GRID)])

    async def _found(
        self, service: str, path: str, states: Iterable[str], query: Mapping[str, str]
    ) -> AsyncIterator[dict[str, Any]]:
        """Yield the first page of each state that has something to do in it."""
        centre = Actor("dispatcher", self._region)
        for state in states:
            after: str | None = None
            while True:
                params = {**query, "state": str(state), "region": self._region, "limit": PAGE, "after": after}
                answer = await self._gateway.ask(service, "GET", path, actor=centre, params=params)
                answer.raise_for_status()
                page = answer.json()
                fresh = [item for item in page["items"] if item["id"] not in self._given_up]
                for item in fresh:
                    yield item
                after = page.get("next")
                if fresh or not after:
                    break

    # --------------------------------------------------------------------------------------------------------- a worker
    async def _handle(self, task: dict[str, Any]) -> None:
        """Take one task from where it stands to its end."""
        await self._pacer.turn()
        state, step = task["state"], self._step_of(task)
        if state == TaskState.ASSIGNED and not await step("accept", "accepted", {}):
            return
        if state in {TaskState.ASSIGNED, TaskState.ACCEPTED}:
            if _share(task["id"], "return") < RETURNED_SHARE:
                await step(
                    "return", "returned", {"reason": str(ReturnReason.WRONG_PLACE), "note": "（演示）不在本网格。"}
                )
                return
            if not await step("arrive", "arrived", {}):
                return
        result = next(result for end, result in _RESULTS if _share(task["id"], "result") < end)
        if await step("finish", "finished", {"result": str(result), "note": _NOTES[result]}):
            self._progress("finished")

    def _step_of(self, task: dict[str, Any]) -> Callable[[str, str, dict[str, Any]], Awaitable[bool]]:
        async def step(action: str, done: str, facts: dict[str, Any]) -> bool:
            worker = Actor("worker", _township(task["region"]), task["worker_id"])
            # The same id in every run: a step whose answer was lost is not taken twice.
            client_id = str(uuid5(NAMESPACE_URL, f"onefour:demo/{task['id']}/{action}"))
            body = {"client_id": client_id, "at": self._clock().isoformat(), **facts}
            if action != "accept":
                body["position"] = await self._position(task)
            answer = await self._gateway.ask("grid", "POST", f"/tasks/{task['id']}/{action}", actor=worker, json=body)
            return self._noted(answer, task["id"], done)

        return step

    async def _position(self, task: dict[str, Any]) -> dict[str, Any] | None:
        """Return where the worker stands: at the reported place, else somewhere inside the cell."""
        given = task.get("position")
        if given:
            return {"lon": given["lon"], "lat": given["lat"]}
        if not task.get("cell"):
            return None
        township = _township(task["region"])
        if township not in self._places:
            self._places[township] = await self._cells(township)
        place = self._places[township].get(task["cell"])
        return {"lon": place[0], "lat": place[1]} if place else None

    async def _cells(self, township: str) -> dict[str, tuple[float, float]]:
        centre = Actor("dispatcher", township)
        answer = await self._gateway.ask("grid", "GET", "/cells", actor=centre, params={"region": township})
        answer.raise_for_status()
        points = {
            f["properties"]["code"]: shape(f["geometry"]).representative_point() for f in answer.json()["features"]
        }
        return {code: (round(point.x, 6), round(point.y, 6)) for code, point in points.items()}

    # ------------------------------------------------------------------------------------------------------- the centre
    async def _oversee(self, case: dict[str, Any]) -> None:
        """Verify and close what was handled; give what came back to somebody again."""
        if case["state"] == CaseState.RETURNED:
            await self._act(case, "dispatch", case["version"], "dispatched-again")
            return
        version: int | None = case["version"]
        if case["state"] == CaseState.HANDLED:
            version = await self._act(case, "verify", version, "verified")
        if version is not None and await self._act(case, "close", version, "closed"):
            self._progress("closed")

    async def _act(self, case: dict[str, Any], action: str, version: int | None, done: str) -> int | None:
        """Take a dispatcher's step; return the case's new version, None where it was declined."""
        township = _township(case["region"])
        dispatcher = Actor("dispatcher", township, f"p-{township}-d01", f"u-{township}-governance-office")
        answer = await self._gateway.ask(
            "dispatch",
            "POST",
            f"/cases/{case['id']}/actions",
            actor=dispatcher,
            json={"action": action, "version": version},
        )
        return int(answer.json()["version"]) if self._noted(answer, case["id"], done) else None

    def _noted(self, answer: httpx.Response, item: str, done: str) -> bool:
        if answer.status_code in _REFUSED:
            code = answer.json().get("code", answer.status_code)
            self.score.refused[f"{done}: {answer.status_code} {code}"] += 1
            self._given_up.add(item)
            return False
        answer.raise_for_status()
        self.score.done[done] += 1
        return True


class _Pacer:
    """Gives turns no faster than `rate` a second."""

    def __init__(self, rate: float | None) -> None:
        self._pause_s = 1 / rate if rate else 0.0
        self._next_at = 0.0

    async def turn(self) -> None:
        now = time.monotonic()
        self._next_at = max(self._next_at, now) + self._pause_s
        await asyncio.sleep(self._next_at - self._pause_s - now)


@dataclass(frozen=True, slots=True)
class _Side:
    """The workers, or the centre: what they find to do, and how they do one of it."""

    name: str
    find: Callable[[], AsyncIterator[dict[str, Any]]]
    do: Callable[[dict[str, Any]], Awaitable[None]]


async def _for_each(items: Iterable[dict[str, Any]], do: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(item: dict[str, Any]) -> None:
        async with gate:
            await do(item)

    async with asyncio.TaskGroup() as group:
        for item in items:
            group.create_task(one(item))


def _township(region: str) -> str:
    return region[: RegionLevel.TOWNSHIP.digits]


def _share(item: str, question: str) -> float:
    """Return a number in [0, 1) that belongs to the item: another run decides alike."""
    digest = hashlib.blake2b(f"{item}/{question}".encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4]) / 2**32
