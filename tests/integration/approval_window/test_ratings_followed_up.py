"""What follows a bad rating, by whom and until when, and what ratings come to: over HTTP, on a real server."""

import asyncio
from typing import Any

import httpx
import pytest

from approval_window.main import FLOW
from approval_window.ratings.consumers import take_over_workdays
from shared.clock import utc_now
from shared.schemas.topics import Topic
from tests.integration.approval_window.counter import SERVICE, Counter, add_items, in_days, refusal
from tests.integration.approval_window.rated import SAID, other_clerk, rated_badly, read, received, rows
from tests.support.platform import TOWN, Platform

FOUND, MENDED, TOLD = "情况属实，当日窗口缺岗", "已增设备岗人员", "已电话致歉"
DONE = (("verify", {"text": FOUND}), ("correct", {"text": MENDED}), ("call-back", {"text": TOLD, "satisfied": True}))


@pytest.fixture
async def counter(window: Platform) -> Counter:
    await add_items(window)
    return Counter(window)


async def act(who: httpx.AsyncClient, rating: dict[str, Any], step: str, **body: Any) -> httpx.Response:
    given = {"version": rating["follow_up"]["version"]} | body
    return await who.post(f"/ratings/{rating['id']}/{step}", json=given)


async def followed_up(who: httpx.AsyncClient, rating: dict[str, Any]) -> dict[str, Any]:
    for step, body in DONE:
        answer = await act(who, rating, step, **body)
        assert answer.status_code == 200, answer.text
        rating = answer.json()
    return await read(who, rating["id"])


async def test_a_bad_rating_is_verified_corrected_and_called_back(counter: Counter) -> None:
    other, rating = other_clerk(counter), await rated_badly(counter)

    done = await followed_up(other, rating)

    assert (rating["follow_up"]["state"], rating["follow_up"]["light"]) == ("opened", "green")
    assert (done["follow_up"]["state_said"], done["follow_up"]["light"]) == ("已回访", None)
    assert [step["action"] for step in done["history"]] == ["open", "verify", "correct", "call-back"]
    assert [step["by"] for step in done["history"][1:]] == ["p-lin"] * 3
    assert done["history"][-1]["facts"] == {"satisfied": True}
    assert not any(words in str(done) for words in (SAID, FOUND, MENDED, TOLD))
    late = await act(other, done, "verify", text=FOUND)
    assert refusal(late) == (409, "ratings.illegal-action")
    assert late.json()["possible"] == []


async def test_a_step_out_of_its_turn_names_what_is_possible_and_an_old_version_is_refused(counter: Counter) -> None:
    other, rating = other_clerk(counter), await rated_badly(counter)

    early = await act(other, rating, "call-back", text=TOLD, satisfied=True)
    taken = await act(other, rating, "verify", text=FOUND)
    stale = await act(other, rating, "correct", text=MENDED)

    assert (refusal(early), early.json()["possible"]) == ((409, "ratings.illegal-action"), ["verify"])
    assert taken.status_code == 200
    assert (refusal(stale), stale.json()["version"]) == ((409, "ratings.stale-version"), 2)


async def test_who_received_and_who_decided_neither_follow_up_nor_read_what_was_said(counter: Counter) -> None:
    rating = await rated_badly(counter, "decision")

    for rated in (counter.clerk, counter.head):
        step = await act(rated, rating, "verify", text=FOUND)
        look = await rated.get(f"/ratings/{rating['id']}/words", params={"purpose": "核实"})
        assert refusal(step) == refusal(look) == (403, "ratings.about-yourself")
    assert (await act(other_clerk(counter), rating, "verify", text=FOUND)).status_code == 200
    of_reception = await rated_badly(counter)
    assert (await act(counter.head, of_reception, "verify", text=FOUND)).status_code == 200


async def test_nobody_without_the_permission_of_another_township_or_above_takes_a_step(counter: Counter) -> None:
    rating = await rated_badly(counter)
    window = counter.window
    county = window.client("approval-window", role="leader", scope=TOWN[:6], person_id="p-county")
    elsewhere = window.client("approval-window", role="leader", scope="320585103", person_id="p-elsewhere")
    officer = window.client("approval-window", role="officer", scope=TOWN, person_id="p-zhou")

    assert refusal(await act(officer, rating, "verify", text=FOUND)) == (403, "missing-permission")
    assert refusal(await act(elsewhere, rating, "verify", text=FOUND)) == (404, "ratings.not-found")
    assert refusal(await act(county, rating, "verify", text=FOUND)) == (403, "ratings.not-of-the-township")
    assert (await county.get(f"/ratings/{rating['id']}")).status_code == 200
    assert (await window.stranger("approval-window").get("/ratings")).status_code == 401


async def test_a_good_rating_has_nothing_to_follow_up(counter: Counter) -> None:
    paper = await received(counter)
    await paper.rate("reception", "basically-satisfied")
    (kept,) = await rows(counter.window, "SELECT id FROM ratings WHERE paper_id = :id", id=paper.receipt["id"])

    step = await other_clerk(counter).post(f"/ratings/{kept.id}/verify", json={"version": 1, "text": FOUND})

    assert refusal(step) == (409, "ratings.no-follow-up")


async def test_what_was_written_is_read_with_a_purpose_and_each_look_is_logged(counter: Counter) -> None:
    other, rating = other_clerk(counter), await rated_badly(counter)
    await followed_up(other, rating)

    without = await other.get(f"/ratings/{rating['id']}/words")
    shown = (await other.get(f"/ratings/{rating['id']}/words", params={"purpose": "核实差评"})).json()

    looks = await rows(counter.window, "SELECT * FROM rating_looks WHERE rating_id = :id", id=rating["id"])
    assert without.status_code == 422
    assert (rating["has_words"], shown["words"]) == (True, SAID)
    assert [step["words"] for step in shown["steps"]] == [FOUND, MENDED, TOLD]
    assert [(look.by, look.purpose) for look in looks] == [("p-lin", "核实差评")]


async def due_before(counter: Counter, rating: dict[str, Any], days: int) -> dict[str, Any]:
    """Move both terms of a follow-up so many days back: tests cannot wait for weeks."""
    earlier = ", ".join(f"{name} = {name} - make_interval(days => :days)" for name in ("verify_due_at", "due_at"))
    query = f"UPDATE rating_follow_ups SET {earlier} WHERE rating_id = :id"
    await rows(counter.window, query, days=days, id=rating["id"])
    return await read(other_clerk(counter), rating["id"])


async def test_the_list_shows_what_is_open_the_oldest_first_with_the_light_of_its_next_step(counter: Counter) -> None:
    other = other_clerk(counter)
    late, fresh = await rated_badly(counter), await rated_badly(counter)
    over = await followed_up(other, await rated_badly(counter))
    late = await due_before(counter, late, 30)
    verified = await act(other, fresh, "verify", text=FOUND)

    listed = (await other.get("/ratings", params={"limit": 200})).json()["items"]
    everything = (await other.get("/ratings", params={"of": "all", "limit": 3})).json()

    ids = [one["id"] for one in listed]
    assert ids == sorted(ids)
    assert {late["id"], fresh["id"]} <= set(ids)
    assert over["id"] not in ids
    assert all(one["follow_up"]["light"] for one in listed)
    assert (late["follow_up"]["light"], verified.json()["follow_up"]["light"]) == ("red", "green")
    assert [one["id"] for one in everything["items"]] == [over["id"], fresh["id"], late["id"]]
    older = (await other.get("/ratings", params={"of": "all", "limit": 3, "after": everything["next"]})).json()["items"]
    assert late["id"] not in [one["id"] for one in older]


async def test_the_terms_are_computed_anew_when_the_calendar_grows(counter: Counter) -> None:
    rating = await rated_badly(counter)
    guessed = (
        "UPDATE rating_follow_ups SET provisional = true, due_at = due_at + interval '90 days' WHERE rating_id = :id"
    )
    await rows(counter.window, guessed, id=rating["id"])

    async with counter.window.database("approval-window").begin() as work:
        await take_over_workdays(work, [], utc_now())

    shown = await read(other_clerk(counter), rating["id"])
    assert shown["follow_up"]["due_at"] == rating["follow_up"]["due_at"]
    assert [step["action"] for step in shown["history"]] == ["open", "recompute-terms"]
    assert shown["follow_up"]["version"] == 2
    assert FLOW.handlers[Topic.WORKDAYS] is take_over_workdays


async def figures(who: httpx.AsyncClient, **params: str) -> dict[str, Any]:
    period = {"from": in_days(0), "to": in_days(0)}
    answer = await who.get("/ratings/figures", params=period | params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def shares(shown: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    return {one["kind"]: (one["numerator"], one["denominator"]) for one in shown}


async def test_the_figures_of_a_township_say_their_formulas_and_what_they_are_counted_of(counter: Counter) -> None:
    there = Counter(counter.window, "320585104")
    for grade in ("very-satisfied", "basically-satisfied"):
        assert (await (await received(there, SERVICE)).rate("reception", grade)).status_code == 201
    await due_before(there, await rated_badly(there), 60)
    await rated_badly(there)
    _, late = [await followed_up(other_clerk(there), await rated_badly(there)) for _ in range(2)]
    await due_before(there, late, 60)

    shown = await figures(there.clerk)
    by_item = await figures(there.clerk, by="item")

    assert shares(shown["total"]) == {"satisfied": (2, 6), "bad": (4, 6), "followed-up-in-time": (1, 3)}
    assert [one["value"] for one in shown["total"]] == [0.3333, 0.6667, 0.3333]
    assert all("÷" in one["formula"] for one in shown["total"])
    assert (shown["groups"], by_item["total"]) == ([], shown["total"])
    assert {one["key"]: shares(one["figures"])["bad"] for one in by_item["groups"]} == {
        "test-licence": (4, 4),
        "test-service": (0, 2),
    }


async def test_figures_are_told_by_clerk_and_township_within_what_one_sees(counter: Counter) -> None:
    north, south = Counter(counter.window, "320585105"), Counter(counter.window, "320585106")
    for there in (north, south):
        assert (await (await received(there)).rate("reception")).status_code == 201
    county = counter.window.client("approval-window", role="leader", scope="320585", person_id="p-county")

    by_township = await figures(county, by="township")
    by_clerk = await figures(county, by="clerk", region="320585105")
    outside = await north.clerk.get(
        "/ratings/figures", params={"from": in_days(0), "to": in_days(0), "region": "320585106"}
    )

    townships = {one["key"]: shares(one["figures"])["satisfied"] for one in by_township["groups"]}
    assert (townships["320585105"], townships["320585106"]) == ((1, 1), (1, 1))
    assert [(one["key"], shares(one["figures"])["satisfied"]) for one in by_clerk["groups"]] == [("clerk-li", (1, 1))]
    assert refusal(outside) == (403, "ratings.region-outside")


@pytest.mark.parametrize(("first", "last"), [(1, 1), (0, -1), (-400, 0)])
async def test_a_period_that_cannot_be_is_refused(counter: Counter, first: int, last: int) -> None:
    params = {"from": in_days(first), "to": in_days(last)}

    answer = await counter.clerk.get("/ratings/figures", params=params)

    assert refusal(answer) == (422, "ratings.period-impossible")


async def test_of_two_who_take_the_same_step_at_the_same_moment_one_does(counter: Counter) -> None:
    rating = await rated_badly(counter)
    hands = [other_clerk(counter), counter.head]

    answers = await asyncio.gather(*(act(who, rating, "verify", text=FOUND) for who in hands))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert [step["action"] for step in (await read(hands[0], rating["id"]))["history"]] == ["open", "verify"]
