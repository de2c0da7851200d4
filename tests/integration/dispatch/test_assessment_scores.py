"""How a township's items are scored by two persons and make its total, over HTTP."""

from datetime import date
from typing import Any

import httpx
import pytest

from shared.runtime.db import new_id
from tests.integration.dispatch.past_cases import past_case
from tests.integration.dispatch.test_assessment import item, register
from tests.support.days import on
from tests.support.platform import Platform

# Nobody else plays in these townships.
COUNTY, TOWN, EMPTY, STATION = "320324", "320324104", "320324105", "u-scores-station"
YEAR = 2026


@pytest.fixture(scope="module")
async def town(platform: Platform) -> Platform:
    """A town with a stationed agency, one item computed and one judged; three of four cases closed in time."""
    unit = {"id": STATION, "region": TOWN, "kind": "stationed-land", "name": "所", "valid_from": "2026-01-01"}
    admin = platform.client("dispatch", scope="32")
    (await admin.put("/organisation/units", json={"units": [unit]})).raise_for_status()
    for number in range(4):
        await past_case(platform, TOWN, f"2026-03-0{number + 1}", late=number == 0)
    items = [item("closed", 60, figure="closed-in-time"), item("judged", 40)]
    shares = [{"unit_id": STATION, "township_percent": 50}]
    await approved(platform, register(TOWN, *items, shares=shares))
    return platform


def org_office(platform: Platform, person: str = "p-org-1", scope: str = COUNTY) -> httpx.AsyncClient:
    return platform.client("dispatch", role="org-office", scope=scope, person_id=person)


async def approved(platform: Platform, body: dict[str, Any]) -> None:
    kept = (await org_office(platform).post("/assessment/drafts", json=body)).json()["id"]
    (await org_office(platform, "p-org-2").post(f"/assessment/drafts/{kept}/approve")).raise_for_status()


async def got(platform: Platform, path: str, **query: Any) -> Any:
    answer = await org_office(platform).get(f"/assessment/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def score(subject: str, points: int, about: str = "item", region: str = TOWN) -> dict[str, Any]:
    about_it = {"region": region, "year": YEAR, "about": about, "subject": subject}
    return about_it | {"points": points, "reason": "现场核查"}


async def given(platform: Platform, body: dict[str, Any], scope: str = COUNTY) -> httpx.Response:
    return await org_office(platform, scope=scope).post("/assessment/scores", json=body)


async def counted(platform: Platform, body: dict[str, Any], scope: str = COUNTY) -> str:
    kept = await given(platform, body, scope)
    assert kept.status_code == 201, kept.text
    path = f"/assessment/scores/{kept.json()['id']}/confirm"
    (await org_office(platform, "p-org-2", scope).post(path)).raise_for_status()
    return str(kept.json()["id"])


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


async def test_a_total_stands_when_every_item_has_its_score(town: Platform) -> None:
    before = await got(town, "total", region=TOWN, year=YEAR)
    await counted(town, score("judged", 90))
    half = await got(town, "total", region=TOWN, year=YEAR)
    await counted(town, score(STATION, 61, "unit"))
    by_department = await got(town, "total", region=TOWN, year=YEAR)
    await counted(town, score(STATION, 81, "unit-by-township"), TOWN)
    after = await got(town, "total", region=TOWN, year=YEAR)

    assert (before["total"], before["missing"]) == (None, ["judged"])
    # 60 % of 75 and 40 % of 90.
    assert (half["total"], half["missing"]) == (81.0, [])
    assert half["parts"][0]["stationed"] == [
        {"unit_id": STATION, "township_percent": 50, "township": None, "department": None, "total": None},
    ]
    assert by_department["stationed"] == [{"unit_id": STATION, "total": None}]
    assert after["stationed"] == [{"unit_id": STATION, "total": 71.0}]
    assert [(one["code"], one["score"], one["computed"]) for one in after["parts"][0]["items"]] == [
        ("closed", 75.0, True),
        ("judged", 90.0, False),
    ]


async def test_a_score_is_given_by_one_and_confirmed_by_another_once(town: Platform) -> None:
    region = "320324106"
    await approved(town, register(region, item("judged", 100)))
    kept = (await given(town, score("judged", 70, region=region))).json()["id"]
    rival = (await given(town, score("judged", 10, region=region))).json()["id"]
    path = f"/assessment/scores/{kept}/confirm"

    own = await org_office(town).post(path)
    done = await org_office(town, "p-org-2").post(path)
    again = await org_office(town, "p-org-2").post(path)
    other = await org_office(town, "p-org-2").post(f"/assessment/scores/{rival}/confirm")
    stranger = await org_office(town, "p-org-9", "320381").post(f"/assessment/scores/{rival}/confirm")

    assert (own.status_code, own.json()["title"]) == (403, "assessment.second-person-needed")
    assert done.status_code == 200
    assert (again.status_code, again.json()["title"]) == (409, "assessment.score-is-decided")
    assert (other.status_code, other.json()["title"]) == (409, "assessment.score-stands")
    assert (stranger.status_code, stranger.json()["title"]) == (404, "assessment.score-not-found")
    assert (await given(town, score("judged", 80, region=region))).json()["title"] == "assessment.score-stands"
    listed = (await got(town, "scores", region=region))["items"]
    assert [(one["state"], one["points"], one["given_by"]) for one in listed] == [
        ("open", 10, "p-org-1"),
        ("confirmed", 70, "p-org-1"),
    ]


async def test_only_what_the_register_names_and_no_figure_computes_is_scored(town: Platform) -> None:
    async def refused(body: dict[str, Any]) -> tuple[int, str]:
        return refusal(await given(town, body))

    assert await refused(score("closed", 100)) == (422, "assessment.item-is-computed")
    assert await refused(score("tourism", 100)) == (422, "assessment.item-unknown")
    assert await refused(score("u-ghost", 100, "unit")) == (422, "assessment.item-unknown")
    assert await refused(score("judged", 50, region=COUNTY) | {"year": 2023}) == (
        422,
        "assessment.not-an-assessed-place",
    )
    assert await refused(score("judged", 50, region=EMPTY) | {"year": 2023}) == (404, "assessment.no-register")
    assert (await given(town, score("judged", 101))).status_code == 422
    stranger = org_office(town, "p-org-9", scope="320381")
    assert (await stranger.get("/assessment/total", params={"region": TOWN, "year": YEAR})).status_code == 404


async def test_nobody_sets_or_counts_what_he_himself_is_assessed_by(town: Platform) -> None:
    region = "320324114"
    body = register(region, item("judged", 100))
    own, second = org_office(town, scope=region), org_office(town, "p-org-2", region)
    draft = (await own.post("/assessment/drafts", json=body)).json()["id"]
    by_itself = await second.post(f"/assessment/drafts/{draft}/approve")
    (await org_office(town, "p-org-2").post(f"/assessment/drafts/{draft}/approve")).raise_for_status()
    kept = (await own.post("/assessment/scores", json=score("judged", 100, region=region))).json()["id"]
    counted_by_itself = await second.post(f"/assessment/scores/{kept}/confirm")
    shown = await got(town, "total", region=region, year=YEAR)

    assert refusal(by_itself) == (403, "assessment.not-the-county")
    assert refusal(counted_by_itself) == (403, "assessment.not-the-county")
    assert (shown["total"], shown["missing"]) == (None, ["judged"])
    assert (await org_office(town, "p-org-2").post(f"/assessment/scores/{kept}/confirm")).status_code == 200


@pytest.fixture(scope="module")
async def agencies(platform: Platform) -> dict[str, str]:
    """A county's register, and an agency in each of two towns of it that have no register of their own."""
    county, stations = "320922", {"320922101": "u-scores-here", "320922102": "u-scores-there"}
    units = [
        {"id": unit, "region": region, "kind": "stationed-land", "name": "所", "valid_from": "2026-01-01"}
        for region, unit in stations.items()
    ]
    admin, office = platform.client("dispatch", scope="32"), org_office(platform, scope=county)
    (await admin.put("/organisation/units", json={"units": units})).raise_for_status()
    shares = [{"unit_id": unit, "township_percent": 60} for unit in stations.values()]
    body = register(county, item("judged", 100), shares=shares)
    draft = (await office.post("/assessment/drafts", json=body)).json()["id"]
    done = await org_office(platform, "p-org-2", county).post(f"/assessment/drafts/{draft}/approve")
    assert done.status_code == 200, done.text
    return stations


async def test_what_a_township_thinks_of_an_agency_is_said_by_the_township(
    platform: Platform, agencies: dict[str, str]
) -> None:
    region, unit = next(iter(agencies.items()))
    about = score(unit, 10, "unit-by-township", region)
    for_it = await given(platform, about, region[:6])
    kept = (await given(platform, about, region)).json()["id"]
    confirmed_for_it = await org_office(platform, "p-org-2", region[:6]).post(f"/assessment/scores/{kept}/confirm")

    assert refusal(for_it) == (403, "assessment.not-the-township")
    assert refusal(confirmed_for_it) == (403, "assessment.not-the-township")
    assert (await org_office(platform, scope=region).post(f"/assessment/scores/{kept}/withdraw")).status_code == 204


async def test_an_agency_of_one_town_is_none_of_anothers_under_their_countys_register(
    platform: Platform, agencies: dict[str, str]
) -> None:
    here, there = agencies
    foreign = await given(platform, score(agencies[there], 90, "unit", here), here[:6])
    shown = {}
    for region in agencies:
        own, asked = org_office(platform, scope=region), {"region": region, "year": str(YEAR)}
        total = (await own.get("/assessment/total", params=asked)).json()
        held = (await own.get(f"/assessment/registers/{region}", params={"year": YEAR})).json()
        shown[region] = [[one["unit_id"] for one in each] for each in (total["stationed"], held["shares"])]

    assert refusal(foreign) == (422, "assessment.item-unknown")
    assert shown == {region: [[unit], [unit]] for region, unit in agencies.items()}


async def test_a_wrong_score_is_corrected_by_two_persons_and_stays_readable(town: Platform) -> None:
    region = "320324115"
    await approved(town, register(region, item("judged", 100)))
    wrong = await counted(town, score("judged", 9, region=region))
    unnamed = await given(town, score("judged", 90, region=region))
    ghost = await given(town, score("judged", 90, region=region) | {"corrects": str(new_id())})
    kept = (await given(town, score("judged", 90, region=region) | {"corrects": wrong})).json()["id"]
    rival = (await given(town, score("judged", 91, region=region) | {"corrects": wrong})).json()["id"]
    before = await got(town, "total", region=region, year=YEAR)
    own = await org_office(town).post(f"/assessment/scores/{kept}/confirm")
    done = await org_office(town, "p-org-2").post(f"/assessment/scores/{kept}/confirm")
    late = await org_office(town, "p-org-2").post(f"/assessment/scores/{rival}/confirm")
    after = await got(town, "total", region=region, year=YEAR)

    assert (refusal(unnamed), unnamed.json()["standing"]) == ((409, "assessment.score-stands"), wrong)
    assert refusal(ghost) == (409, "assessment.score-stands")
    assert refusal(own) == (403, "assessment.second-person-needed")
    assert (done.status_code, refusal(late)) == (200, (409, "assessment.score-stands"))
    assert (before["total"], after["total"]) == (9.0, 90.0)
    listed = {one["id"]: (one["state"], one["points"], one["corrects"]) for one in (await rows(town, region))}
    assert listed == {wrong: ("corrected", 9, None), kept: ("confirmed", 90, wrong), rival: ("open", 91, wrong)}


async def test_an_open_score_is_taken_away_and_no_longer_binds_the_register(town: Platform) -> None:
    region = "320324116"
    day = date(YEAR, 11, 30)
    with on(town, day):
        await approved(town, register(region, item("judged", 100)))
        kept = (await given(town, score("judged", 90, region=region))).json()["id"]
        follows = register(region, item("other", 100), valid_from=day.isoformat())
        bound = await org_office(town).post("/assessment/drafts", json=follows)

        assert (await org_office(town).post(f"/assessment/scores/{kept}/withdraw")).status_code == 204
        again = await org_office(town).post(f"/assessment/scores/{kept}/withdraw")
        confirmed = await org_office(town, "p-org-2").post(f"/assessment/scores/{kept}/confirm")
        assert (await org_office(town).post("/assessment/drafts", json=follows)).status_code == 201
    assert refusal(bound) == (409, "assessment.changes-the-past")
    assert refusal(again) == refusal(confirmed) == (409, "assessment.score-is-decided")
    assert [one["state"] for one in await rows(town, region)] == ["withdrawn"]


async def rows(platform: Platform, region: str) -> list[dict[str, Any]]:
    return list((await got(platform, "scores", region=region))["items"])


async def test_a_township_without_what_a_figure_is_made_of_still_has_a_total(town: Platform) -> None:
    region = EMPTY
    items = [item("trials", 60, figure="powers-evaluated-in-time"), item("judged", 40)]
    await approved(town, register(region, *items))
    before = await got(town, "total", region=region, year=YEAR)
    await counted(town, score("judged", 70, region=region))
    after = await got(town, "total", region=region, year=YEAR)

    assert (before["total"], before["missing"]) == (None, ["judged"])
    # No trial ended there: its 60 % are not weighed, and nobody may make a score up for them.
    assert (after["total"], after["missing"]) == (70.0, [])
    shown = {one["code"]: (one["score"], one["computed"]) for one in after["parts"][0]["items"]}
    assert shown == {"judged": (70.0, False), "trials": (None, True)}
