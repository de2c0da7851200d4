"""What follows an order: more is said of it, it is urged, withdrawn, or the caller is called back."""

from uuid import uuid4

from tests.integration.dispatch.desk import (
    actions,
    case_of,
    closed,
    dispatcher,
    handled,
    inbox,
    open_task,
    read,
    report,
    say,
    until,
)
from tests.support.feed import order, push
from tests.support.platform import Platform


async def test_what_comes_before_its_order_waits_for_it(town: Platform) -> None:
    event = order(region="320585104")
    early = await say(town, event, "supplemented", detail="后来补充的话")
    assert (early["status"], early["report_id"]) == ("accepted", None)

    taken = await push(town.stranger("dispatch"), event)
    report_id = taken.json()["results"][0]["report_id"]

    case = await case_of(town, report_id)

    async def joined() -> bool:
        return "supplement" in actions(await read(town, case["id"]))

    await town.until(joined, 30)
    seen = await dispatcher(town, scope="320585104").get(f"/reports/{report_id}", params={"purpose": "triage"})
    assert seen.json()["follow_ups"] == ["后来补充的话"]


async def test_a_follow_up_in_the_very_request_of_its_order_finds_it(town: Platform) -> None:
    event = order(region="320585104")
    more = order(event["external_id"], kind="supplemented", event_id="s-1", detail="同一批")

    taken = await push(town.stranger("dispatch"), more, event)
    case = await case_of(town, taken.json()["results"][1]["report_id"])

    async def joined() -> bool:
        return "supplement" in actions(await read(town, case["id"]))

    await town.until(joined, 30)


async def test_the_same_follow_up_twice_is_one_line_in_the_history(town: Platform) -> None:
    report_id, event = await report(town)
    case = await case_of(town, report_id)
    urging = order(event["external_id"], kind="urged", event_id=uuid4().hex)

    first = await push(town.stranger("dispatch"), urging)
    again = await push(town.stranger("dispatch"), urging)
    assert [a.json()["results"][0]["status"] for a in (first, again)] == ["accepted", "repeated"]
    await say(town, event, "urged")

    case = await until(town, case["id"], urged=2)
    assert actions(case).count("urge") == 2


async def test_an_urging_reaches_the_workers_task(town: Platform) -> None:
    report_id, event = await report(town)
    case = await case_of(town, report_id)
    task = await inbox(town, open_task(case))
    assert task["urged"] == 0

    await say(town, event, "urged")

    urged = await inbox(town, open_task(case), urged=1)
    assert (urged["state"], urged["version"]) == ("assigned", task["version"] + 1)
    assert (await read(town, case["id"]))["state"] == "dispatched"


async def test_an_order_that_is_withdrawn_is_voided_and_its_task_recalled(town: Platform) -> None:
    report_id, event = await report(town)
    case = await case_of(town, report_id)
    task_id = open_task(case)
    await inbox(town, task_id)

    await say(town, event, "withdrawn")

    case = await until(town, case["id"], state="voided", outcome="voided")
    await inbox(town, task_id, state="recalled")
    assert case["tasks"][0]["state"] == "recalled"
    assert case["history"][-1]["facts"]["reason"] == "withdrawn"
    assert all(clock["stopped_at"] for clock in case["clocks"])


async def test_what_was_handled_already_is_not_undone_by_a_withdrawal(town: Platform) -> None:
    report_id, event = await report(town)
    case = await handled(town, await case_of(town, report_id))

    await say(town, event, "withdrawn")

    async def noted() -> bool:
        return "supplement" in actions(await read(town, case["id"]))

    await town.until(noted, 30)
    assert (await read(town, case["id"]))["state"] == "handled"


async def test_a_caller_who_is_not_satisfied_reopens_his_case(town: Platform) -> None:
    report_id, event = await report(town)
    case = await closed(town, await case_of(town, report_id))

    await say(town, event, "called-back", satisfied=False)

    case = await until(town, case["id"], state="reopened", queue="reopened")
    assert (case["outcome"], case["result"], case["closed_at"]) == (None, None, None)
    assert {"dispatch", "reply"} == {clock["kind"] for clock in case["clocks"] if clock["stopped_at"] is None}


async def test_a_caller_who_is_satisfied_leaves_his_case_closed(town: Platform) -> None:
    report_id, event = await report(town)
    case = await closed(town, await case_of(town, report_id))

    await say(town, event, "called-back", satisfied=True)

    async def noted() -> bool:
        return actions(await read(town, case["id"]))[-1] == "supplement"

    await town.until(noted, 30)
    assert (await read(town, case["id"]))["state"] == "closed"
