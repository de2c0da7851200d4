"""How a hearing is told of, asked for, fixed and held (licence law art. 47, 48): over HTTP, on real servers."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.integration.approval_window.counter import Counter, actions, add_items, in_days, moment, refusal, staff
from tests.support.platform import Platform

Tell = Callable[..., Awaitable[None]]


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


async def told(counter: Counter) -> dict[str, Any]:
    return await counter.done(await counter.accepted(), "tell-hearing", whom="申请人、相邻户王五")


async def asked(counter: Counter) -> dict[str, Any]:
    return await counter.done(await told(counter), "ask-hearing", by_whom="相邻户王五")


def in_three_weeks() -> str:
    """A day more than seven working days ahead, and less than twenty."""
    return in_days(20)


async def fixed(counter: Counter, shown: dict[str, Any]) -> dict[str, Any]:
    return await counter.done(shown, "schedule-hearing", on=in_three_weeks(), place="镇政府三楼", chair="p-zhou")


async def passed(counter: Counter, shown: dict[str, Any]) -> None:
    """Let the fixed day be today."""
    async with counter.window.database("approval-window").begin() as work:
        query = "UPDATE application_hearings SET fixed_for = CURRENT_DATE - 1 WHERE application_id = :id"
        await work.connection.execute(text(query), {"id": shown["id"]})


async def test_a_hearing_that_was_asked_for_is_held_before_it_is_decided(counter: Counter) -> None:
    shown = await fixed(counter, await asked(counter))
    alone = await counter.act(shown, "resume")
    early = await counter.act(shown, "hold-hearing", record="笔录", signed_by=["王五"])
    await passed(counter, shown)
    unsigned = await counter.act(shown, "hold-hearing", record="笔录", signed_by=[])
    held = await counter.done(shown, "hold-hearing", record="相邻户无异议", signed_by=["王五", "王小明"])

    assert (shown["state"], held["state"], held["paused_at"]) == ("paused", "accepted", None)
    assert (shown["hearing"]["chair"], held["hearing"]["held_on"] is None) == ("p-zhou", False)
    assert [refusal(one) for one in (alone, early, unsigned)] == [
        (409, "applications.hearing-pending"),
        (409, "applications.hearing-not-held"),
        (422, "applications.hearing-unsigned"),
    ]
    assert actions(held)[-4:] == ["tell-hearing", "ask-hearing", "schedule-hearing", "hold-hearing"]
    assert "王五" not in str(held)
    unregarded = await counter.act(held, "grant", counter.head)
    assert refusal(unregarded) == (422, "applications.hearing-record-not-regarded")
    granted = await counter.done(held, "grant", counter.head, on_record="笔录载明相邻户无异议")
    assert granted["history"][-1]["facts"]["heard_on"] == held["hearing"]["held_on"]


async def test_nothing_is_decided_while_a_hearing_may_still_be_asked_for(counter: Counter) -> None:
    shown = await told(counter)

    assert refusal(await counter.act(shown, "grant", counter.head)) == (409, "applications.hearing-pending")
    refused = await counter.act(shown, "refuse", counter.head, reasons="不符")
    assert refusal(refused) == (409, "applications.hearing-pending")
    without = await counter.done(shown, "waive-hearing", by_whom="申请人、相邻户王五")
    assert (await counter.act(without, "grant", counter.head)).status_code == 201


async def test_who_is_too_late_has_no_hearing_and_it_is_decided(counter: Counter) -> None:
    shown = await told(counter)
    async with counter.window.database("approval-window").begin() as work:
        query = (
            "UPDATE application_hearings SET ask_due_at = ask_due_at - interval '30 days' WHERE application_id = :id"
        )
        await work.connection.execute(text(query), {"id": shown["id"]})

    late = await counter.act(shown, "ask-hearing", by_whom="相邻户王五")
    assert refusal(late) == (409, "applications.hearing-asked-too-late")
    assert (await counter.act(shown, "grant", counter.head)).status_code == 201


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"on": in_days(3)}, 422, "applications.hearing-notified-too-short"),
        ({"on": in_days(60)}, 422, "applications.hearing-too-late"),
        ({"chair": "clerk-li"}, 422, "applications.official-unknown"),
        ({"chair": "p-worker"}, 422, "applications.not-an-official"),
    ],
)
async def test_its_day_and_chair_are_those_of_the_law(
    counter: Counter, change: dict[str, str], status: int, code: str
) -> None:
    body: dict[str, Any] = {"on": in_three_weeks(), "place": "镇政府三楼", "chair": "p-zhou"} | change

    assert refusal(await counter.act(await asked(counter), "schedule-hearing", **body)) == (status, code)


async def test_who_verifies_it_does_not_chair(counter: Counter) -> None:
    named = await counter.done(await told(counter), "name-officials", officials=["p-lin", "p-zhou"])
    shown = await counter.done(named, "ask-hearing", by_whom="相邻户王五")

    chaired = await counter.act(shown, "schedule-hearing", on=in_three_weeks(), place="三楼", chair="p-zhou")
    assert refusal(chaired) == (403, "applications.chair-examines")


async def test_nobody_is_told_twice_and_nothing_is_fixed_that_nobody_asked_for(counter: Counter) -> None:
    shown = await told(counter)
    again = await counter.act(shown, "tell-hearing", whom="申请人")
    test = await counter.done(await counter.accepted(), "pause", kind="test", days=5, reason="检测")
    unasked = await counter.act(test, "schedule-hearing", on=in_three_weeks(), place="三楼", chair="p-zhou")

    assert refusal(again) == (409, "applications.hearing-told")
    assert refusal(unasked) == (409, "applications.no-hearing")
    assert (await counter.done(test, "resume"))["state"] == "accepted"


async def test_the_time_of_a_hearing_is_not_counted(counter: Counter) -> None:
    shown = await fixed(counter, await asked(counter))
    before = moment(shown, "decision_due_at")
    async with counter.window.database("approval-window").begin() as work:
        earlier = "UPDATE application_pauses SET began_at = began_at - interval '21 days' WHERE application_id = :id"
        await work.connection.execute(text(earlier), {"id": shown["id"]})
        since = "UPDATE applications SET accepted_at = accepted_at - interval '21 days' WHERE id = :id"
        await work.connection.execute(text(since), {"id": shown["id"]})
    await passed(counter, shown)

    held = await counter.done(shown, "hold-hearing", record="笔录", signed_by=["王五"])
    assert moment(held, "decision_due_at") >= before - timedelta(days=5)
