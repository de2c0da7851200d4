"""How a department that subscribed is pushed what has changed: signed, in order, again until taken, and no longer."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from dispatch.exchange.service import pushes
from dispatch.exchange.timers import end_past
from shared.runtime.db import new_id
from tests.integration.dispatch.desk import case_of, dispatcher, read, report, rows
from tests.support.days import in_days
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

# Nobody else plays in this county; each test has a township of its own.
COUNTY = "320830"


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    await build_units(town, COUNTY)
    listed = (await office(town, COUNTY).get("/exchange/sets", params={"region": COUNTY})).json()["items"]
    if cases_entry(COUNTY)["code"] not in {one["code"] for one in listed}:
        await published(town, COUNTY, cases_entry(COUNTY))
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


async def housing_case(platform: Platform, region: str) -> dict[str, Any]:
    category = {"scheme": "onefour", "code": "M0404"}
    report_id, _ = await report(platform, region=region, category=category, position=None)
    return await case_of(platform, report_id)


async def subscription(platform: Platform, region: str, **more: Any) -> str:
    return await granted(platform, COUNTY, request(region, mode="subscription") | more)


async def told(platform: Platform, receiver: Department, grant: str, **wanted: Any) -> dict[str, Any]:
    """Return the row as soon as it was pushed with the wanted values."""

    async def look() -> dict[str, Any] | None:
        return next((row for row in receiver.rows(grant) if row | wanted == row), None)

    return dict(await platform.until(look, 30))


async def deliveries(platform: Platform, grant: str, **query: Any) -> Sequence[dict[str, Any]]:
    answer = await office(platform, COUNTY).get(f"/exchange/grants/{grant}/deliveries", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def waiting(platform: Platform, grant: str) -> dict[str, Any]:
    """Return what waits for its department after a sending that was not taken."""

    async def look() -> dict[str, Any] | None:
        found = await deliveries(platform, grant, state="waiting")
        return found[0] if found and found[0]["attempts"] else None

    return dict(await platform.until(look, 30))


async def rejected(platform: Platform, case: dict[str, Any]) -> None:
    now = await read(platform, case["id"])
    body = {"action": "reject", "version": now["version"], "reason": "in-court"}
    done = await dispatcher(platform, scope="32").post(f"/cases/{case['id']}/actions", json=body)
    assert done.status_code == 200, done.text


async def test_what_changes_is_pushed_in_order_with_the_granted_columns_alone(
    county: Platform, receiver: Department
) -> None:
    case = await housing_case(county, "320830001")
    grant = await subscription(county, "320830001", columns=["number", "state"])

    first = await told(county, receiver, grant, number=case["number"])
    await rejected(county, case)
    again = await told(county, receiver, grant, number=case["number"], state="rejected")

    assert set(first) == set(again) == {"key", "number", "state"}
    assert first["key"] == again["key"] == case["id"]
    assert receiver.numbers(grant) == list(range(1, len(receiver.numbers(grant)) + 1))

    async def noted() -> bool:
        kept = await deliveries(county, grant)
        return [one["state"] for one in kept] == ["delivered"] * len(receiver.numbers(grant))

    await county.until(noted, 30)
    query = "SELECT 1 FROM exchange_deliveries WHERE request_id = :id AND body IS NOT NULL"
    assert not await rows(county, query, id=grant)


async def test_what_is_not_taken_waits_visibly_and_comes_again_under_the_same_id(
    county: Platform, receiver: Department
) -> None:
    receiver.ill = True
    case = await housing_case(county, "320830002")
    grant = await subscription(county, "320830002")
    stuck = await waiting(county, grant)
    later = await housing_case(county, "320830002")

    assert stuck["last_error"] == "HTTP 500"
    assert len(await deliveries(county, grant)) == 1
    receiver.ill = False
    county.clock.ahead = timedelta(minutes=2)
    await told(county, receiver, grant, number=case["number"])
    await told(county, receiver, grant, number=later["number"])

    assert stuck["id"] in receiver.taken
    assert receiver.numbers(grant) == [1, 2]


async def test_a_process_that_dies_with_a_push_in_hand_loses_nothing(county: Platform, receiver: Department) -> None:
    receiver.ill = True
    case = await housing_case(county, "320830003")
    grant = await subscription(county, "320830003")
    stuck = await waiting(county, grant)

    async with county.database("dispatch").begin() as work:
        # Claimed as by a process that is killed before it sends.
        claimed = await pushes.claim_due(work, now=county.clock() + timedelta(minutes=1))
    receiver.ill = False
    county.clock.ahead = timedelta(minutes=4)

    assert stuck["id"] in {str(row.id) for row in claimed}
    await told(county, receiver, grant, number=case["number"])
    assert [one["id"] for one in await deliveries(county, grant)] == [stuck["id"]]


async def test_a_change_that_is_committed_late_is_not_missed(county: Platform, receiver: Department) -> None:
    region, late = "320830101", new_id()
    grant = await subscription(county, region)
    async with county.database("dispatch").begin() as work:
        await work.connection.execute(text(LATE), {"id": late, "number": f"late-{late}", "region": region})
        other = await housing_case(county, region)
        await told(county, receiver, grant, number=other["number"])
        assert not [row for row in receiver.rows(grant) if row["key"] == str(late)]

    await told(county, receiver, grant, number=f"late-{late}")


LATE = """INSERT INTO cases (id, number, version, state, region, source, urgency, workflow_version, urged, matter,
    opened_at, changed_at) VALUES (:id, :number, 1, 'filed', :region, 'test', 'normal', 1, 0, 'M0404',
    now() - interval '90 days', now() - interval '90 days')"""


async def test_a_row_that_has_left_the_set_is_told_as_gone(county: Platform, receiver: Department) -> None:
    case, grant = await housing_case(county, "320830102"), await subscription(county, "320830102")
    await told(county, receiver, grant, number=case["number"])

    # As when the centre finds that it is about another matter.
    await rows(county, "UPDATE cases SET matter = 'M0601' WHERE id = :id RETURNING id", id=case["id"])

    async def gone() -> bool:
        return any(case["id"] in body["gone"] for body in receiver.taken.values() if body["grant"] == grant)

    await county.until(gone, 30)


async def test_after_the_revocation_nothing_is_pushed_and_what_waited_is_thrown_away(
    county: Platform, receiver: Department
) -> None:
    receiver.ill = True
    await housing_case(county, "320830104")
    grant = await subscription(county, "320830104")
    await waiting(county, grant)

    done = await act(office(county, COUNTY), grant, "grants/{}/revocation", reason="超范围使用")
    receiver.ill = False
    county.clock.ahead = timedelta(minutes=3)
    other = await subscription(county, "320830104")
    await told(county, receiver, other)

    assert done.json()["state"] == "revoked"
    assert receiver.rows(grant) == []
    assert [one["state"] for one in await deliveries(county, grant)] == ["dropped"]
    assert not await rows(county, "SELECT 1 FROM exchange_told WHERE request_id = :id", id=grant)


async def test_a_suspended_subscription_waits_and_goes_on(county: Platform, receiver: Department) -> None:
    case, grant = await housing_case(county, "320830106"), await subscription(county, "320830106")
    await told(county, receiver, grant, number=case["number"])
    clerk = office(county, COUNTY)

    await act(clerk, grant, "grants/{}/suspension", reason="核查")
    calls = len(receiver.numbers(grant))
    await rejected(county, case)
    other = await subscription(county, "320830106")
    await told(county, receiver, other, state="rejected")
    assert len(receiver.numbers(grant)) == calls
    await act(clerk, grant, "grants/{}/resumption")

    await told(county, receiver, grant, state="rejected")


async def test_a_subscription_ends_with_its_last_day(county: Platform, receiver: Department) -> None:
    grant = await subscription(county, "320830107", last_day=in_days(10))
    county.clock.ahead = timedelta(days=20)

    async with county.database("dispatch").begin() as work:
        await end_past(work, county.clock())

    county.clock.ahead = timedelta(0)
    ended = (await office(county, COUNTY).get(f"/exchange/requests/{grant}")).json()
    assert (ended["state"], ended["steps"][-1]["by"]) == ("ended", "system:exchange")
    gives = await department(county, COUNTY).get(f"/exchange/grants/{grant}/rows")
    assert (gives.status_code, gives.json()["title"]) == (403, "exchange.grant-ended")


async def test_a_set_that_is_shared_no_longer_is_pushed_no_longer(county: Platform, receiver: Department) -> None:
    code = "agencies"
    await published(county, COUNTY, entry(COUNTY, code, {"name": "open"}, sharing="unconditional"))
    town = {"id": "u-320830108-x", "region": "320830108", "kind": "x", "name": "甲", "valid_from": "2026-01-01"}
    admin = county.client("dispatch", scope="32")
    (await admin.put("/organisation/units", json={"units": [town]})).raise_for_status()
    grant = await subscription(county, "320830108", set_code=code, columns=["name"], fields=[])
    await told(county, receiver, grant, name="甲")

    closed = entry(COUNTY, code, {}, sharing="not-shared", ground="市政府决定")
    await published(county, COUNTY, closed, valid_from="2026-11-02")
    town2 = town | {"id": "u-320830108-y", "name": "乙"}
    (await admin.put("/organisation/units", json={"units": [town2]})).raise_for_status()
    await housing_case(county, "320830108")
    await told(county, receiver, await subscription(county, "320830108"))

    assert [row["name"] for row in receiver.rows(grant)] == ["甲"]


async def test_a_subscription_that_cannot_be_read_holds_up_no_other(county: Platform, receiver: Department) -> None:
    code, region = "training-person-times", "320830113"
    await published(county, COUNTY, entry(COUNTY, code, {"field": "open"}))
    case = await housing_case(county, "320830114")
    async with county.database("dispatch").begin() as work:
        # Its reader waits for the time-out of statements.
        await work.connection.execute(text("LOCK TABLE training_attendances IN ACCESS EXCLUSIVE MODE"))
        stuck = await subscription(county, region[:6], set_code=code, columns=["field"])
        grant = await subscription(county, "320830114")

        async def pushed() -> bool:
            return any(row["number"] == case["number"] for row in receiver.rows(grant))

        await county.until(pushed, 60)
    put_off = await rows(county, "SELECT compare_at > now() AS later FROM exchange_requests WHERE id = :id", id=stuck)
    assert put_off[0].later


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "http://u:p@127.0.0.1/x", "nowhere"])
async def test_an_address_is_noted_by_the_office_and_must_be_one(county: Platform, url: str) -> None:
    path = f"/exchange/receivers/{unit(COUNTY, OTHER)}"

    refused = await office(county, COUNTY).put(path, json={"url": url})
    foreign = await office(county, "320812").put(path, json={"url": "http://127.0.0.1/x"})
    own = await department(county, COUNTY, OTHER).put(path, json={"url": "http://127.0.0.1/x"})
    none = await department(county, COUNTY, OTHER).get("/exchange/receiver")

    assert (refused.status_code, refused.json()["title"]) == (422, "exchange.address-refused")
    assert (foreign.status_code, foreign.json()["title"]) == (404, "exchange.unit-unknown")
    assert own.status_code == 403
    assert (none.status_code, none.json()["title"]) == (409, "exchange.no-receiver")


async def test_only_the_department_reads_what_waits_for_it(county: Platform) -> None:
    grant = await subscription(county, "320830111")

    assert (await department(county, COUNTY).get(f"/exchange/grants/{grant}/deliveries")).status_code == 200
    assert (await department(county, COUNTY, OTHER).get(f"/exchange/grants/{grant}/deliveries")).status_code == 404
    assert (await office(county, "320812").get(f"/exchange/grants/{grant}/deliveries")).status_code == 404
