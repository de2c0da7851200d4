"""Who waits in the hall, whom a counter calls, and how full it was: over HTTP, on real servers."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from tests.integration.approval_window.counter import refusal
from tests.support.platform import Platform

# A township of which no other test asks anything.
REGION = "320585109"


@pytest.fixture
async def hall(window: Platform) -> Platform:
    """An empty hall."""
    async with window.database("approval-window").begin() as work:
        await work.connection.execute(text("DELETE FROM queue_tickets WHERE region = :region"), {"region": REGION})
    return window


def clerk(hall: Platform, person: str = "clerk-li", scope: str = REGION) -> httpx.AsyncClient:
    return hall.client("approval-window", role="clerk", scope=scope, person_id=person)


async def take(hall: Platform, line: str = "licence") -> dict[str, Any]:
    answer = await clerk(hall).post("/queue/tickets", json={"region": REGION, "line": line})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def call(hall: Platform, person: str = "clerk-li", *lines: str) -> httpx.Response:
    body = {"region": REGION, "lines": lines or ["licence"], "counter": "1号窗口"}
    return await clerk(hall, person).post("/queue/call", json=body)


async def step(hall: Platform, ticket: dict[str, Any], what: str, person: str = "clerk-li", **body: Any) -> Any:
    return await clerk(hall, person).post(f"/queue/tickets/{ticket['id']}/{what}", json=body or None)


async def test_numbers_of_a_line_run_on_and_say_how_many_wait_before(hall: Platform) -> None:
    taken = [await take(hall), await take(hall), await take(hall, "appeal")]

    assert [one["ticket"]["number"] for one in taken] == ["A001", "A002", "D001"]
    assert [one["ahead"] for one in taken] == [0, 1, 0]


async def test_who_waits_longest_in_one_of_the_lines_is_called(hall: Platform) -> None:
    first, second = await take(hall, "appeal"), await take(hall)

    assert (await call(hall, "clerk-li", "licence", "appeal")).json()["id"] == first["ticket"]["id"]
    busy = await call(hall, "clerk-li", "licence")
    assert (refusal(busy), busy.json()["ticket"]) == ((409, "queue.still-serving"), "D001")
    assert (await step(hall, first["ticket"], "serve")).json()["state"] == "served"
    assert (await call(hall)).json()["id"] == second["ticket"]["id"]
    assert refusal(await call(hall, "clerk-wu")) == (409, "queue.nobody-waits")


async def test_many_counters_at_once_call_different_people(hall: Platform) -> None:
    taken = {(await take(hall))["ticket"]["id"] for _ in range(8)}

    answers = await asyncio.gather(*(call(hall, f"clerk-{n}") for n in range(10)))
    called = [one.json()["id"] for one in answers if one.status_code == 200]
    assert sorted(called) == sorted(taken)
    assert [refusal(one)[1] for one in answers if one.status_code != 200] == ["queue.nobody-waits"] * 2


async def test_many_who_take_a_number_at_once_get_different_ones_without_gaps(hall: Platform) -> None:
    taken = await asyncio.gather(*(take(hall) for _ in range(10)))

    assert sorted(one["ticket"]["number"] for one in taken) == [f"A{n:03d}" for n in range(1, 11)]


async def test_who_does_not_come_waits_behind_the_others_and_is_called_three_times(hall: Platform) -> None:
    missing, other = (await take(hall))["ticket"], (await take(hall))["ticket"]

    states = []
    for called in (missing, other, missing, missing):
        assert (await call(hall)).json()["id"] == called["id"]
        states.append((await step(hall, called, "serve" if called == other else "skip")).json()["state"])
    assert states == ["waiting", "served", "waiting", "missed"]
    assert refusal(await call(hall)) == (409, "queue.nobody-waits")


async def test_who_is_sent_to_another_line_keeps_the_place_that_his_waiting_earned(hall: Platform) -> None:
    wrong, later = (await take(hall))["ticket"], (await take(hall, "appeal"))["ticket"]
    await call(hall)

    same = await step(hall, wrong, "transfer", line="licence")
    moved = (await step(hall, wrong, "transfer", line="appeal")).json()
    assert refusal(same) == (409, "queue.same-line")
    assert (moved["state"], moved["line"], moved["number"]) == ("waiting", "appeal", "A001")
    assert (await call(hall, "clerk-wu", "appeal")).json()["id"] == wrong["id"]
    assert (await call(hall, "clerk-zhao", "appeal")).json()["id"] == later["id"]


async def test_a_number_is_its_counters_its_halls_and_its_days(hall: Platform) -> None:
    ticket = (await take(hall))["ticket"]
    early = await step(hall, ticket, "serve")
    await call(hall)
    anothers = await step(hall, ticket, "serve", "clerk-wu")
    neighbour = clerk(hall, "clerk-x", "320585110")
    far = await neighbour.post(f"/queue/tickets/{ticket['id']}/serve")
    outside = await neighbour.post("/queue/tickets", json={"region": REGION, "line": "licence"})
    async with hall.database("approval-window").begin() as work:
        query = text("UPDATE queue_tickets SET day = day - 1 WHERE id = :id")
        await work.connection.execute(query, {"id": ticket["id"]})
    over = await step(hall, ticket, "serve")

    assert (refusal(early), early.json()["possible"]) == ((409, "queue.illegal-action"), ["call", "transfer"])
    assert refusal(anothers) == (403, "queue.anothers-ticket")
    assert (refusal(far), refusal(outside)) == ((404, "queue.not-found"), (403, "queue.region-outside"))
    assert refusal(over) == (409, "queue.over")
    # Whom he had when yesterday ended does not keep him from calling today.
    fresh = await take(hall)
    assert (await call(hall)).json()["id"] == fresh["ticket"]["id"]


async def test_the_load_of_a_day_is_told_by_hour_and_line(hall: Platform) -> None:
    for _ in range(3):
        await take(hall)
    called = (await call(hall)).json()
    await step(hall, called, "serve")

    answer = await clerk(hall).get("/queue/load", params={"region": REGION})
    hours = answer.json()["hours"]
    assert sum(one["taken"] for one in hours) == 3
    assert [(one["line"], one["served"], one["missed"]) for one in hours if one["served"]] == [("licence", 1, 0)]
    yesterday = (hall.clock() - timedelta(days=2)).date().isoformat()
    past = await clerk(hall).get("/queue/load", params={"region": REGION, "as_of": yesterday})
    assert past.json()["hours"] == []


async def test_the_same_request_twice_takes_one_number(hall: Platform) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    body = {"region": REGION, "line": "service"}

    answers = [await clerk(hall).post("/queue/tickets", json=body, headers=key) for _ in range(2)]
    assert {one.json()["ticket"]["number"] for one in answers} == {"C001"}


async def listed(hall: Platform, who: httpx.AsyncClient, **asked: Any) -> dict[str, Any]:
    answer = await who.get("/queue/tickets", params={"region": REGION} | asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_who_waits_is_listed_in_the_order_of_being_called_page_by_page(hall: Platform) -> None:
    who = clerk(hall)
    numbers = [(await take(hall, line))["ticket"]["number"] for line in ("licence", "appeal", "licence")]
    first = await listed(hall, who, limit=2)
    rest = await listed(hall, who, limit=2, after=first["next"])

    assert [one["number"] for one in first["items"] + rest["items"]] == numbers
    assert (rest["next"], rest["waiting"]) == (None, {"licence": 2, "appeal": 1})
    # Who does not come is called behind the others.
    await step(hall, (await call(hall)).json(), "skip")
    assert [one["number"] for one in (await listed(hall, who))["items"]] == ["D001", "A002", "A001"]


async def test_whom_i_called_is_at_my_counter_and_at_no_other(hall: Platform) -> None:
    await take(hall)
    called = (await call(hall)).json()

    asked = {"state": "called", "mine": True}
    assert [one["id"] for one in (await listed(hall, clerk(hall), **asked))["items"]] == [called["id"]]
    assert (await listed(hall, clerk(hall, "clerk-wang"), **asked))["items"] == []
    assert len((await listed(hall, clerk(hall, "clerk-wang"), state="called"))["items"]) == 1


async def test_a_hall_of_another_region_shows_nobody(hall: Platform) -> None:
    await take(hall)
    found = await listed(hall, clerk(hall, scope="320585108"))

    assert (found["items"], found["waiting"]) == ([], {})
    assert (await hall.stranger("approval-window").get("/queue/tickets")).status_code == 401
