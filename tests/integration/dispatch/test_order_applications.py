"""How an order's return, or more time, is applied for, and how the clock follows the platform's answer."""

from datetime import timedelta
from typing import Any

from tests.integration.dispatch.desk import (
    actions,
    case_of,
    closed,
    dispatcher,
    inbox,
    open_task,
    reported_case,
    rows,
    say,
    until,
)
from tests.integration.dispatch.order_desk import (
    applied,
    decided,
    drafted,
    leader,
    order_clocks,
    order_of,
    shown,
    signed,
    until_order,
    until_told,
)
from tests.integration.dispatch.test_case_attachments import attach
from tests.support.files import photo
from tests.support.hotline import Hotline
from tests.support.platform import Platform


def title(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("title")


async def test_what_proves_an_application_lies_in_its_very_case(town: Platform) -> None:
    report_id, _ = await order_of(town)
    case, other = await case_of(town, report_id), await reported_case(town)
    await signed(town, report_id)
    mine = (await attach(dispatcher(town), case, photo())).json()["id"]
    others = (await attach(dispatcher(town), other, photo())).json()["id"]

    refused = await drafted(town, report_id, "return", evidence=[mine, others])
    draft = await drafted(town, report_id, "return", evidence=[mine])

    assert title(refused) == (422, "orders.unknown-evidence")
    assert (refused.json()["unknown"], draft.status_code) == ([others], 201)
    (application,) = (await shown(town, report_id))["applications"]
    assert (application["id"], application["evidence"]) == (draft.json()["id"], [mine])


async def test_another_person_of_the_centre_approves_an_application_before_it_is_sent(
    town: Platform, hotline: Hotline
) -> None:
    report_id, event = await order_of(town)
    await signed(town, report_id)
    draft = (await drafted(town, report_id, "return", text="属县住建局。")).json()
    path = f"/orders/{report_id}/applications/{draft['id']}"

    himself = await leader(town, person_id="p-dispatcher").post(f"{path}/approve")
    clerk = await dispatcher(town, person_id="p-other").post(f"{path}/approve")
    second = await drafted(town, report_id, "return")
    approved = await leader(town).post(f"{path}/approve")
    again = await leader(town).post(f"{path}/approve")

    assert (title(himself), clerk.status_code) == ((403, "second-person-needed"), 403)
    assert title(second) == (409, "orders.application-pending")
    assert (approved.json()["state"], title(again)) == ("approved", (409, "orders.application-decided"))
    await until_told(town, hotline, event, "signed", "return-applied")


async def test_the_platform_gets_the_reasons_which_lie_sealed_until_they_are_sent(
    town: Platform, hotline: Hotline
) -> None:
    report_id, event = await order_of(town)
    application = await applied(town, report_id, "return", text="属县住建局。")
    await until_told(town, hotline, event, "return-applied")
    said = next(m for m in hotline.messages.values() if m.get("application") == application)
    assert (said["reason"], said["text"]) == ("not-our-matter", "属县住建局。")

    async def sent() -> bool:
        return [one["state"] for one in (await shown(town, report_id))["applications"]] == ["sent"]

    await town.until(sent, 30)
    kept = await rows(town, "SELECT body FROM order_messages WHERE application_id = :id", id=application)
    assert "text" not in kept[0].body


async def test_what_the_centre_turns_down_is_never_sent_and_may_be_asked_for_anew(
    town: Platform, hotline: Hotline
) -> None:
    report_id, event = await order_of(town)
    draft = (await drafted(town, report_id, "return")).json()
    path = f"/orders/{report_id}/applications/{draft['id']}"

    assert (await leader(town).post(f"{path}/turn-down", json={})).status_code == 422
    done = await leader(town).post(f"{path}/turn-down", json={"reason": "it-is-ours"})

    assert done.json()["state"] == "turned-down"
    assert title(await leader(town).post(f"{path}/approve")) == (409, "orders.application-decided")
    assert (await drafted(town, report_id, "return")).status_code == 201
    assert hotline.told_of(event["external_id"]) == []
    seen = await dispatcher(town).get(path)
    assert (seen.json()["turned_down_because"], seen.json()["text"][:3]) == ("it-is-ours", "该事项")
    looks = await rows(town, "SELECT purpose FROM report_looks WHERE report_id = :id", id=report_id)
    assert [row.purpose for row in looks] == ["reply"]


async def test_an_order_whose_return_is_granted_ends_with_its_case(town: Platform, hotline: Hotline) -> None:
    report_id, event = await order_of(town)
    case = await case_of(town, report_id)
    task = open_task(case)
    await inbox(town, task)
    await applied(town, report_id, "return")
    await until_told(town, hotline, event, "return-applied")

    await decided(town, event, "return", granted=True)

    case = await until(town, case["id"], state="voided", outcome="returned-to-source")
    await inbox(town, task, state="recalled")
    order = await until_order(town, report_id, state="returned")
    assert (order["ended_at"] is not None, order["applications"][0]["state"]) == (True, "granted")
    assert set((await order_clocks(town, report_id)).values()) == {False}
    assert title(await drafted(town, report_id, "extension")) == (409, "orders.not-live")
    # Who got his order back is told nothing of what became of it.
    assert hotline.told_of(event["external_id"]) == ["return-applied"]


async def test_an_order_that_goes_back_leaves_the_others_of_its_case(town: Platform, hotline: Hotline) -> None:
    report_id, event = await order_of(town)
    joined_id, joined = await order_of(town, position=event["position"])
    case = await case_of(town, report_id)
    await applied(town, joined_id, "return")

    await decided(town, joined, "return", granted=True)

    order = await until_order(town, joined_id, state="returned")
    assert (order["case_id"], order["left_case"]) == (case["id"], case["id"])
    case = await case_of(town, report_id)
    assert (case["state"], case["reports"]) == ("dispatched", [report_id])
    await closed(town, case)
    await until_told(town, hotline, event, "replied")
    assert hotline.told_of(joined["external_id"]) == ["return-applied"]


async def test_an_order_whose_return_is_refused_is_designated_and_never_returned(town: Platform) -> None:
    report_id, event = await order_of(town)
    before = await order_clocks(town, report_id)
    await applied(town, report_id, "return")

    await decided(town, event, "return", granted=False)

    order = await until_order(town, report_id, designated=True)
    assert (order["state"], order["applications"][0]["state"]) == ("received", "refused")
    assert (await case_of(town, report_id))["state"] == "dispatched"
    assert await order_clocks(town, report_id) == before
    assert title(await drafted(town, report_id, "return")) == (409, "orders.designated")


async def test_the_clocks_follow_the_platforms_answer_and_not_our_wish(town: Platform) -> None:
    report_id, event = await order_of(town)
    case, wish = await case_of(town, report_id), town.clock() + timedelta(days=60)
    due = {c["kind"]: c["due_at"] for c in case["clocks"] if not c["stopped_at"]}
    await applied(town, report_id, "extension", until=wish.isoformat())
    assert {c["kind"]: c["due_at"] for c in (await case_of(town, report_id))["clocks"]} == due

    until_day = (town.clock() + timedelta(days=30)).replace(microsecond=0)
    await decided(town, event, "extension", granted=True, until=until_day.isoformat())

    moved = until_day.isoformat().replace("+00:00", "Z")
    order = await until_order(town, report_id, due_at=moved)
    assert order["applications"][0]["granted_until"] == moved
    case = await case_of(town, report_id)
    now_due = {c["kind"]: c["due_at"] for c in case["clocks"] if not c["stopped_at"]}
    assert now_due == due | {"reply": moved, "handle": moved}
    # The worker sees it, too.
    task = await inbox(town, open_task(case), version=2)
    assert task["due_at"].startswith(moved[:19])


async def test_a_refused_extension_moves_nothing_and_one_is_asked_for_before_the_term_is_over(town: Platform) -> None:
    report_id, event = await order_of(town)
    order = await shown(town, report_id)
    short = await drafted(town, report_id, "extension", until=order["due_at"])
    assert title(short) == (422, "orders.extension-too-short")
    assert (await drafted(town, report_id, "extension", until=None)).status_code == 422
    await applied(town, report_id, "extension")
    await decided(town, event, "extension", granted=False)

    async def refused() -> bool:
        return (await shown(town, report_id))["applications"][0]["state"] == "refused"

    await town.until(refused, 30)
    assert (await shown(town, report_id))["due_at"] == order["due_at"]

    pending = (await drafted(town, report_id, "extension")).json()
    await rows(town, "UPDATE orders SET due_at = now() WHERE report_id = :id RETURNING 1", id=report_id)
    late = await leader(town).post(f"/orders/{report_id}/applications/{pending['id']}/approve")
    assert title(late) == (409, "orders.term-is-over")


async def test_a_decision_about_what_was_never_applied_for_does_nothing_and_is_shown(town: Platform) -> None:
    report_id, event = await order_of(town)
    (await drafted(town, report_id, "return")).raise_for_status()

    await decided(town, event, "return", granted=True)

    async def listed() -> Any:
        page = (await dispatcher(town).get("/orders/unexpected", params={"limit": 200})).json()
        return next((one for one in page["items"] if one["report_id"] == report_id), None)

    line = await town.until(listed, 30)
    assert (line["facts"]["because"], line["facts"]["granted"]) == ("nothing-applied-for", True)
    case = await case_of(town, report_id)
    assert (case["state"], actions(case)[-1]) == ("dispatched", "supplement")
    order = await shown(town, report_id)
    assert (order["state"], order["applications"][0]["state"]) == ("received", "draft")
    foreign = await dispatcher(town, scope="320585105").get("/orders/unexpected", params={"limit": 200})
    assert report_id not in {one["report_id"] for one in foreign.json()["items"]}


async def test_what_is_still_applied_for_lapses_when_the_order_is_answered(town: Platform) -> None:
    report_id, event = await order_of(town)
    await applied(town, report_id, "extension")

    await closed(town, await case_of(town, report_id))

    order = await until_order(town, report_id, state="replied")
    assert order["applications"][0]["state"] == "lapsed"
    assert title(await drafted(town, report_id, "return")) == (409, "orders.not-live")
    await say(town, event, "extension-decided", granted=True, until=(town.clock() + timedelta(days=9)).isoformat())

    async def unexpected() -> bool:
        return (await shown(town, report_id))["history"][-1]["action"] == "unexpected"

    await town.until(unexpected, 30)
