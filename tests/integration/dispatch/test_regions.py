"""How an installation adds and renames regions below the county, over HTTP."""

import asyncio
from typing import Any

import httpx

from dispatch.organisation.service import regions
from tests.support.platform import Platform

# Nobody else plays in this county.
COUNTY, TOWNSHIP = "320826", "320826001"


def office(town: Platform, scope: str = COUNTY, role: str = "org-office") -> httpx.AsyncClient:
    return town.client("dispatch", role=role, scope=scope)


async def put(town: Platform, *rows: dict[str, Any], **who: str) -> httpx.Response:
    return await office(town, **who).put("/regions", json={"regions": rows})


async def shown(town: Platform, code: str) -> dict[str, Any]:
    found: dict[str, Any] = (await office(town, "3208").get(f"/regions/{code}")).json()
    return found


async def test_a_region_that_the_table_lacks_is_added_and_one_renamed_with_its_history(town: Platform) -> None:
    before = (await shown(town, TOWNSHIP))["name"]
    new = {"code": "320826190", "name": "新城镇（合成）", "synthetic": True}
    renamed = {"code": TOWNSHIP, "name": "涟城新镇"}

    assert (await put(town, new, renamed)).json() == {"given": 2, "changed": 2}
    assert (await put(town, new, renamed)).json() == {"given": 2, "changed": 0}

    found = await shown(town, "320826190")
    assert (found["level"], found["parent"], found["synthetic"]) == ("township", COUNTY, True)
    history = (await office(town).get(f"/regions/{TOWNSHIP}/history")).json()
    assert [(step["action"], step["facts"]) for step in history] == [
        ("renamed", {"name": "涟城新镇", "before": before})
    ]


async def test_a_new_name_leaves_what_exists_for_statistics_only_as_it_is(town: Platform) -> None:
    pseudo, theirs = "320104400", office(town, "320104")
    assert (await theirs.get(f"/regions/{pseudo}")).json()["is_pseudo"] is True

    renamed = {"code": pseudo, "name": "风光带新名"}
    assert (await put(town, renamed, scope="320104")).json() == {"given": 1, "changed": 1}

    found = (await theirs.get(f"/regions/{pseudo}")).json()
    assert (found["name"], found["is_pseudo"]) == ("风光带新名", True)


async def test_who_adds_the_same_region_twice_at_once_adds_it_once(town: Platform) -> None:
    new = {"code": "320826195", "name": "同时镇", "synthetic": True}

    answers = await asyncio.gather(*(put(town, new) for _ in range(4)))

    assert sorted(answer.json()["changed"] for answer in answers) == [0, 0, 0, 1]
    history = (await office(town).get("/regions/320826195/history")).json()
    assert [step["action"] for step in history] == ["added"]


async def test_a_new_version_of_the_product_leaves_the_names_that_an_installation_has_given(town: Platform) -> None:
    (await put(town, {"code": "320826002", "name": "改名镇"})).raise_for_status()

    async with town.database("dispatch").begin() as work:
        await regions.load_packaged(work)

    assert (await shown(town, "320826002"))["name"] == "改名镇"


async def test_what_may_not_be_said_of_regions_is_refused_row_by_row_and_nothing_is_taken(town: Platform) -> None:
    rows: list[dict[str, Any]] = [
        {"code": "320826191", "name": "甲"},
        {"code": "320582191", "name": "another county's"},
        {"code": "320827", "name": "a county"},
        {"code": "320826003", "name": "real", "synthetic": True},
        *[{"code": "320826192", "name": name} for name in "乙丙"],
    ]

    refused = await put(town, *rows)

    assert (refused.status_code, refused.json()["title"]) == (422, "organisation.rows-refused")
    assert [(row["index"], row["code"]) for row in refused.json()["rows"]] == [
        (1, "organisation.outside-scope"),
        (2, "organisation.outside-scope"),
        (2, "organisation.not-below-county"),
        (3, "organisation.real-or-synthetic"),
        (4, "organisation.twice"),
        (5, "organisation.twice"),
    ]
    assert (await office(town).get("/regions/320826191")).status_code == 404


async def test_a_village_of_nowhere_and_who_may_not_are_refused(town: Platform) -> None:
    orphan = await put(town, {"code": "320826999001", "name": "a village of nowhere"})
    officer = await put(town, {"code": "320826193", "name": "丁"}, role="officer")

    assert (orphan.status_code, orphan.json()["title"]) == (422, "organisation.region-without-parent")
    assert officer.status_code == 403
    assert (await office(town, "3206").get(f"/regions/{TOWNSHIP}/history")).status_code == 404
