"""How a township's items are scored by two persons and make its total, over HTTP."""

from typing import Any

import httpx
import pytest

from tests.integration.dispatch.past_cases import past_case
from tests.integration.dispatch.test_assessment import item, register
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


async def given(platform: Platform, body: dict[str, Any]) -> httpx.Response:
    return await org_office(platform).post("/assessment/scores", json=body)


async def counted(platform: Platform, body: dict[str, Any]) -> str:
    kept = await given(platform, body)
    assert kept.status_code == 201, kept.text
    path = f"/assessment/scores/{kept.json()['id']}/confirm"
    (await org_office(platform, "p-org-2").post(path)).raise_for_status()
    return str(kept.json()["id"])


async def test_a_total_stands_when_every_item_has_its_score(town: Platform) -> None:
    before = await got(town, "total", region=TOWN, year=YEAR)
    await counted(town, score("judged", 90))
    half = await got(town, "total", region=TOWN, year=YEAR)
    await counted(town, score(STATION, 61, "unit"))
    after = await got(town, "total", region=TOWN, year=YEAR)

    assert (before["total"], before["missing"]) == (None, ["judged"])
    # 60 % of 75 and 40 % of 90.
    assert (half["total"], half["missing"]) == (81.0, [])
    assert half["parts"][0]["stationed"] == [
        {"unit_id": STATION, "township_percent": 50, "department": None, "total": None},
    ]
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
    async def refusal(body: dict[str, Any]) -> tuple[int, str]:
        answer = await given(town, body)
        return answer.status_code, answer.json()["title"]

    assert await refusal(score("closed", 100)) == (422, "assessment.item-is-computed")
    assert await refusal(score("tourism", 100)) == (422, "assessment.item-unknown")
    assert await refusal(score("u-ghost", 100, "unit")) == (422, "assessment.item-unknown")
    assert await refusal(score("judged", 50, region=COUNTY) | {"year": 2023}) == (
        422,
        "assessment.not-an-assessed-place",
    )
    assert await refusal(score("judged", 50, region=EMPTY) | {"year": 2023}) == (404, "assessment.no-register")
    assert (await given(town, score("judged", 101))).status_code == 422
    stranger = org_office(town, "p-org-9", scope="320381")
    assert (await stranger.get("/assessment/total", params={"region": TOWN, "year": YEAR})).status_code == 404
