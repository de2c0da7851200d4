"""A county's register is approved, calls become figures, an objection corrects one, and two persons make the total."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from shared.clock import SHANGHAI, town_day
from tests.integration.dispatch.desk import NOISE, acted, case_of, open_task, read, report, say, until
from tests.support.platform import Platform
from tests.support.town import do_task

COUNTY, TOWN, STATION = "320324", "320324110", "u-year-station"
CELL, WORKER, STAND_IN = f"{TOWN}001001", "p-year-worker", "p-year-stand-in"
WEST, SOUTH = 117.95, 33.90
START, DAY = "2025-01-01", timedelta(days=1)


def who(
    platform: Platform, role: str, person: str, scope: str = COUNTY, service: str = "dispatch"
) -> httpx.AsyncClient:
    return platform.client(service, role=role, scope=scope, person_id=person)


async def built(platform: Platform) -> None:
    """Build a town with a stationed agency, one cell and two workers; wait until triage knows who answers for it."""
    admin, grid = who(platform, "admin", "p-admin", "32"), who(platform, "admin", "p-admin", TOWN, "grid")
    kinds = {STATION: "stationed-land", "u-year-office": "governance-office"}
    units = [
        {"id": unit, "region": TOWN, "kind": kind, "name": kind, "valid_from": START} for unit, kind in kinds.items()
    ]
    usual = {"region": TOWN, "unit_id": "u-year-office", "name": "测试", "roles": ["worker"], "valid_from": START}
    people = [usual | {"id": one} for one in (WORKER, STAND_IN)]
    (await admin.put("/organisation/units", json={"units": units})).raise_for_status()
    (await admin.put("/organisation/persons", json={"persons": people})).raise_for_status()
    sides = ((WEST, SOUTH), (WEST + 0.01, SOUTH), (WEST + 0.01, SOUTH + 0.01), (WEST, SOUTH + 0.01), (WEST, SOUTH))
    shape = {"type": "Polygon", "coordinates": [[list(corner) for corner in sides]]}
    about = {"code": CELL, "name": "一网格", "kind": "integrated", "place_names": []}
    drawn = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": shape, "properties": about}]}
    (await grid.put("/cells", params={"region": TOWN, "valid_from": START}, json=drawn)).raise_for_status()
    holders = [
        {"person_id": one, "cell": CELL, "role": role, "on_duty": True}
        for one, role in ((WORKER, "A"), (STAND_IN, "B"))
    ]

    async def placed() -> bool:
        return (await grid.put("/workers", json={"workers": holders})).is_success

    async def known() -> bool:
        event: dict[str, Any] = {"external_id": "try-year", "occurred_at": platform.clock().isoformat()}
        event |= {"title": "噪音", "region": TOWN, "position": place(0)}
        tried = await who(platform, "admin", "p-admin", TOWN).post("/triage/try", json={"event": event})
        return tried.is_success and tried.json()["worker_id"] is not None

    await platform.until(placed, 30)
    await platform.until(known, 30)


def place(number: int) -> dict[str, float]:
    """Return a place in the cell, each more than 30 m from the others."""
    return {"lon": WEST + 0.001 + 0.002 * number, "lat": SOUTH + 0.005}


# ------------------------------------------------------------------------------------------------------------ the cases
def go_to(platform: Platform, day: date) -> None:
    """Let it be noon of a day."""
    platform.clock.ahead += datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI) - platform.clock()


async def called_the_year_before(platform: Platform, year: int) -> str:
    """Let a citizen call in the March before, and nobody see to it in time; return the case."""
    go_to(platform, date(year - 1, 3, 4))
    case, _ = await called(platform, 3)
    assert due(case).year == year - 1
    return str(case["id"])


async def called(platform: Platform, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Let a citizen call; return the case with its worker, and the order."""
    at = platform.clock().isoformat()
    report_id, event = await report(platform, region=TOWN, category=NOISE, position=place(number), occurred_at=at)
    case = await case_of(platform, report_id)
    assert (case["state"], case["worker_id"]) == ("dispatched", WORKER), case
    return case, event


async def in_inbox(platform: Platform, task: str, worker: str) -> httpx.AsyncClient:
    """Return the phone of a worker who has the task."""
    phone = who(platform, "worker", worker, TOWN, "grid")

    async def there() -> bool:
        return (await phone.get(f"/tasks/{task}")).status_code == 200

    await platform.until(there, 30)
    return phone


async def step(platform: Platform, case: dict[str, Any], action: str, **more: Any) -> dict[str, Any]:
    return await acted(platform, case, action, by=who(platform, "dispatcher", "p-desk", TOWN), **more)


async def closed(platform: Platform, case: dict[str, Any], number: int, worker: str = WORKER) -> None:
    """Let the worker do the task, and the desk verify and close the case."""
    await in_inbox(platform, open_task(case), worker)
    await do_task(platform, open_task(case), worker=worker, place=place(number), scope=TOWN)
    case = await until(platform, case["id"], state="handled")
    await step(platform, await step(platform, case, "verify"), "close")


async def given_back(platform: Platform, case: dict[str, Any]) -> dict[str, Any]:
    """Let the worker give his task back, and the desk send the other."""
    phone = await in_inbox(platform, open_task(case), WORKER)
    body = {"client_id": str(uuid4()), "at": platform.clock().isoformat(), "reason": "wrong-place"}
    (await phone.post(f"/tasks/{open_task(case)}/return", json=body)).raise_for_status()
    return await step(platform, await until(platform, case["id"], state="returned"), "dispatch", worker_id=STAND_IN)


def due(case: dict[str, Any]) -> datetime:
    """Return when the last clock of the township runs out."""
    clocks = [one for one in case["clocks"] if one["kind"] in {"handle", "reply"}]
    return max(datetime.fromisoformat(one["due_at"]) for one in clocks)


# --------------------------------------------------------------------------------------------------------- the register
def drawn_up(year: int, percent: int = 50) -> dict[str, Any]:
    basis = {"basis": "考核办法第三条"}
    items = [
        {"code": "closed", "name": "按期结案", "weight": 60, "figure": "closed-in-time"} | basis,
        {"code": "judged", "name": "群众工作", "weight": 40} | basis,
    ]
    shares = [{"unit_id": STATION, "township_percent": percent}]
    about = {"what": "register", "region": COUNTY, "year": year, "adopted_by": "睢委发〔2026〕5号"}
    return about | {"items": items, "shares": shares}


async def registered(platform: Platform, year: int) -> None:
    """Draw a register up, refused at 49 %, and let another person approve it."""
    first, second = who(platform, "org-office", "p-org-1"), who(platform, "org-office", "p-org-2")
    low = await first.post("/assessment/drafts", json=drawn_up(year, 49))
    assert (low.status_code, low.json()["title"]) == (422, "assessment.lines-refused")
    assert [line["code"] for line in low.json()["lines"]] == ["assessment.township-share-too-low"]
    kept = await first.post("/assessment/drafts", json=drawn_up(year))
    assert kept.status_code == 201, kept.text
    own, other = [await one.post(f"/assessment/drafts/{kept.json()['id']}/approve") for one in (first, second)]
    assert (own.json()["title"], other.status_code) == ("assessment.second-person-needed", 200)


async def demands_are_void(platform: Platform, year: int) -> None:
    bureau = who(platform, "department", "p-bureau")
    asked = {"region": TOWN, "year": year, "department": "某局", "title": "任务分解"}
    reasons = {}
    for kind in ("item", "responsibility-letter"):
        answer = await bureau.post("/assessment/demands", json=asked | {"kind": kind, "item": "tourism"})
        assert (answer.status_code, answer.json()["void"]) == (201, True), answer.text
        reasons[kind] = answer.json()["reason"]
    assert reasons == {
        "item": "assessment.not-registered",
        "responsibility-letter": "assessment.responsibility-letter",
    }
    listed = await got(platform, "demands", region=TOWN)
    assert [(one["kind"], one["void"], one["by"]) for one in listed["items"]] == [
        ("responsibility-letter", True, "p-bureau"),
        ("item", True, "p-bureau"),
    ]


async def got(platform: Platform, path: str, **query: Any) -> Any:
    answer = await who(platform, "org-office", "p-org-1").get(f"/assessment/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def figures(platform: Platform, year: int) -> dict[str, tuple[int, int, dict[str, int]]]:
    shown = (await got(platform, "figures", region=TOWN, year=year))["figures"]
    assert all("÷" in one["formula"] for one in shown)
    return {one["figure"]: (one["numerator"], one["denominator"], one["excluded"]) for one in shown}


async def behind(platform: Platform, year: int, figure: str, part: str) -> set[str]:
    page = await got(platform, f"figures/{figure}/subjects", region=TOWN, year=year, part=part)
    return {one["id"] for one in page["items"]}


# ---------------------------------------------------------------------------------------------- objection, scores, year
async def upheld(platform: Platform, year: int, case_id: str) -> dict[str, Any]:
    """Let the township object to a late case, and the county uphold it; return the figure before and after."""
    body = {"region": TOWN, "year": year, "figure": "closed-in-time"}
    body |= {"subject": {"kind": "case", "id": case_id}}
    body |= {"ground": "force-majeure", "document": "凌政函〔2026〕8号"}
    kept = await who(platform, "leader", "p-mayor", TOWN).post("/assessment/objections", json=body)
    assert kept.status_code == 201, kept.text
    path = f"/assessment/objections/{kept.json()['id']}/decide"
    done = await who(platform, "org-office", "p-org-1").post(path, json={"decision": "uphold", "reason": "属实"})
    assert done.status_code == 200, done.text
    return dict(done.json())


async def scored(platform: Platform, year: int, subject: str, points: int, about: str, scope: str = COUNTY) -> None:
    body = {"region": TOWN, "year": year, "about": about, "subject": subject, "points": points, "reason": "现场核查"}
    first, second = [who(platform, "org-office", one, scope) for one in ("p-org-1", "p-org-2")]
    kept = await first.post("/assessment/scores", json=body)
    assert kept.status_code == 201, kept.text
    own, other = [await one.post(f"/assessment/scores/{kept.json()['id']}/confirm") for one in (first, second)]
    assert (own.json()["title"], other.status_code) == ("assessment.second-person-needed", 200)


async def ends(platform: Platform, year: int, in_time: str, returned: str, late: str) -> None:
    """See the figures with their cases, the correction, the total, the own past, and that nobody is ranked."""
    assert await figures(platform, year) == {
        "closed-in-time": (2, 3, {}),
        "closed": (3, 3, {}),
        "accurate-dispatch": (2, 3, {}),
        "satisfaction": (1, 1, {"not-called-back": 2}),
        "return-rate": (1, 4, {}),
        # A clock of handling for each of four dispatches, one of the reply for each case.
        "overdue-clocks": (2, 7, {}),
        "officers-qualified": (0, 0, {}),
        "powers-evaluated-in-time": (0, 0, {}),
    }
    assert await behind(platform, year, "closed-in-time", "counted") == {in_time, returned}
    assert await behind(platform, year, "closed-in-time", "missed") == {late}
    assert await behind(platform, year, "accurate-dispatch", "missed") == {returned}
    assert (await got(platform, "total", region=TOWN, year=year))["missing"] == ["judged"]

    corrected = await upheld(platform, year, late)

    assert (corrected["before"]["denominator"], corrected["after"]["denominator"]) == (3, 2)
    assert (await figures(platform, year))["closed-in-time"] == (2, 2, {"objection-upheld": 1})
    assert await behind(platform, year, "closed-in-time", "excluded") == {late}
    await scored(platform, year, "judged", 80, "item")
    await scored(platform, year, STATION, 70, "unit")
    await scored(platform, year, STATION, 90, "unit-by-township", TOWN)
    # 60 % of 100 and 40 % of 80; of the agency half is what the township gives it, and half what its department does.
    whole = await got(platform, "total", region=TOWN, year=year)
    assert (whole["total"], whole["missing"], whole["stationed"][0]["total"]) == (92.0, [], 80.0)
    compared = (await got(platform, "comparison", region=TOWN, year=year))["figures"][0]
    assert (compared["figure"]["value"], compared["before"]["value"], compared["weight"]) == (1.0, 0.0, 60)
    asked: dict[str, Any] = {"region": COUNTY, "year": year, "figure": "closed-in-time"}
    ranking = await who(platform, "org-office", "p-org-1").get("/assessment/ranking", params=asked)
    assert (ranking.status_code, ranking.json()["title"]) == (409, "assessment.ranking-off")


async def changed(platform: Platform, year: int) -> None:
    """Let another register follow in the same year: attempts, scores and the total go by that of their day."""
    today = town_day(platform.clock())
    first, second = who(platform, "org-office", "p-org-1"), who(platform, "org-office", "p-org-2")
    items = [{"code": "returns", "name": "退回", "weight": 20, "figure": "return-rate", "basis": "考核办法第四条"}]
    items += [{"code": "tourism", "name": "旅游", "weight": 80, "basis": "考核办法第四条"}]
    body = drawn_up(year) | {"items": items}
    late = await first.post("/assessment/drafts", json=body | {"valid_from": (today - DAY).isoformat()})
    assert (late.status_code, late.json()["title"]) == (409, "assessment.changes-the-past")
    # Today's scores rest on what holds today.
    kept = await first.post("/assessment/drafts", json=body | {"valid_from": (today + DAY).isoformat()})
    assert kept.status_code == 201, kept.text
    (await second.post(f"/assessment/drafts/{kept.json()['id']}/approve")).raise_for_status()

    platform.clock.ahead += DAY
    shown = [await got(platform, f"registers/{COUNTY}", as_of=day.isoformat()) for day in (today, today + DAY)]
    assert [{one["code"] for one in each["items"]} for each in shown] == [{"closed", "judged"}, {"returns", "tourism"}]
    asked = {"region": TOWN, "year": year, "department": "某局", "title": "旅游", "kind": "item", "item": "tourism"}
    answer = await who(platform, "department", "p-bureau").post("/assessment/demands", json=asked)
    assert (answer.status_code, answer.json()["void"]) == (201, False)
    await scored(platform, year, "tourism", 60, "item")
    whole = await got(platform, "total", region=TOWN, year=year)
    days = [one["days"] for one in whole["parts"]]
    assert days == [(today - date(year, 1, 1)).days + 1, 1]
    # One of four dispatches came back, by the year's figure, since nothing fell due on the one day: 20 % of 75.
    assert [one["total"] for one in whole["parts"]] == [92.0, 63.0]
    assert whole["total"] == round((days[0] * 92 + days[1] * 63) / sum(days), 4)


async def test_from_the_register_over_the_years_cases_to_a_corrected_total(platform: Platform) -> None:
    await built(platform)
    year = town_day(platform.clock()).year
    try:
        before = await called_the_year_before(platform, year)
        # In the middle of the year, so that all of it stays within the year.
        go_to(platform, date(year, 6, 3))
        (in_time, event), (returned, _), (late, _) = [await called(platform, number) for number in range(3)]
        await registered(platform, year)
        await demands_are_void(platform, year)
        await closed(platform, in_time, 0)
        await say(platform, event, "called-back", satisfied=True)
        returned = await given_back(platform, returned)
        await closed(platform, returned, 1, STAND_IN)
        ids = [case["id"] for case in (in_time, returned, late)]
        last = max([due(await read(platform, one)) for one in ids])
        platform.clock.ahead += last - platform.clock() + DAY
        await closed(platform, late, 2)
        await ends(platform, year, *ids)
        assert await behind(platform, year - 1, "closed-in-time", "missed") == {before}
        await changed(platform, year)
    finally:
        platform.clock.ahead = timedelta(0)
