"""What waits at the counter, in which order and light, and who goes on with it: over HTTP, on real servers."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text

from tests.integration.approval_window.counter import FORM, LICENCE, Counter, actions, add_items, refusal, staff
from tests.support.platform import Platform

# A township in which nothing else waits.
REGION = "320585107"
Tell = Callable[..., Awaitable[None]]


@pytest.fixture
async def counter(window: Platform, tell: Tell) -> Counter:
    await add_items(window)
    here = [one.model_copy(update={"person_id": f"{one.person_id}-7", "region": REGION}) for one in staff()]
    await tell(*here)

    async def known() -> bool:
        async with window.database("approval-window").engine.connect() as connection:
            query = "SELECT count(*) FROM person_copies WHERE region = :region"
            return (await connection.execute(text(query), {"region": REGION})).scalar_one() == len(here)

    await window.until(known)
    return Counter(window, REGION)


async def waiting(counter: Counter, **more: Any) -> list[dict[str, Any]]:
    answer = await counter.clerk.get("/applications/worklist", params={"limit": 200} | more)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_what_is_due_first_stands_first_and_what_waits_for_others_last(counter: Counter) -> None:
    still = await counter.done(await counter.receive(LICENCE, FORM), "notify")
    fresh = await counter.accepted()
    late = await counter.accepted()
    await counter.received_before(late, 90)
    ended = await counter.done(await counter.receive(), "withdraw")

    items = await waiting(counter)
    lights = {one["application"]["id"]: one["light"] for one in items}
    order = [
        one["application"]["id"] for one in items if one["application"]["id"] in {still["id"], fresh["id"], late["id"]}
    ]
    assert order == [late["id"], fresh["id"], still["id"]]
    assert [lights[one] for one in order] == ["red", "green", "still"]
    assert ended["id"] not in lights


async def test_another_clerk_of_the_township_goes_on_and_who_received_it_stays_on_record(counter: Counter) -> None:
    shown = await counter.accepted()

    for stranger in ("p-worker-7", "p-lin", "nobody"):
        assert refusal(await counter.act(shown, "hand-to", to=stranger)) == (422, "applications.not-a-clerk")
    handed = await counter.done(shown, "hand-to", to="p-lin-7", reason="休假")
    assert (handed["holder_id"], handed["clerk_id"]) == ("p-lin-7", "clerk-li")
    assert actions(handed)[-1] == "hand-to"
    mine = {one["application"]["id"] for one in await waiting(counter, mine=True)}
    answer = await counter.of("clerk", "p-lin-7").get("/applications/worklist", params={"mine": True})
    assert shown["id"] not in mine
    assert [one["application"]["id"] for one in answer.json()["items"]] == [shown["id"]]


async def test_who_received_it_still_does_not_decide_after_he_handed_it_on(counter: Counter) -> None:
    handed = await counter.done(await counter.accepted(), "hand-to", to="p-lin-7")

    decided = await counter.act(handed, "grant", counter.of("leader", "clerk-li"))
    assert refusal(decided) == (403, "applications.same-person")


async def test_a_neighbour_sees_nothing_that_waits_here(window: Platform, counter: Counter) -> None:
    await counter.accepted()
    clerk = window.client("approval-window", role="clerk", scope="320585108", person_id="clerk-wu")

    assert (await clerk.get("/applications/worklist")).json()["items"] == []


async def test_a_long_list_goes_on_where_the_page_before_ended(counter: Counter) -> None:
    for _ in range(3):
        await counter.receive(LICENCE, FORM)
    await counter.done(await counter.receive(LICENCE, FORM), "notify")
    whole = [one["application"]["id"] for one in await waiting(counter)]
    found: list[str] = []
    after = None
    for _ in range(len(whole)):
        answer = await counter.clerk.get(
            "/applications/worklist", params={"limit": 2} | ({"after": after} if after else {})
        )
        found += [one["application"]["id"] for one in answer.json()["items"]]
        after = answer.json()["next"]
        if after is None:
            break

    assert found == whole


async def test_a_page_behind_what_is_out_of_reach_is_empty(counter: Counter) -> None:
    shown = await counter.receive(LICENCE, FORM)
    other = counter.window.client("approval-window", role="clerk", scope="320585106", person_id="clerk-li")

    assert (await other.get("/applications/worklist", params={"after": shown["id"]})).json()["items"] == []
