"""How a township opens and closes its agencies: seven to nine, without sections, over HTTP."""

import asyncio
from typing import Any

import httpx

from tests.integration.dispatch.org_office import COUNTY, START, changed, got, org_office
from tests.support.platform import Platform

# Nobody else plays in these townships.
FULL, POOR = "320381103", "320381105"
KINDS = ("party-office", "governance-office", "economy-office", "construction-office", "social-affairs")
MORE = ("emergency-office", "enforcement-team", "service-centre", "water-agriculture", "finance-office")


def agency(kind: str, region: str, day: str = START, **more: str) -> dict[str, Any]:
    return {"id": f"u-{region}-{kind}", "kind": kind, "name": kind, "valid_from": day} | more


async def opened(platform: Platform, region: str, *opens: dict[str, Any], **more: Any) -> httpx.Response:
    return await changed(platform, {"region": region, "opens": list(opens), "synthetic": True} | more)


async def test_the_tenth_agency_of_a_township_is_refused(platform: Platform) -> None:
    nine = await opened(platform, FULL, *[agency(kind, FULL) for kind in (*KINDS, *MORE[:4])])
    assert nine.json() == {"id": nine.json()["id"], "region": FULL, "agencies": 9, "too_few": False}

    tenth = agency(MORE[4], FULL, "2026-07-01")
    refused = await opened(platform, FULL, tenth)
    swapped = await opened(platform, FULL, tenth, closes=[{"id": f"u-{FULL}-party-office", "last_day": "2026-06-30"}])

    assert (refused.status_code, refused.json()["title"]) == (409, "resources.too-many-agencies")
    assert (refused.json()["agencies"], refused.json()["on"]) == (10, "2026-07-01")
    assert swapped.json()["agencies"] == 9
    assert (await got(platform, "summary", region=FULL))["agencies"] == 9


async def test_fewer_than_seven_agencies_are_reported_and_sections_refused(platform: Platform) -> None:
    few = await opened(platform, POOR, *[agency(kind, POOR) for kind in KINDS], agency("stationed-tax", POOR))
    inside = await opened(platform, POOR, agency("economy-office", POOR, within=f"u-{POOR}-party-office"))
    circus = await opened(platform, POOR, agency("circus", POOR))
    ghost = await opened(platform, POOR, closes=[{"id": "u-ghost", "last_day": "2026-06-30"}])

    assert (few.json()["agencies"], few.json()["too_few"]) == (5, True)
    poor = await got(platform, "summary", region=POOR)
    assert (poor["too_few_agencies"], poor["townships_below_seven"]) == (True, [POOR])
    nothing = await opened(platform, POOR)
    assert (nothing.status_code, nothing.json()["title"]) == (422, "invalid")
    assert (inside.status_code, inside.json()["title"]) == (422, "resources.no-sections")
    assert (circus.status_code, circus.json()["title"]) == (422, "resources.not-an-agency-kind")
    assert (ghost.status_code, ghost.json()["title"]) == (404, "resources.agency-unknown")
    assert (await opened(platform, COUNTY, agency("party-office", COUNTY))).json()[
        "title"
    ] == "resources.not-a-township"
    assert (await opened(platform, "320382102", agency("party-office", POOR))).status_code == 404


async def test_the_register_of_units_is_no_second_door_to_a_tenth_agency(platform: Platform) -> None:
    town = "320381106"
    nine = [agency(kind, town) | {"region": town} for kind in (*KINDS, *MORE[:4])]
    admin = platform.client("dispatch", scope="32")
    beside = [agency("stationed-tax", town) | {"region": town}]
    (await admin.put("/organisation/units", json={"units": nine + beside})).raise_for_status()
    tenth = agency(MORE[4], town, "2026-07-01") | {"region": town}
    section = agency("section", town) | {"region": town}

    refused = await admin.put("/organisation/units", json={"units": [beside[0], section, tenth]})

    assert (refused.status_code, refused.json()["title"]) == (422, "organisation.rows-refused")
    assert [(bad["index"], bad["code"]) for bad in refused.json()["rows"]] == [
        (1, "resources.no-sections"),
        (2, "resources.too-many-agencies"),
    ]
    closed = [nine[0] | {"valid_to": "2026-06-30"}, tenth]
    (await admin.put("/organisation/units", json={"units": closed})).raise_for_status()


async def test_two_requests_at_once_do_not_make_ten_agencies_of_two_halves(platform: Platform) -> None:
    town = "320381107"
    eight = [agency(kind, town) for kind in (*KINDS, *MORE[:3])]
    assert (await opened(platform, town, *eight)).json()["agencies"] == 8
    admin = platform.client("dispatch", scope="32")

    ninth = admin.put("/organisation/units", json={"units": [agency(MORE[3], town) | {"region": town}]})
    other = admin.put("/organisation/units", json={"units": [agency(MORE[4], town) | {"region": town}]})
    answers = await asyncio.gather(ninth, other, opened(platform, town, agency("discipline", town)))

    assert len([one for one in answers if one.status_code < 300]) == 1
    assert (await got(platform, "summary", region=town))["agencies"] == 9


async def test_an_agency_that_ends_and_opens_again_counts_on_its_own_days(platform: Platform) -> None:
    town = "320381115"
    nine = [agency(kind, town) for kind in (*KINDS, *MORE[:4])]
    assert (await opened(platform, town, *nine)).json()["agencies"] == 9
    first, other = nine[0], MORE[4]

    def closed(day: str) -> dict[str, Any]:
        return {"closes": [{"id": first["id"], "last_day": day}]}

    assert (await opened(platform, town, **closed("2026-03-31"))).json()["agencies"] == 8
    assert (await opened(platform, town, first | {"valid_from": "2026-09-01"})).json()["agencies"] == 9
    between = await opened(platform, town, agency(other, town, "2026-04-01"))
    sooner = await opened(platform, town, agency(other, town, "2026-03-01"), **closed("2026-02-28"))

    for refused in (between, sooner):
        assert (refused.status_code, refused.json()["title"]) == (409, "resources.too-many-agencies")
        assert (refused.json()["on"], refused.json()["agencies"]) == ("2026-09-01", 10)
    days = ("2025-12-31", "2026-03-31", "2026-04-01", "2026-08-31", "2026-09-01")
    shown = [(await got(platform, "summary", region=town, as_of=day))["agencies"] for day in days]
    assert shown == [0, 9, 8, 8, 9]


async def test_a_county_sees_the_agencies_of_its_townships_before_and_after(platform: Platform) -> None:
    await opened(platform, "320381116", *[agency(kind, "320381116", "2026-02-10") for kind in KINDS])
    days = {"before": "2026-02-09", "after": "2026-02-10"}

    told = await got(platform, "comparison", region=COUNTY, **days)

    assert told["more"]["agencies"] == 5
    assert "320381116" not in told["before"]["townships_below_seven"]
    assert "320381116" in told["after"]["townships_below_seven"]
    towns = (await org_office(platform).get("/regions", params={"parent": COUNTY})).json()["items"]
    each = [(await got(platform, "summary", region=town["code"], as_of="2026-02-10"))["agencies"] for town in towns]
    assert told["after"]["agencies"] == sum(each)


async def test_another_person_confirms_what_opens_and_nothing_opens_before(platform: Platform) -> None:
    town = "320381001"
    body = {"region": town, "opens": [agency("party-office", town)], "synthetic": True}
    kept = (await org_office(platform).post("/resources/agencies", json=body)).json()
    assert (kept["agencies"], (await got(platform, "summary", region=town))["agencies"]) == (1, 0)
    path = f"/resources/proposals/{kept['id']}"

    own = await org_office(platform).post(f"{path}/confirm")
    other = await org_office(platform, "p-org-2").post(f"{path}/confirm")
    again = await org_office(platform, "p-org-3").post(f"{path}/confirm")

    assert (own.status_code, own.json()["title"]) == (403, "resources.second-person-needed")
    assert other.json() == {"id": kept["id"], "what": "agencies", "region": town}
    assert (again.status_code, again.json()["title"]) == (409, "resources.proposal-is-decided")
    assert (await got(platform, "summary", region=town))["agencies"] == 1
    history = (await got(platform, "history", region=town))["items"]
    assert [(one["step"], one["by"]) for one in reversed(history)] == [
        ("drawn-up", "p-org-1"),
        ("agencies-changed", "p-org-2"),
        ("confirmed", "p-org-2"),
    ]
    assert {one["facts"]["proposal"] for one in history} == {kept["id"]}


async def test_what_made_nine_when_it_was_proposed_is_counted_again_when_it_is_confirmed(platform: Platform) -> None:
    town = "320381002"
    eight = await opened(platform, town, *[agency(kind, town) for kind in (*KINDS, *MORE[:3])])
    assert eight.status_code == 201, eight.text
    first_person, office = org_office(platform), org_office(platform, "p-org-2")
    bodies = [{"region": town, "opens": [agency(kind, town)]} for kind in MORE[3:5]]
    ninth, other = [(await first_person.post("/resources/agencies", json=body)).json() for body in bodies]

    first = await office.post(f"/resources/proposals/{ninth['id']}/confirm")
    second = await office.post(f"/resources/proposals/{other['id']}/confirm")

    assert (ninth["agencies"], other["agencies"], first.status_code) == (9, 9, 200)
    assert (second.status_code, second.json()["title"]) == (409, "resources.too-many-agencies")
    assert (await got(platform, "summary", region=town))["agencies"] == 9
    assert (await first_person.post(f"/resources/proposals/{other['id']}/withdraw")).status_code == 204
    assert (await office.post(f"/resources/proposals/{other['id']}/confirm")).status_code == 409
