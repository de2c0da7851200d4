"""How an item is published, replaced and withdrawn: over HTTP, on real servers."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from approval_window.items import repository
from tests.integration.approval_window.catalogue import (
    BODY,
    IDENTITY,
    LAW,
    ONE_DAY,
    PHOTO,
    PLAN,
    TODAY,
    TOMORROW,
    YESTERDAY,
    Client,
    fresh,
    published,
    put,
    refusal,
    withdraw,
)
from tests.support.platform import TOWN, Platform


@pytest.fixture
def admin(window: Platform) -> Client:
    return window.client("approval-window", scope="32", person_id="p-items")


@pytest.fixture
def clerk(window: Platform) -> Client:
    return window.client("approval-window", role="clerk", person_id="clerk-li")


async def version_on(client: Client, code: str, day: date | None = None) -> int | None:
    """Return which version of an item is in force on a day; None where none is."""
    answer = await client.get(f"/items/{code}", params={"as_of": day.isoformat()} if day else {})
    if answer.status_code == 200:
        return int(answer.json()["version"])
    assert refusal(answer) == (404, "items.not-in-force")
    return None


async def offered(clerk: Client, code: str, day: date) -> dict[str, Any]:
    answer = await clerk.get("/items/offered", params={"region": TOWN, "as_of": day.isoformat()})
    return dict(next(one for one in answer.json()["items"] if one["code"] == code))


async def days(client: Client, code: str) -> list[tuple[int, str, str | None]]:
    """Return the versions of an item with their days, the newest first."""
    rows = (await client.get(f"/items/{code}/versions")).json()["versions"]
    return [(row["version"], row["in_force_from"], row["in_force_to"]) for row in rows]


async def test_what_is_published_is_shown_with_everything_it_says(admin: Client, clerk: Client) -> None:
    parts: dict[str, Any] = {"fee": 1000, "fee_basis": LAW, "power": "P-sign", "on_site": True, "one_hand": True}
    steps = ["receive", "accept", "review", "verify", "decide", "deliver"]
    code = await published(admin, **parts, steps=steps)

    shown = (await clerk.get(f"/items/{code}")).json()

    said = BODY | parts | {"steps": steps, "version": 1, "code": code, "by": "p-items", "joint": False}
    materials = [{"required": True, "deferrable": False, "file_types": []} | one for one in (IDENTITY, PLAN)]
    assert said | {"materials": materials} == {name: shown[name] for name in said}
    assert (shown["published_on"], shown["in_force_to"], shown["withdrawn_on"]) == (TODAY.isoformat(), None, None)
    assert code in [one["code"] for one in (await clerk.get("/items")).json()["items"]]


async def test_the_next_version_holds_from_its_day_and_the_one_before_until_then(admin: Client, clerk: Client) -> None:
    code = await published(admin)
    await published(admin, code, version=1, promised_days=3, in_force_from=TOMORROW.isoformat())

    assert [await version_on(clerk, code, day) for day in (YESTERDAY, TODAY, TOMORROW)] == [None, 1, 2]
    assert await version_on(clerk, code) == 1
    assert await days(clerk, code) == [
        (2, TOMORROW.isoformat(), None),
        (1, TODAY.isoformat(), TODAY.isoformat()),
    ]


async def test_a_version_of_the_same_day_takes_the_place_of_the_one_before(admin: Client, clerk: Client) -> None:
    code = await published(admin)
    await published(admin, code, version=1)

    assert [await version_on(clerk, code, day) for day in (YESTERDAY, TODAY, TOMORROW)] == [None, 2, 2]
    assert await days(clerk, code) == [
        (2, TODAY.isoformat(), None),
        (1, TODAY.isoformat(), YESTERDAY.isoformat()),
    ]


async def test_an_item_in_force_from_tomorrow_is_not_offered_today(
    window: Platform, admin: Client, clerk: Client
) -> None:
    code = await published(admin, in_force_from=TOMORROW.isoformat())
    today, tomorrow = await offered(clerk, code, TODAY), await offered(clerk, code, TOMORROW)

    assert [(one["in_force"], one["offered"]) for one in (today, tomorrow)] == [(False, False), (True, True)]
    assert await version_on(clerk, code) is None
    window.clock.ahead = ONE_DAY
    try:
        assert await version_on(clerk, code) == 1
    finally:
        window.clock.ahead = timedelta(0)


async def test_a_withdrawn_item_ends_on_its_day_and_comes_back_only_when_that_is_said(
    admin: Client, clerk: Client
) -> None:
    code = await published(admin)
    ended = await withdraw(admin, code, 1, TOMORROW)

    assert (ended.json()["in_force_to"], ended.json()["withdrawn_by"]) == (TODAY.isoformat(), "p-items")
    assert [(await offered(clerk, code, day))["offered"] for day in (TODAY, TOMORROW)] == [True, False]
    assert await version_on(clerk, code, TOMORROW) is None
    again = await put(admin, code, version=1)
    power = await admin.put(f"/items/{code}/power", json={"power": "P-sign"})
    twice = await withdraw(admin, code, 1, TOMORROW)
    assert [refusal(one) for one in (again, power, twice)] == [(409, "items.withdrawn")] * 3
    await published(admin, code, version=1, reinstate=True, in_force_from=(TOMORROW + ONE_DAY).isoformat())
    assert [await version_on(clerk, code, TODAY + n * ONE_DAY) for n in range(3)] == [1, None, 2]


async def test_what_was_not_in_force_yet_may_be_withdrawn_before_it_ever_is(admin: Client, clerk: Client) -> None:
    code = await published(admin, in_force_from=TOMORROW.isoformat())

    early = await withdraw(admin, code, 1, TODAY)
    assert refusal(early) == (409, "items.ends-before-it-begins")
    assert (await withdraw(admin, code, 1, TOMORROW)).status_code == 200

    assert await version_on(clerk, code, TOMORROW) is None


async def test_another_power_is_another_version_and_the_same_is_none(admin: Client, clerk: Client) -> None:
    code = await published(admin, fee=1000, fee_basis=LAW)
    for power in ("P-sign", "P-sign"):
        assert (await admin.put(f"/items/{code}/power", json={"power": power})).status_code == 204

    versions = (await clerk.get(f"/items/{code}/versions")).json()["versions"]

    assert [(one["version"], one["power"]) for one in versions] == [(2, "P-sign"), (1, None)]
    assert {(one["fee"], one["basis"], len(one["materials"])) for one in versions} == {(1000, BODY["basis"], 2)}
    assert (await offered(clerk, code, TODAY))["offered"] is False


async def test_who_was_based_on_an_older_version_is_told_the_newest(admin: Client) -> None:
    code = await published(admin)

    for based_on in (0, 2):
        answer = await put(admin, code, version=based_on)
        assert (*refusal(answer), answer.json()["version"]) == (409, "items.version-conflict", 1)
    assert refusal(await withdraw(admin, code, 2, TOMORROW)) == (409, "items.version-conflict")
    assert refusal(await put(admin, fresh(), version=1)) == (409, "items.version-conflict")


async def test_of_several_that_publish_at_once_one_does(admin: Client, clerk: Client) -> None:
    code = fresh()
    for version in (0, 1):
        answers = await asyncio.gather(*(put(admin, code, version=version) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]

    assert [number for number, *_ in await days(clerk, code)] == [2, 1]


@pytest.mark.parametrize(
    ("parts", "status", "code"),
    [
        ({"promised_days": 21}, 422, "items.promise-beyond-law"),
        ({"legal_days": 21}, 422, "items.term-beyond-law"),
        ({"fee": 1}, 422, "items.fee-without-basis"),
        ({"renewal_days": 60}, 422, "items.renewal-without-basis"),
        ({"quota": 3, "kind": "certificate"}, 422, "items.quota-of-no-licence"),
        ({"quota_order_basis": LAW}, 422, "items.order-without-quota"),
        ({"quota": 0}, 422, "invalid"),
        ({"materials": [IDENTITY, IDENTITY]}, 422, "items.materials-doubled"),
        ({"materials": [IDENTITY, PHOTO | {"deferrable": True}]}, 422, "items.deferrable-not-required"),
        ({"materials": [PLAN]}, 422, "items.all-deferrable"),
        ({"steps": ["accept", "receive"]}, 422, "items.steps-out-of-order"),
        ({"steps": ["receive"]}, 422, "items.step-missing"),
        (
            {"kind": "public-service", "on_site": True, "steps": ["receive", "verify"]},
            422,
            "items.on-site-without-basis",
        ),
        ({"in_force_from": YESTERDAY.isoformat()}, 422, "items.begins-in-the-past"),
        ({"steps": ["dance"]}, 422, "invalid"),
        ({"materials": [IDENTITY | {"form": "stone"}]}, 422, "invalid"),
        ({"basis": " "}, 422, "invalid"),
        ({"legal_days": 0}, 422, "invalid"),
    ],
)
async def test_what_the_law_does_not_allow_is_not_published(
    admin: Client, clerk: Client, parts: dict[str, Any], status: int, code: str
) -> None:
    item = fresh()

    assert refusal(await put(admin, item, **parts)) == (status, code)
    assert refusal(await clerk.get(f"/items/{item}")) == (404, "items.not-found")


async def test_a_version_does_not_begin_before_the_one_it_replaces_and_none_ends_in_the_past(admin: Client) -> None:
    code = await published(admin, in_force_from=TOMORROW.isoformat())

    assert refusal(await put(admin, code, version=1)) == (409, "items.begins-before-the-replaced")
    assert refusal(await withdraw(admin, code, 1, YESTERDAY)) == (422, "items.ends-in-the-past")


async def test_no_item_has_the_address_of_something_else(admin: Client) -> None:
    for code in ("bundles", "offered"):
        assert refusal(await put(admin, code)) == (422, "items.code-reserved")


async def test_a_clerk_reads_the_catalogue_and_does_not_write_it(admin: Client, clerk: Client) -> None:
    code = await published(admin)

    for answer in (await put(clerk, code, version=1), await withdraw(clerk, code, 1, TOMORROW)):
        assert answer.status_code == 403
    assert [await version_on(client, code) for client in (admin, clerk)] == [1, 1]


async def test_of_what_there_is_not_nothing_is_shown_or_withdrawn(admin: Client) -> None:
    code = fresh()
    unknown = [await admin.get(f"/items/{code}"), await admin.get(f"/items/{code}/versions")]

    for answer in (*unknown, await withdraw(admin, code, 1, TOMORROW)):
        assert refusal(answer) == (404, "items.not-found")


async def test_what_came_with_the_product_has_a_version_that_holds_on_every_day(clerk: Client) -> None:
    first = (await clerk.get("/items/employment-certificate/versions")).json()["versions"][-1]

    assert (first["version"], first["in_force_from"]) == (1, "1949-10-01")
    assert (first["basis"], first["by"], first["materials"], first["fee"]) == (None, "system:migration", [], 0)
    assert await version_on(clerk, "employment-certificate", date(2020, 1, 1)) is not None


async def test_an_application_finds_the_version_that_it_names(window: Platform, admin: Client) -> None:
    code = await published(admin)
    await published(admin, code, version=1, promised_days=3)
    async with window.database("approval-window").begin() as work:
        old, new, none = [await repository.find_item_version(work.connection, code, number) for number in (1, 2, 3)]
        of_today = await repository.find_item_on(work.connection, code, TODAY)
        of_before = await repository.find_item_on(work.connection, code, YESTERDAY)

    assert old is not None
    assert (old.promised_days, old.in_force_to) == (5, YESTERDAY)
    assert new == of_today
    assert (none, of_before) == (None, None)


async def test_the_database_lets_no_day_have_two_versions(window: Platform, admin: Client) -> None:
    code = await published(admin)
    await published(admin, code, version=1, in_force_from=TOMORROW.isoformat())
    async with window.database("approval-window").engine.connect() as connection:
        with pytest.raises(Exception, match="ex_item_versions_one_a_day"):
            await connection.execute(text("UPDATE item_versions SET in_force_to = NULL WHERE code = :c"), {"c": code})
