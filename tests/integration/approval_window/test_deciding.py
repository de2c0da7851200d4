"""How it is decided on an application, and how it ends (licence law art. 38, 39, 44): over HTTP, on real servers."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.integration.approval_window.counter import (
    FORM,
    LICENCE,
    PLAN,
    SERVICE,
    Counter,
    add_items,
    in_days,
    moment,
    refusal,
)
from tests.support.platform import TOWN, Platform

Tell = Callable[..., Awaitable[None]]


@pytest.fixture
async def counter(window: Platform) -> Counter:
    await add_items(window)
    return Counter(window)


async def test_a_licence_is_granted_told_and_delivered_within_ten_days(counter: Counter) -> None:
    given = await counter.act(await counter.accepted(), "grant", counter.head, valid_to=in_days(400))
    shown = await counter.read(given.json()["application_id"])
    gone = await counter.done(shown, "deliver", way="in-person", to="王小明")
    kept = await counter.done(gone, "archive")

    assert (given.status_code, shown["state"], gone["state"], kept["state"]) == (
        201,
        "granted",
        "delivered",
        "archived",
    )
    assert moment(shown, "delivery_due_at") >= moment(shown, "decided_at") + timedelta(days=10)
    papers = [step["facts"].get("paper", "")[:2] for step in kept["history"]]
    assert papers == ["", "SL", "ZY", "SD", ""]
    assert gone["history"][-1]["facts"]["in_time"] is True
    assert "王小明" not in str(kept)


async def test_every_step_is_told_with_the_whole_public_state_and_nothing_personal(counter: Counter) -> None:
    shown = await counter.accepted()
    await counter.act(shown, "refuse", counter.head, reasons="王小明不符合条件")

    async with counter.window.database("approval-window").begin() as work:
        query = "SELECT body FROM outbox WHERE key = :id AND type LIKE '%application-changed%' ORDER BY seq"
        told = [row.body for row in await work.connection.execute(text(query), {"id": shown["id"]})]
    assert ['"state":"accepted"' in told[0], '"state":"refused"' in told[1], '"ended":true' in told[1]] == [True] * 3
    assert "王小明" not in "".join(told)


async def test_who_received_it_does_not_decide_unless_the_item_lets_one_hand_do_both(counter: Counter) -> None:
    both = counter.of("leader", "clerk-li")

    answer = await counter.act(await counter.accepted(), "grant", both)
    assert refusal(answer) == (403, "applications.same-person")
    refused = await counter.act(await counter.accepted(), "refuse", both, reasons="不符")
    assert refusal(refused) == (403, "applications.same-person")
    assert (await counter.act(await counter.accepted("test-one-hand"), "grant", both)).status_code == 201


async def test_what_was_promised_has_come_before_it_is_granted(counter: Counter) -> None:
    late = await counter.receive(LICENCE, FORM, **{PLAN: in_days(9)})
    shown = await counter.done(late, "accept")

    early = await counter.act(shown, "grant", counter.head)
    assert (refusal(early), early.json()["missing"]) == ((409, "applications.materials-missing"), [PLAN])
    here = await counter.done(shown, "hand-in", handed_in=[PLAN])
    assert (await counter.act(here, "grant", counter.head)).status_code == 201


async def test_a_refusal_says_why_and_what_is_open_to_who_was_refused(counter: Counter) -> None:
    shown = await counter.accepted()
    silent = await counter.act(shown, "refuse", counter.head)
    gone = await counter.done(shown, "refuse", counter.head, reasons="不符合规划")

    assert silent.status_code == 422
    assert gone["history"][-1]["facts"]["remedies"] == ["reconsideration", "litigation"]
    assert gone["history"][-1]["facts"]["paper"].startswith(f"BY-{TOWN}-")
    words = await counter.clerk.get(f"/applications/{gone['id']}/words", params={"purpose": "送达"})
    assert words.json()["items"][-1]["words"] == "不符合规划"


async def test_a_service_is_completed_and_a_licence_is_granted(counter: Counter) -> None:
    service, licence = await counter.accepted(SERVICE), await counter.accepted()

    assert refusal(await counter.act(service, "grant", counter.head)) == (409, "applications.no-licence")
    assert refusal(await counter.act(licence, "complete", counter.head)) == (409, "applications.is-a-licence")
    assert (await counter.done(service, "complete", counter.head, result="已办结"))["state"] == "granted"


@pytest.mark.parametrize("state", ["received", "correcting", "accepted", "paused"])
async def test_what_nobody_has_decided_on_is_withdrawn(counter: Counter, state: str) -> None:
    shown = await counter.receive(LICENCE, FORM)
    if state == "correcting":
        shown = await counter.done(shown, "notify")
    elif state != "received":
        shown = await counter.accepted()
    if state == "paused":
        shown = await counter.done(shown, "pause", kind="test", days=5, reason="检测")

    gone = await counter.done(shown, "withdraw", reason="不办了")
    assert (gone["state"], gone["decision_due_at"], gone["paused_at"]) == ("withdrawn", None, None)


async def test_the_death_of_who_applied_ends_it_with_a_proof(counter: Counter) -> None:
    gone = await counter.done(await counter.accepted(), "terminate", ending="died", proof="死亡证明 2026-1")

    assert (gone["state"], gone["history"][-1]["facts"]) == ("terminated", {"ending": "died"})
    assert refusal(await counter.act(gone, "grant", counter.head)) == (409, "applications.illegal-action")


async def test_what_is_decided_is_not_withdrawn_and_what_is_open_is_not_archived(counter: Counter) -> None:
    shown = await counter.accepted()
    assert refusal(await counter.act(shown, "archive")) == (409, "applications.illegal-action")
    gone = await counter.done(shown, "refuse", counter.head, reasons="不符")

    answer = await counter.act(gone, "withdraw")
    assert (refusal(answer), answer.json()["possible"]) == (
        (409, "applications.illegal-action"),
        ["ask-help", "deliver", "end-help", "give-help", "hand-to", "help-deliver"],
    )


async def test_numbers_of_papers_have_no_gaps_in_a_township_and_year(counter: Counter) -> None:
    def serial(shown: dict[str, Any]) -> int:
        return int(shown["slip_number"].rsplit("-", 1)[1])

    first = await counter.accepted()
    refused = await counter.act(await counter.receive(LICENCE), "accept")
    second = await counter.accepted()
    assert refusal(refused) == (409, "applications.materials-missing")
    assert serial(second) == serial(first) + 1
