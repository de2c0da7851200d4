"""A subscription that cannot be read says so, and neither it nor a push that does not open holds up the others."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tests.integration.dispatch.desk import case_of, report, rows
from tests.integration.dispatch.test_exchange_rows import CERTIFICATE
from tests.support.department import Department, running_department
from tests.support.platform import Platform
from tests.support.sharing import (
    OTHER,
    act,
    build_units,
    cases_entry,
    department,
    entry,
    granted,
    office,
    published,
    pushed_to,
    request,
    unit,
)

# The county of pushes; nobody else plays in these townships.
COUNTY, HERE, THERE = "320830", "320830115", "320830116"
NAMES = {"field": "internal", "name": "personal"}


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    await build_units(town, COUNTY)
    # Another test module may have published the first of them already.
    sets = [entry(COUNTY, "qualified-officers", NAMES), entry(COUNTY, "duty-lists", {"matter": "open"})]
    found = (await office(town, COUNTY).get("/exchange/sets", params={"region": COUNTY})).json()["items"]
    if "cases-by-matter" not in {one["code"] for one in found}:
        sets.append(cases_entry(COUNTY))
    await published(town, COUNTY, *sets)
    return town


@pytest.fixture(scope="module")
async def receiver(county: Platform) -> AsyncIterator[Department]:
    async with running_department() as running:
        await pushed_to(county, COUNTY, running)
        yield running


@pytest.fixture(autouse=True)
async def put_back(county: Platform, receiver: Department) -> AsyncIterator[None]:
    yield
    receiver.ill = False
    county.clock.ahead = timedelta(0)
    for grant in await rows(county, "SELECT id FROM exchange_requests WHERE state = 'granted' AND region = '320830'"):
        await act(office(county, COUNTY), str(grant.id), "grants/{}/revocation", reason="测试结束")


async def subscription(platform: Platform, region: str, **more: Any) -> str:
    return await granted(platform, COUNTY, request(region, mode="subscription") | more)


async def housing_case(platform: Platform, region: str) -> dict[str, Any]:
    category = {"scheme": "onefour", "code": "M0404"}
    report_id, _ = await report(platform, region=region, category=category, position=None)
    return await case_of(platform, report_id)


async def still_pushed(platform: Platform, receiver: Department) -> None:
    """Wait until another subscription, granted now, brings its row: the timers are alive."""
    case = await housing_case(platform, THERE)
    grant = await subscription(platform, THERE)

    async def pushed() -> bool:
        return any(row["number"] == case["number"] for row in receiver.rows(grant))

    await platform.until(pushed, 60)


async def unread(platform: Platform, grant: str) -> dict[str, Any]:
    """Return a request as its department sees it, once it says that it cannot be read."""

    async def look() -> dict[str, Any] | None:
        shown = (await department(platform, COUNTY).get(f"/exchange/requests/{grant}")).json()
        return shown if shown["unread_since"] else None

    return dict(await platform.until(look, 60))


async def listed_as_stuck(platform: Platform) -> set[str]:
    answer = await office(platform, COUNTY).get("/exchange/requests", params={"stuck": True})
    assert answer.status_code == 200, answer.text
    return {one["id"] for one in answer.json()["items"]}


async def seen_by_the_committee(platform: Platform) -> set[str]:
    leader = platform.client("dispatch", role="leader", scope=COUNTY, person_id="p-leader")
    answer = await leader.get("/party/stuck/subscription-not-read", params={"region": COUNTY})
    assert answer.status_code == 200, answer.text
    return {one["about"] for one in answer.json()["items"]}


async def certified_without_a_readable_name(platform: Platform, person: str) -> bytes:
    """Give a person a certificate, and a name as if its key were lost; return the name as it was sealed."""
    given = {"id": person, "name": "张三", "region": HERE, "roles": [], "valid_from": "2026-01-01"}
    admin = platform.client("dispatch", scope="32")
    (await admin.put("/organisation/persons", json={"persons": [given]})).raise_for_status()
    kept = (await rows(platform, "SELECT name FROM persons WHERE id = :id", id=person))[0].name
    async with platform.database("dispatch").begin() as work:
        for statement in CERTIFICATE:
            await work.connection.exec_driver_sql(statement.format(person=person, region=HERE))
    broken = r"UPDATE persons SET name = '\x03'::bytea WHERE id = :id RETURNING id"
    assert await rows(platform, broken, id=person)
    return bytes(kept)


async def test_a_field_that_does_not_open_is_said_of_its_subscription_and_stops_no_other(
    county: Platform, receiver: Department
) -> None:
    person = "p-320830-q1"
    kept = await certified_without_a_readable_name(county, person)
    grant = await subscription(county, HERE, set_code="qualified-officers", columns=["field", "name"])
    shown = await unread(county, grant)
    await still_pushed(county, receiver)

    assert shown["unread_because"].startswith("exchange.unread.")
    assert grant in await listed_as_stuck(county)
    assert grant in await seen_by_the_committee(county)
    await rows(county, "UPDATE persons SET name = :name WHERE id = :id RETURNING id", name=kept, id=person)
    # As ten minutes later.
    again = "UPDATE exchange_requests SET compare_at = now() WHERE id = :id RETURNING id"
    assert await rows(county, again, id=grant)

    async def pushed() -> bool:
        return [row["name"] for row in receiver.rows(grant)] == ["张三"]

    await county.until(pushed, 60)
    mended = (await department(county, COUNTY).get(f"/exchange/requests/{grant}")).json()
    assert (mended["unread_since"], mended["unread_because"]) == (None, None)
    assert grant not in await seen_by_the_committee(county)


async def test_a_set_that_is_gone_is_said_of_its_subscription_and_stops_no_other(
    county: Platform, receiver: Department
) -> None:
    grant = await subscription(county, HERE, set_code="duty-lists", columns=["matter"])
    gone = "UPDATE exchange_sets SET valid_to = '2026-01-02' WHERE region = :region AND code = :code RETURNING code"
    assert await rows(county, gone, region=COUNTY, code="duty-lists")

    shown = await unread(county, grant)
    await still_pushed(county, receiver)

    assert shown["unread_because"] == "exchange.not-shared"
    assert grant in await listed_as_stuck(county)
    clerk = office(county, COUNTY)
    await act(clerk, grant, "grants/{}/suspension", reason="核查")
    # What is stopped on purpose is not stuck.
    assert grant not in await listed_as_stuck(county)


async def test_a_push_that_does_not_open_waits_visibly_and_stops_no_other(
    county: Platform, receiver: Department
) -> None:
    receiver.ill = True
    await housing_case(county, HERE)
    grant = await subscription(county, HERE)
    path = f"/exchange/grants/{grant}/deliveries"

    async def waits(error: str) -> bool:
        found = (await office(county, COUNTY).get(path, params={"state": "waiting"})).json()["items"]
        return any((one["last_error"] or "").startswith(error) for one in found)

    await county.until(lambda: waits("HTTP 500"), 60)
    broken = r"UPDATE exchange_deliveries SET body = '\x03'::bytea WHERE request_id = :id RETURNING id"
    assert await rows(county, broken, id=grant)
    receiver.ill = False
    county.clock.ahead = timedelta(minutes=2)

    await county.until(lambda: waits("exchange.sealed."), 60)
    await still_pushed(county, receiver)
    assert grant in await listed_as_stuck(county)


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999/x", "https://xn--a.cn/", "https://a.cn:abc/"])
async def test_an_address_that_nobody_can_call_holds_up_no_other(
    county: Platform, receiver: Department, url: str
) -> None:
    asked = request(HERE, mode="subscription", fields=["education"])
    category = {"scheme": "onefour", "code": "M0601"}
    await case_of(county, (await report(county, region=HERE, category=category, position=None))[0])
    kept = await office(county, COUNTY).put(f"/exchange/receivers/{unit(COUNTY, OTHER)}", json={"url": receiver.url})
    assert kept.status_code == 204, kept.text
    # As an address that was noted before it was looked at so closely.
    noted = "UPDATE exchange_receivers SET url = :url WHERE unit = :unit RETURNING unit"
    await rows(county, noted, url=url, unit=unit(COUNTY, OTHER))
    wanted = (await department(county, COUNTY, OTHER).post("/exchange/requests", json=asked)).json()["id"]
    await act(office(county, COUNTY), wanted, "requests/{}/opinion", verdict="agreed")
    await act(office(county, COUNTY, "p-office-2"), wanted, "requests/{}/approval")

    async def tried() -> list[dict[str, Any]]:
        found = (await office(county, COUNTY).get(f"/exchange/grants/{wanted}/deliveries")).json()["items"]
        return [one for one in found if one["attempts"]]

    assert (await county.until(tried, 60))[0]["last_error"]
    await still_pushed(county, receiver)
