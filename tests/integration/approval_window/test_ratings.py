"""How who holds a receipt rates the steps of his paper, and what that tells: over HTTP, on a real server."""

import asyncio
import json
from typing import Any

import pytest

from approval_window.ratings.domain.rating import GRADE_WORDS
from shared.schemas.vocabulary import CaseState, Grade, Result
from tests.integration.approval_window import test_appeals
from tests.integration.approval_window.citizens import OF_NUMBER, ask, citizen
from tests.integration.approval_window.counter import Counter, add_items, refusal
from tests.integration.approval_window.rated import SAID, Paper, decided, other_clerk, read, received, rows
from tests.support.platform import TOWN, Platform

RATING = {"step": "reception", "grade": "satisfied"}


@pytest.fixture
async def counter(window: Platform) -> Counter:
    await add_items(window)
    return Counter(window)


@pytest.mark.parametrize(("grade", "said"), GRADE_WORDS.items())
async def test_each_of_the_five_grades_is_taken_and_only_the_two_lowest_are_followed_up(
    counter: Counter, grade: Grade, said: str
) -> None:
    paper = await received(counter)

    answer = await paper.rate("reception", grade)

    shown = answer.json()
    kept = await rows(counter.window, "SELECT id FROM ratings WHERE paper_id = :id", id=paper.receipt["id"])
    rating = await read(other_clerk(counter), str(kept[0].id))
    assert (answer.status_code, shown["grade_said"], shown["step_said"]) == (201, said, "收件")
    assert set(shown) == {"number", "step", "step_said", "grade", "grade_said", "given_at"}
    assert (rating["follow_up"] is not None) == (grade in {Grade.DISSATISFIED, Grade.VERY_DISSATISFIED})


async def test_each_step_that_is_done_is_rated_once_and_one_to_come_not_yet(counter: Counter) -> None:
    paper = await received(counter)
    shown = await counter.read(paper.receipt["id"])
    early = [await paper.rate(step) for step in ("acceptance", "decision", "delivery")]
    first = [await paper.rate("reception")]
    shown = await counter.done(shown, "accept")
    first.append(await paper.rate("acceptance"))
    shown = await counter.done(shown, "refuse", counter.head, reasons="不符合规划")
    first.append(await paper.rate("decision"))
    await counter.done(shown, "deliver", way="in-person", to="王小明")
    first.append(await paper.rate("delivery"))
    again = [await paper.rate(step, "dissatisfied") for step in ("reception", "acceptance", "decision", "delivery")]

    assert {refusal(answer) for answer in early} == {(409, "ratings.step-not-reached")}
    assert [answer.status_code for answer in first] == [201] * 4
    assert {refusal(answer) for answer in again} == {(409, "ratings.rated-already")}
    query = "SELECT grade FROM ratings WHERE paper_id = :id"
    assert [row.grade for row in await rows(counter.window, query, id=shown["id"])] == ["very-satisfied"] * 4


async def test_of_many_who_rate_a_step_at_the_same_moment_one_does(counter: Counter) -> None:
    paper = await received(counter)

    answers = await asyncio.gather(*(paper.rate("reception", grade) for grade in Grade))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]


async def test_an_appeal_is_rated_when_it_was_filed_and_when_it_was_answered(
    window: Platform, counter: Counter, tell: Any
) -> None:
    appeal = await test_appeals.filed(counter.clerk)
    paper = Paper(window, appeal)
    early, strange = await paper.rate("answer"), await paper.rate("delivery")
    await tell(test_appeals.case_of(appeal, 1, CaseState.CLOSED, result=Result.SOLVED))
    await test_appeals.until(window, counter.clerk, appeal, "answered")

    rated = [await paper.rate("reception"), await paper.rate("answer", "very-dissatisfied")]

    assert refusal(early) == (409, "ratings.step-not-reached")
    assert refusal(strange) == (422, "ratings.step-unknown")
    assert [answer.status_code for answer in rated] == [201, 201]
    assert refusal(await paper.rate("answer")) == (409, "ratings.rated-already")


async def test_how_an_appeal_was_rated_whose_case_hides_is_shown_to_no_clerk(
    window: Platform, counter: Counter, tell: Any
) -> None:
    appeal = await test_appeals.filed(counter.clerk)
    paper = Paper(window, appeal)
    assert (await paper.rate("reception", "dissatisfied")).status_code == 201
    (kept,) = await rows(window, "SELECT id FROM ratings WHERE paper_id = :id", id=appeal["id"])
    before = await other_clerk(counter).get(f"/ratings/{kept.id}")
    await rows(window, "UPDATE appeals SET hidden = true WHERE id = :id", id=appeal["id"])

    after = await other_clerk(counter).get(f"/ratings/{kept.id}")
    listed = (await counter.head.get("/ratings", params={"of": "all", "limit": 200})).json()["items"]

    assert (before.status_code, refusal(after)) == (200, (404, "ratings.not-found"))
    assert str(kept.id) not in [one["id"] for one in listed]


async def test_a_receipt_that_does_not_fit_gets_the_answer_of_every_door_for_receipts(counter: Counter) -> None:
    paper = await received(counter)
    number, code = paper.receipt["number"], paper.receipt["receipt_code"]
    pairs = [(number, "AAAAAAAA"), (number[:-6] + "999999", code), ("", ""), (None, 5)]
    client = citizen(counter.window)

    answers = [await client.post("/ratings", json={"number": n, "code": c} | RATING) for n, c in pairs]
    told = await ask(counter.window, number, "AAAAAAAA")

    assert {refusal(answer) for answer in answers} == {refusal(told)} == {(404, "progress.not-found")}
    bodies = [answer.json() for answer in (*answers, told)]
    assert all(body["message"] == bodies[0]["message"] and body.keys() == bodies[0].keys() for body in bodies)


async def test_wrong_attempts_at_both_doors_are_counted_together(counter: Counter) -> None:
    paper = await received(counter)
    number = paper.receipt["number"]
    wrong = {"number": number, "code": "AAAAAAAA"} | RATING
    for _ in range(OF_NUMBER - 1):
        assert (await citizen(counter.window).post("/ratings", json=wrong)).status_code == 404
    assert (await ask(counter.window, number, "AAAAAAAA")).status_code == 404

    locked = await paper.rate("reception")

    assert refusal(locked) == (429, "progress.too-many-attempts")
    assert await rows(counter.window, "SELECT 1 FROM ratings WHERE number = :n", n=number) == []


async def test_a_rating_that_says_nothing_sensible_is_refused_and_kept_nowhere(counter: Counter) -> None:
    paper = await received(counter)
    wrong: list[dict[str, Any]] = [{"grade": "splendid"}, {"step": "coffee"}, {"text": "\x00"}, {"stars": 5}]

    answers = [await paper.rate(**({"step": "reception"} | parts)) for parts in wrong]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert not any(paper.receipt["receipt_code"] in answer.text for answer in answers)
    assert (await paper.rate("reception")).status_code == 201


async def test_a_rating_is_told_whole_and_without_a_word_or_a_person(counter: Counter) -> None:
    paper = await decided(counter)
    await paper.rate("decision", "very-dissatisfied", text=SAID)

    (kept,) = await rows(counter.window, "SELECT * FROM ratings WHERE paper_id = :id", id=paper.receipt["id"])
    (told,) = await rows(counter.window, "SELECT topic, body FROM outbox WHERE key = :id", id=str(kept.id))
    body = json.loads(told.body)
    assert told.topic == "window.ratings.v1"
    assert (body["rating_id"], body["paper_id"]) == (str(kept.id), paper.receipt["id"])
    names = ("paper", "item", "power", "region", "step", "grade")
    assert [body[name] for name in names] == [
        "application",
        "test-licence",
        None,
        TOWN,
        "decision",
        "very-dissatisfied",
    ]
    assert not any(word in told.body + str(kept._mapping) for word in (SAID, "王小明"))
    assert not any(person in told.body for person in ("clerk-li", "p-head"))


async def test_nobody_finds_a_door_to_change_or_delete_a_rating(counter: Counter) -> None:
    paths = (await counter.window.stranger("approval-window").get("/openapi.json")).json()["paths"]

    doors = {(method, path) for path, methods in paths.items() if path.startswith("/ratings") for method in methods}

    steps = {("post", f"/ratings/{{rating_id}}/{step}") for step in ("verify", "correct", "call-back")}
    assert {door for door in doors if door[0] != "get"} == steps | {("post", "/ratings")}
