"""What the centre told before somebody kept it is told again, county by county, and kept by the team."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.support.platform import Platform
from tests.support.powers import County, offered

COUNTY, TOWNSHIP, POWER = "320623", "320623114", "RA-1"


@pytest.fixture(scope="module")
async def county(town: Platform) -> County:
    made = County(town, COUNTY)
    await made.build(TOWNSHIP)
    assert (await made.offer(offered(POWER, matters=["M0212"]))).status_code == 200
    await made.on_trial(TOWNSHIP, POWER)
    return made


async def kept(town: Platform) -> dict[str, Any] | None:
    query = text("SELECT mode, field, version FROM power_copies WHERE region = :region AND code = :code")
    async with town.database("enforcement").begin() as work:
        row = (await work.connection.execute(query, {"region": TOWNSHIP, "code": POWER})).one_or_none()
    return dict(row._mapping) if row is not None else None


async def test_what_was_told_before_it_was_kept_is_told_again(town: Platform, county: County) -> None:
    told = await town.until(lambda: kept(town), 30)
    forget = text("UPDATE power_copies SET mode = NULL, field = NULL WHERE region = :region")
    async with town.database("enforcement").begin() as work:
        await work.connection.execute(forget, {"region": TOWNSHIP})
    again = await county.office().post("/powers/again", params={"region": COUNTY})
    assert (again.status_code, again.json()["powers"] >= 1) == (202, True)

    async def knows() -> bool:
        return await kept(town) == told

    await town.until(knows, 30)
    assert told["field"] == "urban"


async def test_a_province_is_told_county_by_county_and_nobody_tells_what_is_not_his(
    town: Platform, county: County
) -> None:
    whole = await county.office(scope="32").post("/powers/again", params={"region": "32"})
    assert (whole.status_code, whole.json()["title"]) == (422, "powers.told-by-county")
    other = await county.office(scope="320585").post("/powers/again", params={"region": COUNTY})
    assert other.json() == {"powers": 0}
    officer = town.client("dispatch", role="officer", scope=TOWNSHIP, person_id="o")
    assert (await officer.post("/powers/again", params={"region": TOWNSHIP})).status_code == 403
