"""What does the account of the exchange say: who asked for what and had it, and what nobody uses, page by page?"""

from typing import Any

import httpx
import pytest

from tests.support.days import in_days
from tests.support.platform import Platform
from tests.support.sharing import (
    DEPARTMENT,
    OTHER,
    build_units,
    cases_entry,
    department,
    entry,
    granted,
    office,
    published,
    request,
    unit,
)

# Nobody else plays in this county, and nobody asks for anything in the other.
COUNTY, QUIET = "320813", "320826"
COUNTED = ("requests", "granted", "queries", "rows")


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    await build_units(town, COUNTY)
    await published(town, COUNTY, cases_entry(COUNTY), entry(COUNTY, "agencies", {"region": "open"}))
    return town


async def queried(platform: Platform, grant: str) -> httpx.Response:
    return await department(platform, COUNTY, DEPARTMENT).get(f"/exchange/grants/{grant}/rows")


async def test_the_account_counts_who_asked_and_had_what_and_what_nobody_uses(county: Platform) -> None:
    days = {"region": COUNTY, "since": in_days(-30), "until": in_days(30)}

    def line(use: dict[str, Any]) -> dict[str, Any]:
        mine = (one for one in use["items"] if one["set_code"] == "cases-by-matter")
        return next((one for one in mine if one["unit"] == unit(COUNTY, DEPARTMENT)), dict.fromkeys(COUNTED, 0))

    clerk = office(county, COUNTY)
    before = line((await clerk.get("/exchange/use", params=days)).json())
    grant = await granted(county, COUNTY, request(COUNTY))
    had = len((await queried(county, grant)).json()["items"])

    use = (await clerk.get("/exchange/use", params=days)).json()
    after = line(use)

    assert {name: after[name] - before[name] for name in COUNTED} == dict.fromkeys(COUNTED, 1) | {"rows": had}
    assert 0 <= after["days_to_decision"] < 40
    assert {"region": COUNTY, "code": "cases-by-matter"} not in use["never_used"]
    theirs = (await department(county, COUNTY, OTHER).get("/exchange/use", params=days)).json()
    assert all(one["unit"] == unit(COUNTY, OTHER) for one in theirs["items"])


async def page_by_page(client: httpx.AsyncClient, shown: str, after: str, region: str = COUNTY) -> list[dict[str, Any]]:
    """Return one of the account's two lists, read line by line."""
    found, days = list[dict[str, Any]](), {"region": region, "since": in_days(-30), "until": in_days(30), "limit": "1"}
    while True:
        page = (await client.get("/exchange/use", params=days)).json()
        found += page[shown]
        following = page[after.replace("after", "next")]
        if following is None:
            return found
        days[after] = following


async def test_the_account_is_read_page_by_page(county: Platform) -> None:
    clerk, days = office(county, COUNTY), {"region": COUNTY, "since": in_days(-30), "until": in_days(30)}
    await granted(county, COUNTY, request(COUNTY))
    education = request(COUNTY, fields=["education"])
    asked = await department(county, COUNTY, OTHER).post("/exchange/requests", json=education)
    assert asked.status_code == 201, asked.text

    whole = (await clerk.get("/exchange/use", params=days)).json()
    lines = await page_by_page(clerk, "items", "after")

    assert (lines, whole["next"]) == (whole["items"], None)
    keys = [(one["region"], one["set_code"], one["unit"]) for one in lines]
    assert {unit(COUNTY, DEPARTMENT), unit(COUNTY, OTHER)} <= {key[2] for key in keys}
    assert keys == sorted({*keys})
    assert (await clerk.get("/exchange/use", params=days | {"limit": "201"})).status_code == 422


async def test_what_nobody_uses_is_read_page_by_page(county: Platform) -> None:
    await build_units(county, QUIET)
    names = ("agencies", "duty-lists", "powers-in-force")
    await published(county, QUIET, *(entry(QUIET, name, {"region": "open"}) for name in names))

    unused = await page_by_page(office(county, QUIET), "never_used", "after_unused", QUIET)

    assert unused == [{"region": QUIET, "code": name} for name in names]
