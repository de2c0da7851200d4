"""What citizens reported goes back to the department whose field it is: by push and by query, until it is revoked."""

from typing import Any

import pytest

from tests.integration.dispatch.desk import case_of, closed, report
from tests.support.department import running_department
from tests.support.platform import TOWN, Platform
from tests.support.sharing import (
    act,
    build_units,
    cases_entry,
    department,
    granted,
    office,
    published,
    pushed_to,
    request,
)
from tests.support.town import IN_WEST

COUNTY = TOWN[:6]
LEAK = {"scheme": "onefour", "code": "M0403"}


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    await build_units(town, COUNTY)
    await published(town, COUNTY, cases_entry(COUNTY))
    return town


async def leak(platform: Platform) -> dict[str, Any]:
    """Return the case that a citizen's call about a leak became."""
    report_id, _ = await report(platform, category=LEAK, position=IN_WEST, title="邻里漏水")
    return await case_of(platform, report_id)


async def test_a_closed_case_reaches_the_department_and_nothing_does_after_the_revocation(county: Platform) -> None:
    async with running_department() as receiver:
        await pushed_to(county, COUNTY, receiver)
        grant = await granted(county, COUNTY, request(TOWN, mode="subscription"))
        case = await closed(county, await leak(county))
        mine = department(county, COUNTY)

        async def pushed() -> dict[str, Any] | None:
            return next((r for r in receiver.rows(grant) if (r["key"], r["state"]) == (case["id"], "closed")), None)

        row = await county.until(pushed, 30)
        found = (await mine.get(f"/exchange/grants/{grant}/rows", params={"limit": 1000})).json()["items"]
        assert row in found
        assert (row["number"], row["matter"]) == (case["number"], "M0403")
        assert "邻里漏水" not in str(receiver.taken)

        done = await act(office(county, COUNTY), grant, "grants/{}/revocation", reason="用途已实现")
        assert done.json()["state"] == "revoked"
        # Whoever still has a grant hears of the next case; who has none does not.
        other = await granted(county, COUNTY, request(TOWN, mode="subscription"))
        after = await leak(county)

        async def pushed_to_the_other() -> bool:
            return any(r["key"] == after["id"] for r in receiver.rows(other))

        await county.until(pushed_to_the_other, 30)
        assert not [r for r in receiver.rows(grant) if r["key"] == after["id"]]
        refused = await mine.get(f"/exchange/grants/{grant}/rows")
        assert (refused.status_code, refused.json()["title"]) == (403, "exchange.grant-revoked")
        await act(office(county, COUNTY), other, "grants/{}/revocation", reason="测试结束")
