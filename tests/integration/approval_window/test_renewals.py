"""How a licence is extended (licence law art. 50): over HTTP, on real servers."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from approval_window.main import PROCESS
from shared.clock import town_day, utc_now
from shared.runtime.app import create_app
from tests.integration.approval_window.catalogue import LAW, published
from tests.integration.approval_window.citizens import ask_with
from tests.integration.approval_window.counter import FORM, PLAN, Counter, actions, add_items, in_days, refusal
from tests.integration.approval_window.extended import (
    EXPIRY,
    SILENCE,
    ask,
    asked,
    licence,
    nears_its_end,
    read,
    round_of,
    told_of,
)
from tests.support.platform import TOWN, Platform, changed

ONE_SECOND = timedelta(seconds=1)


@pytest.fixture
async def counter(window: Platform) -> Counter:
    await add_items(window)
    return Counter(window)


def terms(shown: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["how"], one["first_day"], one["last_day"]) for one in shown["terms"]]


async def test_a_licence_is_extended_in_writing_and_stays_one_with_all_its_days(counter: Counter) -> None:
    key = await licence(counter)
    shown = await counter.done(await asked(counter, key), "accept")
    done = await counter.done(shown, "renew", counter.head)
    extended = await read(counter, key)

    assert (shown["renews"], done["state"], done["number"] != shown["number"]) == (key, "granted", False)
    assert terms(extended) == [("granted", in_days(0), in_days(40)), ("renewed", in_days(41), in_days(81))]
    assert (extended["valid_to"], extended["version"], extended["end"]) == (in_days(81), 2, None)
    step = done["history"][-1]["facts"]
    assert (step["paper"][: len(TOWN) + 3], step["renewed_from"]) == (f"YX-{TOWN}", in_days(41))
    told = await told_of(counter, key)
    assert [kind for kind, _ in told] == ["licence-granted", "licence-renewed"]
    assert f'"valid_to":"{in_days(81)}"' in str(told[-1][1])
    assert '"by_silence":false' in str(told[-1][1])


async def test_who_asks_too_late_is_told_to_apply_anew_and_a_law_may_say_otherwise(counter: Counter) -> None:
    item = await published(
        counter.window.client("approval-window", role="admin", scope="32", person_id="p-admin"),
        renewal_days=10,
        renewal_basis=LAW,
        renewal_months=12,
    )
    late = await ask(counter, await licence(counter, 29))
    in_time = await ask(counter, await licence(counter, 30))

    assert refusal(late) == (409, "licences.renewal-too-late")
    assert (late.json()["asked_until"], late.json()["article"]) == (in_days(-1), "行政许可法 50")
    assert in_time.status_code == 201
    body = {"item": item, "region": TOWN, "again": True, "materials": {"handed_in": ["identity", "plan"]}}
    person = {"kind": "person", "name": "王小明", "number": "11010519491231002x"}
    taken = (await counter.clerk.post("/applications", json=body | {"applicant": person})).json()
    shown = await counter.done(taken, "accept")
    key = (await counter.act(shown, "grant", counter.head, valid_to=in_days(15))).json()["id"]
    renewal = await counter.done(await asked(counter, key, materials=body["materials"]), "accept")
    await counter.done(renewal, "renew", counter.head)
    last = date.fromisoformat((await read(counter, key))["valid_to"])
    assert last > town_day(utc_now()) + timedelta(days=365)


async def test_only_its_holder_asks_once_and_only_where_there_is_an_end(counter: Counter) -> None:
    key = await licence(counter)
    stranger = await ask(counter, key, number="110105194912310011")
    agent = {"name": "李四", "number": "11010519491231002x", "authorisation": None}
    unauthorised = await ask(counter, key, agent=agent)
    endless = await ask(counter, await licence(counter, None))
    first = await asked(counter, key)
    again = await ask(counter, key)

    assert [refusal(one) for one in (stranger, unauthorised, endless, again)] == [
        (403, "licences.not-the-holder"),
        (422, "applications.not-authorised"),
        (409, "licences.holds-without-end"),
        (409, "licences.renewal-open"),
    ]
    assert again.json()["number"] == first["number"]
    far = counter.window.client("approval-window", role="clerk", scope="320585103", person_id="clerk-far")
    body = {"number": "11010519491231002X"}
    assert refusal(await far.post(f"/licences/{key}/renewals", json=body)) == (404, "licences.not-found")
    assert (await counter.head.post(f"/licences/{key}/renewals", json=body)).status_code == 403


async def test_an_extension_is_decided_by_another_hand_with_all_materials_and_by_no_other_step(
    counter: Counter,
) -> None:
    own = counter.of("leader", "clerk-li")
    shown = await counter.done(await asked(counter, await licence(counter)), "accept")
    usual = await counter.accepted()
    promised = {"handed_in": [FORM], "promised": [{"code": PLAN, "until": in_days(5)}]}
    partly = await counter.done(await asked(counter, await licence(counter), materials=promised), "accept")

    assert [
        refusal(await counter.act(shown, "grant", counter.head)),
        refusal(await counter.act(usual, "renew", counter.head)),
        refusal(await counter.act(shown, "renew", own)),
        refusal(await counter.act(partly, "renew", counter.head)),
    ] == [
        (409, "applications.is-a-renewal"),
        (409, "applications.not-a-renewal"),
        (403, "applications.same-person"),
        (409, "applications.materials-missing"),
    ]
    assert (await counter.act(shown, "renew")).status_code == 403


async def test_nobody_decides_until_its_last_day_is_over_and_so_it_is_extended(counter: Counter) -> None:
    key = await licence(counter)
    shown = await counter.done(await asked(counter, key), "accept")
    await nears_its_end(counter, key, 40)
    shown = await counter.read(shown["id"])
    left = datetime.fromisoformat(shown["renewal_due_at"]) + ONE_SECOND - utc_now()

    await round_of(counter, EXPIRY, left + ONE_SECOND)
    await round_of(counter, SILENCE, left - ONE_SECOND / 2)
    assert ((await read(counter, key))["end"], (await counter.read(shown["id"]))["state"]) == (None, "accepted")
    assert await round_of(counter, SILENCE, left + ONE_SECOND) >= 1
    done, extended = await counter.read(shown["id"]), await read(counter, key)
    assert (done["state"], actions(done)[-1]) == ("granted", "renew-by-silence")
    assert (
        datetime.fromisoformat(done["decided_at"]) == utc_now() + left or done["decided_at"] > shown["renewal_due_at"]
    )
    assert terms(extended)[-1] == ("renewed-by-silence", in_days(1), in_days(41))
    await round_of(counter, EXPIRY, left + ONE_SECOND)
    assert (await read(counter, key))["end"] is None
    assert [kind for kind, _ in await told_of(counter, key)] == ["licence-granted", "licence-renewed"]
    delivered = await counter.done(done, "deliver", way="in-person", to="本人")
    assert delivered["state"] == "delivered"


async def test_many_are_extended_at_once_wherever_they_stand_and_what_was_not_completed_lapses(
    counter: Counter,
) -> None:
    keys = [await licence(counter) for _ in range(4)]
    received, accepted, paused = [await asked(counter, key) for key in keys[:3]]
    waiting = await counter.done(await asked(counter, keys[3], materials={"handed_in": [FORM]}), "notify")
    accepted = await counter.done(accepted, "accept")
    paused = await counter.done(await counter.done(paused, "accept"), "pause", kind="test", days=20, reason="检测")
    for key in keys:
        await nears_its_end(counter, key, 41)

    late = await counter.act(accepted, "renew", counter.head)
    refused = await counter.act(accepted, "refuse", counter.head, reasons="不符")
    assert [refusal(one) for one in (late, refused)] == [(409, "applications.renewed-by-silence")] * 2
    await round_of(counter, EXPIRY)
    assert await round_of(counter, SILENCE) >= 4
    await round_of(counter, EXPIRY)
    states = [(await counter.read(one["id"]))["state"] for one in (received, accepted, paused, waiting)]
    assert states == ["granted", "granted", "granted", "terminated"]
    assert [(await read(counter, key))["end"] for key in keys] == [None, None, None, "expired"]
    papers = {(await counter.read(one["id"]))["history"][-1]["facts"]["paper"] for one in (received, accepted, paused)}
    assert len(papers) == 3


async def test_a_refused_extension_says_why_and_the_licence_ends_on_its_last_day(counter: Counter) -> None:
    key = await licence(counter)
    shown = await counter.done(await asked(counter, key), "accept")
    done = await counter.done(shown, "refuse", counter.head, reasons="场所已拆除")

    step = done["history"][-1]["facts"]
    assert (done["state"], step["paper"][:3], step["ends_on"]) == ("refused", "BX-", in_days(40))
    assert set(step["remedies"]) == {"reconsideration", "litigation"}
    assert "场所" not in str(done)
    assert (await read(counter, key))["end"] is None
    await nears_its_end(counter, key, 41)
    await round_of(counter, SILENCE)
    await round_of(counter, EXPIRY)
    assert (await read(counter, key))["end"] == "expired"
    assert [kind for kind, _ in await told_of(counter, key)] == ["licence-granted", "licence-ended"]


async def test_what_was_revoked_meanwhile_is_extended_neither_by_decision_nor_by_silence(counter: Counter) -> None:
    key = await licence(counter)
    shown = await counter.done(await asked(counter, key), "accept")
    other = counter.of("leader", "p-other")
    revoked = {"ground": "fraud", "reason": "材料虚假"}
    assert (await other.post(f"/licences/{key}/revoke", json=revoked)).is_success

    assert refusal(await counter.act(shown, "renew", counter.head)) == (409, "licences.ended")
    await nears_its_end(counter, key, 41)
    await round_of(counter, SILENCE)
    assert ((await read(counter, key))["end"], len((await read(counter, key))["terms"])) == ("revoked", 1)
    assert (await counter.read(shown["id"]))["state"] == "accepted"


async def test_who_extended_a_licence_does_not_revoke_it_either(counter: Counter) -> None:
    key = await licence(counter)
    shown = await counter.done(await asked(counter, key), "accept")
    other = counter.of("leader", "p-other")
    await counter.done(shown, "renew", other)
    body = {"ground": "against-procedure", "reason": "未经核查"}

    for who in (counter.head, other):
        own = await who.post(f"/licences/{key}/revoke", json=body)
        assert refusal(own) == (403, "licences.granted-by-yourself")
    assert (await counter.of("leader", "p-third").post(f"/licences/{key}/revoke", json=body)).status_code == 200


async def test_its_holder_sees_until_when_it_goes_on_by_itself_and_that_it_was_extended(counter: Counter) -> None:
    key = await licence(counter)
    taken = (await ask(counter, key)).json()
    shown = await counter.done(await counter.read(taken["id"]), "accept")
    before = (await ask_with(counter.window, taken)).json()
    await counter.done(shown, "renew", counter.head)
    after = (await ask_with(counter.window, taken)).json()

    days = {day["day"]: day["on"] for day in before["days"]}
    assert (days["renewal-due"], days["valid-to"]) == (in_days(40), in_days(40))
    assert after["state_said"] == "已准予延续，等待送达"
    assert {day["day"]: day["on"] for day in after["days"]}["valid-to"] == in_days(81)


async def test_an_open_extension_waits_in_the_worklist_even_while_its_clock_stands_still(counter: Counter) -> None:
    clerk = counter.of("clerk", "clerk-wu")
    key = await licence(counter)
    body = {"number": "11010519491231002X", "materials": {"handed_in": [FORM, PLAN]}}
    taken = (await clerk.post(f"/licences/{key}/renewals", json=body)).json()
    shown = await counter.done(await counter.read(taken["id"]), "accept")
    await counter.done(shown, "pause", kind="test", days=20, reason="检测")

    listed = (await clerk.get("/applications/worklist", params={"mine": True})).json()["items"]
    (mine,) = [one for one in listed if one["application"]["id"] == taken["id"]]
    assert mine["due_at"] == mine["application"]["renewal_due_at"]


async def test_what_ended_while_no_process_ran_is_extended_by_the_next_that_starts(counter: Counter) -> None:
    key = await licence(counter)
    shown = await counter.done(await asked(counter, key), "accept")
    await nears_its_end(counter, key, 41)
    settings = counter.window.apps["approval-window"].state.runtime.settings
    started = create_app(changed(PROCESS, subscriptions=lambda _: (), relay=False), settings)

    async def extended() -> bool:
        return str((await counter.read(shown["id"]))["state"]) == "granted"

    async with started.router.lifespan_context(started):
        await counter.window.until(extended)
    assert terms(await read(counter, key))[-1] == ("renewed-by-silence", in_days(0), in_days(40))
