"""How an application is accepted, or not (licence law art. 32): over HTTP, on real servers."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.clock import utc_now
from tests.integration.approval_window.counter import (
    FORM,
    LICENCE,
    PHOTO,
    PLAN,
    Counter,
    actions,
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


async def test_what_is_complete_is_accepted_with_a_dated_slip_and_two_terms(counter: Counter) -> None:
    shown = await counter.done(await counter.receive(LICENCE, FORM, PLAN), "accept")

    assert (shown["state"], shown["by_silence"]) == ("accepted", False)
    assert shown["slip_number"].startswith(f"SL-{TOWN}-")
    assert moment(shown, "accepted_at") < moment(shown, "promise_due_at") < moment(shown, "decision_due_at")
    assert (shown["legal_days"], shown["promised_days"]) == (20, 10)


async def test_what_is_not_complete_is_not_accepted_and_all_that_is_missing_is_named(counter: Counter) -> None:
    shown = await counter.receive(LICENCE, PHOTO)

    answer = await counter.act(shown, "accept")
    assert refusal(answer) == (409, "applications.materials-missing")
    assert answer.json()["missing"] == [FORM, PLAN]
    assert (await counter.read(shown["id"]))["version"] == 1


async def test_the_one_notice_names_everything_and_there_is_no_second(counter: Counter) -> None:
    shown = await counter.receive(LICENCE, FORM)

    told = await counter.done(shown, "notify", defects=[FORM], words="申请书未签名")
    assert told["state"] == "correcting"
    assert told["history"][-1]["facts"]["missing"] == [FORM, PLAN]
    assert told["history"][-1]["facts"]["paper"].startswith(f"BZ-{TOWN}-")
    again = await counter.act(told, "notify")
    assert (refusal(again), "hand-in" in again.json()["possible"]) == ((409, "applications.illegal-action"), True)


async def test_a_notice_of_nothing_is_refused_for_what_is_complete_is_accepted(counter: Counter) -> None:
    shown = await counter.receive(LICENCE, FORM, PLAN)

    assert refusal(await counter.act(shown, "notify")) == (409, "applications.nothing-missing")
    unknown = await counter.act(shown, "notify", defects=["tax-return"])
    assert refusal(unknown) == (422, "applications.material-unknown")


async def test_all_that_the_notice_named_makes_it_accepted_and_less_does_not(counter: Counter) -> None:
    told = await counter.done(await counter.receive(LICENCE), "notify")

    half = await counter.done(told, "hand-in", handed_in=[FORM])
    assert (half["state"], half["history"][-1]["facts"]["missing"]) == ("correcting", [PLAN])
    whole = await counter.done(half, "hand-in", handed_in=[PLAN])
    assert (whole["state"], actions(whole)[-2:]) == ("accepted", ["hand-in", "accept"])
    assert whole["slip_number"]


async def test_what_may_follow_later_is_accepted_on_a_promise(counter: Counter) -> None:
    late = await counter.receive(LICENCE, FORM, **{PLAN: in_days(9)})

    shown = await counter.done(late, "accept")
    assert shown["materials"] == {FORM: "handed-in", PLAN: "promised"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"handed_in": ["tax-return"]}, "applications.material-unknown"),
        ({"promised": [{"code": FORM, "until": in_days(3)}]}, "applications.material-not-deferrable"),
        ({"promised": [{"code": PLAN, "until": in_days(-1)}]}, "applications.promise-in-the-past"),
    ],
)
async def test_materials_that_cannot_be_are_refused_and_nothing_is_received(
    counter: Counter, given: dict[str, Any], code: str
) -> None:
    shown = await counter.receive(LICENCE)

    assert refusal(await counter.act(shown, "hand-in", **given)) == (422, code)
    assert (await counter.read(shown["id"]))["materials"] == {}


async def test_what_is_another_organs_is_told_at_once_with_its_name_and_a_slip(counter: Counter) -> None:
    shown = await counter.receive(LICENCE)

    silent = await counter.act(shown, "reject", ground="not-ours", reason="属县自然资源部门")
    assert refusal(silent) == (422, "applications.organ-not-named")
    gone = await counter.done(shown, "reject", ground="not-ours", organ="县自然资源和规划局", reason="不属本镇")
    assert (gone["state"], gone["history"][-1]["facts"]["organ"]) == ("rejected", "县自然资源和规划局")
    assert gone["history"][-1]["facts"]["paper"].startswith(f"BS-{TOWN}-")
    assert refusal(await counter.act(gone, "accept")) == (409, "applications.illegal-action")


async def test_a_mistake_is_corrected_on_the_spot(counter: Counter) -> None:
    shown = await counter.done(
        await counter.receive(LICENCE, PLAN), "correct", what="更正面积数字", materials={"handed_in": [FORM]}
    )

    assert (shown["state"], shown["materials"][FORM]) == ("received", "handed-in")
    assert "面积" not in str(shown)
    words = await counter.clerk.get(f"/applications/{shown['id']}/words", params={"purpose": "核对"})
    assert [(one["action"], one["words"]) for one in words.json()["items"]] == [("correct", "更正面积数字")]


async def test_who_hears_nothing_in_five_days_is_accepted_as_of_the_day_of_his_receipt(counter: Counter) -> None:
    silent = await counter.receive(LICENCE, FORM)
    told = await counter.done(await counter.receive(LICENCE, FORM), "notify")
    for one in (silent, told):
        await counter.received_before(one, 30)

    assert await counter.silence(utc_now()) >= 1
    shown, still = await counter.read(silent["id"]), await counter.read(told["id"])
    assert (shown["state"], shown["by_silence"], actions(shown)) == ("accepted", True, ["receive", "accept-by-silence"])
    assert moment(shown, "accepted_at") == moment(shown, "received_at")
    assert moment(shown, "decision_due_at") < moment(silent, "received_at") + timedelta(days=10)
    assert still["state"] == "correcting"
    assert await counter.silence(utc_now()) == 0


async def test_the_notice_comes_too_late_also_before_the_clock_has_looked(counter: Counter) -> None:
    shown = await counter.receive(LICENCE, FORM)
    await counter.received_before(shown, 30)

    assert refusal(await counter.act(shown, "notify")) == (409, "applications.notice-too-late")
    away = await counter.act(shown, "reject", ground="not-needed", reason="不需要")
    assert refusal(away) == (409, "applications.notice-too-late")


async def test_two_clerks_at_once_are_told_apart_by_the_version(counter: Counter) -> None:
    shown = await counter.receive(LICENCE, FORM, PLAN)
    await counter.done(shown, "accept")

    late = await counter.act(shown, "accept")
    assert (refusal(late), late.json()["version"]) == ((409, "applications.version-conflict"), 2)


async def test_another_township_takes_no_step(window: Platform, counter: Counter) -> None:
    shown = await counter.receive(LICENCE, FORM, PLAN)
    neighbour = window.client("approval-window", role="clerk", scope="320585103", person_id="clerk-wu")

    assert refusal(await counter.act(shown, "accept", neighbour)) == (404, "applications.not-found")
    nobody = window.client("approval-window", role="worker", scope=TOWN, person_id="p-worker")
    assert (await counter.act(shown, "accept", nobody)).status_code == 403
