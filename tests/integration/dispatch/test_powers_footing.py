"""What a power must still stand on when its trial begins, is prolonged or turns formal, over HTTP."""

from datetime import date, timedelta

import pytest

from shared.terms import add_months
from tests.integration.dispatch.test_powers import refusal
from tests.support.platform import Platform
from tests.support.powers import County, offered

# The county of test_powers, with powers of its own.
COUNTY, TOWN = "320681", "320681106"
ONE_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
async def county(town: Platform) -> County:
    made = County(town, COUNTY)
    await made.build(TOWN)
    assert (await made.offer(offered("QF-1"))).is_success
    return made


async def test_a_township_that_has_lost_an_officer_since_does_not_begin_its_trial(county: County) -> None:
    region, code = TOWN, "QF-1"
    await county.proclaimed(region, code)
    first, second = county.officers(region)
    admin = county.platform.client("dispatch", scope="32")

    async def now(*roles: str) -> None:
        row = {"id": second, "name": "测试", "region": region, "roles": list(roles), "valid_from": "2026-01-01"}
        (await admin.put("/organisation/persons", json={"persons": [row]})).raise_for_status()

    await now("clerk")
    refused = await county.begin(region, code)
    await now("officer")
    done = await county.begin(region, code)

    assert refusal(refused) == (409, "powers.not-ready")
    assert [lack["code"] for lack in refused.json()["lacks"]] == ["powers.not-an-officer", "powers.too-few-officers"]
    assert refused.json()["lacks"][0]["person"] == second != first
    assert done.json()["state"] == "trial"


async def test_what_the_province_offers_no_more_is_neither_prolonged_nor_made_formal(county: County) -> None:
    region, code = TOWN, "QF-GONE"
    last = county.today + ONE_DAY
    assert (await county.offer(offered(code, valid_to=last.isoformat()))).is_success
    trial = await county.on_trial(region, code)
    assert (await county.judge(region, code)).is_success
    await county.backed(region, code)
    county.platform.clock.ahead = 2 * ONE_DAY
    try:
        formal = await county.act(region, code, "formalise", "p-org-2", begins_on=county.today.isoformat())
        longer = add_months(date.fromisoformat(trial["terms"][0]["valid_to"]), 1).isoformat()
        prolonged = await county.act(region, code, "prolong", "p-org-2", ends_on=longer)
    finally:
        county.platform.clock.ahead = timedelta(0)

    assert [refusal(one) for one in (formal, prolonged)] == [(409, "powers.not-in-catalogue")] * 2
    assert (await county.shown(region, code) or {})["state"] == "evaluated"
