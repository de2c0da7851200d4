"""An order is signed for, its caller contacted, handled, answered, called back unsatisfied, reworked, and satisfied."""

from typing import Any

from tests.integration.dispatch.desk import acted, case_of, dispatcher, read, say, until
from tests.integration.dispatch.order_desk import (
    UNIT,
    handler,
    leader,
    order_clocks,
    order_of,
    shown,
    signed,
    tried,
    until_order,
    until_told,
)
from tests.support.hotline import Hotline
from tests.support.platform import Platform

FIRST, SECOND = "路灯已修复,请您放心。", "经返工,路灯线路已全部更换。"


async def approved_reply(town: Platform, report_id: str, text: str, version: int) -> None:
    """Draft a reply in the unit, let a colleague check it, and the centre approve it."""
    path = f"/orders/{report_id}/replies"
    done = [
        await handler(town).post(path, json={"text": text}),
        await handler(town, "p-colleague").post(f"{path}/{version}/check"),
        await leader(town).post(f"{path}/{version}/approve"),
    ]
    assert [one.status_code for one in done] == [201, 200, 200], [one.text for one in done]


async def handled_in_unit(town: Platform, case: dict[str, Any], teller: str) -> dict[str, Any]:
    """Let the unit handle the case, and the desk verify it."""
    accepted = await acted(town, case, "accept")
    body = {"action": "feed-back", "version": accepted["version"], "result": "solved"}
    fed = await dispatcher(town, person_id=teller).post(f"/cases/{case['id']}/actions", json=body)
    assert fed.status_code == 200, fed.text
    return await acted(town, await read(town, case["id"]), "verify")


async def test_an_order_is_answered_reworked_because_its_caller_is_not_satisfied_and_answered_again(
    town: Platform, hotline: Hotline
) -> None:
    report_id, event = await order_of(town)
    await signed(town, report_id)
    assert (await tried(town, report_id)).status_code == 200
    assert (await tried(town, report_id, reached=True, result="explained")).json()["contact"] == "reached"
    case = await acted(town, await case_of(town, report_id), "return", reason="not-mine")
    case = await acted(town, case, "dispatch", executor="unit", unit=UNIT)

    case = await handled_in_unit(town, case, "p-teller")
    await approved_reply(town, report_id, FIRST, 1)
    await acted(town, case, "close")
    await until_told(town, hotline, event, "signed", "contacted", "replied")
    owed = (await until_order(town, report_id, state="replied"))["due_at"]

    await say(town, event, "called-back", satisfied=False)
    case = await until(town, case["id"], state="reopened")
    await say(town, event, "sent-back")
    order = await until_order(town, report_id, state="signed", reworked=1, satisfied=False)
    # Owed anew: by when is counted from the day on which it came back.
    assert (order["due_at"] >= owed, await order_clocks(town, report_id)) == (
        True,
        {"sign": False, "reply": True, "contact": True},
    )

    case = await acted(town, await read(town, case["id"]), "dispatch", executor="unit", unit=UNIT)
    case = await handled_in_unit(town, case, "p-teller")
    await approved_reply(town, report_id, SECOND, 2)
    await acted(town, case, "close")
    await until_told(town, hotline, event, "signed", "contacted", "replied", "replied")
    said = [
        body["text"]
        for body in hotline.messages.values()
        if body["external_id"] == event["external_id"] and body["kind"] == "replied"
    ]
    assert said == [FIRST, SECOND]
    await say(town, event, "called-back", satisfied=True)
    await until_order(town, report_id, state="replied", satisfied=True)
    assert [one["state"] for one in (await shown(town, report_id))["replies"]] == ["sent", "sent"]
