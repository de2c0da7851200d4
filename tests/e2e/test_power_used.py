"""A township's team ends a case by a power on trial; the county judges the trial by that, not by what is typed in."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.integration.dispatch.desk import STALLS, case_of, open_task, report, until
from tests.support.platform import Platform
from tests.support.powers import County, offered

COUNTY, TOWN = "320682", "320682116"
POWER, OTHER = "RU-1", "RU-2"


@pytest.fixture(scope="module")
async def county(town: Platform) -> County:
    """A county with two powers for street vendors, and a township with a team and two officers."""
    made = County(town, COUNTY)
    await made.build(TOWN)
    team = {"id": f"u-{TOWN}-enforcement-team", "kind": "enforcement-team", "name": "综合执法队"}
    unit = team | {"region": TOWN, "valid_from": "2026-01-01"}
    admin = town.client("dispatch", scope="32")
    (await admin.put("/organisation/units", json={"units": [unit]})).raise_for_status()
    taken = await made.offer(offered(POWER), offered(OTHER))
    assert taken.status_code == 200, taken.text
    return made


def officer(county: County) -> httpx.AsyncClient:
    return county.platform.client("enforcement", role="officer", scope=TOWN, person_id=county.officers(TOWN)[0])


async def both_are_known(county: County) -> bool:
    answer = await officer(county).get("/officers/powers", params={"matter": "M0203", "region": TOWN})
    return bool(answer.is_success and answer.json()["in_force"] == [POWER, OTHER])


async def work(county: County, clue: str, action: str, **body: Any) -> None:
    """Act on a clue; the team may yet have to hear of it, and of its officers."""

    async def done() -> bool:
        given = {"client_id": str(uuid4())} | body
        return (await officer(county).post(f"/clues/{clue}/{action}", json=given)).is_success

    await county.platform.until(done, 30)


async def volume(county: County, power: str) -> int:
    return int((await county.office().get(f"/powers/{TOWN}/{power}/use")).json()["volume"])


async def test_a_trial_is_judged_by_what_the_team_did_by_it(county: County) -> None:
    for power in (POWER, OTHER):
        await county.on_trial(TOWN, power)
    await county.platform.until(lambda: both_are_known(county), 30)
    report_id, _ = await report(county.platform, region=TOWN, category=STALLS, position=None)
    case = await case_of(county.platform, report_id)
    assert case["executor"] == "team", case
    clue = open_task(case)

    await work(county, clue, "accept")
    ended = {"second_officer_id": county.officers(TOWN)[1], "result": "persuaded", "power": POWER}
    await work(county, clue, "finish", **ended)
    await until(county.platform, case["id"], state="handled")

    async def counted() -> bool:
        return await volume(county, POWER) == 1

    await county.platform.until(counted, 30)
    acts = (await county.office().get(f"/powers/{TOWN}/{POWER}/use/acts")).json()["items"]
    assert [(one["kind"], one["id"], one["about"]) for one in acts] == [("clue", clue, case["id"])]
    # Of two powers for the same matter the officers named the one by which they acted.
    assert await volume(county, OTHER) == 0
    today = county.today.isoformat()
    for power in (POWER, OTHER):
        assert (await county.act(TOWN, power, "evaluate")).is_success
    await county.backed(TOWN, POWER, OTHER)
    formal = await county.act(TOWN, POWER, "formalise", "p-org-2", begins_on=today)
    never = await county.act(TOWN, OTHER, "formalise", "p-org-2", begins_on=today)
    assert (formal.json()["state"], never.status_code, never.json()["title"]) == ("formal", 409, "powers.never-used")
