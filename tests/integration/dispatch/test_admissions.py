"""How a county department brings a further matter onto townships' lists: each level, each refusal, over HTTP."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.integration.dispatch.desk import rows
from tests.support.duties import another_matter, drawn, line, org_office
from tests.support.party import county_committee_resolves
from tests.support.platform import Platform

COUNTY, CITY, TOWN_A, TOWN_B = "320509", "3205", "320509001", "320509002"
BUREAU, LAMPS, ROADS = f"u-{COUNTY}-b", "M0206", "M0208"


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    unit = {"id": BUREAU, "region": COUNTY, "kind": "bureau", "name": "局", "valid_from": "2026-01-01"}
    (await town.client("dispatch", scope="32").put("/organisation/units", json={"units": [unit]})).raise_for_status()
    return town


def department(platform: Platform, unit: str | None = BUREAU, scope: str = COUNTY) -> httpx.AsyncClient:
    return platform.client("dispatch", role="department", scope=scope, person_id="p-bureau", unit=unit)


def city(platform: Platform) -> httpx.AsyncClient:
    return org_office(platform, "p-city", scope=CITY)


def leader(platform: Platform, region: str, person: str) -> httpx.AsyncClient:
    return platform.client("dispatch", role="leader", scope=region, person_id=person)


def application(matter: str = ROADS, *townships: str, **parts: Any) -> dict[str, Any]:
    usual = {
        "townships": townships or [TOWN_A, TOWN_B],
        "duty": line(matter, "basic", "construction-office"),
        "why": "路灯由镇维护更快。",
        "persons": 1,
        "money_fen": 5_000_000,
        "training": "电工培训两天。",
        "wanted_from": "2026-01-01",
    }
    return usual | parts


async def applied(platform: Platform, body: dict[str, Any] | None = None) -> str:
    answer = await department(platform).post("/duties/admissions", json=body or application(another_matter()))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def read(platform: Platform, admission: str, scope: str = COUNTY) -> dict[str, Any]:
    answer = await org_office(platform, scope=scope).get(f"/duties/admissions/{admission}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def step(platform: Platform, client: httpx.AsyncClient, admission: str, act: str, **body: Any) -> httpx.Response:
    version = (await read(platform, admission))["version"]
    return await client.post(f"/duties/admissions/{admission}/{act}", json={"version": version} | body)


async def heard(platform: Platform, admission: str, *townships: str) -> None:
    for township in townships or (TOWN_A, TOWN_B):
        said = await step(platform, leader(platform, township, f"p-{township}"), admission, "opinion")
        assert said.status_code == 200, said.text


async def resolved(platform: Platform, admission: str) -> None:
    for body, person in (("committee", "p-secretary"), ("government", "p-mayor")):
        more = {"body": body, "document": "苏常发〔2026〕3号"}
        if body == "committee":
            more["resolution"] = await county_committee_resolves(platform, admission, COUNTY)
        done = await step(platform, leader(platform, COUNTY, person), admission, "resolution", **more)
        assert done.status_code == 200, done.text


async def test_an_application_goes_through_every_level_onto_the_lists(county: Platform) -> None:
    admission = await applied(county, application(LAMPS, TOWN_A, TOWN_B))
    assert (await read(county, admission))["next"] == "opine"
    await heard(county, admission)
    assert (await step(county, org_office(county, scope=COUNTY), admission, "check")).json()["state"] == "checked"
    assert (await step(county, city(county), admission, "review")).json()["state"] == "reviewed"
    await resolved(county, admission)

    shown = await read(county, admission)
    assert (shown["state"], shown["next"]) == ("approved", None)
    acts = ["apply", "opine", "opine", "check", "review", "resolve", "resolve"]
    assert [one["act"] for one in shown["steps"]] == acts
    assert all(one["due_at"] > one["at"] for one in shown["steps"])
    for township in (TOWN_A, TOWN_B):
        question = {"matter": LAMPS, "region": township}
        answer = (await org_office(county, scope=CITY).get("/duties/who-may", params=question)).json()
        assert (answer["standing"], answer["listed_by"]) == ("basic", township)


async def test_what_the_township_had_stays_on_its_list(county: Platform) -> None:
    region = "320509003"
    lists = org_office(county, scope=CITY)
    kept = await lists.post("/duties/drafts", json=drawn(region, line("M0203", lead="enforcement-team")))
    other = org_office(county, "p-org-2", scope=CITY)
    assert (await other.post(f"/duties/drafts/{kept.json()['id']}/publish")).status_code == 200
    admission = await applied(county, application(LAMPS, region))
    await heard(county, admission, region)
    await step(county, org_office(county, scope=COUNTY), admission, "check")
    await step(county, city(county), admission, "review")
    await resolved(county, admission)

    now = (await lists.get(f"/duties/lists/{region}")).json()

    assert (now["version"], [one["matter"] for one in now["lines"]]) == (2, ["M0203", LAMPS])
    assert now["adopted_by"] == "苏常发〔2026〕3号"


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


async def test_the_townships_are_heard_or_their_term_passes(county: Platform) -> None:
    # A city's own terms are rows.
    await rows(county, "UPDATE duty_terms SET amount = 1, unit = 'minutes' WHERE act = 'opine' RETURNING act")
    admission = await applied(county)
    await rows(county, "UPDATE duty_terms SET amount = 10, unit = 'working-days' WHERE act = 'opine' RETURNING act")
    await heard(county, admission, TOWN_A)
    office = org_office(county, scope=COUNTY)

    early = await step(county, office, admission, "check")
    on_time = await late_ones(office)
    county.clock.ahead = timedelta(minutes=2)
    try:
        late = await late_ones(office)
        passed = await step(county, office, admission, "check")
    finally:
        county.clock.ahead = timedelta(0)

    assert (early.status_code, early.json()["title"]) == (409, "duties.opinions-missing")
    assert early.json()["townships"] == [TOWN_B]
    assert (admission in on_time, admission in late) == (False, True)
    assert passed.json()["state"] == "checked"


async def late_ones(office: httpx.AsyncClient) -> set[str]:
    return {one["id"] for one in (await office.get("/duties/admissions", params={"late": True})).json()["items"]}


async def test_an_objection_stands_on_record_and_a_refusal_ends_it(county: Platform) -> None:
    admission = await applied(county)
    against = leader(county, TOWN_A, "p-a")
    await step(county, against, admission, "opinion", verdict="refused", reason="没有电工")
    await heard(county, admission, TOWN_B)
    office = org_office(county, scope=COUNTY)

    silent = await step(county, office, admission, "check", verdict="refused")
    refused = await step(county, office, admission, "check", verdict="refused", reason="依据不足")
    after = await step(county, city(county), admission, "review")

    assert (silent.status_code, silent.json()["title"]) == (422, "duties.reason-missing")
    assert refused.json()["state"] == "rejected"
    assert (after.status_code, after.json()["title"]) == (409, "duties.skips-a-level")
    steps = (await read(county, admission))["steps"]
    assert [(s["act"], s["verdict"], s["reason"]) for s in steps[1:]] == [
        ("opine", "refused", "没有电工"),
        ("opine", "agreed", None),
        ("check", "refused", "依据不足"),
    ]


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


@pytest.mark.parametrize(
    ("body", "status", "title"),
    [
        (application(LAMPS, "320585102"), 422, "duties.outside-the-county"),
        (application("ghost"), 422, "duties.lines-refused"),
        (application(LAMPS, "320509999"), 404, "duties.region-unknown"),
        (application(persons=-1), 422, "invalid"),
    ],
    ids=["foreign-township", "unknown-matter", "unknown-township", "negative"],
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


async def test_the_department_takes_it_back_and_nobody_goes_on(county: Platform) -> None:
    admission = await applied(county)

    foreign = await step(county, department(county, unit="u-other"), admission, "withdrawal")
    done = await step(county, department(county), admission, "withdrawal")

    assert (foreign.status_code, foreign.json()["title"]) == (403, "duties.not-your-level")
    assert done.json()["state"] == "withdrawn"
    assert (await step(county, org_office(county, scope=COUNTY), admission, "check")).status_code == 409


async def test_a_stranger_sees_no_application_and_a_named_township_does(county: Platform) -> None:
    admission = await applied(county)

    for region, status in ((TOWN_A, 200), ("320509105", 404), ("320585", 404)):
        answer = await leader(county, region, "p-x").get(f"/duties/admissions/{admission}")
        assert answer.status_code == status, region
    stale = await leader(county, TOWN_A, "p-a").post(f"/duties/admissions/{admission}/opinion", json={"version": 9})
    assert (stale.status_code, stale.json()["title"]) == (409, "duties.stale-admission")
