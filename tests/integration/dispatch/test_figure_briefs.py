"""Is a day told as it was, to the region's own readers, and never changed afterwards?"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from dispatch.figures.repository import briefs as kept
from dispatch.figures.service import briefs
from shared.clock import town_day, utc_now
from shared.runtime.timers import Timer, run_round
from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.past_cases import past_case
from tests.integration.dispatch.test_figures import leader, told
from tests.support.platform import Platform

COUNTY, FIRST, SECOND = "320925", "320925101", "320925102"


def admin(platform: Platform, scope: str = COUNTY) -> httpx.AsyncClient:
    return platform.client("dispatch", role="admin", scope=scope)


async def opened_yesterday(platform: Platform, region: str, **facts: Any) -> UUID:
    """Write a case that came yesterday at noon and was closed then."""
    noon = f"{town_day(utc_now()) - timedelta(days=1)}T12:00:00+08:00"
    case_id = await past_case(platform, region, noon, **facts)
    moved = "UPDATE cases SET opened_at = CAST(:at AS timestamptz), closed_at = opened_at WHERE id = :id RETURNING id"
    await rows(platform, moved.replace("CAST(:at AS timestamptz)", f"'{noon}'"), id=case_id)
    return case_id


async def made(platform: Platform) -> int:
    """Make what is due, as the timer does after midnight, whatever the hour of this test."""
    after_midnight = utc_now().replace(hour=17, minute=0)
    if town_day(after_midnight) > town_day(utc_now()):
        after_midnight -= timedelta(days=1)
    timer = Timer("test.briefs", 1, briefs.make_due)
    return await run_round(timer, platform.database("dispatch"), lambda: max(after_midnight, utc_now()))


async def newest(client: httpx.AsyncClient, region: str) -> dict[str, Any]:
    listed = await client.get("/figures/briefs", params={"region": region})
    assert listed.status_code == 200, listed.text
    return dict((await client.get(f"/figures/briefs/{listed.json()['items'][0]['id']}")).json())


async def test_a_day_is_told_to_town_and_county_without_what_is_hidden(platform: Platform) -> None:
    shown = [await opened_yesterday(platform, FIRST), await opened_yesterday(platform, SECOND)]
    hidden = await opened_yesterday(platform, FIRST)
    sealed = await opened_yesterday(platform, FIRST)
    about = "INSERT INTO case_subjects VALUES (:id, 'person', 'p-somebody', 'test', now()) RETURNING case_id"
    await rows(platform, about, id=hidden)
    await rows(platform, "UPDATE cases SET sealed = true WHERE id = :id RETURNING id", id=sealed)
    await told(platform, *shown, hidden, sealed)
    for region in (FIRST, COUNTY):
        day = str(town_day(utc_now()) - timedelta(days=1))
        asked = await admin(platform).post("/figures/briefs", json={"region": region, "day": day})
        assert asked.status_code == 201, asked.text
    town, county = [await newest(leader(platform, COUNTY), region) for region in (FIRST, COUNTY)]
    assert (town["content"]["opened"], county["content"]["opened"]) == (1, 2)
    rate = next(one for one in county["content"]["rates"] if one["code"] == "closing-in-time")
    assert (rate["numerator"], rate["denominator"]) == (2, 2)


async def test_a_brief_made_again_is_another_version_and_the_first_stays(platform: Platform) -> None:
    day = str(town_day(utc_now()) - timedelta(days=1))
    body = {"region": "320925103", "day": day}
    first = (await admin(platform).post("/figures/briefs", json=body)).json()["id"]
    before = (await leader(platform, COUNTY).get(f"/figures/briefs/{first}")).json()
    await opened_yesterday(platform, "320925103")
    second = (await admin(platform).post("/figures/briefs", json=body)).json()["id"]
    after = (await leader(platform, COUNTY).get(f"/figures/briefs/{second}")).json()
    assert (before["version"], before["content"]["opened"], after["version"]) == (1, 0, 2)
    assert after["content"]["opened"] == 1
    assert (await leader(platform, COUNTY).get(f"/figures/briefs/{first}")).json() == before


async def test_a_brief_is_a_page_that_needs_nothing_else_and_a_paper(platform: Platform) -> None:
    body = {"region": COUNTY, "day": str(town_day(utc_now()) - timedelta(days=1))}
    brief = (await admin(platform).post("/figures/briefs", json=body)).json()["id"]
    page = await leader(platform, COUNTY).get(f"/figures/briefs/{brief}.html")
    assert page.headers["content-type"].startswith("text/html")
    assert "<svg" in page.text
    assert "回避件" in page.text
    assert not any(word in page.text for word in ("<script", " src=", "@import", "url(h"))
    paper = await leader(platform, COUNTY).get(f"/figures/briefs/{brief}.pdf")
    assert paper.content.startswith(b"%PDF")
    assert paper.content == (await leader(platform, COUNTY).get(f"/figures/briefs/{brief}.pdf")).content


async def test_whoever_wants_briefs_gets_yesterdays_once_and_is_told(platform: Platform) -> None:
    wanted = {"regions": ["320925104", "320925105"]}
    assert (await admin(platform).post("/figures/briefs/regions", json=wanted)).status_code == 204
    assert (await admin(platform).delete("/figures/briefs/regions/320925105")).status_code == 204
    await made(platform)
    assert await made(platform) == 0
    brief = await newest(leader(platform, COUNTY), "320925104")
    assert (brief["version"], brief["made_by"]) == (1, briefs.SYSTEM)
    none = await leader(platform, COUNTY).get("/figures/briefs", params={"region": "320925105"})
    assert none.json()["items"] == []
    notices = await rows(platform, "SELECT facts FROM notices WHERE what = 'brief-ready' AND region = '320925104'")
    assert [row.facts["day"] for row in notices] == [brief["day"]]


async def test_no_two_replicas_make_the_same_briefs(platform: Platform) -> None:
    database = platform.database("dispatch")
    async with database.begin() as one, database.begin() as other:
        assert await kept.alone(one.connection)
        assert not await kept.alone(other.connection)


BAD: list[tuple[dict[str, Any], int, str]] = [
    ({"region": "320925199", "day": "2026-11-01"}, 422, "figures.no-such-region"),
    ({"region": FIRST, "day": "2099-01-01"}, 422, "figures.not-over-yet"),
    ({"region": "320585102", "day": "2026-11-01"}, 403, "figures.beyond-your-region"),
]


@pytest.mark.parametrize(("body", "status", "code"), BAD)
async def test_a_brief_that_cannot_be_is_refused(
    platform: Platform, body: dict[str, Any], status: int, code: str
) -> None:
    refused = await admin(platform).post("/figures/briefs", json=body)
    assert (refused.status_code, refused.json()["title"]) == (status, code)


async def test_another_regions_brief_is_not_there_and_wanting_one_is_not_for_everybody(platform: Platform) -> None:
    body = {"region": FIRST, "day": str(town_day(utc_now()) - timedelta(days=1))}
    brief = (await admin(platform).post("/figures/briefs", json=body)).json()["id"]
    for ending in ("", ".html", ".pdf"):
        foreign = await leader(platform, SECOND).get(f"/figures/briefs/{brief}{ending}")
        assert (foreign.status_code, foreign.json()["title"]) == (404, "figures.brief-not-found")
    assert (await leader(platform, COUNTY).post("/figures/briefs", json=body)).status_code == 403
    unknown = await admin(platform).post("/figures/briefs/regions", json={"regions": ["320925199"]})
    assert unknown.json()["title"] == "figures.no-such-region"
    gone = await admin(platform).delete("/figures/briefs/regions/320925101")
    assert (gone.status_code, gone.json()["title"]) == (404, "figures.not-wanted")
