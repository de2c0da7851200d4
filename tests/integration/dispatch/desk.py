"""How do tests of the centre work at its desk? They report, find the case, look at it and act on it."""

from collections.abc import Sequence
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import text

from tests.support.feed import order, push
from tests.support.platform import TOWN, Platform
from tests.support.town import STAND_IN, WORKER, do_task

# A matter of each kind of executor, from the starter tables.
NOISE = {"scheme": "onefour", "code": "M0101"}
STALLS = {"scheme": "onefour", "code": "M0203"}
_COLUMNS = 9
_places = count()


def somewhere() -> dict[str, float]:
    """Return a place in the west cell that is more than 30 m from every other one of this run."""
    row, column = divmod(next(_places), _COLUMNS)
    return {"lon": round(121.2502 + 0.0005 * column, 6), "lat": round(31.5002 + 0.0004 * row, 6)}


def dispatcher(platform: Platform, scope: str = TOWN, person_id: str = "p-dispatcher") -> httpx.AsyncClient:
    return platform.client("dispatch", role="dispatcher", scope=scope, person_id=person_id)


def phone(platform: Platform, worker: str = WORKER) -> httpx.AsyncClient:
    return platform.client("grid", role="worker", person_id=worker)


async def rows(platform: Platform, query: str, **values: Any) -> Sequence[Any]:
    """Return what is in the centre's database, to look behind the scenes."""
    async with platform.database("dispatch").begin() as work:
        return list(await work.connection.execute(text(query), values))


async def report(platform: Platform, source: str = "hotline-12345", **given: Any) -> tuple[str, dict[str, Any]]:
    """Push one order (somewhere in the west cell, if nothing else is said); return its report's id and itself."""
    usual: dict[str, Any] = {"position": somewhere(), "category": NOISE}
    event = order(**usual | given)
    taken = await push(platform.stranger("dispatch"), event, source=source)
    assert taken.status_code == 202, taken.text
    return taken.json()["results"][0]["report_id"], event


async def say(platform: Platform, event: dict[str, Any], kind: str, **more: Any) -> dict[str, Any]:
    """Push what the platform says of an order since; return the receipt."""
    told = order(event["external_id"], kind=kind, event_id=uuid4().hex, **more)
    taken = await push(platform.stranger("dispatch"), told)
    assert taken.status_code == 202, taken.text
    return dict(taken.json()["results"][0])


async def case_of(platform: Platform, report_id: str) -> dict[str, Any]:
    """Return the case of a report once there is one."""

    async def look() -> Any:
        return await rows(platform, "SELECT case_id FROM case_reports WHERE report_id = :id", id=report_id)

    return await read(platform, str((await platform.until(look, 30))[0].case_id))


async def read(platform: Platform, case_id: str) -> dict[str, Any]:
    answer = await dispatcher(platform, scope="32").get(f"/cases/{case_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def report_of(platform: Platform, source: str, external_id: str) -> str:
    """Return the report that a source's order became, once the centre has heard of it."""

    async def look() -> Any:
        query = "SELECT id FROM reports WHERE source = :source AND external_id = :id"
        return await rows(platform, query, source=source, id=external_id)

    return str((await platform.until(look, 30))[0].id)


async def reported_case(platform: Platform, **given: Any) -> dict[str, Any]:
    """Return the case that a new order became."""
    report_id, _ = await report(platform, **given)
    return await case_of(platform, report_id)


async def until(platform: Platform, case_id: str, **wanted: Any) -> dict[str, Any]:
    """Return the case as soon as it has the wanted values."""

    async def look() -> dict[str, Any] | None:
        case = await read(platform, case_id)
        return case if case | wanted == case else None

    try:
        return dict(await platform.until(look, 30))
    except AssertionError:
        raise AssertionError(f"not {wanted}: {await read(platform, case_id)}") from None


async def act(platform: Platform, case: dict[str, Any], action: str, **more: Any) -> httpx.Response:
    """Take a step at the version that `case` has."""
    body = {"action": action, "version": case["version"], **more}
    return await dispatcher(platform).post(f"/cases/{case['id']}/actions", json=body)


async def acted(platform: Platform, case: dict[str, Any], action: str, **more: Any) -> dict[str, Any]:
    """Take a step and return the case as it is then."""
    answer = await act(platform, case, action, **more)
    assert answer.status_code == 200, answer.text
    return await read(platform, case["id"])


async def inbox(platform: Platform, task_id: str, worker: str = WORKER, **wanted: Any) -> dict[str, Any]:
    """Return a worker's task once his inbox has it, with the wanted values."""

    async def look() -> dict[str, Any] | None:
        answer = await phone(platform, worker).get(f"/tasks/{task_id}")
        task = answer.json()
        return dict(task) if answer.status_code == 200 and task | wanted == task else None

    return dict(await platform.until(look, 30))


def open_task(case: dict[str, Any]) -> str:
    return str(next(task["id"] for task in case["tasks"] if task["ended_at"] is None))


async def handled(platform: Platform, case: dict[str, Any], worker: str = WORKER) -> dict[str, Any]:
    """Let the worker do the case's open task; return the case when the centre has heard of it."""
    await inbox(platform, open_task(case), worker)
    await do_task(platform, open_task(case), worker=worker)
    return await until(platform, case["id"], state="handled")


async def closed(platform: Platform, case: dict[str, Any], worker: str = WORKER) -> dict[str, Any]:
    """Bring a dispatched case to its end."""
    case = await handled(platform, case, worker)
    return await acted(platform, await acted(platform, case, "verify"), "close")


def actions(case: dict[str, Any]) -> list[str]:
    return [line["action"] for line in case["history"]]


__all__ = ["STAND_IN", "TOWN", "WORKER", "order", "push"]
