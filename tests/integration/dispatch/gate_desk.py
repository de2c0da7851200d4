"""How do tests look at the gate of the duty lists? In a county of their own: one township is held to its list."""

from typing import Any

import httpx

from tests.integration.dispatch.desk import case_of, dispatcher, read, report, shift_leader, suspended
from tests.support import duties
from tests.support.duties import drawn, line
from tests.support.platform import Platform

COUNTY, TOWN, NEXT = "320830", "320830001", "320830101"
BUREAU = f"u-{COUNTY}-bureau"
OFFICE, COLLEAGUE, FOREIGN = f"u-{TOWN}-works", f"u-{TOWN}-rule", f"u-{NEXT}-works"
# By the county's list: the township's own, the county's, nobody's; then danger that an office, and that nobody handles.
OWN, COUNTYS, NOBODYS, DANGER, ALONE = "GD-OWN", "GD-COUNTY", "GD-NOBODY", "GD-DANGER", "GD-ALONE"
# The township's own, led by another office than the table of matters says; until a list takes it back.
LED, LATE = "GD-LED", "GD-LATE"


async def built(town: Platform) -> Platform:
    """A county with a bureau and a list; of its two townships with an office each, one is held to it."""
    usual = {"field": "f", "executor": "unit", "unit_kind": "works-office", "urgency": "normal"}
    matters = [
        *(usual | {"code": code, "name": code} for code in (OWN, COUNTYS, NOBODYS, LED, LATE)),
        usual | {"code": DANGER, "name": DANGER, "danger": True},
        usual | {"code": ALONE, "name": ALONE, "danger": True, "unit_kind": "nobodys-office"},
    ]
    tables = town.client("dispatch", scope="")
    (await tables.put("/triage/tables", json={"matters": matters})).raise_for_status()
    await duties.units(
        town,
        (BUREAU, COUNTY, "bureau"),
        (OFFICE, TOWN, "works-office"),
        (COLLEAGUE, TOWN, "rule-office"),
        (FOREIGN, NEXT, "works-office"),
    )
    led = [line(one, lead="rule-office") for one in (LED, LATE)]
    lines = [line(OWN, lead="works-office"), *led, line(COUNTYS, "supporting", "bureau")]
    await duties.publish(town, drawn(COUNTY, *lines), scope=COUNTY)
    await duties.bind(town, TOWN, scope=COUNTY)
    return town


def desk(platform: Platform, person: str = "p-desk", scope: str = TOWN) -> httpx.AsyncClient:
    return dispatcher(platform, scope, person)


async def case_about(platform: Platform, matter: str, region: str = TOWN, **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"category": {"scheme": "onefour", "code": matter}, "region": region, "position": None}
    return await case_of(platform, (await report(platform, **given | more))[0])


async def step(
    platform: Platform, case: dict[str, Any], action: str, who: httpx.AsyncClient | None = None, **more: Any
) -> httpx.Response:
    body = {"action": action, "version": case["version"]} | more
    return await (who or desk(platform)).post(f"/cases/{case['id']}/actions", json=body)


async def stepped(platform: Platform, case: dict[str, Any], *actions: str, **more: Any) -> dict[str, Any]:
    """Return a case after some steps; who handled it is another person than who looks at it afterwards."""
    for action in actions:
        if action == "suspend":
            case = await suspended(platform, case, who=desk(platform), leader=shift_leader(platform, TOWN))
            continue
        person = "p-hand" if action in {"accept", "feed-back"} else "p-desk"
        given = {"result": "solved"} if action == "feed-back" else {}
        reason = {"reason": "asked-for"} if action in {"return", "reopen", "rework"} else {}
        done = await step(platform, case, action, desk(platform, person), **given | reason | more)
        assert done.status_code == 200, (action, done.text)
        case = await read(platform, case["id"])
    return case


async def exits_of(platform: Platform, case: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (reason, by) of each time that a case went past its list."""
    shown = await duties.org_office(platform, scope=COUNTY).get("/duties/exits", params={"limit": 200})
    return [(one["reason"], one["by"]) for one in shown.json()["items"] if one["case_id"] == case["id"]]


async def observed(platform: Platform, matter: str, region: str = NEXT) -> int:
    """Return how often a township that is not held to its list was given a matter that this does not name."""
    office = duties.org_office(platform, scope=COUNTY)
    shown = (await office.get("/duties/observed", params={"region": region})).json()["items"]
    return sum(one["cases"] for one in shown if one["matter"] == matter)
