"""Does an audience mean whom it says, nobody who did not agree, and each person once, over HTTP?"""

from typing import Any

import pytest

from tests.integration.grid.outreach_desk import born, corrected, counted, preparer, rows, willing
from tests.integration.grid.registry_desk import citizen_number, home, kept, phone
from tests.integration.grid.town import Town, staffed_town
from tests.support.platform import Platform


@pytest.fixture
async def town(place: Platform) -> Town:
    return await staffed_town(place)


async def number(town: Town, **audience: Any) -> int:
    answer = await counted(town, **audience)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["count"])


@pytest.mark.parametrize(
    ("audience", "count"),
    [
        ({}, 3),
        ({"employment": ["seeking"]}, 2),
        ({"employment": ["seeking", "retired"]}, 3),
        ({"skills_any": ["焊工", "月嫂"]}, 2),
        ({"skills_all": ["焊工", "电工"]}, 1),
        ({"sex": "female"}, 1),
        ({"population": ["floating"]}, 1),
        ({"age_from": 30, "age_to": 39}, 1),
        ({"age_from": 39}, 2),
        ({"age_to": 29}, 0),
        ({"age_from": 30, "age_to": 39, "on": "2036-01-01"}, 0),
    ],
)
async def test_each_condition_means_whom_it_says(town: Town, audience: dict[str, Any], count: int) -> None:
    plain: dict[str, Any] = {"id_kind": "none", "id_number": None}
    young, old = born(town.platform, 35).isoformat(), born(town.platform, 60).isoformat()
    await willing(town, **plain, born_on=young, skills=["焊工", "电工"], sex="male")
    await willing(town, **plain, born_on=old, skills=["月嫂"], sex="female", population="floating")
    middle = born(town.platform, 46).isoformat()
    await willing(town, **plain, born_on=middle, employment="retired", skills=[], sex="unknown")

    assert await number(town, **audience) == count


async def test_an_audience_of_a_cell_and_of_a_kind_of_home_means_who_lives_there(town: Town) -> None:
    (west,), (east,) = await willing(town), await willing(town, cell=town.east)
    let = await kept(town, home(town, use="let"))
    tie = {"from_kind": "resident", "from_id": east["id"], "to_kind": "home", "to_id": let["id"]}
    made = await town.client("grid-leader").post("/registry/ties", json=tie | {"relation": "lives-in"})
    assert made.status_code == 201, made.text

    assert await number(town, cells=[town.west]) == 1
    assert await number(town, cells=[town.west, town.east]) == 2
    assert await number(town, home_use=["let"]) == 1
    assert await number(town, home_use=["vacant"]) == 0
    assert west["id"] != east["id"]


@pytest.mark.parametrize(
    "excluded",
    [
        {"message_consent": False},
        {"consent_on": None},
        {"phone": None},
        {"phone": "0512-53601234"},
    ],
)
async def test_who_did_not_agree_or_has_no_mobile_is_never_meant(town: Town, excluded: dict[str, Any]) -> None:
    await willing(town)
    await willing(town, **excluded)

    assert await number(town) == 1


async def test_of_jobs_hears_no_minor_and_nobody_of_unknown_age_and_no_child_of_anything(town: Town) -> None:
    plain: dict[str, Any] = {"id_kind": "none", "id_number": None}
    for years in (13, 17, 18):
        await willing(town, **plain, born_on=born(town.platform, years).isoformat())
    await willing(town, **plain, born_on=None)

    assert await number(town) == 1
    assert (await counted(town, kind="news")).json()["count"] == 3


async def test_who_has_died_or_moved_away_is_meant_no_more(town: Town) -> None:
    one, _ = await willing(town, 2)
    path = f"/registry/records/{one['id']}/end"
    ended = {"version": 1, "reason": "died"}
    answer = await town.client("grid-leader").post(path, params={"kind": "resident"}, json=ended)

    assert answer.status_code == 200
    assert await number(town) == 1


async def test_one_person_and_one_number_are_counted_once(town: Town, place: Platform) -> None:
    shared, person = phone(), citizen_number()
    await willing(town, 2, phone=shared)
    await willing(town, id_number=person)
    # The same person again, recorded by another village under the township's code.
    (twin,) = await willing(town)
    same = "UPDATE residents SET id_number_mark = (SELECT id_number_mark FROM residents WHERE id = :of) WHERE id = :id"
    (other,) = await willing(town)
    await rows(place, same + " RETURNING id", of=other["id"], id=twin["id"])

    assert await number(town) == 3


async def test_few_people_who_are_cared_for_are_not_counted_out(town: Town) -> None:
    await willing(town, 4, care=["disabled"])
    few = await counted(town, care=["disabled"])
    await willing(town, 3, care=["disabled", "hardship"])
    some = await counted(town, care=["disabled"])

    assert (few.status_code, few.json()["title"], few.json()["least"]) == (409, "outreach.too-few", 5)
    assert some.json() == {"count": 5, "about": True}


@pytest.mark.parametrize(
    ("audience", "code"),
    [
        ({"age_from": 50, "age_to": 40}, "outreach.ages-crossed"),
        ({"regions": ["320585102"]}, "outreach.area-outside"),
        ({"cells": ["320585102001001"]}, "outreach.area-outside"),
    ],
)
async def test_an_audience_that_cannot_be_meant_is_refused_by_its_flaw(
    town: Town, audience: dict[str, Any], code: str
) -> None:
    answer = await counted(town, **audience)

    assert (answer.status_code, answer.json()["title"]) == (422, "outreach.audience-refused")
    assert [row["code"] for row in answer.json()["rows"]] == [code]


async def test_a_cell_that_there_is_not_is_refused(town: Town) -> None:
    answer = await counted(town, cells=[f"{town.region}001999"])

    assert [row["code"] for row in answer.json()["rows"]] == ["outreach.cell-unknown"]


async def test_nobody_counts_people_of_another_township(town: Town) -> None:
    answer = await counted(town, region="320585102")
    strange = await town.client("worker").post("/outreach/audiences/count", json={})

    assert (answer.status_code, answer.json()["title"]) == (403, "outreach.outside-region")
    assert (strange.status_code, strange.json()["title"]) == (403, "missing-permission")


async def test_an_expression_is_no_audience(town: Town) -> None:
    body = {"region": town.region, "kind": "jobs", "audience": {"where": "1=1"}}
    answer = await preparer(town).post("/outreach/audiences/count", json=body)

    assert answer.status_code == 422


async def test_consent_that_is_taken_back_in_the_registry_holds_at_once(town: Town) -> None:
    (one,) = await willing(town)
    before = await number(town)
    await corrected(town, one["id"], message_consent=False)

    assert (before, await number(town)) == (1, 0)
