"""What a power must still stand on when its trial begins, is prolonged or turns formal, over HTTP."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from dispatch.resources.service import proposals
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Reach, Scope
from shared.terms import add_months
from tests.integration.dispatch.org_office import ceiling, proposal, side
from tests.integration.dispatch.test_powers import refusal
from tests.integration.dispatch.test_training_scope import waits
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


async def agreed(county: County, work: UnitOfWork, what: str, *lines: dict[str, Any]) -> None:
    """Let two persons of the county move what stands behind a power."""
    given = proposals.PROPOSAL.validate_python(proposal(what, *lines, region=COUNTY))
    now = county.platform.clock()
    kept = await proposals.draw_up(work, Scope(Reach(COUNTY, "p-org-1")), given, now=now)
    await proposals.confirm(work, Scope(Reach(COUNTY, "p-org-2")), kept, now=now)


async def backed_by_a_post(county: County, region: str, code: str, unit: str) -> None:
    """Bring a power as far as its evaluation, and give it the one post that it needs."""
    row = {"id": unit, "region": region, "kind": "governance-office", "name": "办", "valid_from": "2026-01-01"}
    admin = county.platform.client("dispatch", scope="32")
    (await admin.put("/organisation/units", json={"units": [row]})).raise_for_status()
    assert (await county.offer(offered(code))).is_success
    await county.on_trial(region, code)
    assert (await county.judge(region, code)).is_success
    about = {"region": region, "power": code, "yearly_fen": 0}
    async with county.platform.database("dispatch").begin() as work:
        await agreed(county, work, "establishment", ceiling(unit, 1))
        await agreed(county, work, "transfer", side(None, -1), side(unit, 1, code))
        await agreed(county, work, "need", about | {"posts": 1})
        await agreed(county, work, "agreement", about | {"share_bp": 0})


async def test_a_power_whose_post_is_being_taken_away_waits_for_that_and_does_not_turn_formal(county: County) -> None:
    region, code, unit, database = TOWN, "QF-POST", "u-qf-office", county.platform.database("dispatch")
    await backed_by_a_post(county, region, code, unit)

    async with database.begin() as work:
        await agreed(county, work, "transfer", side(unit, -1, code), side(None, 1))
        decided = county.act(region, code, "formalise", "p-org-2", begins_on=county.today.isoformat())
        asked = asyncio.create_task(decided)
        await county.platform.until(lambda: waits(county.platform))

    assert refusal(await asked) == (409, "powers.not-backed")
    assert (await asked).json()["missing"] == ["posts"]
    async with database.begin() as work:
        await agreed(county, work, "transfer", side(None, -1), side(unit, 1, code))
    done = await county.act(region, code, "formalise", "p-org-2", begins_on=county.today.isoformat())
    assert done.json()["state"] == "formal"
