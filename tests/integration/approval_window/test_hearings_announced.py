"""How the organ itself announces a hearing, and who is told before it is decided: over HTTP, on real servers.

Licence law art. 36 and 46 to 48.
"""

from datetime import date
from typing import Any

import httpx
import pytest

from shared.papers.writing import chinese_day
from tests.integration.approval_window.catalogue import BODY, LAW, published
from tests.integration.approval_window.citizens import citizen
from tests.integration.approval_window.counter import PERSON, Counter, actions, in_days, refusal
from tests.integration.approval_window.test_hearings import counter, in_three_weeks, passed
from tests.integration.approval_window.test_papers import printed
from tests.support.platform import TOWN, Platform

__all__ = ["counter"]
HERE = {"handed_in": ["identity", "plan"]}
HEARD_STEPS = ["receive", "accept", "review", "hear", "decide", "deliver"]
ON_RECORD = "听证笔录载明多数意见赞成"


@pytest.fixture
def admin(window: Platform) -> httpx.AsyncClient:
    return window.client("approval-window", role="admin", scope="32", person_id="p-admin")


async def accepted(counter: Counter, item: str) -> dict[str, Any]:
    body = {"item": item, "region": TOWN, "applicant": PERSON, "again": True, "materials": HERE}
    taken = await counter.clerk.post("/applications", json=body)
    return await counter.done(await counter.read(taken.json()["id"]), "accept")


async def announce(counter: Counter, shown: dict[str, Any], **change: Any) -> httpx.Response:
    body = {"on": in_three_weeks(), "place": "镇文化中心一楼", "chair": "p-zhou", "what": "设置大型户外广告"}
    return await counter.act(shown, "announce-hearing", **(body | change))


async def announced(counter: Counter, shown: dict[str, Any], **change: Any) -> dict[str, Any]:
    answer = await announce(counter, shown, **change)
    assert answer.status_code == 200, answer.text
    return await counter.read(shown["id"])


async def listed(counter: Counter, number: str) -> list[dict[str, Any]]:
    """Return what everybody may read of an application's hearing, without a token."""
    page = await citizen(counter.window).get("/announcements", params={"region": TOWN, "limit": 200})
    assert "王小明" not in page.text
    return [one for one in page.json()["items"] if one["number"] == number]


async def test_what_a_law_wants_to_be_heard_is_announced_to_everybody_held_and_decided_by_its_record(
    counter: Counter, admin: httpx.AsyncClient
) -> None:
    shown = await accepted(counter, await published(admin, hearing_basis=LAW, steps=HEARD_STEPS))
    unheard = await counter.act(shown, "grant", counter.head)
    assert (refusal(unheard), unheard.json()["basis"]) == ((409, "applications.hearing-not-announced"), LAW)
    told = await announced(counter, shown)
    (public,) = await listed(counter, told["number"])
    where = (public["name"], public["fixed_for"], public["announced_place"])
    assert where == (BODY["name"], in_three_weeks(), "镇文化中心一楼")
    assert (told["state"], told["history"][-1]["facts"]["paper"][:3]) == ("paused", "TG-")
    assert refusal(await counter.act(told, "resume")) == (409, "applications.hearing-pending")
    await passed(counter, told)
    held = await counter.done(told, "hold-hearing", record="赞成多数", signed_by=["王五"])
    assert (held["state"], await listed(counter, told["number"])) == ("accepted", [])
    refused = await counter.done(held, "refuse", counter.head, reasons="不符", on_record=ON_RECORD)
    assert refused["history"][-1]["facts"]["heard_on"] == held["hearing"]["held_on"]
    assert ON_RECORD not in str(refused)


async def test_it_is_not_refused_either_before_it_was_heard_or_without_its_record(
    counter: Counter, admin: httpx.AsyncClient
) -> None:
    shown = await accepted(counter, await published(admin, hearing_basis=LAW, steps=HEARD_STEPS))
    unheard = await counter.act(shown, "refuse", counter.head, reasons="不符")
    told = await announced(counter, shown)
    await passed(counter, told)
    held = await counter.done(told, "hold-hearing", record="赞成多数", signed_by=["王五"])
    silent = await counter.act(held, "refuse", counter.head, reasons="不符")

    assert refusal(unheard) == (409, "applications.hearing-not-announced")
    assert refusal(silent) == (422, "applications.hearing-record-not-regarded")


async def test_the_organ_announces_a_hearing_also_where_no_law_says_so_and_may_move_it(
    counter: Counter, admin: httpx.AsyncClient
) -> None:
    first = await announced(counter, await accepted(counter, await published(admin)))
    again = await announced(counter, first, on=in_days(30), place="镇政府大院")
    fixed = await counter.act(again, "schedule-hearing", on=in_days(25), place="三楼", chair="p-zhou")

    (public,) = await listed(counter, first["number"])
    assert (public["fixed_for"], public["announced_place"]) == (in_days(30), "镇政府大院")
    assert actions(again)[-2:] == ["announce-hearing", "announce-hearing"]
    assert refusal(fixed) == (409, "applications.no-hearing")
    await counter.done(again, "withdraw")
    assert await listed(counter, first["number"]) == []


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"on": in_days(3)}, 422, "applications.hearing-notified-too-short"),
        ({"chair": "clerk-li"}, 422, "applications.official-unknown"),
        ({"chair": "p-worker"}, 422, "applications.not-an-official"),
    ],
)
async def test_an_announced_hearing_is_notified_ahead_and_chaired_by_staff_who_do_not_examine(
    counter: Counter, change: dict[str, Any], status: int, code: str
) -> None:
    assert refusal(await announce(counter, await counter.accepted(), **change)) == (status, code)
    named = await counter.done(await counter.accepted(), "name-officials", officials=["p-lin", "p-zhou"])
    assert refusal(await announce(counter, named)) == (403, "applications.chair-examines")


async def test_one_hearing_is_enough(counter: Counter) -> None:
    told = await counter.done(await counter.accepted(), "tell-hearing", whom="申请人、相邻户王五")
    asked = await counter.done(told, "ask-hearing", by_whom="相邻户王五")
    tested = await counter.done(await counter.accepted(), "pause", kind="test", days=5, reason="检测")
    held = await announced(counter, await counter.accepted())
    await passed(counter, held)
    held = await counter.done(held, "hold-hearing", record="无异议", signed_by=["王五"])

    assert [refusal(await announce(counter, one)) for one in (asked, tested, held)] == [
        (409, "applications.no-hearing"),
        (409, "applications.no-hearing"),
        (409, "applications.hearing-under-way"),
    ]


async def test_who_is_concerned_greatly_is_told_before_it_is_decided(
    counter: Counter, admin: httpx.AsyncClient
) -> None:
    found = await counter.done(await counter.accepted(), "find-interests", whom="相邻户王五的采光")
    always = await accepted(counter, await published(admin, concerns_others=True))

    assert (found["concerns_others"], "王五" in str(found)) == (True, False)
    for shown in (found, always):
        for step, body in (("grant", {}), ("refuse", {"reasons": "不符"})):
            untold = await counter.act(shown, step, counter.head, **body)
            assert refusal(untold) == (409, "applications.hearing-not-told")
        told = await counter.done(shown, "tell-hearing", whom="申请人、相邻户王五")
        pending = await counter.act(told, "grant", counter.head)
        assert refusal(pending) == (409, "applications.hearing-pending")
        without = await counter.done(told, "waive-hearing", by_whom="申请人、相邻户王五")
        assert (await counter.act(without, "grant", counter.head)).status_code == 201


async def test_an_announcement_says_where_and_when_everybody_may_come_and_a_decision_that_it_was_heard(
    counter: Counter,
) -> None:
    shown = await announced(counter, await counter.accepted())
    paper = await printed(counter, shown, "TG")
    assert "听证地点：镇文化中心一楼" in paper
    assert f"听证日期：{chinese_day(date.fromisoformat(in_three_weeks()))}" in paper
    await passed(counter, shown)
    held = await counter.done(shown, "hold-hearing", record="赞成", signed_by=["王五"])
    granted = await counter.done(held, "grant", counter.head, on_record="笔录无异议")
    assert "举行了听证，本决定根据听证笔录作出" in await printed(counter, granted, "ZY")


async def test_an_item_that_is_heard_by_law_has_a_step_for_it(admin: httpx.AsyncClient) -> None:
    answer = await admin.put("/items/heard-without-a-step", json=BODY | {"hearing_basis": LAW})

    assert (refusal(answer), answer.json()["missing"]) == ((422, "items.step-missing"), ["hear"])
