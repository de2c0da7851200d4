"""How do tests of the centre work at its desk? They report, find the case, look at it and act on it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import text

from shared.calendar import WorkCalendar, calendar_days_from_package
from shared.terms import YearNotPublished
from tests.support.feed import order, push
from tests.support.platform import TOWN, Platform
from tests.support.town import STAND_IN, WORKER, do_task

# A matter of each kind of executor, from the starter tables.
NOISE = {"scheme": "onefour", "code": "M0101"}
STALLS = {"scheme": "onefour", "code": "M0203"}
# Columns west and east of the middle of the west cell, where other tests report; each 32 m from the next.
_COLUMNS = [round(west + 0.00034 * column, 6) for west in (121.2502, 121.2556) for column in range(13)]
_ROWS = [round(31.5002 + 0.0003 * row, 6) for row in range(32)]
_places = product(_ROWS, _COLUMNS)


def somewhere() -> dict[str, float]:
    """Return a place in the west cell that is more than 30 m from every other one of this run."""
    place = next(_places, None)
    assert place, f"all {len(_ROWS) * len(_COLUMNS)} places of the west cell have been reported from"
    return {"lon": place[1], "lat": place[0]}


def dispatcher(platform: Platform, scope: str = TOWN, person_id: str = "p-dispatcher") -> httpx.AsyncClient:
    return platform.client("dispatch", role="dispatcher", scope=scope, person_id=person_id)


def phone(platform: Platform, worker: str = WORKER) -> httpx.AsyncClient:
    return platform.client("grid", role="worker", person_id=worker)


async def rows(platform: Platform, query: str, **values: Any) -> Sequence[Any]:
    """Return what is in the centre's database, to look behind the scenes."""
    async with platform.database("dispatch").begin() as work:
        return list(await work.connection.execute(text(query), values))


async def set_clocks(platform: Platform, change: str, which: str, **values: Any) -> int:
    """Change clocks behind the scenes; return how many. `which`: of which row.

    Their cases are held first, as everybody holds them: a timer that has read a clock before would write it back.
    """
    cases = f"SELECT id FROM cases WHERE id IN (SELECT case_id FROM case_clocks WHERE {which}) ORDER BY id FOR UPDATE"
    async with platform.database("dispatch").begin() as work:
        await work.connection.execute(text(cases), {key: value for key, value in values.items() if f":{key}" in which})
        changed = await work.connection.execute(text(f"UPDATE case_clocks SET {change} WHERE {which}"), values)
        return int(changed.rowcount)


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


def working_seconds(earlier: datetime, later: datetime) -> float:
    """Return the working time between two moments, by which the end of a day is the beginning of the next."""
    try:
        days = {one.day: one.is_workday for one in calendar_days_from_package([earlier.year])}
    except YearNotPublished:
        days = {}
    return WorkCalendar(days, version="test").working_seconds_between(earlier, later)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


async def act(
    platform: Platform, case: dict[str, Any], action: str, *, by: httpx.AsyncClient | None = None, **more: Any
) -> httpx.Response:
    """Take a step at the version that `case` has; the desk takes it where nobody else is named."""
    body = {"action": action, "version": case["version"], **more}
    return await (by or dispatcher(platform)).post(f"/cases/{case['id']}/actions", json=body)


async def acted(platform: Platform, case: dict[str, Any], action: str, **more: Any) -> dict[str, Any]:
    """Take a step and return the case as it is then; one that a timer has moved on is read anew first, as at a desk."""
    answer = await act(platform, case, action, **more)
    if answer.status_code == 409 and refusal(answer)[1] == "cases.stale-version":
        answer = await act(platform, await read(platform, case["id"]), action, **more)
    assert answer.status_code == 200, answer.text
    return await read(platform, case["id"])


def shift_leader(platform: Platform, scope: str = TOWN, person_id: str = "p-shift-leader") -> httpx.AsyncClient:
    return platform.client("dispatch", role="shift-leader", scope=scope, person_id=person_id)


async def ask(platform: Platform, case: dict[str, Any], kind: str, **more: Any) -> httpx.Response:
    """Ask for what another person approves, as a dispatcher, at the version that `case` has."""
    who = more.pop("who", None) or dispatcher(platform)
    body = {"kind": kind, "version": case["version"], "reason": "waits-for-parts", **more}
    return await who.post(f"/cases/{case['id']}/requests", json=body)


async def decide(platform: Platform, asked: httpx.Response, *, granted: bool = True, **more: Any) -> httpx.Response:
    """Decide a request as a shift leader."""
    assert asked.status_code == 201, asked.text
    told = asked.json()
    who = more.pop("who", None) or shift_leader(platform)
    path = f"/cases/{told['case']['id']}/requests/{told['id']}/decision"
    return await who.post(path, json={"granted": granted, **more})


async def suspended(platform: Platform, case: dict[str, Any], *, days: int = 7, **more: Any) -> dict[str, Any]:
    """Have a case suspended for a week, asked for by a dispatcher and approved by a shift leader."""
    until = (platform.clock() + timedelta(days=days)).isoformat()
    leader = more.pop("leader", None)
    reader = more.get("who")
    granted = await decide(platform, await ask(platform, case, "suspension", until=until, **more), who=leader)
    assert granted.status_code == 200, granted.text
    return dict((await reader.get(f"/cases/{case['id']}")).json()) if reader else await read(platform, case["id"])


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
