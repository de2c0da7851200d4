"""Which applications and which steps of them are refused, by name, with nothing half done; over HTTP."""

from typing import Any

import pytest

from tests.integration.dispatch.admission_desk import (
    CITY,
    COUNTY,
    LAMPS,
    ROADS,
    TOWN_A,
    application,
    applied,
    built,
    city,
    department,
    heard,
    leader,
    read,
    reviewed,
    step,
)
from tests.support.duties import another_matter, drawn, line, org_office
from tests.support.party import county_committee_resolves
from tests.support.platform import Platform


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    return await built(town)


@pytest.mark.parametrize(
    ("act", "scope", "role"), [("review", CITY, "org-office"), ("resolution", COUNTY, "leader")], ids=["city", "county"]
)
async def test_no_level_is_skipped(county: Platform, act: str, scope: str, role: str) -> None:
    admission = await applied(county)
    client = county.client("dispatch", role=role, scope=scope, person_id="p-1")
    more = {"body": "committee", "document": "1号"} if act == "resolution" else {}

    refused = await step(county, client, admission, act, **more)

    assert (refused.status_code, refused.json()["title"]) == (409, "duties.skips-a-level")
    assert refused.json()["next"] == "check"
    assert len((await read(county, admission))["steps"]) == 1


async def test_one_hand_does_not_sign_for_both_bodies(county: Platform) -> None:
    admission = await applied(county)
    await heard(county, admission)
    await step(county, org_office(county, scope=COUNTY), admission, "check")
    await step(county, city(county), admission, "review")
    secretary = leader(county, COUNTY, "p-secretary")
    more = {"body": "committee", "document": "1号"}
    more["resolution"] = await county_committee_resolves(county, admission, COUNTY)
    await step(county, secretary, admission, "resolution", **more)

    again = await step(county, secretary, admission, "resolution", **more)
    both = await step(county, secretary, admission, "resolution", body="government", document="1号")

    assert (again.status_code, again.json()["title"]) == (409, "duties.resolved-already")
    assert (both.status_code, both.json()["title"]) == (403, "duties.not-your-level")
    assert (await read(county, admission))["state"] == "reviewed"


async def test_what_the_city_refuses_ends_there_and_may_be_applied_for_anew(county: Platform) -> None:
    body = application(another_matter())
    admission = await applied(county, body)
    twice = await department(county).post("/duties/admissions", json=body)
    await heard(county, admission)
    await step(county, org_office(county, scope=COUNTY), admission, "check")

    silent = await step(county, city(county), admission, "review", verdict="refused")
    refused = await step(county, city(county), admission, "review", verdict="refused", reason="经费未落实")
    after = await step(
        county, leader(county, COUNTY, "p-mayor"), admission, "resolution", body="government", document="1"
    )

    assert (twice.status_code, twice.json()["title"]) == (409, "duties.applied-already")
    assert twice.json()["admission"] == admission
    assert (silent.status_code, silent.json()["title"]) == (422, "duties.reason-missing")
    assert refused.json()["state"] == "rejected"
    assert (after.status_code, after.json()["title"]) == (409, "duties.skips-a-level")
    shown = await read(county, admission)
    assert (shown["next"], shown["steps"][-1]["reason"]) == (None, "经费未落实")
    question = {"matter": body["duty"]["matter"], "region": TOWN_A}
    answer = (await org_office(county, scope=COUNTY).get("/duties/who-may", params=question)).json()
    assert answer["standing"] != "basic"
    assert (await department(county).post("/duties/admissions", json=body)).status_code == 201


async def test_the_government_refuses_what_the_committee_agreed_to_and_nobody_says_both(county: Platform) -> None:
    admission = await reviewed(county)
    given = {"body": "committee", "document": "1号"}
    given["resolution"] = await county_committee_resolves(county, admission, COUNTY)
    await step(county, leader(county, COUNTY, "p-secretary"), admission, "resolution", **given)
    no = {"verdict": "refused", "reason": "经费未落实", "document": "2号"}

    again = await step(county, leader(county, COUNTY, "p-other"), admission, "resolution", **given | no)
    both = await step(county, leader(county, COUNTY, "p-secretary"), admission, "resolution", body="government", **no)
    refused = await step(county, leader(county, COUNTY, "p-mayor"), admission, "resolution", body="government", **no)

    assert (again.status_code, again.json()["title"]) == (409, "duties.resolved-already")
    assert (both.status_code, both.json()["title"]) == (403, "duties.not-your-level")
    assert refused.json()["state"] == "rejected"


async def test_no_person_takes_two_levels(county: Platform) -> None:
    admission = await applied(county)
    await heard(county, admission)

    applicant = await step(county, org_office(county, "p-bureau", scope=COUNTY), admission, "check")
    await step(county, org_office(county, scope=COUNTY), admission, "check")
    checker = await step(county, org_office(county, scope=CITY), admission, "review")
    await step(county, city(county), admission, "review")
    reviewer = await step(
        county, leader(county, COUNTY, "p-city"), admission, "resolution", body="government", document="1号"
    )

    assert [(one.status_code, one.json()["title"]) for one in (applicant, checker, reviewer)] == [
        (403, "duties.second-person-needed")
    ] * 3
    assert [one["act"] for one in (await read(county, admission))["steps"]] == [
        *("apply", "opine", "opine", "check", "review")
    ]


@pytest.mark.parametrize(
    ("body", "status", "title"),
    [
        (application(LAMPS, "320585102"), 422, "duties.outside-the-county"),
        (application("ghost"), 422, "duties.lines-refused"),
        (application(LAMPS, "320509999"), 404, "duties.region-unknown"),
        (application(persons=-1), 422, "invalid"),
        (application(why=" "), 422, "invalid"),
        (application(duty=line(ROADS, legal_basis=" ")), 422, "invalid"),
        (application(duty=line(ROADS, "taken-back", "bureau")), 422, "duties.not-an-admission"),
    ],
    ids=["foreign-township", "unknown-matter", "unknown-township", "negative", "no-why", "no-basis", "taken-back"],
)
async def test_bad_applications_leave_nothing(county: Platform, body: dict[str, Any], status: int, title: str) -> None:
    before = (await org_office(county, scope=COUNTY).get("/duties/admissions")).json()["items"]

    refused = await department(county).post("/duties/admissions", json=body)

    assert (refused.status_code, refused.json()["title"]) == (status, title), refused.text
    assert (await org_office(county, scope=COUNTY).get("/duties/admissions")).json()["items"] == before


async def test_only_a_department_of_the_county_applies(county: Platform) -> None:
    nobody = await department(county, unit=None).post("/duties/admissions", json=application())
    elsewhere = await department(county, scope="320585").post("/duties/admissions", json=application())
    clerk = await org_office(county, scope=COUNTY).post("/duties/admissions", json=application())

    assert [one.status_code for one in (nobody, elsewhere, clerk)] == [403, 403, 403]


async def test_what_is_the_townships_already_needs_no_application(county: Platform) -> None:
    region = "320509004"
    kept = await org_office(county, scope=CITY).post("/duties/drafts", json=drawn(region, line(LAMPS)))
    await org_office(county, "p-org-2", scope=CITY).post(f"/duties/drafts/{kept.json()['id']}/publish")

    refused = await department(county).post("/duties/admissions", json=application(LAMPS, region))

    assert (refused.status_code, refused.json()["title"]) == (409, "duties.already-the-townships")


async def test_a_stranger_sees_no_application_and_a_named_township_does(county: Platform) -> None:
    admission = await applied(county)

    for region, status in ((TOWN_A, 200), ("320509105", 404), ("320585", 404)):
        answer = await leader(county, region, "p-x").get(f"/duties/admissions/{admission}")
        assert answer.status_code == status, region
    stale = await leader(county, TOWN_A, "p-a").post(f"/duties/admissions/{admission}/opinion", json={"version": 9})
    assert (stale.status_code, stale.json()["title"]) == (409, "duties.stale-admission")
