"""A county hands a power down with the post and the person on it; he is trained, and may act for the township."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from shared.clock import town_day
from tests.integration.dispatch.school import attended, enrolled, examined, get, offered, office, opened, required
from tests.support.platform import Platform
from tests.support.powers import listed

# Nobody else plays in this county, which is of the city of the school.
COUNTY, TOWN = "320412", "320412105"
BUREAU, TEAM, PERSON, POWER = "u-move-bureau", "u-move-team", "p-move-1", "P-MOVES"
KIND, FIELD = "administrative", "field-of-the-move"


def county_office(platform: Platform, person: str = "p-org-1") -> httpx.AsyncClient:
    return platform.client("dispatch", role="org-office", scope=COUNTY, person_id=person)


async def agreed(platform: Platform, what: str, day: str, *lines: dict[str, Any]) -> None:
    """Let one person draw a proposal up and another confirm it."""
    body = {"what": what, "region": COUNTY, "valid_from": day, "adopted_by": "编发〔2026〕3号", "lines": list(lines)}
    kept = await county_office(platform).post("/resources/proposals", json=body)
    assert kept.status_code == 201, kept.text
    done = await county_office(platform, "p-org-2").post(f"/resources/proposals/{kept.json()['id']}/confirm")
    assert done.status_code == 200, done.text


@pytest.fixture(scope="module")
async def county(platform: Platform) -> Platform:
    """A bureau with one person on its only post, and a township's team with nobody and no post."""
    admin, day = platform.client("dispatch", scope="32"), "2026-01-01"
    about = {"id": PERSON, "region": COUNTY, "unit_id": BUREAU, "name": "测试", "roles": ["officer"]}
    units = [
        {"id": unit, "region": region, "kind": kind, "name": kind, "valid_from": day}
        for unit, region, kind in ((BUREAU, COUNTY, "bureau"), (TEAM, TOWN, "enforcement-team"))
    ]
    (await admin.put("/organisation/units", json={"units": units})).raise_for_status()
    (await admin.put("/organisation/persons", json={"persons": [about | {"valid_from": day}]})).raise_for_status()
    await listed(platform, POWER, field=FIELD, kind="penalty", mode="delegated", matters=["M0203"], officers=2)
    await agreed(platform, "establishment", day, *[{"unit_id": u, "kind": KIND, "approved": 1} for u in (BUREAU, TEAM)])
    sides = [{"unit_id": unit, "kind": KIND, "posts": posts} for unit, posts in ((None, -1), (BUREAU, 1))]
    await agreed(platform, "transfer", day, *sides)
    own = {"person_id": PERSON, "mode": "own", "from_unit": BUREAU, "to_unit": BUREAU, "kind": KIND}
    await agreed(platform, "placement", day, own)
    return platform


async def of_the_team(platform: Platform) -> dict[str, Any] | None:
    """Return the person as the team's own service knows him, once he is one of its township."""
    officer = platform.client("enforcement", role="officer", scope=TOWN, person_id="p-leader")
    items = (await officer.get("/officers")).json()["items"]
    return next((one for one in items if one["person_id"] == PERSON), None)


async def region_heard(platform: Platform) -> str | None:
    """Return in which region the team's service has heard that the person is."""
    query = text("SELECT region FROM person_copies WHERE person_id = :id")
    async with platform.database("enforcement").begin() as work:
        return (await work.connection.execute(query, {"id": PERSON})).scalar_one_or_none()


async def missing(platform: Platform) -> list[str]:
    """Return what the power lacks before it may turn formal."""
    about = {"region": TOWN, "power": POWER}
    answer = await county_office(platform).get("/resources/confirmed", params=about)
    return list(answer.json()["missing"])


async def test_a_person_goes_down_with_his_post_is_trained_and_qualifies(county: Platform) -> None:
    day, about = town_day(county.clock()).isoformat(), {"region": TOWN, "power": POWER}
    await county.until(lambda: region_heard(county), 30)
    assert await of_the_team(county) is None
    await agreed(county, "need", day, about | {"posts": 1, "yearly_fen": 900})
    await agreed(county, "agreement", day, about | {"yearly_fen": 900, "share_bp": 0})
    assert await missing(county) == ["posts"]

    # The post follows the matter, the person his post.
    line = {"person_id": PERSON, "from_unit": BUREAU, "to_unit": TEAM, "kind": KIND, "power": POWER}
    await agreed(county, "move", day, line)

    assert await missing(county) == []

    async def moved() -> bool:
        return await region_heard(county) == TOWN

    await county.until(moved, 30)
    await seen_in_the_township(county)
    await trained(county)


async def seen_in_the_township(county: Platform) -> None:
    today = town_day(county.clock())
    reader = county.client("dispatch", role="leader", scope=TOWN, person_id="p-leader")
    load = (await reader.get("/resources/load", params={"region": TOWN})).json()
    assert (load["people"], load["per_head"], load["idle"]) == (1, 0.0, [TEAM])
    days = {"before": (today - timedelta(days=1)).isoformat(), "after": today.isoformat()}
    told = (await reader.get("/resources/comparison", params={"region": TOWN} | days)).json()
    assert (told["more"]["people:transferred"], told["more"][f"posts:{KIND}"], told["more"]["pool"]) == (1, 1, 1)


async def trained(county: Platform) -> None:
    """Train the person in his new township, and see that the whole platform takes him for qualified."""
    activity = f"penalty:{FIELD}"
    await offered(county, "move-course", FIELD, valid_months=12)
    await required(county, activity, FIELD)
    before = await get(office(county), "/qualified", activity=activity, region=TOWN)
    assert before["items"] == []
    session = await opened(county, "move-course", TOWN)
    await enrolled(county, session, PERSON)
    await attended(county, session, PERSON)
    assert (await examined(county, session, **{PERSON.replace("-", "_"): 80})).json()["passed"] == [PERSON]

    page = await get(office(county), "/qualified", activity=activity, region=TOWN)
    assert [one["person_id"] for one in page["items"]] == [PERSON]

    async def qualified() -> bool:
        one = await of_the_team(county)
        return one is not None and [held["field"] for held in one["qualifications"]] == [FIELD]

    await county.until(qualified, 30)
