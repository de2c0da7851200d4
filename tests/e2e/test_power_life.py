"""A township is given powers on trial; window and team use them on their days, and on no other."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.support.platform import Platform
from tests.support.powers import County, licence, offered

COUNTY, TRIED, TAKEN = "320682", "320682111", "320682112"
FORMAL, GONE, COUNTER = "RG-1", "RG-2", "RG-L"
# 犬只: a matter that no other journey needs a power for, so that nobody needs one before this one begins.
MATTER, ITEM = "M0211", "employment-certificate"
ONE_DAY = timedelta(days=1)
APPLICANT = {"kind": "person", "name": "王小明", "number": "11010519491231002x"}


@pytest.fixture(scope="module")
async def county(town: Platform) -> County:
    made = County(town, COUNTY)
    await made.build(TRIED, TAKEN)
    taken = await made.offer(offered(FORMAL, matters=[MATTER]), offered(GONE, matters=[MATTER]), licence(COUNTER))
    assert taken.status_code == 200, taken.text
    return made


async def find(county: County, region: str) -> httpx.Response:
    """Report what two officers of a township found, in a matter that needs a power."""
    first, second = county.officers(region)
    officer = county.platform.client("enforcement", role="officer", person_id=first, scope=region)
    body = {
        "category": {"scheme": "onefour", "code": MATTER},
        "region": region,
        "text": "犬只扰民",
        "found_at": county.platform.clock().isoformat(),
        "second_officer_id": second,
    }
    return await officer.post("/findings", json=body)


async def answered(county: County, region: str, status: int) -> None:
    """Wait until the team answers so."""
    last: Any = None

    async def look() -> bool:
        nonlocal last
        told = await find(county, region)
        last = (told.status_code, told.text)
        return told.status_code == status

    try:
        await county.platform.until(look, 30)
    except AssertionError as late:
        late.add_note(f"the team answers {last}")
        raise


async def apply(county: County, region: str) -> int:
    clerk = county.platform.client("approval-window", role="clerk", scope=region, person_id="p-clerk")
    body = {"item": ITEM, "region": region, "applicant": APPLICANT, "again": True}
    return (await clerk.post("/applications", json=body)).status_code


async def test_a_power_is_chosen_tried_evaluated_and_becomes_formal(county: County) -> None:
    begins = county.today + ONE_DAY
    await answered(county, TRIED, 201)

    # Proclaimed and on trial from tomorrow on: until then the county's, though nobody had asked before.
    trial = await county.on_trial(TRIED, FORMAL, begins=begins)
    assert trial["state"] == "trial"
    await answered(county, TRIED, 409)
    clock = county.platform.clock
    clock.ahead = ONE_DAY
    try:
        await answered(county, TRIED, 201)
        # The team knows it by now; given, but not before its day.
        clock.ahead = timedelta(0)
        assert (await find(county, TRIED)).status_code == 409
        clock.ahead = ONE_DAY
        judged = await county.judge(TRIED, FORMAL)
        assert judged.json()["state"] == "evaluated"
        await county.backed(TRIED, FORMAL)
        formal = await county.act(TRIED, FORMAL, "formalise", "p-org-2", begins_on=county.today.isoformat())
        assert formal.json()["terms"] == [{"valid_from": begins.isoformat(), "valid_to": None}]
        await answered(county, TRIED, 201)
        assert await county.in_force(TRIED, FORMAL, begins + 3650 * ONE_DAY)
    finally:
        clock.ahead = timedelta(0)


async def test_what_is_taken_back_ends_at_midnight_for_window_and_team(county: County) -> None:
    admin = county.platform.client("approval-window", scope="32")
    (await admin.put(f"/items/{ITEM}/power", json={"power": COUNTER})).raise_for_status()
    await county.on_trial(TAKEN, GONE)
    (await county.choose(TAKEN, [COUNTER])).raise_for_status()
    assert await apply(county, TAKEN) == 409
    for done in (
        await county.report(TAKEN, COUNTER),
        await county.confirm(TAKEN, COUNTER),
        await county.proclaim(TAKEN, COUNTER),
        await county.begin(TAKEN, COUNTER),
    ):
        assert done.is_success, done.text

    async def received() -> bool:
        return await apply(county, TAKEN) == 201

    clock = county.platform.clock
    try:
        await county.platform.until(received, 30)
        ending: dict[str, Any] = {"from_day": (county.today + ONE_DAY).isoformat(), "document": "皋政发〔2026〕9号"}
        gone = await county.take_back(TAKEN, GONE, **ending)
        assert gone.json()["state"] == "taken-back", gone.text
        # What the citizen has applied for by this power goes to a department of the county.
        missing = await county.platform.until(left_open(county, ending), 30)
        ending["applications"] = [{"application": number, "to": county.department} for number in missing]
        gone = await county.take_back(TAKEN, COUNTER, **ending)
        assert gone.json()["state"] == "taken-back", gone.text
        clock.ahead = ONE_DAY

        await answered(county, TAKEN, 409)
        assert not await county.in_force(TAKEN, GONE)
        await county.platform.until(refused_at(county), 30)
    finally:
        clock.ahead = timedelta(0)
        (await admin.put(f"/items/{ITEM}/power", json={"power": None})).raise_for_status()


def left_open(county: County, ending: dict[str, Any]) -> Any:
    async def look() -> Any:
        # Proposed alone: were it also confirmed, the power would go before the centre has heard of the application.
        refused = await county.act(TAKEN, COUNTER, "take-back", **ending)
        return refused.status_code == 409 and refused.json().get("missing_applications")

    return look


def refused_at(county: County) -> Any:
    async def look() -> bool:
        return await apply(county, TAKEN) == 409

    return look
