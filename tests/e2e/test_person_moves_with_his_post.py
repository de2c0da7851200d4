"""A bureau of the county gives a township a post and the person on it, and the team's service knows him there."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from shared.clock import town_day
from tests.support.platform import Platform

# Nobody else plays in this county.
COUNTY, TOWN = "320322", "320322102"
BUREAU, TEAM, PERSON = "u-move-bureau", "u-move-team", "p-move-1"
KIND = "administrative"


async def built(platform: Platform, day: str) -> None:
    """Build a bureau with one person, and a township's team with nobody."""
    admin = platform.client("dispatch", scope="32")
    person = {
        "id": PERSON,
        "region": COUNTY,
        "unit_id": BUREAU,
        "name": "测试",
        "roles": ["officer"],
        "valid_from": day,
    }
    units = [
        {"id": unit, "region": region, "kind": kind, "name": kind, "valid_from": day}
        for unit, region, kind in ((BUREAU, COUNTY, "bureau"), (TEAM, TOWN, "enforcement-team"))
    ]
    (await admin.put("/organisation/units", json={"units": units})).raise_for_status()
    (await admin.put("/organisation/persons", json={"persons": [person]})).raise_for_status()


async def agreed(platform: Platform, what: str, day: str, *lines: dict[str, Any]) -> None:
    """Let one person draw a proposal up and another confirm it."""
    body = {"what": what, "region": COUNTY, "valid_from": day, "adopted_by": "编发〔2026〕3号", "lines": list(lines)}
    first, second = [
        platform.client("dispatch", role="org-office", scope=COUNTY, person_id=person)
        for person in ("p-org-1", "p-org-2")
    ]
    kept = await first.post("/resources/proposals", json=body)
    assert kept.status_code == 201, kept.text
    done = await second.post(f"/resources/proposals/{kept.json()['id']}/confirm")
    assert done.status_code == 200, done.text


async def test_who_follows_his_post_is_known_where_he_works(platform: Platform) -> None:
    today = town_day(platform.clock())
    past, day = "2026-01-01", today.isoformat()
    await built(platform, past)

    async def copied() -> str | None:
        query = text("SELECT region FROM person_copies WHERE person_id = :id")
        async with platform.database("enforcement").begin() as work:
            return (await work.connection.execute(query, {"id": PERSON})).scalar_one_or_none()

    await platform.until(copied, 30)
    ceilings = [{"unit_id": unit, "kind": KIND, "approved": 1} for unit in (BUREAU, TEAM)]
    await agreed(platform, "establishment", past, *ceilings)
    await agreed(platform, "transfer", past, *sides(None, TEAM))
    sent = {"person_id": PERSON, "mode": "transferred", "from_unit": BUREAU, "to_unit": TEAM, "kind": KIND}
    await agreed(platform, "placement", day, sent | {"power": "P0101"})

    async def moved() -> bool:
        return await copied() == TOWN

    await platform.until(moved, 30)
    reader = platform.client("dispatch", role="leader", scope=TOWN, person_id="p-leader")
    load = (await reader.get("/resources/load", params={"region": TOWN})).json()
    assert (load["people"], load["per_head"], load["idle"]) == (1, 0.0, [TEAM])
    days = {"before": (today - timedelta(days=1)).isoformat(), "after": day}
    told = (await reader.get("/resources/comparison", params={"region": TOWN} | days)).json()
    assert (told["more"]["people:transferred"], told["more"][f"posts:{KIND}"]) == (1, 0)


def sides(giver: str | None, taker: str) -> list[dict[str, Any]]:
    """Return both sides of a transfer of one post."""
    return [{"unit_id": unit, "kind": KIND, "posts": posts} for unit, posts in ((giver, -1), (taker, 1))]
