"""How items are handled as one thing (一件事一次办): over HTTP, on real servers."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.integration.approval_window.catalogue import (
    IDENTITY,
    PHOTO,
    PLAN,
    TODAY,
    TOMORROW,
    Client,
    fresh,
    published,
    refusal,
    withdraw,
)
from tests.support.platform import Platform


@pytest.fixture
def admin(window: Platform) -> Client:
    return window.client("approval-window", scope="32", person_id="p-items")


@pytest.fixture
def clerk(window: Platform) -> Client:
    return window.client("approval-window", role="clerk", person_id="clerk-li")


async def bundle(admin: Client, code: str, *items: str, version: int = 0) -> httpx.Response:
    body = {"version": version, "name": "开一家小店", "items": list(items)}
    return await admin.put(f"/items/bundles/{code}", json=body)


async def saved(admin: Client, *items: str) -> str:
    code = fresh()
    answer = await bundle(admin, code, *items)
    assert answer.status_code == 200, answer.text
    return code


async def read(client: Client, code: str, **asked: Any) -> dict[str, Any]:
    return dict((await client.get(f"/items/bundles/{code}", params=asked)).json())


async def test_a_bundle_asks_once_for_what_several_items_ask_for(admin: Client, clerk: Client) -> None:
    sign, food = await published(admin), await published(admin, materials=[PHOTO, IDENTITY | {"form": "paper-copy"}])
    code = await saved(admin, sign, food)

    shown = await read(clerk, code)

    assert (shown["name"], shown["version"], shown["complete"]) == ("开一家小店", 1, True)
    assert [(one["code"], one["version"], one["promised_days"]) for one in shown["items"]] == [
        (sign, 1, 5),
        (food, 1, 5),
    ]
    assert [(one["code"], one["asked_by"], one["form"]) for one in shown["materials"]] == [
        ("identity", [sign, food], "paper-copy"),
        ("plan", [sign], "paper-copy"),
        ("photo", [food], "paper-original"),
    ]
    assert [(one["required"], one["deferrable"]) for one in shown["materials"]] == [
        (True, False),
        (True, True),
        (False, False),
    ]


async def test_a_bundle_shows_what_its_items_ask_for_on_the_day(admin: Client, clerk: Client) -> None:
    sign, food = await published(admin), await published(admin)
    code = await saved(admin, sign, food)
    await published(admin, sign, version=1, materials=[PLAN, PHOTO | {"required": True}], in_force_from=str(TOMORROW))
    assert (await withdraw(admin, food, 1, TOMORROW)).status_code == 200

    today, tomorrow = [await read(clerk, code, as_of=day.isoformat()) for day in (TODAY, TOMORROW)]

    assert [one["complete"] for one in (today, tomorrow)] == [True, False]
    assert [(one["code"], one["in_force"], one["version"]) for one in tomorrow["items"]] == [
        (sign, True, 2),
        (food, False, None),
    ]
    assert [one["code"] for one in today["materials"]] == ["identity", "plan"]
    assert [(one["code"], one["asked_by"]) for one in tomorrow["materials"]] == [("plan", [sign]), ("photo", [sign])]


async def test_a_bundle_is_changed_by_who_read_it_last(admin: Client, clerk: Client) -> None:
    items = [await published(admin) for _ in range(3)]
    code = await saved(admin, *items[:2])

    answers = await asyncio.gather(*(bundle(admin, code, *reversed(items), version=1) for _ in range(3)))
    stale = await bundle(admin, code, *items, version=1)

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert (*refusal(stale), stale.json()["version"]) == (409, "items.bundle-version-conflict", 2)
    listed = (await clerk.get("/items/bundles")).json()["bundles"]
    assert [one["items"] for one in listed if one["code"] == code] == [items[::-1]]


async def test_a_bundle_of_what_cannot_be_done_as_one_is_refused(admin: Client) -> None:
    sign, food = await published(admin), await published(admin, in_force_from=TOMORROW.isoformat())
    for items, expected in (
        ((), (422, "items.bundle-too-small")),
        ((sign,), (422, "items.bundle-too-small")),
        ((sign, sign), (422, "items.bundle-items-doubled")),
        ((sign, "no-such-item"), (422, "items.bundle-items-unknown")),
        ((sign, food), (409, "items.bundle-items-not-in-force")),
    ):
        code = fresh()
        assert refusal(await bundle(admin, code, *items)) == expected
        assert refusal(await admin.get(f"/items/bundles/{code}")) == (404, "items.bundle-not-found")


async def test_a_clerk_does_not_write_a_bundle(admin: Client, clerk: Client) -> None:
    items = [await published(admin) for _ in range(2)]

    assert (await bundle(clerk, fresh(), *items)).status_code == 403
