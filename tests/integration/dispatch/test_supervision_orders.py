"""A case is pressed by an order (督办): signed for, answered, judged; a county's keeps a township from ending it."""

from datetime import datetime, timedelta
from typing import Any

import httpx

from tests.integration.dispatch.desk import (
    STALLS,
    acted,
    dispatcher,
    handled,
    read,
    reported_case,
    rows,
)
from tests.integration.dispatch.late_desk import run_timers
from tests.support.platform import TOWN, Platform
from tests.support.town import TEAM

COUNTY = TOWN[:6]
OFFICE = f"u-{TOWN}-governance-office"
TERM = {"amount": 3, "unit": "working-days"}


def chief(platform: Platform, scope: str = COUNTY, **who: Any) -> httpx.AsyncClient:
    return platform.client("dispatch", **{"role": "leader", "scope": scope, "person_id": f"p-leader-{scope}"} | who)


def officer(platform: Platform, unit: str = TEAM) -> httpx.AsyncClient:
    return platform.client("dispatch", role="officer", person_id="p-officer", unit=unit)


async def ordered(platform: Platform, *cases: dict[str, Any], client: Any = None, **more: Any) -> httpx.Response:
    body = {"demand": "finish-it", "text": "限期办结并说明原因", "term": TERM, "cases": [one["id"] for one in cases]}
    addressee = {} if "unit" in more else {"region": TOWN}
    return await (client or chief(platform)).post("/supervision/orders", json=body | addressee | more)


async def done(client: httpx.AsyncClient, order: dict[str, Any], act: str, **more: Any) -> httpx.Response:
    version = (await client.get(f"/supervision/orders/{order['id']}")).json().get("version", 1)
    return await client.post(f"/supervision/orders/{order['id']}/{act}", json={"version": version} | more)


async def told(platform: Platform, order: dict[str, Any]) -> list[tuple[str, str]]:
    query = "SELECT what, to_id FROM notices WHERE facts->>'order' = :id ORDER BY id"
    return [(row.what, row.to_id) for row in await rows(platform, query, id=order["id"])]


async def told_late(platform: Platform, at: datetime, what: str, *orders: dict[str, Any]) -> None:
    """Let the timer run as of `at` until a leader was told of each order, and once more.

    What the platform holds at that moment is left to the next round.
    """

    async def heard() -> bool:
        await run_timers(platform, at, "orders")
        return all([(what, "leader") in await told(platform, order) for order in orders])

    await platform.until(heard)
    await heard()


async def test_an_order_is_signed_for_answered_sent_back_answered_again_and_accepted(town: Platform) -> None:
    case = await reported_case(town, category=STALLS)
    order, team, issuer = (await ordered(town, case, unit=TEAM)).json(), officer(town), chief(town)
    reply, why = {"result": "solved", "text": "已清理"}, {"text": "照片不清", "term": TERM}
    early = await done(team, order, "reply", **reply)
    path: list[Any] = [
        ("receipt", team, {}),
        ("reply", team, reply),
        ("sending-back", issuer, why),
        ("reply", team, reply),
    ]
    states = [(await done(who, order, act, **more)).json()["state"] for act, who, more in path]
    assert (await done(issuer, order, "acceptance")).json()["state"] == "accepted"
    opened = (await issuer.get(f"/supervision/orders/{order['id']}")).json()
    assert early.json()["title"] == "supervision.not-possible"
    assert states == ["received", "replied", "sent-back", "replied"]
    assert (opened["text"], opened["reply"], opened["received_by"]) == ("限期办结并说明原因", "已清理", "p-officer")
    assert [line["text"] for line in opened["history"]] == [None, None, "已清理", "照片不清", "已清理", None]
    assert [what for what, _ in await told(town, order)] == [
        f"supervision-order-{act}" for act in ("issued", "received", "replied", "sent-back", "replied", "accepted")
    ]
    file = await read(town, case["id"])
    assert file["supervised"][0]["number"] == order["number"]
    acts = [line["facts"]["act"] for line in file["history"] if line["action"] == "supervise"]
    assert acts == ["issue", "receive", "reply", "send-back", "reply", "accept"]


async def test_what_is_said_is_sealed_and_each_look_is_noted(town: Platform) -> None:
    order = (await ordered(town, await reported_case(town))).json()
    (kept,) = await rows(town, "SELECT text FROM supervision_orders WHERE id = :id", id=order["id"])
    assert "限期".encode() not in bytes(kept.text)
    assert (await dispatcher(town).get(f"/supervision/orders/{order['id']}")).json()["text"] == "限期办结并说明原因"
    looks = await rows(town, "SELECT by FROM supervision_order_looks WHERE order_id = :id", id=order["id"])
    assert [row.by for row in looks] == ["p-dispatcher"]


async def test_the_countys_order_keeps_a_township_from_ending_the_case_until_it_is_answered(town: Platform) -> None:
    case = await handled(town, await reported_case(town))
    order, own = (await ordered(town, case)).json(), (await ordered(town, case, client=chief(town, TOWN))).json()
    case = await acted(town, await read(town, case["id"]), "verify")
    body = {"action": "close", "version": case["version"]}
    closing = await dispatcher(town).post(f"/cases/{case['id']}/actions", json=body)
    assert (closing.status_code, closing.json()["title"]) == (409, "supervision.unanswered")
    assert (await read(town, case["id"]))["version"] == case["version"]
    for act, more in (("receipt", {}), ("reply", {"result": "solved", "text": "已办"})):
        assert (await done(dispatcher(town), order, act, **more)).status_code == 200
    assert (await acted(town, await read(town, case["id"]), "close"))["state"] == "closed"
    # Its own leader's order is still to be answered, and binds nobody.
    assert (await done(dispatcher(town), own, "receipt")).json()["state"] == "received"


async def test_the_county_itself_voids_what_it_presses(town: Platform) -> None:
    case = await reported_case(town)
    await ordered(town, case)
    case, county = await read(town, case["id"]), dispatcher(town, COUNTY, "p-county-desk")
    body = {"action": "void", "version": case["version"], "reason": "sent-twice"}
    refused = await dispatcher(town).post(f"/cases/{case['id']}/actions", json=body)
    assert (refused.status_code, refused.json()["title"]) == (409, "supervision.unanswered")
    assert (await county.post(f"/cases/{case['id']}/actions", json=body)).json()["state"] == "voided"


async def test_an_urgent_order_makes_its_cases_first_in_every_list_until_it_is_answered(town: Platform) -> None:
    pressed, newer = await reported_case(town), await reported_case(town)
    order = (await ordered(town, pressed, urgent=True, client=chief(town, TOWN))).json()
    desk = dispatcher(town)
    first = (await desk.get("/cases", params={"limit": 1})).json()
    rest = (await desk.get("/cases", params={"limit": 200, "after": first["next"]})).json()["items"]
    assert (first["items"][0]["id"], first["items"][0]["pressed"]) == (pressed["id"], True)
    assert (rest[0]["id"], pressed["id"] in {one["id"] for one in rest}) == (newer["id"], False)
    for act, more in (("receipt", {}), ("reply", {"result": "solved", "text": "已办"})):
        assert (await done(desk, order, act, **more)).status_code == 200
    assert (await desk.get("/cases", params={"limit": 1})).json()["items"][0]["id"] == newer["id"]
    assert (await read(town, pressed["id"]))["pressed"] is False


async def test_a_late_order_comes_before_the_superior_once_for_receipt_and_once_for_reply(town: Platform) -> None:
    case = await reported_case(town)
    order = (await ordered(town, case)).json()
    lazy = (await ordered(town, case, client=chief(town, TOWN, role="shift-leader", person_id="p-shift"))).json()
    late = ["supervision-order-receipt-late", "supervision-order-reply-late"]
    for term, what in zip(("receive_due_at", "due_at"), late, strict=True):
        await told_late(town, datetime.fromisoformat(lazy[term]) + timedelta(minutes=1), what, order, lazy)
    assert [one for one in await told(town, order) if one[0] in late] == [
        (what, to) for what in late for to in ("leader", f"p-leader-{COUNTY}")
    ]
    query = "SELECT to_region FROM notices WHERE facts->>'order' = :id AND what = :what AND to_id = 'leader'"
    above = [(await rows(town, query, id=one["id"], what=late[0]))[0].to_region for one in (order, lazy)]
    assert above == [COUNTY[:4], TOWN]
    town.clock.ahead = timedelta(days=30)
    try:
        listed = (await dispatcher(town).get("/supervision/orders", params={"late": "true", "limit": 200})).json()
    finally:
        town.clock.ahead = timedelta(0)
    assert {order["id"], lazy["id"]} <= {one["id"] for one in listed["items"]}


async def test_after_an_outage_a_late_order_is_told_of_once(town: Platform) -> None:
    order = (await ordered(town, await reported_case(town))).json()
    await run_timers(town, town.clock() + timedelta(days=30), "orders")
    assert {what for what, _ in await told(town, order)} == {"supervision-order-issued", "supervision-order-reply-late"}


async def test_who_may_not_order_answer_or_judge_is_refused(town: Platform) -> None:
    case = await reported_case(town, category=STALLS)
    order = (await ordered(town, case, unit=TEAM)).json()
    reply = {"result": "solved", "text": "已办", "version": 1}
    path = f"/supervision/orders/{order['id']}"
    refused = {
        "missing-permission": await ordered(town, case, client=dispatcher(town)),
        "supervision.not-the-addressee": await dispatcher(town).post(f"{path}/receipt", json={"version": 1}),
        "supervision.order-unknown": await officer(town, OFFICE).post(f"{path}/reply", json=reply),
        "supervision.not-the-issuer": await chief(town, TOWN).post(f"{path}/acceptance", json={"version": 1}),
        "supervision.stale-order": await officer(town).post(f"{path}/receipt", json={"version": 7}),
        "supervision.not-possible": await chief(town).post(f"{path}/acceptance", json={"version": 1}),
    }
    assert {name: answer.json()["title"] for name, answer in refused.items()} == {name: name for name in refused}
    assert (await chief(town, "320281").get(path)).status_code == 404
    withdrawn = await done(chief(town), order, "withdrawal", text="误发")
    assert (withdrawn.json()["state"], (await officer(town).get("/supervision/orders")).status_code) == (
        "withdrawn",
        200,
    )


async def test_a_set_is_pressed_as_a_whole_or_not_at_all(town: Platform) -> None:
    cases = [await reported_case(town) for _ in range(2)]
    ended = await acted(town, await reported_case(town), "void", reason="sent-twice")
    before = await rows(town, "SELECT count(*) AS n FROM supervision_orders")
    short = {"amount": 1, "unit": "minutes"}
    refused = [
        (await ordered(town, *cases, ended)).json(),
        (await ordered(town, *cases, unit="u-nobody")).json(),
        (await ordered(town, *cases, region="320585103")).json(),
        (await ordered(town, *cases, client=chief(town, TOWN), region="320281101")).json(),
        (await ordered(town, *cases, term=short)).json(),
        (await ordered(town, *cases, unit=TEAM, region=TOWN)).json(),
    ]
    assert [one["title"] for one in refused] == [
        "supervision.case-not-pressed",
        *["supervision.bad-addressee"] * 3,
        "supervision.deadline-past",
        "invalid",
    ]
    assert refused[0]["cases"] == [ended["id"]]
    assert await rows(town, "SELECT count(*) AS n FROM supervision_orders") == before
    order = (await ordered(town, *cases)).json()
    assert set((await chief(town).get(f"/supervision/orders/{order['id']}")).json()["cases"]) == {
        one["id"] for one in cases
    }


async def test_whom_a_case_is_about_gets_and_sees_no_order_about_it(town: Platform) -> None:
    case, other = await reported_case(town), await reported_case(town)
    about = "INSERT INTO case_subjects VALUES (:id, :kind, :who, 'p-test', now()) RETURNING case_id"
    await rows(town, about, id=case["id"], kind="unit", who=OFFICE)
    await rows(town, about, id=case["id"], kind="person", who="p-about")
    assert (await ordered(town, case, unit=OFFICE)).json()["title"] == "supervision.about-the-addressee"
    assert (await ordered(town, case, other)).json()["title"] == "supervision.pressed-alone"
    order = (await ordered(town, case)).json()
    himself = dispatcher(town, person_id="p-about")
    listed = (await himself.get("/supervision/orders", params={"limit": 200})).json()["items"]
    assert order["id"] not in {one["id"] for one in listed}
    assert (await himself.get(f"/supervision/orders/{order['id']}")).status_code == 404
    assert (await dispatcher(town).get(f"/supervision/orders/{order['id']}")).status_code == 200
