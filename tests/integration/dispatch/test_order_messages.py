"""What platforms are told arrives in order, order by order, also when they are ill, and what is stuck is seen."""

from datetime import timedelta
from typing import Any

from tests.integration.dispatch.desk import acted, case_of, dispatcher, rows
from tests.integration.dispatch.order_desk import order_of, signed, until_told
from tests.support.hotline import Hotline
from tests.support.platform import Platform


async def states(town: Platform, report_id: str) -> list[tuple[str, str, int]]:
    query = "SELECT kind, state, attempts FROM order_messages WHERE report_id = :id ORDER BY seq"
    return [(row.kind, row.state, row.attempts) for row in await rows(town, query, id=report_id)]


async def signed_and_answered(town: Platform) -> tuple[str, dict[str, Any]]:
    """Return (report, order) of which two things are to be said."""
    report_id, event = await order_of(town, position=None)
    await signed(town, report_id)
    await acted(town, await case_of(town, report_id), "reject", reason="in-court")
    return report_id, event


async def test_what_is_said_later_waits_for_what_was_said_before(town: Platform, ill_hotline: Hotline) -> None:
    report_id, event = await signed_and_answered(town)

    async def tried() -> bool:
        return (await states(town, report_id))[0][2] >= 1

    await town.until(tried, 30)
    assert (await states(town, report_id))[1] == ("replied", "waiting", 0)

    ill_hotline.ill = False
    town.clock.ahead = timedelta(minutes=2)
    await until_told(town, ill_hotline, event, "signed", "replied")


async def given_up(town: Platform, report_id: str) -> None:
    """Wait until what was said first of an order was tried, and let 25 hours go by until it is given up."""

    async def tried() -> bool:
        return (await states(town, report_id))[0][2] >= 1

    async def failed() -> bool:
        return (await states(town, report_id))[0][1] == "failed"

    await town.until(tried, 30)
    town.clock.ahead = timedelta(hours=25)
    await town.until(failed, 30)
    town.clock.ahead = timedelta(0)


async def test_what_is_given_up_is_stuck_and_seen_until_somebody_sends_it_again(
    town: Platform, ill_hotline: Hotline
) -> None:
    report_id, event = await signed_and_answered(town)
    await given_up(town, report_id)
    ill_hotline.ill = False

    client = dispatcher(town)
    stuck = (await client.get("/orders", params={"stuck": True, "limit": 200})).json()["items"]
    failed = (await client.get("/orders/messages", params={"state": "failed", "limit": 200})).json()["items"]
    assert report_id in {one["report_id"] for one in stuck}
    (message,) = [one for one in failed if one["report_id"] == report_id]
    assert (message["kind"], message["last_error"]) == ("signed", "HTTP 500")
    assert (await states(town, report_id))[1] == ("replied", "waiting", 0)
    assert "onefour_messages_stuck" in (await town.stranger("dispatch-flow").get("/metrics")).text

    path = f"/orders/messages/{message['id']}/retry"
    # It is no reply: the door of replies does not know it.
    other = await client.post(f"/replies/{message['id']}/retry")
    foreign, asked = await dispatcher(town, scope="320585105").post(path), await client.post(path)
    assert (foreign.status_code, other.status_code, asked.status_code) == (404, 404, 202)
    await until_told(town, ill_hotline, event, "signed", "replied")
    assert (await client.post(path)).json()["title"] == "orders.already-delivered"
