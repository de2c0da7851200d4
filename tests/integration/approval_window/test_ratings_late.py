"""That nobody followed up a bad rating in time is told, once a term: over HTTP, on a real server."""

from typing import Any

import pytest

from approval_window.ratings.timers import TIMERS
from shared.runtime.timers import run_round
from tests.integration.approval_window.counter import Counter, add_items
from tests.integration.approval_window.rated import other_clerk, rated_badly, read, rows
from tests.support.platform import Platform, TestClock


@pytest.fixture
async def counter(window: Platform) -> Counter:
    await add_items(window)
    return Counter(window)


async def look_round(counter: Counter, rating: dict[str, Any]) -> dict[str, Any]:
    """Let the clock do its round; return the rating as it stands then."""
    runtime = counter.window.apps["approval-window"].state.runtime
    await run_round(TIMERS[0], runtime.database, TestClock())
    return await read(other_clerk(counter), rating["id"])


async def over(counter: Counter, rating: dict[str, Any], *names: str) -> None:
    """Let terms of a follow-up have ended yesterday: tests cannot wait for weeks."""
    ended = ", ".join(f"{name} = now() - interval '1 day'" for name in names)
    await rows(counter.window, f"UPDATE rating_follow_ups SET {ended} WHERE rating_id = :id", id=rating["id"])


async def told(counter: Counter, rating: dict[str, Any]) -> list[str]:
    query = "SELECT body FROM outbox WHERE topic = 'window.follow-ups.v1' AND key = :id ORDER BY seq"
    return [row.body for row in await rows(counter.window, query, id=rating["id"])]


async def act(counter: Counter, rating: dict[str, Any], step: str, **body: Any) -> dict[str, Any]:
    given = {"version": rating["follow_up"]["version"], "text": "已核实"} | body
    answer = await other_clerk(counter).post(f"/ratings/{rating['id']}/{step}", json=given)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_what_is_in_time_is_not_told(counter: Counter) -> None:
    rating = await rated_badly(counter)

    assert (await look_round(counter, rating))["follow_up"]["late"] is None
    assert await told(counter, rating) == []


async def test_each_term_that_ends_is_told_once_and_not_at_each_round(counter: Counter) -> None:
    rating = await rated_badly(counter)
    await over(counter, rating, "verify_due_at")
    first = await look_round(counter, rating)
    again = await look_round(counter, rating)
    assert (first["follow_up"]["late"], again["follow_up"]["version"]) == ("verification", 2)
    await over(counter, rating, "verify_due_at", "due_at")
    await look_round(counter, rating)
    last = await look_round(counter, rating)

    assert (last["follow_up"]["late"], last["follow_up"]["version"]) == ("all", 3)
    assert last["follow_up"]["late_at"] is not None
    assert [step["action"] for step in last["history"]] == ["open", "tell-late", "tell-late"]
    assert [body.count('"late":"verification"') for body in await told(counter, rating)] == [1, 0]


async def test_what_was_verified_in_time_is_late_with_its_last_term_alone(counter: Counter) -> None:
    rating = await act(counter, await rated_badly(counter), "verify")
    await over(counter, rating, "verify_due_at")
    assert (await look_round(counter, rating))["follow_up"]["late"] is None
    await over(counter, rating, "verify_due_at", "due_at")

    late = await look_round(counter, rating)
    assert late["follow_up"]["late"] == "all"
    # It goes on from there, and what is over is late no more.
    done = await act(counter, await act(counter, late, "correct"), "call-back", satisfied=True)
    assert (await look_round(counter, done))["follow_up"]["version"] == done["follow_up"]["version"]


async def test_the_late_ones_are_listed_and_what_is_told_names_nobody(counter: Counter) -> None:
    late, fresh = await rated_badly(counter), await rated_badly(counter)
    await over(counter, late, "verify_due_at", "due_at")
    await look_round(counter, late)

    answer = await other_clerk(counter).get("/ratings", params={"of": "late", "limit": 200})
    listed = [one["id"] for one in answer.json()["items"]]
    assert late["id"] in listed
    assert fresh["id"] not in listed
    (body,) = await told(counter, late)
    assert not any(said in body for said in ("clerk-li", "p-lin", "王小明", late["number"], "三个小时"))


async def test_a_follow_up_that_somebody_holds_waits_for_the_next_round(counter: Counter) -> None:
    rating = await rated_badly(counter)
    await over(counter, rating, "due_at", "verify_due_at")
    async with counter.window.database("approval-window").begin() as work:
        held = f"SELECT 1 FROM rating_follow_ups WHERE rating_id = '{rating['id']}' FOR UPDATE"
        await work.connection.exec_driver_sql(held)
        assert (await look_round(counter, rating))["follow_up"]["late"] is None

    assert (await look_round(counter, rating))["follow_up"]["late"] == "all"


async def test_of_a_rating_that_hides_with_its_case_nobody_is_told(counter: Counter) -> None:
    body = {"category": {"scheme": "onefour", "code": "M0101"}, "region": counter.region, "text": "反映情况"}
    appeal = (await counter.clerk.post("/appeals", json=body | {"appellant": {"name": "李四"}})).json()
    rating = await rated_badly(counter)
    await over(counter, rating, "due_at", "verify_due_at")
    hide = "UPDATE ratings SET paper = 'appeal', paper_id = :appeal WHERE id = :id"
    await rows(counter.window, hide, appeal=appeal["id"], id=rating["id"])
    await rows(counter.window, "UPDATE appeals SET hidden = true WHERE id = :id", id=appeal["id"])
    await look_round(counter, rating)

    assert await told(counter, rating) == []
