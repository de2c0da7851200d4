"""How one form brings several items, and what the window asks before it takes an application: over HTTP."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.integration.approval_window.counter import (
    FORM,
    LICENCE,
    ON_SITE,
    PERSON,
    PLAN,
    SERVICE,
    Counter,
    add_items,
    in_days,
    refusal,
)
from tests.support.platform import TOWN, Platform

BUNDLE = "test-open-a-shop"
# Another number whose check digit holds.
OTHER = {"kind": "person", "name": "李小红", "number": "440524188001010014"}


@pytest.fixture
async def counter(window: Platform) -> Counter:
    await add_items(window)
    admin = window.client("approval-window", role="admin", scope="32", person_id="p-admin")
    body = {"version": 0, "name": "开店一件事", "items": [LICENCE, ON_SITE, SERVICE]}
    made = await admin.put(f"/items/bundles/{BUNDLE}", json=body)
    assert made.is_success or refusal(made)[0] == 409, made.text
    return Counter(window)


async def bring(counter: Counter, **more: Any) -> httpx.Response:
    body = {"bundle": BUNDLE, "region": TOWN, "applicant": PERSON, "again": True}
    return await counter.clerk.post("/applications/bundles", json=body | more)


async def apply(counter: Counter, **more: Any) -> httpx.Response:
    body = {"item": LICENCE, "region": TOWN, "applicant": PERSON, "again": True}
    return await counter.clerk.post("/applications", json=body | more)


async def test_one_form_brings_an_application_for_each_item_with_shared_materials_once(counter: Counter) -> None:
    taken = (await bring(counter, materials={"handed_in": [FORM, PLAN]})).json()

    assert [one["item"] for one in taken["applications"]] == [LICENCE, ON_SITE, SERVICE]
    assert len({one["number"] for one in taken["applications"]}) == 3
    page = await counter.clerk.get("/applications", params={"bundle_id": taken["bundle_id"]})
    assert {one["item"] for one in page.json()["items"]} == {LICENCE, ON_SITE, SERVICE}
    for one in taken["applications"]:
        shown = await counter.read(one["id"])
        assert shown["materials"] == {FORM: "handed-in", PLAN: "handed-in"}
        assert (await counter.done(shown, "accept"))["state"] == "accepted"


async def test_a_form_is_taken_whole_or_not_at_all(counter: Counter) -> None:
    before = (await counter.clerk.get("/applications", params={"limit": 1})).json()["items"]

    unknown = await bring(counter, materials={"handed_in": ["tax-return"]})
    firm = await bring(counter, materials={"promised": [{"code": FORM, "until": in_days(3)}]})
    nothing = await bring(counter, bundle="no-such-bundle")
    assert [refusal(one) for one in (unknown, firm, nothing)] == [
        (422, "applications.material-unknown"),
        (422, "applications.material-not-deferrable"),
        (404, "items.bundle-not-found"),
    ]
    after = (await counter.clerk.get("/applications", params={"limit": 1})).json()["items"]
    assert [one["id"] for one in after] == [one["id"] for one in before]


async def test_who_applies_for_the_same_within_a_day_is_asked_and_not_refused(counter: Counter) -> None:
    person = OTHER | {"name": "李小红"}
    first = await apply(counter, applicant=person)
    again = await apply(counter, applicant=person, again=False)
    another = await apply(counter, applicant=person, item=SERVICE, again=False)

    assert first.status_code == another.status_code == 201
    assert refusal(again) == (409, "applications.repeat")
    assert again.json()["earlier"].startswith(f"BJ-{TOWN}-")
    assert (await apply(counter, applicant=person, again=True)).status_code == 201


async def test_another_name_with_the_same_number_is_asked_about_and_not_told(counter: Counter) -> None:
    await apply(counter, applicant=OTHER)

    asked = await apply(counter, applicant=OTHER | {"name": "李红"})
    assert refusal(asked) == (409, "applications.name-differs")
    assert "李小红" not in asked.text
    assert (await apply(counter, applicant=OTHER | {"name": "李红"}, name_checked=True)).status_code == 201
    # From now on the newest name stands with the number.
    assert (await apply(counter, applicant=OTHER, name_checked=True)).status_code == 201


async def test_a_neighbour_learns_nothing_of_who_applied_elsewhere(window: Platform, counter: Counter) -> None:
    await apply(counter, applicant=OTHER)
    clerk = window.client("approval-window", role="clerk", scope="320585103", person_id="clerk-wu")

    body = {"item": LICENCE, "region": "320585103", "applicant": OTHER | {"name": "另一人"}}
    assert (await clerk.post("/applications", json=body)).status_code == 201


@pytest.mark.parametrize(
    ("agent", "status", "code"),
    [
        ({"name": "赵代", "number": OTHER["number"]}, 422, "applications.not-authorised"),
        (
            {"name": "赵代", "number": "44052418800101001X", "authorisation": "委托书"},
            422,
            "applications.number-malformed",
        ),
        (
            {"name": "赵代", "number": PERSON["number"], "authorisation": "委托书"},
            422,
            "applications.agent-is-applicant",
        ),
    ],
)
async def test_who_applies_for_another_shows_by_which_paper_he_may(
    counter: Counter, agent: dict[str, str], status: int, code: str
) -> None:
    assert refusal(await apply(counter, agent=agent)) == (status, code)


async def test_an_agent_is_kept_sealed_beside_who_applies(counter: Counter) -> None:
    agent = {"name": "赵代", "number": OTHER["number"], "authorisation": "委托书 2026-1"}
    taken = (await apply(counter, agent=agent, note=uuid4().hex)).json()

    read = await counter.clerk.get(f"/applications/{taken['id']}/applicant", params={"purpose": "核对"})
    assert read.json()["agent"] == agent
    assert "赵代" not in str(await counter.read(taken["id"]))


async def test_an_item_that_is_not_in_force_today_is_not_received(window: Platform, counter: Counter) -> None:
    admin = window.client("approval-window", role="admin", scope="32", person_id="p-admin")
    code = f"test-{uuid4().hex[:8]}"
    body = {"version": 0, "name": "明日事项", "name_en": "Tomorrow", "kind": "certificate", "legal_days": 5}
    body |= {"promised_days": 3, "steps": ["receive"], "materials": [], "basis": "目录", "in_force_from": in_days(1)}
    assert (await admin.put(f"/items/{code}", json=body)).is_success

    assert refusal(await apply(counter, item=code)) == (409, "applications.item-not-in-force")
    assert refusal(await apply(counter, item="no-such-item")) == (422, "applications.item-unknown")
