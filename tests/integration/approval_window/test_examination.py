"""How an accepted application is examined (licence law art. 34, 42, 45): over HTTP, on real servers."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.integration.approval_window.counter import (
    ON_SITE,
    Counter,
    add_items,
    in_days,
    moment,
    refusal,
    staff,
)
from tests.support.platform import Platform

Tell = Callable[..., Awaitable[None]]
FOUND: dict[str, Any] = {"on": in_days(0), "passed": True, "findings": "四至与平面图一致"}


@pytest.fixture
async def counter(window: Platform, tell: Tell) -> Counter:
    await add_items(window)
    await tell(*staff())

    async def known() -> bool:
        async with window.database("approval-window").engine.connect() as connection:
            query = "SELECT count(*) FROM person_copies WHERE person_id IN ('p-lin', 'p-zhou', 'p-worker')"
            return (await connection.execute(text(query))).scalar_one() == 3

    await window.until(known)
    return Counter(window)


async def verified(counter: Counter, **found: Any) -> dict[str, Any]:
    """Let two officials verify an application, and both sign."""
    shown = await counter.accepted(ON_SITE)
    named = await counter.done(shown, "name-officials", officials=["p-lin", "p-zhou"])
    seen = await counter.done(named, "verify", counter.of("clerk", "p-lin"), **(FOUND | found))
    return await counter.done(seen, "sign", counter.of("clerk", "p-zhou"))


async def granted(counter: Counter, shown: dict[str, Any]) -> httpx.Response:
    return await counter.act(shown, "grant", counter.head)


@pytest.mark.parametrize(
    ("officials", "code"),
    [
        (["p-lin"], "applications.two-officials-needed"),
        (["p-lin", "p-lin"], "applications.two-officials-needed"),
        (["p-lin", "p-worker"], "applications.not-an-official"),
        (["p-lin", "p-stranger"], "applications.official-unknown"),
    ],
)
async def test_two_officials_of_the_township_verify_and_no_other(
    counter: Counter, officials: list[str], code: str
) -> None:
    shown = await counter.accepted(ON_SITE)

    assert refusal(await counter.act(shown, "name-officials", officials=officials)) == (422, code)


async def test_what_must_be_verified_is_decided_when_both_have_signed(counter: Counter) -> None:
    shown = await counter.accepted(ON_SITE)
    early = await granted(counter, shown)
    named = await counter.done(shown, "name-officials", officials=["p-lin", "p-zhou"])
    seen = await counter.done(named, "verify", counter.of("clerk", "p-lin"), **FOUND)
    one = await granted(counter, seen)
    whole = await counter.done(seen, "sign", counter.of("clerk", "p-zhou"))

    assert refusal(early) == (409, "applications.not-verified")
    assert (refusal(one), one.json()["unsigned"]) == ((409, "applications.not-verified"), ["p-zhou"])
    assert whole["verification"]["signed"] == ["p-lin", "p-zhou"]
    assert "四至" not in str(whole)
    assert (await granted(counter, whole)).status_code == 201


async def test_who_was_not_named_neither_records_nor_signs(counter: Counter) -> None:
    shown = await counter.accepted(ON_SITE)
    nobody = await counter.act(shown, "verify", counter.of("clerk", "p-lin"), **FOUND)
    named = await counter.done(shown, "name-officials", officials=["p-lin", "p-zhou"])

    assert refusal(nobody) == (409, "applications.no-verification")
    assert refusal(await counter.act(named, "verify", **FOUND)) == (403, "applications.not-named-for-this")
    unseen = await counter.act(named, "sign", counter.of("clerk", "p-zhou"))
    assert refusal(unseen) == (409, "applications.no-verification")


@pytest.mark.parametrize("days", [-1, 1])
async def test_it_is_verified_between_its_acceptance_and_today(counter: Counter, days: int) -> None:
    shown = await counter.accepted(ON_SITE)
    named = await counter.done(shown, "name-officials", officials=["p-lin", "p-zhou"])

    answer = await counter.act(named, "verify", counter.of("clerk", "p-lin"), **(FOUND | {"on": in_days(days)}))
    assert refusal(answer) == (422, "applications.verified-later")


async def test_what_both_have_signed_is_not_changed(counter: Counter) -> None:
    shown = await verified(counter)

    other = await counter.act(shown, "verify", counter.of("clerk", "p-lin"), **(FOUND | {"passed": False}))
    assert refusal(other) == (409, "applications.verified-already")
    again = await counter.act(shown, "name-officials", officials=["p-lin", "p-zhou"])
    assert refusal(again) == (409, "applications.verified-already")


async def test_what_is_not_as_applied_for_is_refused_and_not_granted(counter: Counter) -> None:
    shown = await verified(counter, passed=False)

    assert refusal(await granted(counter, shown)) == (409, "applications.verification-failed")
    gone = await counter.done(shown, "refuse", counter.head, reasons="四至与平面图不符")
    assert (gone["state"], gone["history"][-1]["facts"]["remedies"]) == ("refused", ["reconsideration", "litigation"])


async def test_a_decision_is_put_off_once_by_ten_days_and_what_is_joint_by_fifteen(counter: Counter) -> None:
    for item, days in (("test-licence", 10), ("test-joint", 15)):
        shown = await counter.accepted(item)
        later = await counter.done(shown, "extend", counter.head, reason="需补充勘测")
        assert (later["extended_days"], later["history"][-1]["facts"]["days"]) == (days, days)
        assert moment(later, "decision_due_at") >= moment(shown, "decision_due_at") + timedelta(days=days)
        again = await counter.act(later, "extend", counter.head, reason="再延")
        assert refusal(again) == (409, "applications.already-extended")


async def test_only_the_head_puts_off_and_not_after_the_term(counter: Counter) -> None:
    shown = await counter.accepted()
    assert (await counter.act(shown, "extend", reason="忙")).status_code == 403
    await counter.received_before(shown, 90)

    late = await counter.act(shown, "extend", counter.head, reason="忙")
    assert refusal(late) == (409, "applications.term-over")


async def test_a_hearing_stops_the_clock_and_the_time_is_told(counter: Counter) -> None:
    shown = await counter.accepted()
    untold = await counter.act(shown, "pause", kind="hearing", days=0, reason="听证")
    still = await counter.done(shown, "pause", kind="hearing", days=15, reason="涉及邻里重大利益")
    barred = await granted(counter, still)
    # It stood for four weeks.
    async with counter.window.database("approval-window").begin() as work:
        earlier = "UPDATE application_pauses SET began_at = began_at - interval '28 days' WHERE application_id = :id"
        await work.connection.execute(text(earlier), {"id": shown["id"]})
    await counter.received_before(shown, 28)
    goes_on = await counter.done(still, "resume")

    assert refusal(untold) == (422, "applications.time-not-told")
    assert (still["state"], still["paused_at"] is None) == ("paused", False)
    assert refusal(barred) == (409, "applications.illegal-action")
    assert (goes_on["state"], goes_on["paused_at"]) == ("accepted", None)
    assert moment(goes_on, "decision_due_at") >= moment(shown, "decision_due_at") - timedelta(days=5)
