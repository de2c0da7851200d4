"""Which township do the grid's tests play in? A new one for each test: two cells side by side, and who works there."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select, text

from grid.tasks.consumers import hear_of_tasks
from shared.runtime import outbox
from shared.runtime.db import new_id
from shared.runtime.tables import outbox as outbox_rows
from shared.schemas.dispatch import PersonChanged, TaskAssigned, TaskRecalled
from shared.schemas.envelope import Event
from shared.schemas.vocabulary import Executor, Point, Urgency
from tests.support.platform import Platform

LONG_AGO = date(2026, 1, 1)
_numbers = itertools.count(1)


def rectangle(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(code: str, geometry: dict[str, Any], **more: Any) -> dict[str, Any]:
    properties = {"code": code, "name": f"第{code[-3:]}网格", "kind": "integrated", "place_names": ["人民路"]} | more
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(*features: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)} | more


@dataclass(frozen=True)
class Town:
    """A township of 0.02 by 0.01 degrees; `west` and `east` are its cells."""

    platform: Platform
    region: str

    @property
    def west(self) -> str:
        return f"{self.region}001001"

    @property
    def east(self) -> str:
        return f"{self.region}001002"

    def features(self) -> list[dict[str, Any]]:
        return [
            feature(self.west, rectangle(121.00, 31.50, 121.01, 31.51)),
            feature(self.east, rectangle(121.01, 31.50, 121.02, 31.51)),
        ]

    def client(self, role: str = "admin", person: str = "boss") -> httpx.AsyncClient:
        return self.platform.client("grid", role=role, scope=self.region, person_id=self.person(person))

    def person(self, name: str) -> str:
        return f"p-{self.region}-{name}"

    async def draw(self, *features: dict[str, Any], valid_from: date = LONG_AGO) -> httpx.Response:
        body = collection(*(features or self.features()))
        asked = {"region": self.region, "valid_from": valid_from.isoformat()}
        return await self.client().put("/cells", params=asked, json=body)

    async def hire(self, *names: str, **more: Any) -> None:
        """Let the centre tell of persons with the role of a worker, and wait until the grid has heard of them."""
        told = {"version": 1, "region": self.region, "unit_id": None, "roles": ["worker"]}
        told |= {"valid_from": LONG_AGO, "valid_to": None} | more
        await tell(self.platform, *(PersonChanged(person_id=self.person(name), **told) for name in names))

    async def assign(self, *holders: tuple[str, str, str], **more: Any) -> httpx.Response:
        """Let (name, cell, role) hold; tried again until the grid knows the persons."""
        workers = [{"person_id": self.person(n), "cell": cell, "role": role} | more for n, cell, role in holders]

        async def put() -> httpx.Response | None:
            answer = await self.client().put("/workers", json={"workers": workers})
            return None if answer.status_code == 409 else answer

        found: httpx.Response = await self.platform.until(put)
        return found

    def task(self, **more: Any) -> TaskAssigned:
        told: dict[str, Any] = {
            "task_id": new_id(),
            "case_id": new_id(),
            "version": 1,
            "case_number": "太2026-1",
            "executor": Executor.GRID,
            "region": self.region,
            "cell": self.west,
            "unit": None,
            "worker_id": self.person("wang"),
            "matter": "M0101",
            "urgency": Urgency.NORMAL,
            "position": Point(lon=121.005, lat=31.505),
            "report_ids": [new_id()],
            "urged": 0,
            "due_at": now() + timedelta(hours=2),
            "assigned_at": now(),
        }
        return TaskAssigned(**(told | more))


def recall(task: TaskAssigned, version: int = 2) -> TaskRecalled:
    return TaskRecalled(
        task_id=task.task_id,
        case_id=task.case_id,
        version=version,
        executor=task.executor,
        reason="withdrawn",
        recalled_at=now(),
    )


def now() -> datetime:
    return datetime.now(UTC)


def new_town(platform: Platform) -> Town:
    return Town(platform, f"3299{next(_numbers):05d}")


async def staffed_town(platform: Platform) -> Town:
    """Return a township where wang answers for the west, and li stands in there."""
    town = new_town(platform)
    assert (await town.draw()).status_code == 200
    await town.hire("wang", "li", "zhao")
    answer = await town.assign(("wang", town.west, "A"), ("li", town.west, "B"), ("zhao", town.east, "A"))
    assert answer.status_code == 200, answer.text
    return town


async def tell(platform: Platform, *events: Event) -> None:
    """Publish events over the grid's relay, as if they came from their owner."""
    async with platform.database("grid").begin() as work:
        outbox.record(work, *events)


async def hear(platform: Platform, *events: TaskAssigned | TaskRecalled) -> None:
    """Hand events to the grid as one batch, without the broker."""
    async with platform.database("grid").begin() as work:
        await hear_of_tasks(work, events, now())


async def told(platform: Platform, kind: type[Event], key: str | UUID) -> Sequence[Any]:
    """Return what the grid has told of one aggregate, in order."""
    query = select(outbox_rows.c.body).where(outbox_rows.c.type == kind.TYPE, outbox_rows.c.key == str(key))
    async with platform.database("grid").begin() as work:
        rows = (await work.connection.execute(query.order_by(outbox_rows.c.seq))).all()
    return [kind.model_validate_json(row.body) for row in rows]


def step(**more: Any) -> dict[str, Any]:
    """Return the body of a step."""
    return {"client_id": str(new_id()), "at": now().isoformat()} | more


async def rows(town: Town, query: str, **values: Any) -> list[Any]:
    """Return what the grid's database says."""
    async with town.platform.database("grid").begin() as work:
        return list((await work.connection.execute(text(query), values)).all())
