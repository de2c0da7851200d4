"""How do tests of training hold a course? A city's org office offers it, enrols, notes attendance, and examines."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import httpx

from dispatch.training.timers import TIMERS
from shared.clock import town_day
from shared.runtime.timers import run_round
from tests.support.platform import Platform

# Nobody else plays in these places.
CITY, COUNTY, TOWNSHIP, NEXT = "3204", "320481", "320481101", "320481102"
DAY = timedelta(days=1)


def office(platform: Platform, person: str = "p-school-1", scope: str = CITY) -> httpx.AsyncClient:
    return platform.client("dispatch", role="org-office", scope=scope, person_id=person)


@contextmanager
def days_ago(platform: Platform, days: int) -> Iterator[None]:
    """Let it be some days ago: nothing of other tests falls due then."""
    platform.clock.ahead = timedelta(days=-days)
    try:
        yield
    finally:
        platform.clock.ahead = timedelta(0)


def today(platform: Platform) -> date:
    return town_day(platform.clock())


async def send(client: httpx.AsyncClient, path: str, body: dict[str, Any], expected: int = 200) -> Any:
    answer = await client.post(f"/training{path}", json=body)
    assert answer.status_code == expected, answer.text
    return answer.json() if answer.content else None


async def get(client: httpx.AsyncClient, path: str, **params: Any) -> Any:
    answer = await client.get(f"/training{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def people(platform: Platform, *ids: str, region: str = TOWNSHIP, **more: Any) -> None:
    """Let persons be officers of a township."""
    usual = {"name": "测试", "region": region, "roles": ["officer"], "valid_from": "2020-01-01"} | more
    body = {"persons": [usual | {"id": person} for person in ids]}
    (await platform.client("dispatch", scope="32").put("/organisation/persons", json=body)).raise_for_status()


async def bound(platform: Platform, township: str, since: date, scope: str = CITY) -> dict[str, Any]:
    """Hold a township to what is required, as two persons do."""
    path, body = f"/training/bindings/{township}", {"bound_from": since.isoformat()}
    kept = await office(platform, scope=scope).put(path, json=body)
    assert kept.status_code == 200, kept.text
    done = await office(platform, "p-school-2", scope).post(f"/training/bindings/proposals/{kept.json()['id']}/confirm")
    assert done.status_code == 200, done.text
    return dict(done.json())


async def offered(platform: Platform, code: str, field: str = "safety", **more: Any) -> str:
    course = {"code": code, "name": "行政执法培训", "field": field, "hours": 16, "organiser": CITY}
    await send(office(platform), "/courses", course | more, 201)
    return code


async def opened(platform: Platform, course: str, region: str = TOWNSHIP, days: int = 2, **more: Any) -> str:
    """Open a session that ends today; return its id."""
    last = today(platform)
    body = {
        "course": course,
        "region": region,
        "first_day": (last - (days - 1) * DAY).isoformat(),
        "last_day": last.isoformat(),
        "capacity": 50,
    }
    return str((await send(office(platform), "/sessions", body | more, 201))["id"])


async def enrolled(platform: Platform, session: str, *persons: str) -> None:
    await send(office(platform), f"/sessions/{session}/enrolments", {"persons": list(persons)})


def was_there(platform: Platform, session: str, person: str, ago: int = 0, hours: int = 8) -> dict[str, Any]:
    on = (today(platform) - ago * DAY).isoformat()
    return {"session_id": session, "person_id": person, "day": on, "hours": hours}


async def attended(platform: Platform, session: str, *persons: str, days: int = 2) -> None:
    rows = [was_there(platform, session, person, ago) for person in persons for ago in range(days)]
    await send(office(platform), "/attendances", {"rows": rows})


async def examined(platform: Platform, session: str, **scores: int) -> httpx.Response:
    """Examine persons today; a person's id is given with _ for -."""
    results = [{"person_id": person.replace("_", "-"), "score": score} for person, score in scores.items()]
    body = {"examined_on": today(platform).isoformat(), "results": results}
    return await office(platform).post(f"/training/sessions/{session}/results", json=body)


async def certified(platform: Platform, course: str, *persons: str, region: str = TOWNSHIP) -> str:
    """Let persons pass a course today; return the session."""
    session = await opened(platform, course, region)
    await enrolled(platform, session, *persons)
    await attended(platform, session, *persons)
    done = await examined(platform, session, **{person.replace("-", "_"): 90 for person in persons})
    assert done.json() == {"given": len(persons), "passed": list(persons)}, done.text
    return session


async def required(platform: Platform, activity: str, *fields: str, valid_from: str = "2026-01-01") -> int:
    """Let a power require fields: one draws it up, another confirms."""
    body = {"fields": list(fields), "valid_from": valid_from}
    drawn = await office(platform, scope="32").put(f"/training/requirements/{activity}", json=body)
    assert drawn.status_code == 200, drawn.text
    version = int(drawn.json()["version"])
    await send(office(platform, "p-school-2", "32"), f"/requirements/{activity}/{version}/confirm", {})
    return version


async def bad_rows(answer: Any) -> list[tuple[int, str]]:
    assert (answer.status_code, answer.json()["title"]) == (422, "training.rows-refused"), answer.text
    return [(row["index"], row["code"]) for row in answer.json()["rows"]]


async def certificates(platform: Platform, person: str, **more: Any) -> list[dict[str, Any]]:
    page = await get(office(platform), "/certificates", limit=200, **more)
    return [one for one in page["items"] if one["person_id"] == person]


async def run(platform: Platform, name: str) -> int:
    """Run one round of a timer; return how many it dealt with."""
    (timer,) = [one for one in TIMERS if one.name == f"training.{name}"]
    return await run_round(timer, platform.database("dispatch"), platform.clock)
