"""What the platform's word does to an order: more is said, it is withdrawn, sent back, or called back."""

from typing import Any

from tests.integration.dispatch.desk import (
    acted,
    actions,
    case_of,
    closed,
    dispatcher,
    handled,
    inbox,
    open_task,
    read,
    report,
    rows,
    say,
    until,
)
from tests.integration.dispatch.order_desk import (
    order_clocks,
    order_of,
    shown,
    signed,
    tried,
    until_order,
    until_told,
    verified,
)
from tests.support.feed import order, push
from tests.support.hotline import Hotline
from tests.support.platform import Platform


async def unexpected(town: Platform, report_id: str, times: int = 1) -> dict[str, Any]:
    """Return the last line of an order's history once so many words fitted nothing."""

    async def look() -> Any:
        lines = [one for one in (await shown(town, report_id))["history"] if one["action"] == "unexpected"]
        return lines[-1] if len(lines) == times else None

    return dict(await town.until(look, 30))


async def test_what_is_said_of_an_order_is_noted_counted_and_told_to_who_works_on_it(town: Platform) -> None:
    report_id, event = await order_of(town)
    task = open_task(await case_of(town, report_id))
    await inbox(town, task, version=1)

    await say(town, event, "supplemented", detail="还有一处")
    await inbox(town, task, version=2)
    await say(town, event, "urged")

    order_now = await until_order(town, report_id, urged=1)
    await inbox(town, task, version=3, urged=1)
    assert [line["action"] for line in order_now["history"]] == ["receive", "supplement", "urge"]
    told = await rows(
        town, "SELECT what, to_kind FROM notices WHERE case_id = :id", id=(await case_of(town, report_id))["id"]
    )
    assert {(row.what, row.to_kind) for row in told} >= {
        ("order-supplemented", "role"),
        ("order-urged", "role"),
        ("order-urged", "person"),
    }


async def test_an_order_that_is_withdrawn_leaves_the_others_of_its_case(town: Platform, hotline: Hotline) -> None:
    report_id, event = await order_of(town)
    joined_id, joined = await order_of(town, position=event["position"])
    case = await case_of(town, report_id)

    await say(town, joined, "withdrawn")

    await until_order(town, joined_id, state="withdrawn", case_id=case["id"])
    assert set((await order_clocks(town, joined_id)).values()) == {False}
    assert (await read(town, case["id"]))["reports"] == [report_id]
    # What is said of it since fits nothing, and does nothing.
    await say(town, joined, "urged")
    assert (await unexpected(town, joined_id))["facts"]["because"] == "ended"
    await say(town, event, "withdrawn")
    await until(town, case["id"], state="voided", outcome="voided")
    assert [hotline.told_of(one["external_id"]) for one in (event, joined)] == [[], []]


async def test_two_orders_withdrawn_in_one_breath_end_their_case(town: Platform) -> None:
    report_id, event = await order_of(town)
    _, joined = await order_of(town, position=event["position"])
    case = await case_of(town, report_id)
    words = [order(one["external_id"], kind="withdrawn", event_id="w-1") for one in (event, joined)]

    (await push(town.stranger("dispatch"), *words)).raise_for_status()

    await until(town, case["id"], state="voided")


async def test_an_order_that_is_sent_back_is_handled_anew_and_the_answer_before_is_kept(
    town: Platform, hotline: Hotline
) -> None:
    report_id, event = await order_of(town)
    await signed(town, report_id)
    case = await closed(town, await case_of(town, report_id))
    before = await until_order(town, report_id, state="replied")

    await say(town, event, "sent-back")

    again = await until_order(town, report_id, state="signed", reworked=1)
    assert again["due_at"] is not None
    assert await order_clocks(town, report_id) == {"sign": False, "reply": True, "contact": True}
    case = await until(town, case["id"], state="reopened", queue="reopened")
    assert (await tried(town, report_id, reached=True)).status_code == 200
    await closed(town, await acted(town, case, "dispatch"))
    await until_told(town, hotline, event, "signed", "replied", "contacted", "replied")
    assert [one["id"] for one in (await shown(town, report_id))["messages"]][:2] == [
        one["id"] for one in before["messages"]
    ]


async def test_what_is_sent_back_before_it_was_closed_goes_back_to_handling(town: Platform) -> None:
    report_id, event = await order_of(town)
    await verified(town, report_id)
    first = await rows(town, "SELECT id FROM case_clocks WHERE report_id = :id AND kind = 'reply'", id=report_id)

    await say(town, event, "sent-back")

    await until_order(town, report_id, state="received", reworked=1)
    case = await case_of(town, report_id)
    assert (case["state"], case["queue"], case["history"][-1]["action"]) == ("filed", "to-dispatch", "rework")
    running = [c for c in case["clocks"] if c["kind"] == "reply" and not c["stopped_at"]]
    every = await rows(town, "SELECT id FROM case_clocks WHERE report_id = :id AND kind = 'reply'", id=report_id)
    assert (len(running), len(first), len(every)) == (1, 1, 2)
    assert (await order_clocks(town, report_id))["sign"] is True


async def test_what_was_handled_and_is_sent_back_comes_before_a_person(town: Platform) -> None:
    report_id, event = await order_of(town)
    case = await handled(town, await case_of(town, report_id))

    await say(town, event, "sent-back")

    await until_order(town, report_id, reworked=1)
    assert (await read(town, case["id"]))["queue"] in {"sent-back", "to-dispatch"}


async def test_only_the_caller_who_is_not_satisfied_is_answered_again(town: Platform, hotline: Hotline) -> None:
    report_id, event = await order_of(town)
    joined_id, joined = await order_of(town, position=event["position"])
    case = await closed(town, await case_of(town, report_id))

    await say(town, event, "called-back", satisfied=False)

    await until_order(town, report_id, state="received", satisfied=False, reworked=0)
    case = await until(town, case["id"], state="reopened")
    assert (await shown(town, joined_id))["state"] == "replied"
    await closed(town, await acted(town, case, "dispatch"))
    await until_told(town, hotline, event, "replied", "replied")
    assert hotline.told_of(joined["external_id"]) == ["replied"]
    await say(town, event, "called-back", satisfied=True)
    order_now = await until_order(town, report_id, satisfied=True)
    assert (order_now["state"], order_now["called_back_at"] is not None) == ("replied", True)


async def test_a_call_back_before_there_was_an_answer_fits_nothing(town: Platform) -> None:
    report_id, event = await order_of(town)

    await say(town, event, "called-back", satisfied=False)

    assert (await unexpected(town, report_id))["facts"]["because"] == "not-answered"
    assert (await case_of(town, report_id))["state"] == "dispatched"
    await closed(town, await case_of(town, report_id))
    await say(town, event, "withdrawn")
    assert (await unexpected(town, report_id, 2))["facts"]["because"] == "answered"
    assert (await case_of(town, report_id))["state"] == "closed"


async def test_the_same_word_twice_is_heard_once(town: Platform) -> None:
    report_id, event = await order_of(town)
    await closed(town, await case_of(town, report_id))
    word = order(event["external_id"], kind="sent-back", event_id="once")

    for _ in range(2):
        (await push(town.stranger("dispatch"), word)).raise_for_status()
    await say(town, event, "urged")

    order_now = await until_order(town, report_id, urged=1)
    assert (order_now["reworked"], actions(await case_of(town, report_id)).count("reopen")) == (1, 1)


async def test_the_order_of_another_source_is_unknown_to_a_platform(town: Platform) -> None:
    report_id, event = await order_of(town)
    word = order(event["external_id"], kind="withdrawn", event_id="theirs")

    taken = await push(town.stranger("dispatch"), word, source="urban-management")

    assert (taken.status_code, taken.json()["results"][0]["report_id"]) == (202, None)
    # Their own order of that number hears it when it comes; ours never does.
    theirs, _ = await report(town, source="urban-management", external_id=event["external_id"], position=None)
    await case_of(town, theirs)
    await until_order(town, theirs, state="withdrawn")
    assert ((await shown(town, report_id))["state"], theirs != report_id) == ("received", True)


async def test_an_order_that_came_back_to_a_case_that_was_turned_away_comes_before_a_person(town: Platform) -> None:
    report_id, event = await order_of(town, position=None)
    case = await acted(town, await case_of(town, report_id), "reject", reason="in-court")
    await until_order(town, report_id, state="replied")

    await say(town, event, "sent-back")

    await until_order(town, report_id, state="received", reworked=1)
    page = await dispatcher(town).get("/cases", params={"queue": "sent-back", "limit": 200})
    assert case["id"] in {one["id"] for one in page.json()["items"]}
