"""How licences are granted of which there are only so many (licence law art. 57): over HTTP, on real servers."""

import asyncio
from collections import Counter as Tally
from typing import Any

import httpx
import pytest

from tests.integration.approval_window.catalogue import LAW, published
from tests.integration.approval_window.counter import PERSON, Counter, in_days, refusal
from tests.support.platform import TOWN, Platform

HERE = {"handed_in": ["identity", "plan"]}
VILLAGE, NEIGHBOUR = f"{TOWN}003", "320585103"


@pytest.fixture
def counter(window: Platform) -> Counter:
    return Counter(window)


@pytest.fixture
def admin(window: Platform) -> httpx.AsyncClient:
    return window.client("approval-window", role="admin", scope="32", person_id="p-admin")


async def accepted(counter: Counter, item: str, region: str = TOWN) -> dict[str, Any]:
    body = {"item": item, "region": region, "applicant": PERSON, "again": True, "materials": HERE}
    taken = await counter.clerk.post("/applications", json=body)
    assert taken.status_code == 201, taken.text
    return await counter.done(await counter.read(taken.json()["id"]), "accept")


async def grant(counter: Counter, shown: dict[str, Any], **body: Any) -> httpx.Response:
    return await counter.act(shown, "grant", counter.head, **body)


async def places(counter: Counter, item: str) -> tuple[int, int, int, int]:
    shown = (await counter.clerk.get("/licences/places", params={"item": item, "region": TOWN})).json()
    return shown["quota"], shown["held"], shown["free"], shown["waiting"]


async def test_none_is_granted_beyond_the_number_and_an_ended_one_frees_its_place(
    counter: Counter, admin: httpx.AsyncClient
) -> None:
    item = await published(admin, quota=1)
    first, second = await accepted(counter, item), await accepted(counter, item, VILLAGE)
    given = await grant(counter, first, valid_to=in_days(400))
    full = await grant(counter, second)

    assert (given.status_code, refusal(full)) == (201, (409, "applications.quota-full"))
    assert (full.json()["quota"], full.json()["article"]) == (1, "行政许可法 57")
    assert await places(counter, item) == (1, 1, 0, 1)
    other = counter.of("leader", "p-other")
    back = await other.post(f"/licences/{given.json()['id']}/cancel", json={"end": "given-back", "proof": "交回"})
    assert back.is_success
    assert (await grant(counter, second)).status_code == 201
    assert await places(counter, item) == (1, 1, 0, 0)


async def test_who_was_accepted_earlier_goes_first_until_it_is_decided(
    counter: Counter, admin: httpx.AsyncClient
) -> None:
    item = await published(admin, quota=2)
    first, second, third = [await accepted(counter, item) for _ in range(3)]
    waits = await counter.done(second, "pause", kind="test", days=5, reason="检测")

    early = await grant(counter, third)
    assert (refusal(early), early.json()["earlier"]) == (
        (409, "applications.earlier-first"),
        [first["number"], second["number"]],
    )
    assert (await grant(counter, first)).status_code == 201
    assert refusal(await grant(counter, third)) == (409, "applications.earlier-first")
    await counter.done(waits, "withdraw")
    assert (await grant(counter, third)).status_code == 201


async def test_enough_for_all_who_were_accepted_is_granted_in_any_order_and_so_it_is_where_a_law_says_otherwise(
    counter: Counter, admin: httpx.AsyncClient
) -> None:
    enough, other_way = await published(admin, quota=2), await published(admin, quota=1, quota_order_basis=LAW)
    for item in (enough, other_way):
        await accepted(counter, item)
        assert (await grant(counter, await accepted(counter, item))).status_code == 201


async def test_each_township_has_its_own_number_and_a_higher_one_holds_for_who_applied_before(
    window: Platform, counter: Counter, admin: httpx.AsyncClient
) -> None:
    item = await published(admin, quota=1)
    neighbour = Counter(window, NEIGHBOUR)
    for one in (counter, neighbour):
        assert (await grant(one, await accepted(one, item, one.region))).status_code == 201
    second = await accepted(counter, item)
    assert refusal(await grant(counter, second)) == (409, "applications.quota-full")

    await published(admin, item, version=1, quota=2)
    assert (await grant(counter, second)).status_code == 201


async def test_who_grant_at_once_never_exceed_the_number(counter: Counter, admin: httpx.AsyncClient) -> None:
    item = await published(admin, quota=2, quota_order_basis=LAW)
    shown = [await accepted(counter, item) for _ in range(6)]

    answers = await asyncio.gather(*(grant(counter, one) for one in shown))
    assert Tally(one.status_code for one in answers) == {201: 2, 409: 4}
    assert {one.json()["title"] for one in answers if one.status_code == 409} == {"applications.quota-full"}
    assert await places(counter, item) == (2, 2, 0, 4)


async def test_an_extension_takes_no_place_and_what_is_not_limited_says_so(
    counter: Counter, admin: httpx.AsyncClient
) -> None:
    item, unlimited = await published(admin, quota=1), await published(admin)
    key = (await grant(counter, await accepted(counter, item), valid_to=in_days(40))).json()["id"]
    body = {"number": PERSON["number"], "materials": HERE}
    taken = (await counter.clerk.post(f"/licences/{key}/renewals", json=body)).json()
    shown = await counter.done(await counter.read(taken["id"]), "accept")
    assert await places(counter, item) == (1, 1, 0, 0)
    assert (await counter.act(shown, "renew", counter.head)).status_code == 200

    asked = await counter.clerk.get("/licences/places", params={"item": unlimited, "region": TOWN})
    far = await counter.clerk.get("/licences/places", params={"item": unlimited, "region": NEIGHBOUR})
    none = await counter.clerk.get("/licences/places", params={"item": "no-such", "region": TOWN})
    assert asked.json() == {"quota": None, "held": None, "free": None, "waiting": None}
    assert [refusal(far), refusal(none)] == [
        (403, "applications.region-outside"),
        (422, "applications.item-unknown"),
    ]
