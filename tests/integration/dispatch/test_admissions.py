"""How a county department brings a further matter onto townships' lists: each level and its term, over HTTP."""

from datetime import timedelta

import pytest

from tests.integration.dispatch.admission_desk import (
    CITY,
    COUNTY,
    LAMPS,
    TOWN_A,
    TOWN_B,
    application,
    applied,
    built,
    city,
    department,
    heard,
    late_ones,
    leader,
    read,
    resolved,
    step,
)
from tests.integration.dispatch.desk import rows
from tests.support.duties import drawn, line, org_office
from tests.support.platform import Platform


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    return await built(town)


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


async def test_who_has_not_been_heard_is_named(county: Platform) -> None:
    admission = await applied(county)
    await heard(county, admission, TOWN_B)

    assert (await read(county, admission))["not_heard"] == [TOWN_A]


@pytest.mark.parametrize("act", ["check", "review", "resolution"])
async def test_each_level_that_lets_its_term_pass_is_late_and_may_still_decide(county: Platform, act: str) -> None:
    admission = await applied(county)
    await heard(county, admission)
    before = {"check": [], "review": ["check"], "resolution": ["check", "review"]}[act]
    offices = {"check": org_office(county, scope=COUNTY), "review": city(county)}
    for one in before:
        await step(county, offices[one], admission, one)
    office = org_office(county, scope=COUNTY)
    assert admission not in await late_ones(office)
    term = await rows(county, "SELECT due_at FROM duty_admissions WHERE id = cast(:id AS uuid)", id=admission)
    county.clock.ahead = term[0].due_at - county.clock() + timedelta(minutes=1)
    try:
        late, in_townships = await late_ones(office), await late_ones(org_office(county, scope=TOWN_A))
        more = {"body": "government", "document": "1号"} if act == "resolution" else {}
        who = leader(county, COUNTY, "p-mayor") if act == "resolution" else offices[act]
        done = await step(county, who, admission, act, **more)
    finally:
        county.clock.ahead = timedelta(0)

    assert (admission in late, admission in in_townships) == (True, True)
    assert done.status_code == 200, done.text
    last = (await read(county, admission))["steps"][-1]
    assert last["at"] > last["due_at"]


async def test_the_department_takes_it_back_and_nobody_goes_on(county: Platform) -> None:
    admission = await applied(county)

    foreign = await step(county, department(county, unit="u-other"), admission, "withdrawal")
    done = await step(county, department(county), admission, "withdrawal")

    assert (foreign.status_code, foreign.json()["title"]) == (403, "duties.not-your-level")
    assert done.json()["state"] == "withdrawn"
    assert (await step(county, org_office(county, scope=COUNTY), admission, "check")).status_code == 409
