"""How officials who verify on site ask the grid for a worker, and what is kept of him: over HTTP and Kafka."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text

from approval_window.applications.consumers import hear_of_supports
from shared.clock import town_day, utc_now
from shared.runtime.db import new_id
from tests.integration.approval_window.catalogue import published
from tests.integration.approval_window.counter import (
    ON_SITE,
    PERSON,
    STEPS,
    Counter,
    actions,
    add_items,
    refusal,
    staff,
)
from tests.integration.approval_window.test_handed_over import POWER, in_force, over
from tests.support.grid_samples import support_progressed
from tests.support.platform import Platform

Tell = Callable[..., Awaitable[None]]
PLACE = {"lon": 121.255, "lat": 31.505}
OFFICIALS = ["p-lin", "p-zhou"]


@pytest.fixture
async def counter(window: Platform, tell: Tell) -> Counter:
    await add_items(window)
    await tell(*staff())

    async def known() -> bool:
        async with window.database("approval-window").engine.connect() as connection:
            query = "SELECT count(*) FROM person_copies WHERE person_id IN ('p-lin', 'p-zhou', 'p-worker')"
            return (await connection.execute(text(query))).scalar_one() == 3

    await window.until(known)
    return Counter(window)


async def named(counter: Counter) -> dict[str, Any]:
    return await counter.done(await counter.accepted(ON_SITE), "name-officials", officials=OFFICIALS)


async def asked(counter: Counter, **more: Any) -> dict[str, Any]:
    return await counter.done(await named(counter), "ask-support", **{"position": PLACE} | more)


async def events(counter: Counter, shown: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the grid was told of the support of an application."""
    keys = [one["id"] for one in (await counter.read(shown["id"]))["supports"]]
    async with counter.window.database("approval-window").begin() as work:
        query = "SELECT body::jsonb FROM outbox WHERE key = ANY(:keys) AND type LIKE '%support%' ORDER BY seq"
        return [row.body for row in await work.connection.execute(text(query), {"keys": keys})]


async def hear(counter: Counter, shown: dict[str, Any], state: str, version: int, **more: Any) -> dict[str, Any]:
    """Let the grid tell of the support; return what is kept of it."""
    (support,) = (await counter.read(shown["id"]))["supports"]
    told = {"support_id": support["id"], "state": state, "version": version, "result": None} | more
    async with counter.window.database("approval-window").begin() as work:
        await hear_of_supports(work, [support_progressed(**told)], utc_now())
    (kept,) = (await counter.read(shown["id"]))["supports"]
    return dict(kept)


async def test_the_grid_is_told_where_and_who_verifies_and_nothing_of_who_applied(counter: Counter) -> None:
    shown = await asked(counter)

    (event,) = await events(counter, shown)
    assert (event["wanted"], event["position"], event["officials"]) == (True, PLACE, OFFICIALS)
    assert (event["application_id"], event["region"]) == (shown["id"], counter.region)
    assert "王小明" not in str(event)
    assert actions(shown)[-1] == "ask-support"


async def test_a_worker_supports_who_was_named_and_verifies_and_one_at_a_time(counter: Counter) -> None:
    nobody = await counter.act(await counter.accepted(ON_SITE), "ask-support", position=PLACE)
    twice = await counter.act(await asked(counter), "ask-support")
    shown = await named(counter)
    day = town_day(datetime.fromisoformat(shown["accepted_at"])).isoformat()
    found = {"on": day, "passed": True, "findings": "一致"}
    shown = await counter.done(shown, "verify", counter.of("officer", "p-zhou"), **found)
    signed = await counter.done(shown, "sign", counter.of("clerk", "p-lin"))

    assert refusal(nobody) == (409, "applications.no-verification")
    assert refusal(twice) == (409, "applications.support-asked")
    assert refusal(await counter.act(signed, "ask-support")) == (409, "applications.verified-already")
    assert refusal(await counter.act(await counter.receive(ON_SITE), "ask-support")) == (
        409,
        "applications.illegal-action",
    )


async def test_the_newest_that_the_grid_tells_stands_in_the_examination(counter: Counter) -> None:
    shown = await asked(counter)
    accepted = await hear(counter, shown, "accepted", 2)
    finished = await hear(counter, shown, "finished", 4, result="photo-taken")
    late = await hear(counter, shown, "arrived", 3)

    assert (accepted["task_state"], accepted["done_at"], accepted["wanted"]) == ("accepted", None, True)
    assert (finished["task_state"], finished["result"], finished["role"]) == ("finished", "photo-taken", "worker")
    assert (finished["done_at"] is not None, finished["wanted"]) == (True, False)
    assert late == finished
    again = await counter.act(await counter.read(shown["id"]), "ask-support")
    assert again.status_code == 200


async def test_what_is_not_known_here_is_passed_over(counter: Counter) -> None:
    shown = await asked(counter)
    kept = await hear(counter, shown, "finished", 4, support_id=new_id())

    assert (kept["task_state"], kept["wanted"]) == (None, True)


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("withdraw", {}),
        ("terminate", {"ending": "died", "proof": "证明"}),
        ("name-officials", {"officials": OFFICIALS}),
    ],
)
async def test_nobody_is_wanted_any_more_when_it_ends_or_others_verify(
    counter: Counter, step: str, body: dict[str, Any]
) -> None:
    shown = await asked(counter)
    await counter.done(shown, step, **body)

    told = await events(counter, shown)
    assert [(one["wanted"], one["version"]) for one in told] == [(True, 1), (False, 2)]


async def test_nobody_is_wanted_any_more_when_a_department_of_the_county_goes_on(counter: Counter, tell: Tell) -> None:
    admin = counter.window.client("approval-window", role="admin", scope="32", person_id="p-admin")
    item = await published(admin, power=POWER, on_site=True, materials=[], steps=[*STEPS[:3], "verify", *STEPS[3:]])
    body = {"item": item, "region": counter.region, "applicant": PERSON, "again": True}
    await tell(in_force(counter.region))

    async def received() -> Any:
        answer = await counter.clerk.post("/applications", json=body)
        return answer.json() if answer.status_code == 201 else None

    shown = await counter.done(await counter.window.until(received), "accept")
    shown = await counter.done(shown, "name-officials", officials=OFFICIALS)
    await counter.done(shown, "ask-support")
    await tell(over(counter.region, utc_now(), others_to="planning-bureau"))

    async def ended() -> bool:
        return [one["wanted"] for one in await events(counter, shown)] == [True, False]

    await counter.window.until(ended)


async def test_nobody_is_wanted_any_more_when_it_is_decided(counter: Counter) -> None:
    shown = await counter.done(await named(counter), "ask-support")
    found = {
        "on": town_day(datetime.fromisoformat(shown["accepted_at"])).isoformat(),
        "passed": False,
        "findings": "不一致",
    }
    shown = await counter.done(shown, "verify", counter.of("officer", "p-zhou"), **found)
    signed = await counter.done(shown, "sign", counter.of("clerk", "p-lin"))
    await counter.done(signed, "refuse", counter.head, reasons="不符")

    assert [one["wanted"] for one in await events(counter, shown)] == [True, False]
