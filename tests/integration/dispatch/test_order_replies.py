"""How the answer to an order is drafted, checked, approved and sent, and with which approved wording where none is."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.integration.dispatch.desk import act, acted, case_of, dispatcher, rows, until
from tests.integration.dispatch.order_desk import (
    UNIT,
    handler,
    leader,
    order_of,
    shown,
    signed,
    until_order,
    until_told,
    verified,
)
from tests.integration.dispatch.rule_desk import source_asks
from tests.support.hotline import Hotline
from tests.support.platform import TOWN, Platform

TEXT = "王先生您好，路灯已于今日修复。"


def title(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("title")


async def draft(client: httpx.AsyncClient, report_id: str, text: str = TEXT, **more: Any) -> httpx.Response:
    return await client.post(f"/orders/{report_id}/replies", json={"text": text} | more)


async def with_unit(town: Platform) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Return (report, order, case) of an order that a unit handles."""
    report_id, event = await order_of(town)
    case = await case_of(town, report_id)
    returned = await acted(town, case, "return", reason="not-mine")
    return report_id, event, await acted(town, returned, "dispatch", executor="unit", unit=UNIT)


async def handled_by_unit(town: Platform, case: dict[str, Any]) -> dict[str, Any]:
    """Bring a case of a unit to where it could be closed, its result told by the desk."""
    accepted = await acted(town, case, "accept")
    fed = await dispatcher(town, person_id="p-teller").post(
        f"/cases/{case['id']}/actions",
        json={"action": "feed-back", "version": accepted["version"], "result": "solved"},
    )
    assert fed.status_code == 200, fed.text
    return await acted(town, await until(town, case["id"], state="handled"), "verify")


async def test_a_reply_passes_three_persons_and_is_what_the_platform_gets(town: Platform, hotline: Hotline) -> None:
    report_id, event, case = await with_unit(town)
    path = f"/orders/{report_id}/replies/1"
    assert (await draft(handler(town), report_id)).json() == {"version": 1, "state": "drafted"}

    early = await leader(town).post(f"{path}/approve")
    himself = await handler(town).post(f"{path}/check")
    checked = await handler(town, "p-second").post(f"{path}/check")
    drafter, checker = (leader(town, person_id=one) for one in ("p-handler", "p-second"))
    refused = [await one.post(f"{path}/approve") for one in (drafter, checker)]
    approved = await leader(town).post(f"{path}/approve")

    assert (title(early), title(himself)) == ((409, "orders.wrong-stage"), (403, "second-person-needed"))
    assert (checked.json()["state"], approved.json()["state"]) == ("checked", "approved")
    assert [title(one) for one in refused] == [(403, "second-person-needed")] * 2
    await acted(town, await handled_by_unit(town, case), "close")
    await until_told(town, hotline, event, "replied")
    assert (hotline.reply_to(event["external_id"]) or {})["text"] == TEXT
    order = await until_order(town, report_id, state="replied")
    assert order["replies"][0]["state"] == "sent"
    kept = await rows(town, "SELECT body FROM order_messages WHERE report_id = :id", id=report_id)
    assert "text" not in kept[0].body


async def test_a_reply_is_checked_by_its_unit_and_nobody_else(town: Platform) -> None:
    report_id, *_ = await with_unit(town)
    (await draft(dispatcher(town), report_id)).raise_for_status()
    path = f"/orders/{report_id}/replies/1"

    foreign = await handler(town, unit=f"u-{TOWN}-construction-office").post(f"{path}/check")
    desk = await dispatcher(town, person_id="p-other").post(f"{path}/check")
    checked = await handler(town).post(f"{path}/check")

    assert (title(foreign)[0], desk.status_code, checked.json()["state"]) == (404, 403, "checked")
    assert title(await handler(town, "p-second").post(f"{path}/check")) == (409, "orders.wrong-stage")
    assert title(await leader(town).post(f"/orders/{report_id}/replies/7/approve")) == (
        404,
        "orders.document-not-found",
    )


async def test_a_version_that_is_sent_back_is_followed_by_a_new_one_and_both_are_kept(town: Platform) -> None:
    report_id, _ = await order_of(town)
    (await draft(dispatcher(town), report_id, "第一稿")).raise_for_status()
    path = f"/orders/{report_id}/replies"

    assert title(await leader(town, "p-dispatcher").post(f"{path}/1/send-back", json={"reason": "unclear"}))[0] == 403
    back = await leader(town).post(f"{path}/1/send-back", json={"reason": "unclear"})
    assert (back.json()["state"], title(await leader(town).post(f"{path}/1/approve"))[1]) == (
        "sent-back",
        "orders.wrong-stage",
    )
    assert (await draft(dispatcher(town), report_id, "第二稿")).json()["version"] == 2
    assert (await draft(dispatcher(town), report_id, "第三稿")).json()["version"] == 3

    versions = (await shown(town, report_id))["replies"]
    assert [(one["version"], one["state"]) for one in versions] == [(1, "sent-back"), (2, "replaced"), (3, "drafted")]
    assert versions[0]["sent_back_because"] == "unclear"
    texts = [(await dispatcher(town).get(f"{path}/{version}")).json()["text"] for version in (1, 2, 3)]
    assert texts == ["第一稿", "第二稿", "第三稿"]
    looks = await rows(town, "SELECT purpose FROM report_looks WHERE report_id = :id", id=report_id)
    assert [row.purpose for row in looks] == ["reply"] * 3
    sealed = await rows(town, "SELECT sealed_text FROM order_documents WHERE report_id = :id", id=report_id)
    assert all("稿".encode() not in bytes(row.sealed_text) for row in sealed)


async def test_a_case_does_not_close_with_a_reply_that_is_not_approved(town: Platform, hotline: Hotline) -> None:
    report_id, event = await order_of(town)
    (await draft(dispatcher(town), report_id)).raise_for_status()
    case = await verified(town, report_id)

    refused = await act(town, case, "close")

    assert title(refused) == (409, "orders.reply-not-approved")
    assert (await case_of(town, report_id))["version"] == case["version"]
    assert (await shown(town, report_id))["state"] == "received"
    (await leader(town).post(f"/orders/{report_id}/replies/1/approve")).raise_for_status()
    # A newer version makes the approval a matter of the past.
    (await draft(dispatcher(town), report_id, "再稿")).raise_for_status()
    assert title(await act(town, case, "close")) == (409, "orders.reply-not-approved")
    (await leader(town).post(f"/orders/{report_id}/replies/2/approve")).raise_for_status()
    await acted(town, case, "close")
    await until_told(town, hotline, event, "replied")
    assert title(await draft(dispatcher(town), report_id)) == (409, "orders.not-live")


@pytest.fixture
async def strict(town: Platform) -> AsyncIterator[Platform]:
    """A hotline that wants its orders signed for, and answered by documents."""
    async with source_asks(town, "hotline-12345", reply_document=True, signing_required=True):
        yield town


async def test_a_source_may_want_signing_and_a_document(strict: Platform, hotline: Hotline) -> None:
    report_id, event = await order_of(strict)
    case = await verified(strict, report_id)
    assert title(await act(strict, case, "close")) == (409, "orders.not-signed")
    await signed(strict, report_id)
    assert title(await act(strict, case, "close")) == (409, "orders.document-required")
    (await draft(dispatcher(strict), report_id)).raise_for_status()
    (await leader(strict).post(f"/orders/{report_id}/replies/1/approve")).raise_for_status()
    await acted(strict, case, "close")
    await until_told(strict, hotline, event, "signed", "replied")


async def propose(town: Platform, **given: Any) -> httpx.Response:
    body = {"region": TOWN, "result": "solved", "text": "本镇已办结。", "valid_from": "2026-01-01"} | given
    return await leader(town, "p-proposer").post("/orders/wordings", json=body)


async def text_of_next(town: Platform, hotline: Hotline) -> str:
    """Return what the next caller whose matter is solved reads."""
    report_id, event = await order_of(town)
    await acted(town, await verified(town, report_id), "close")
    await until_told(town, hotline, event, "replied")
    return str((hotline.reply_to(event["external_id"]) or {})["text"])


async def test_a_wording_answers_from_its_day_while_it_is_approved(town: Platform, hotline: Hotline) -> None:
    usual = await text_of_next(town, hotline)
    ours = (await propose(town, matter="M0101")).json()["id"]
    later = (await propose(town, matter="M0101", text="明年再说。", valid_from="2090-01-01")).json()["id"]
    path = f"/orders/wordings/{ours}"

    assert title(await leader(town, "p-proposer").post(f"{path}/approve")) == (403, "second-person-needed")
    assert await text_of_next(town, hotline) == usual
    for one in (ours, later):
        (await leader(town).post(f"/orders/wordings/{one}/approve")).raise_for_status()
    assert title(await leader(town).post(f"{path}/turn-down")) == (409, "orders.wording-decided")
    assert await text_of_next(town, hotline) == "本镇已办结。"
    (await leader(town).post(f"{path}/withdraw")).raise_for_status()
    assert await text_of_next(town, hotline) == usual
    for one in (later,):
        (await leader(town).post(f"/orders/wordings/{one}/withdraw")).raise_for_status()


async def test_wordings_are_proposed_for_ones_own_region_and_for_matters_there_are(town: Platform) -> None:
    foreign = await propose(town, region="3205")
    unknown = await propose(town, matter="M9999")
    odd = await propose(town, outcome="rejected")
    down = (await propose(town)).json()["id"]
    turned = await leader(town).post(f"/orders/wordings/{down}/turn-down")
    elsewhere = await leader(town, scope="320585105").post(f"/orders/wordings/{down}/withdraw")
    clerk = await dispatcher(town).post("/orders/wordings", json={})

    assert (title(foreign), title(unknown)) == ((403, "orders.outside-your-region"), (422, "triage.unknown-matter"))
    assert (odd.status_code, turned.json()["state"]) == (422, "turned-down")
    assert (title(elsewhere), clerk.status_code) == ((404, "orders.wording-not-found"), 403)
    assert title(await draft(dispatcher(town), (await order_of(town))[0], wording=str(uuid4()))) == (
        404,
        "orders.wording-not-found",
    )
    page = await dispatcher(town).get("/orders/wordings", params={"state": "approved", "outcome": "closed"})
    assert {one["region"] for one in page.json()["items"]} >= {""}
    assert len({one["result"] for one in page.json()["items"]}) == 6


async def test_where_no_wording_fits_a_case_waits_for_a_reply(town: Platform) -> None:
    report_id, _ = await order_of(town)
    case = await verified(town, report_id)
    hide = "UPDATE wordings SET state = :state WHERE state = :was AND region = '' RETURNING 1"
    await rows(town, hide, state="withdrawn", was="approved")
    try:
        assert title(await act(town, case, "close")) == (409, "orders.no-wording")
    finally:
        await rows(town, hide, state="approved", was="withdrawn")
    await acted(town, case, "close")
