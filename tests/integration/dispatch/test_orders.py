"""What a township does with an order that a platform sent: it signs for it, contacts the caller, and says so."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.integration.dispatch.desk import (
    case_of,
    closed,
    dispatcher,
    set_clocks,
    suspended,
)
from tests.integration.dispatch.order_desk import (
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
from tests.integration.dispatch.rule_desk import source_asks
from tests.support.hotline import Hotline
from tests.support.platform import TOWN, Platform


async def test_an_order_is_signed_for_once_and_its_platform_is_told(town: Platform, hotline: Hotline) -> None:
    report_id, event = await order_of(town)
    assert await order_clocks(town, report_id) == {"reply": True, "sign": True}

    done = await dispatcher(town).post(f"/orders/{report_id}/sign")
    again = await dispatcher(town).post(f"/orders/{report_id}/sign")
    foreign = await dispatcher(town, scope="320585105").post(f"/orders/{report_id}/sign")

    assert (done.status_code, done.json()["state"]) == (200, "signed")
    assert (again.status_code, again.json()["title"]) == (409, "orders.signed-already")
    assert (foreign.status_code, foreign.json()["title"]) == (404, "orders.not-found")
    assert await order_clocks(town, report_id) == {"reply": True, "sign": False, "contact": True}
    await until_told(town, hotline, event, "signed")
    order = await shown(town, report_id)
    assert (order["signed_by"], [line["action"] for line in order["history"]]) == ("p-dispatcher", ["receive", "sign"])


async def test_many_are_signed_for_at_once_with_a_result_for_each(town: Platform) -> None:
    (first, _), (second, _), elsewhere = await order_of(town), await order_of(town), str(uuid4())
    await signed(town, second)

    done = await dispatcher(town).post("/orders/sign", json={"reports": [first, second, elsewhere, first]})

    answer = done.json()
    assert (answer["signed"], answer["refused"]) == (1, 2)
    results = {one["report_id"]: (one["state"], one["code"]) for one in answer["results"]}
    assert results == {
        first: ("signed", None),
        second: (None, "orders.signed-already"),
        elsewhere: (None, "orders.not-found"),
    }
    assert all(one["message"] for one in answer["results"] if one["code"])
    assert (await dispatcher(town).post("/orders/sign", json={"reports": []})).status_code == 422


async def test_a_caller_is_tried_for_three_times_and_no_more(town: Platform, hotline: Hotline) -> None:
    report_id, event = await order_of(town)
    early = await tried(town, report_id)
    assert (early.status_code, early.json()["title"]) == (409, "orders.not-signed")
    await signed(town, report_id)
    ago = (town.clock() - timedelta(days=2)).isoformat()
    assert (await tried(town, report_id, at=ago)).json()["title"] == "orders.contact-time"
    assert (await tried(town, report_id, result="Zhang San, 139")).status_code == 422

    answers = [await tried(town, report_id) for _ in range(4)]

    assert [one.status_code for one in answers] == [200, 200, 200, 409]
    assert answers[3].json()["title"] == "orders.contact-over"
    order = await shown(town, report_id)
    assert (order["contact"], order["tries"], len(order["contacts"])) == ("given-up", 3, 3)
    assert (await order_clocks(town, report_id))["contact"] is False
    await until_told(town, hotline, event, "signed", "contacted")
    said = next(m for m in hotline.messages.values() if m["external_id"] == event["external_id"] and "reached" in m)
    assert (said["reached"], said["tries"]) == (False, 3)


async def test_a_city_that_asks_for_two_tries_gives_up_after_two(town: Platform, hotline: Hotline) -> None:
    (begun, _), (report_id, event) = await order_of(town), await order_of(town)
    for one in (begun, report_id):
        await signed(town, one)
    assert (await tried(town, begun)).json()["contact"] is None

    async with source_asks(town, "hotline-12345", contact_tries=2):
        answers = [await tried(town, report_id) for _ in range(3)]
        # What was tried before counts.
        second = await tried(town, begun)

    assert [one.status_code for one in answers] == [200, 200, 409]
    assert (answers[0].json()["contact"], answers[1].json()["contact"]) == (None, "given-up")
    assert answers[2].json()["title"] == "orders.contact-over"
    assert (second.json()["contact"], second.json()["tries"]) == ("given-up", 2)
    assert (await order_clocks(town, report_id))["contact"] is False
    await until_told(town, hotline, event, "signed", "contacted")
    said = next(m for m in hotline.messages.values() if m["external_id"] == event["external_id"] and "reached" in m)
    assert (said["reached"], said["tries"]) == (False, 2)


async def test_a_caller_who_is_reached_is_tried_for_no_more(town: Platform) -> None:
    report_id, _ = await order_of(town)
    await signed(town, report_id)

    reached = await tried(town, report_id, reached=True, result="will-wait")

    assert (reached.json()["contact"], reached.json()["tries"]) == ("reached", 1)
    assert (await tried(town, report_id)).json()["title"] == "orders.contact-over"
    assert await order_clocks(town, report_id) == {"reply": True, "sign": False, "contact": False}


async def test_the_answer_is_owed_by_when_the_platform_says_and_a_suspension_does_not_help(town: Platform) -> None:
    due = (town.clock() + timedelta(days=3)).replace(microsecond=0)
    report_id, _ = await order_of(town, due_at=due.isoformat())
    case = await case_of(town, report_id)

    waiting = await suspended(town, case)

    running = {c["kind"]: c for c in waiting["clocks"] if c["stopped_at"] is None}
    assert running["reply"]["due_at"] == due.isoformat().replace("+00:00", "Z")
    assert (running["reply"]["paused_at"], running["reply"]["report_id"]) == (None, report_id)
    assert running["handle"]["paused_at"] is not None
    assert (await shown(town, report_id))["due_at"] == due.isoformat().replace("+00:00", "Z")


async def test_each_order_of_a_case_has_clocks_of_its_own_and_all_are_answered_with_it(
    town: Platform, hotline: Hotline
) -> None:
    report_id, event = await order_of(town)
    joined_id, joined = await order_of(town, position=event["position"])
    case = await case_of(town, report_id)
    assert set(case["reports"]) == {report_id, joined_id}
    assert [(await order_clocks(town, one))["reply"] for one in (report_id, joined_id)] == [True, True]

    await closed(town, case)

    for one, sent in ((report_id, event), (joined_id, joined)):
        order = await until_order(town, one, state="replied")
        assert set((await order_clocks(town, one)).values()) == {False}, order
        await until_told(town, hotline, sent, "replied")


async def test_what_is_late_with_an_order_is_escalated_and_found(town: Platform) -> None:
    report_id, _ = await order_of(town)
    await set_clocks(town, "due_at = now() - interval '1 minute'", "report_id = :id AND kind = 'sign'", id=report_id)

    async def late() -> bool:
        page = await dispatcher(town).get("/orders", params={"late": True, "limit": 200})
        return report_id in {one["report_id"] for one in page.json()["items"]}

    await town.until(late, 40)
    case = await case_of(town, report_id)
    assert case["history"][-1]["facts"]["clock"] == "sign"
    on_time = await dispatcher(town).get("/orders", params={"late": False, "limit": 200})
    assert report_id not in {one["report_id"] for one in on_time.json()["items"]}


async def test_orders_are_listed_newest_first_by_state_page_by_page(town: Platform) -> None:
    older, newer = (await order_of(town))[0], (await order_of(town))[0]
    await signed(town, older)
    client = dispatcher(town)

    async def ids(**asked: Any) -> list[str]:
        page = (await client.get("/orders", params={"limit": 200} | asked)).json()
        return [one["report_id"] for one in page["items"]]

    received, done = await ids(state="received"), await ids(state="signed")
    first = (await client.get("/orders", params={"limit": 1})).json()

    assert (newer in received, older in received, older in done) == (True, False, True)
    assert first["next"] == first["items"][0]["report_id"] == newer
    assert (await ids(after=first["next"]))[0] == older
    other = (await client.get("/orders", params={"limit": 200, "source": "urban-management"})).json()["items"]
    assert {one["source"] for one in other} <= {"urban-management"}
    assert {newer, older} <= set(await ids(source="hotline-12345"))
    assert (await client.get("/orders", params={"state": "lost"})).status_code == 422


async def test_an_order_about_somebody_is_no_order_for_him(town: Platform) -> None:
    subject = "p-complained-of"
    report_id, _ = await order_of(town, complained_of=[{"kind": "person", "id": subject}], appeal_kind="complaint")
    himself = dispatcher(town, person_id=subject)

    listed = await himself.get("/orders", params={"limit": 200})
    asked = [await himself.get(f"/orders/{report_id}"), await himself.post(f"/orders/{report_id}/sign")]

    assert report_id not in {one["report_id"] for one in listed.json()["items"]}
    assert [one.status_code for one in asked] == [404, 404]
    assert (await dispatcher(town).post(f"/orders/{report_id}/sign")).status_code == 200
    messages = await himself.get("/orders/messages", params={"limit": 200})
    assert report_id not in {one["report_id"] for one in messages.json()["items"]}


async def test_orders_are_for_the_centre_and_for_the_unit_that_handles_them(town: Platform) -> None:
    report_id, _ = await order_of(town)
    statuses = {}
    for role in ("shift-leader", "leader", "operator", "worker", "clerk", "admin"):
        client = town.client("dispatch", role=role)
        statuses[role] = (
            (await client.get("/orders")).status_code,
            (await client.post(f"/orders/{uuid4()}/sign")).status_code,
        )

    assert statuses == {
        "shift-leader": (200, 404),
        "leader": (200, 403),
        **dict.fromkeys(("operator", "worker", "clerk", "admin"), (403, 403)),
    }
    # Who works in a unit sees what lies with it.
    other = handler(town, unit=f"u-{TOWN}-construction-office")
    assert [(await client.get(f"/orders/{report_id}")).status_code for client in (handler(town), other)] == [200, 404]
    assert (await leader(town).get(f"/orders/{report_id}")).status_code == 200
