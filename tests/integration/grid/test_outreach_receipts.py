"""Does a receipt have its effect once and in its order, and does whoever says no hear nothing more, over HTTP?"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.grid.outreach_desk import (
    corrected,
    counted,
    messages_of,
    outcomes,
    preparer,
    rows,
    sent_out,
    started,
    told,
    willing,
)
from tests.integration.grid.registry_desk import citizen_number, phone
from tests.integration.grid.town import Town
from tests.support.gateway import GATEWAY_SECRET, Gateway
from tests.support.platform import Platform


@pytest.fixture
async def town(town_with_post: Town) -> Town:
    return town_with_post


async def sent_to(town: Town, **more: Any) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return (campaign, message, person) of one message that went out."""
    (person,) = await willing(town, **more)
    campaign = await started(town)
    await sent_out(town.platform)
    (message,) = await messages_of(town, campaign)
    return campaign, message, person


def receipt(town: Town, kind: str = "delivered", later: int = 0, sender: str = "", **more: Any) -> dict[str, Any]:
    at = town.platform.clock() + timedelta(seconds=later)
    return {"id": f"r-{uuid4()}", "kind": kind, "at": at.isoformat()} | ({"from": sender} if sender else {}) | more


async def test_a_delivery_is_noted_once_however_often_it_is_told(town: Town, place: Platform) -> None:
    campaign, message, _ = await sent_to(town)
    one = receipt(town, message_id=message["id"])

    answers = [outcomes(await told(place, one)) for _ in range(2)]

    assert answers == [["taken"], ["known"]]
    assert [m["delivery"] for m in await messages_of(town, campaign)] == ["delivered"]


async def test_of_two_receipts_the_later_holds_in_whatever_order_they_come(town: Town, place: Platform) -> None:
    campaign, message, _ = await sent_to(town)
    late = receipt(town, "delivered", 10, message_id=message["id"])
    early = receipt(town, "failed", 5, message_id=message["id"])

    assert outcomes(await told(place, late, early)) == ["taken", "overtaken"]
    assert [m["delivery"] for m in await messages_of(town, campaign)] == ["delivered"]


async def test_a_receipt_of_no_message_and_of_one_that_never_went_out_have_no_effect(
    town: Town, place: Platform
) -> None:
    await willing(town)
    campaign = await started(town)
    (waiting,) = await messages_of(town, campaign)
    strange = receipt(town, message_id=str(uuid4()))

    assert outcomes(await told(place, strange, receipt(town, message_id=waiting["id"]))) == [
        "unknown-message",
        "never-sent",
    ]
    assert [m["state"] for m in await messages_of(town, campaign)] == ["waiting"]


async def test_a_forged_receipt_is_refused(town: Town, place: Platform) -> None:
    campaign, message, _ = await sent_to(town)
    answer = await told(place, receipt(town, message_id=message["id"]), secret=GATEWAY_SECRET)
    bare = await place.stranger("grid").post("/outreach/receipts", json={"receipts": []})

    assert (answer.status_code, answer.json()["title"]) == (401, "outreach.bad-signature")
    assert bare.status_code == 401
    assert [m["delivery"] for m in await messages_of(town, campaign)] == [None]


async def test_what_is_no_receipt_is_refused_with_its_field(town: Town, place: Platform) -> None:
    answer = await told(place, receipt(town, "eaten", message_id=str(uuid4())))

    assert (answer.status_code, answer.json()["title"]) == (422, "outreach.receipts-malformed")
    assert answer.json()["errors"][0]["field"] == "receipts.0.kind"


async def test_a_receipt_settles_a_message_of_which_nothing_was_known(town: Town, place: Platform) -> None:
    campaign, message, _ = await sent_to(town)
    unknown = "UPDATE outreach_messages SET state = 'unknown' WHERE id = :id RETURNING id"
    await rows(place, unknown, id=message["id"])

    assert outcomes(await told(place, receipt(town, message_id=message["id"]))) == ["taken"]
    assert [m["state"] for m in await messages_of(town, campaign)] == ["sent"]


@pytest.mark.parametrize(
    ("words", "reply"),
    [("TD", "opt-out"), ("ｔｄ。", "opt-out"), ("退订！", "opt-out"), ("1", "interested"), ("谁", "other")],
)
async def test_a_reply_is_understood_and_its_words_are_not_kept(
    town: Town, place: Platform, words: str, reply: str
) -> None:
    campaign, message, _ = await sent_to(town)
    answer = await told(place, receipt(town, "reply", message_id=message["id"], text=words))

    assert outcomes(answer) == ["taken"]
    assert [m["reply"] for m in await messages_of(town, campaign)] == [reply]
    assert (await counted(town)).json()["count"] == (0 if reply == "opt-out" else 1)
    (kept,) = await rows(place, "SELECT * FROM outreach_receipts WHERE message_id = :id", id=message["id"])
    assert words not in repr(kept) or words == "1"


async def test_a_no_from_a_number_alone_is_heard_at_once_in_every_campaign(
    town: Town, place: Platform, gateway: Gateway
) -> None:
    _, message, person = await sent_to(town)
    second = await started(town)
    answer = await told(place, receipt(town, "reply", sender=f"+86{person['phone']}", text="T"))
    (waiting,) = await messages_of(town, second)
    await sent_out(place)

    assert outcomes(answer) == ["taken"]
    assert (waiting["state"], waiting["reason"]) == ("dropped", "opted-out")
    assert len(gateway.to(person["phone"])) == 1
    assert message["state"] == "sent"


async def test_a_no_from_somebody_that_nobody_wrote_to_holds_for_whoever_is_entered_with_the_number(
    town: Town, place: Platform
) -> None:
    number = phone()
    assert outcomes(await told(place, receipt(town, "reply", sender=number, text="TD"))) == ["taken"]
    await willing(town, phone=number)

    assert (await counted(town)).json()["count"] == 0


@pytest.mark.parametrize("who", ["clerk", "worker"])
async def test_whoever_says_no_at_the_window_or_to_a_worker_is_dropped_at_once(
    town: Town, place: Platform, gateway: Gateway, who: str
) -> None:
    (person,) = await willing(town)
    campaign = await started(town)
    asked = {"way": "window", "resident_id": person["id"]}
    answer = await town.client(who, "wang").post("/outreach/opt-outs", json=asked)
    await sent_out(place)

    assert answer.status_code == 201, answer.text
    (message,) = await messages_of(town, campaign)
    assert (message["state"], message["reason"]) == ("dropped", "opted-out")
    assert gateway.to(person["phone"]) == []


async def test_a_new_import_does_not_bring_back_who_said_no(town: Town) -> None:
    person, number = citizen_number(), phone()
    (one,) = await willing(town, id_number=person, phone=number)
    said = await town.client("clerk").post("/outreach/opt-outs", json={"way": "window", "resident_id": one["id"]})
    ended = {"version": 1, "reason": "mistaken"}
    path = f"/registry/records/{one['id']}/end"
    await town.client("grid-leader").post(path, params={"kind": "resident"}, json=ended)
    await willing(town, id_number=person, phone=phone())
    await willing(town, phone=number)

    assert said.status_code == 201
    assert (await counted(town)).json()["count"] == 0


async def test_only_a_consent_after_the_no_lets_messages_come_again(town: Town, place: Platform) -> None:
    (one,) = await willing(town)
    await town.client("clerk").post("/outreach/opt-outs", json={"way": "window", "resident_id": one["id"]})
    today = place.clock().date()
    await corrected(town, one["id"], consent_on=today.isoformat())
    same_day = (await counted(town)).json()["count"]
    place.clock.ahead += timedelta(days=2)
    await corrected(town, one["id"], consent_on=(today + timedelta(days=1)).isoformat())

    assert (same_day, (await counted(town)).json()["count"]) == (0, 1)


@pytest.mark.parametrize(
    ("body", "status", "title"),
    [
        ({"way": "window"}, 422, "outreach.nobody-named"),
        ({"way": "window", "resident_id": str(uuid4()), "phone": "13800000000"}, 422, "outreach.nobody-named"),
        ({"way": "window", "resident_id": str(uuid4())}, 404, "outreach.resident-unknown"),
        ({"way": "telephone", "phone": "12345"}, 422, "outreach.nobody-named"),
        ({"way": "telephone", "phone": "13800000000", "region": "320585102"}, 403, "outreach.outside-region"),
    ],
)
async def test_a_no_that_names_nobody_is_refused(town: Town, body: dict[str, Any], status: int, title: str) -> None:
    answer = await town.client("clerk").post("/outreach/opt-outs", json=body)

    assert (answer.status_code, answer.json()["title"]) == (status, title)


async def test_a_worker_says_no_only_for_people_of_his_cells_and_the_list_names_no_number(town: Town) -> None:
    (east,) = await willing(town, cell=town.east)
    body = {"way": "worker", "resident_id": east["id"]}
    his = await town.client("worker", "wang").post("/outreach/opt-outs", json=body)
    hers = await town.client("worker", "zhao").post("/outreach/opt-outs", json=body)
    listed = await preparer(town).get("/outreach/opt-outs")

    assert (his.status_code, hers.status_code) == (404, 201)
    assert [one["resident_id"] for one in listed.json()["items"]] == [east["id"]]
    assert east["phone"] not in listed.text
