"""A township wants to give an order back; the city refuses, so it is designated, handled and answered."""

from tests.integration.dispatch.desk import case_of, closed, inbox, open_task
from tests.integration.dispatch.order_desk import (
    decided,
    drafted,
    leader,
    order_of,
    shown,
    signed,
    until_order,
    until_told,
)
from tests.support.hotline import Hotline
from tests.support.platform import Platform


async def test_an_order_whose_return_the_city_refuses_is_handled_and_never_returned_again(
    town: Platform, hotline: Hotline
) -> None:
    report_id, event = await order_of(town)
    task = open_task(await case_of(town, report_id))
    await inbox(town, task)
    await signed(town, report_id)
    due = (await shown(town, report_id))["due_at"]

    draft = await drafted(town, report_id, "return", reason="county-matter")
    approve = f"/orders/{report_id}/applications/{draft.json()['id']}/approve"
    assert (await leader(town, "p-dispatcher").post(approve)).status_code == 403
    assert (await leader(town).post(approve)).status_code == 200
    await until_told(town, hotline, event, "signed", "return-applied")
    await decided(town, event, "return", granted=False)

    order = await until_order(town, report_id, designated=True)
    assert (order["state"], order["due_at"], order["applications"][0]["state"]) == ("signed", due, "refused")
    again = await drafted(town, report_id, "return", reason="county-matter")
    assert (again.status_code, again.json()["title"]) == (409, "orders.designated")
    # The city's second thought about what was not asked again changes nothing.
    await decided(town, event, "return", granted=True)

    async def heard() -> bool:
        return "unexpected" in {line["action"] for line in (await shown(town, report_id))["history"]}

    await town.until(heard)
    case = await case_of(town, report_id)
    assert case["state"] == "dispatched"
    await closed(town, case)
    await until_told(town, hotline, event, "signed", "return-applied", "replied")
    await until_order(town, report_id, state="replied", designated=True)
