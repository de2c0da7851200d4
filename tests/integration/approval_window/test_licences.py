"""How a licence ends: revoked, cancelled, or by its last day: over HTTP, on real servers."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from approval_window.applications.timers import TIMERS
from shared.clock import town_day, utc_now
from shared.runtime.timers import run_round
from tests.integration.approval_window.counter import Counter, add_items, in_days, refusal
from tests.support.platform import Platform, TestClock


@pytest.fixture
async def counter(window: Platform) -> Counter:
    await add_items(window)
    return Counter(window)


async def licence(counter: Counter, valid_to: str | None = None) -> str:
    given = await counter.act(await counter.accepted(), "grant", counter.head, valid_to=valid_to)
    assert given.status_code == 201, given.text
    return str(given.json()["id"])


async def read(counter: Counter, key: str) -> dict[str, Any]:
    return dict((await counter.head.get(f"/licences/{key}")).json())


async def end(counter: Counter, key: str, how: str, person: str = "p-other", **body: Any) -> Any:
    return await counter.of("leader", person).post(f"/licences/{key}/{how}", json=body)


async def test_what_should_not_have_been_granted_is_revoked_by_another_and_told(counter: Counter) -> None:
    key = await licence(counter)
    body = {"ground": "against-procedure", "reason": "王小明未经核查"}

    own = await end(counter, key, "revoke", "p-head", **body)
    harm = await end(counter, key, "revoke", harms_public=True, **body)
    done = await end(counter, key, "revoke", **body)
    again = await end(counter, key, "revoke", **body)
    assert [refusal(one) for one in (own, harm, again)] == [
        (403, "licences.granted-by-yourself"),
        (409, "licences.harms-public"),
        (409, "licences.ended"),
    ]
    shown = done.json()
    assert (shown["compensated"], shown["licence"]["end"], shown["licence"]["version"]) == (True, "revoked", 2)
    async with counter.window.database("approval-window").begin() as work:
        query = "SELECT body FROM outbox WHERE key = :id AND type LIKE '%licence-ended%'"
        (told,) = (await work.connection.execute(text(query), {"id": key})).all()
    assert '"end":"revoked"' in told.body
    assert "王小明" not in told.body + done.text


async def test_who_was_deceived_revokes_it_himself_and_nobody_is_compensated(counter: Counter) -> None:
    done = await end(counter, await licence(counter), "revoke", "p-head", ground="fraud", reason="材料虚假")

    assert (done.status_code, done.json()["compensated"]) == (200, False)


async def test_a_licence_is_cancelled_with_a_proof_and_not_for_what_only_the_clock_may_say(counter: Counter) -> None:
    key = await licence(counter)

    expired = await end(counter, key, "cancel", end="expired", proof="到期")
    done = await end(counter, key, "cancel", end="holder-died", proof="死亡证明 2026-1")
    assert expired.status_code == 422
    assert (done.json()["end"], done.json()["ended_on"]) == ("holder-died", in_days(0))
    holding = (await counter.head.get("/licences", params={"holds": True, "limit": 200})).json()["items"]
    ended = (await counter.head.get("/licences", params={"holds": False, "limit": 200})).json()["items"]
    assert key not in {one["id"] for one in holding}
    assert key in {one["id"] for one in ended}


async def test_a_licence_is_over_the_day_after_its_last(counter: Counter) -> None:
    short, long = await licence(counter, in_days(3)), await licence(counter)
    runtime = counter.window.apps["approval-window"].state.runtime

    await run_round(TIMERS[1], runtime.database, TestClock(timedelta(days=3)))
    assert (await read(counter, short))["end"] is None
    await run_round(TIMERS[1], runtime.database, TestClock(timedelta(days=4)))
    shown = await read(counter, short)
    assert (shown["end"], shown["ended_on"]) == ("expired", (town_day(utc_now()) + timedelta(days=4)).isoformat())
    assert (await read(counter, long))["end"] is None


async def test_a_licence_is_its_townships_and_its_heads(window: Platform, counter: Counter) -> None:
    key = await licence(counter)
    far = window.client("approval-window", role="leader", scope="320585103", person_id="p-far")
    body = {"ground": "abuse", "reason": "x"}

    assert refusal(await far.post(f"/licences/{key}/revoke", json=body)) == (404, "licences.not-found")
    assert (await counter.clerk.post(f"/licences/{key}/revoke", json=body)).status_code == 403
    assert (await far.get(f"/licences/{key}")).status_code == 404
