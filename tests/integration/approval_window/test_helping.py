"""How applicants are helped by people of the township (帮代办): over HTTP, on real servers."""

from typing import Any

import httpx

from tests.integration.approval_window import rated, test_appeals
from tests.integration.approval_window.citizens import citizen
from tests.integration.approval_window.counter import Counter, actions, in_days, refusal
from tests.integration.approval_window.test_hearings import counter
from tests.support.platform import TOWN, Platform

__all__ = ["counter"]
PAPER = "授权委托书 2026-1 号"


def worker(counter: Counter, person: str = "p-worker") -> httpx.AsyncClient:
    return counter.of("worker", person)


async def give(counter: Counter, shown: dict[str, Any], **change: Any) -> httpx.Response:
    body = {"application_id": shown["id"], "version": shown["version"], "helper": "p-worker", "mode": "accompanied"}
    return await counter.clerk.post("/helping", json=body | {"consent": "王小明当面同意"} | change)


async def given(counter: Counter, shown: dict[str, Any], **change: Any) -> dict[str, Any]:
    answer = await give(counter, shown, **change)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def errand(counter: Counter, held: dict[str, Any], what: str, person: str = "p-worker") -> httpx.Response:
    version = (await counter.read(held["application_id"]))["version"]
    door = f"/helping/{held['id']}/errands/{what}"
    return await worker(counter, person).post(door, json={"version": version, "words": "到王小明家"})


async def test_who_helps_collects_brings_and_delivers_and_it_stands_in_the_history_marked_as_done_by_proxy(
    counter: Counter,
) -> None:
    held = await given(counter, await counter.receive(), mode="on-behalf", authorisation=PAPER)
    early = await errand(counter, held, "bring")
    undecided = await errand(counter, held, "deliver")
    for what in ("collect", "bring"):
        assert (await errand(counter, held, what)).status_code == 200
    shown = await counter.read(held["application_id"])
    taken = await counter.done(shown, "hand-in", handed_in=["application-form", "site-plan"])
    accepted = await counter.done(taken, "accept")
    await counter.done(accepted, "refuse", counter.head, reasons="不符")
    last = (await errand(counter, held, "deliver")).json()

    assert [refusal(one) for one in (early, undecided)] == [
        (409, "helping.nothing-collected"),
        (409, "applications.illegal-action"),
    ]
    assert last["errands"] == ["collect", "bring", "deliver"]
    history = (await counter.read(held["application_id"]))["history"]
    mine = [step for step in history if step["action"].startswith("help-")]
    assert [(step["action"], step["by"], step["facts"]["by_proxy"]) for step in mine] == [
        (f"help-{what}", "p-worker", True) for what in ("collect", "bring", "deliver")
    ]
    assert "王小明" not in str(history) + str(last)


async def test_nobody_is_helped_without_consent_paper_or_by_a_stranger_or_by_two(counter: Counter) -> None:
    shown = await counter.receive()
    wrong = [
        await give(counter, shown, consent=None),
        await give(counter, shown, mode="on-behalf"),
        await give(counter, shown, helper="p-stranger"),
        await give(counter, shown, helper="clerk-li"),
        await give(counter, shown, version=9),
    ]
    await given(counter, shown)
    twice = await give(counter, await counter.read(shown["id"]), helper="p-zhou")

    assert [refusal(one) for one in (*wrong, twice)] == [
        (422, "helping.consent-needed"),
        (422, "helping.authorisation-needed"),
        (422, "helping.helper-unknown"),
        (422, "helping.helper-unknown"),
        (409, "applications.version-conflict"),
        (409, "helping.open-already"),
    ]
    assert wrong[1].json()["article"] == "行政许可法 29"


async def test_who_helps_receives_verifies_hears_and_decides_nothing_of_the_same_even_when_it_is_over(
    counter: Counter,
) -> None:
    lin, zhou = counter.of("clerk", "p-lin"), counter.of("leader", "p-zhou")
    held = await given(counter, await counter.accepted(), helper="p-zhou")
    shown = await counter.read(held["application_id"])
    ended = await counter.clerk.post(
        f"/helping/{held['id']}/end", json={"version": shown["version"], "ending": "consent-withdrawn"}
    )
    assert (ended.status_code, ended.json()["state"]) == (200, "ended")
    shown = await counter.read(held["application_id"])
    refused = [
        await counter.act(shown, "grant", zhou),
        await counter.act(shown, "refuse", zhou, reasons="不符"),
        await counter.act(shown, "name-officials", lin, officials=["p-lin", "p-zhou"]),
        await counter.act(shown, "hand-in", counter.of("clerk", "p-zhou"), handed_in=["photo"]),
        await counter.act(shown, "announce-hearing", on=in_days(20), place="一楼", chair="p-zhou", what="公开听证"),
    ]
    assert [refusal(one) for one in refused] == [(403, "helping.helps-with-it")] * 5
    assert (await counter.act(shown, "grant", counter.head)).status_code == 201


async def test_who_handles_an_application_does_not_help_with_it(counter: Counter) -> None:
    shown = await counter.done(await counter.accepted(), "hand-to", to="p-lin")
    going_on = await give(counter, shown, helper="p-lin")
    named = await counter.done(await counter.accepted(), "name-officials", officials=["p-lin", "p-zhou"])

    assert refusal(going_on) == (403, "helping.handles-it")
    assert refusal(await give(counter, named, helper="p-zhou")) == (403, "helping.handles-it")
    helped = await counter.accepted()
    await given(counter, helped, helper="p-lin")
    to = await counter.act(await counter.read(helped["id"]), "hand-to", to="p-lin")
    assert refusal(to) == (403, "helping.helps-with-it")


async def wish(counter: Counter, receipt: dict[str, Any], **change: str) -> httpx.Response:
    """Ask for somebody to act for oneself, with what stands on the receipt."""
    body = {"number": receipt["number"], "code": receipt["receipt_code"], "mode": "on-behalf"}
    return await citizen(counter.window).post("/helping/asked", json=body | change)


async def wished(counter: Counter, receipt: dict[str, Any]) -> dict[str, Any]:
    """Return what the clerk sees of a wish."""
    page = (await counter.clerk.get("/helping", params={"state": "asked", "limit": 200})).json()["items"]
    (found,) = [one for one in page if one["number"] == receipt["number"]]
    return dict(found)


async def test_a_citizen_asks_for_help_with_his_receipt_once(counter: Counter) -> None:
    receipt = (await rated.received(counter)).receipt
    wrong = await wish(counter, receipt, code="AAAAAAAA")
    asked = await wish(counter, receipt)
    again = await wish(counter, receipt)

    assert (asked.status_code, asked.json()["state"]) == (201, "asked")
    assert set(asked.json()) == {"number", "mode", "state", "asked_at"}
    assert [refusal(one) for one in (wrong, again)] == [
        (404, "progress.not-found"),
        (409, "helping.open-already"),
    ]


async def test_a_clerk_names_who_helps_where_a_citizen_asked_for_it(counter: Counter) -> None:
    receipt = (await rated.received(counter)).receipt
    await wish(counter, receipt)
    held = await wished(counter, receipt)
    door, named = f"/helping/{held['id']}/assign", {"version": held["version"], "helper": "p-worker"}
    without = await counter.clerk.post(door, json=named)
    done = await counter.clerk.post(door, json=named | {"authorisation": PAPER})
    late = await counter.clerk.post(door, json=named | {"version": done.json()["version"], "authorisation": PAPER})

    assert [refusal(one) for one in (without, late)] == [
        (422, "helping.authorisation-needed"),
        (409, "helping.not-asked"),
    ]
    assert (done.json()["state"], done.json()["helper"]) == ("given", "p-worker")
    assert actions(await counter.read(held["application_id"]))[-2:] == ["ask-help", "give-help"]


async def test_who_brought_an_appeal_is_not_helped_as_with_an_application(counter: Counter) -> None:
    filed = await test_appeals.filed(counter.clerk)

    assert refusal(await wish(counter, filed)) == (422, "helping.no-application")


async def test_a_helper_sees_his_own_errands_and_whom_he_helps_and_nothing_of_others(
    window: Platform, counter: Counter
) -> None:
    held = await given(counter, await counter.receive())
    mine = (await worker(counter).get("/helping/mine", params={"limit": 200})).json()["items"]
    others = (await worker(counter, "p-other-worker").get("/helping/mine")).json()["items"]
    whom = await worker(counter).get(f"/helping/{held['id']}/applicant", params={"purpose": "上门收件"})

    assert held["id"] in {one["id"] for one in mine}
    assert others == []
    assert (whom.json()["name"], set(whom.json())) == ("王小明", {"name", "note"})
    far = window.client("approval-window", role="clerk", scope="320585103", person_id="clerk-far")
    ending = {"version": 2, "ending": "done"}
    strange = [
        await worker(counter, "p-other-worker").get(f"/helping/{held['id']}/applicant", params={"purpose": "x"}),
        await errand(counter, held, "collect", "p-other-worker"),
        await far.post(f"/helping/{held['id']}/end", json=ending),
    ]
    assert [refusal(one) for one in strange] == [(404, "helping.not-found")] * 3
    assert (await worker(counter).get("/helping")).status_code == 403
    await counter.clerk.post(f"/helping/{held['id']}/end", json=ending)
    assert refusal(await errand(counter, held, "collect")) == (409, "helping.not-given")
    gone = await worker(counter).get(f"/helping/{held['id']}/applicant", params={"purpose": "x"})
    assert refusal(gone) == (409, "helping.not-given")


async def test_it_is_counted_how_many_were_helped_and_how_many_acted_for(window: Platform, counter: Counter) -> None:
    here = Counter(window, f"{TOWN}088")
    for change in ({}, {"mode": "on-behalf", "authorisation": PAPER}):
        await given(counter, await here.receive(), **change)
    await here.receive()

    query = {"from": in_days(0), "to": in_days(0), "by": "township", "region": here.region}
    found = (await counter.head.get("/window-figures", params=query)).json()["items"]
    counted = {one["measure"]: (one["numerator"], one["denominator"], one["value"]) for one in found}
    assert (counted["helped"], counted["done-by-proxy"]) == ((2, 3, 66.7), (1, 3, 33.3))
    assert "帮代办率" in (await counter.head.get("/window-figures/all.csv", params=query)).text
