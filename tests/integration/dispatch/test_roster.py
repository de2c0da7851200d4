"""Is a roster planned without anybody twice at once, are gaps seen, and do swaps take the consent of three?"""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from dispatch.notices.domain import Recipient
from dispatch.roster.service.watching import tell_gaps
from shared.clock import town_day
from tests.integration.dispatch.channel_desk import at
from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.notice_desk import PLACE, delivered, inbox, notice, told
from tests.integration.dispatch.roster_desk import (
    DESK,
    DESK_THREE,
    DESK_TWO,
    GUARD,
    HEAD,
    HEAD_TWO,
    LEAD,
    LEAD_TWO,
    client,
    hour,
    on_duty,
    plan,
    planned,
    running_centre,
    shift,
)
from tests.support.platform import Platform
from tests.support.servers import Servers

ALL_DAY = {"post": "dispatcher", "days": "all", "starts": "00:00", "ends": "00:00"}
RULES = {"needs": [], "missed_after_minutes": 30, "held_hours": 12}


@pytest.fixture(scope="module")
async def centre(servers: Servers) -> AsyncIterator[Platform]:
    async with running_centre(servers) as platform:
        yield platform


@pytest.fixture(autouse=True)
async def another_month(centre: Platform) -> None:
    """Each test keeps its roster in a month of its own."""
    centre.clock.ahead += timedelta(days=9)


async def put_rules(centre: Platform, *needs: dict[str, str]) -> None:
    keeper = client(centre, LEAD)
    shown = (await keeper.get(f"/roster/rules/{PLACE}")).json()
    version = shown["version"] if shown["region"] == PLACE else 0
    answer = await keeper.put(f"/roster/rules/{PLACE}", json=RULES | {"version": version, "needs": list(needs)})
    assert answer.json() == {"version": version + 1}, answer.text


async def test_who_is_on_duty_is_told_and_without_a_roster_everybody_is(centre: Platform) -> None:
    (before,) = await told(centre, notice())
    assert await delivered(centre, before) == [DESK, DESK_TWO, DESK_THREE]
    await planned(centre, shift(centre, DESK, "dispatcher", -1, 8), shift(centre, GUARD, "on-call", -1, 8))
    await planned(centre, shift(centre, LEAD_TWO, "shift-leader", -1, 8), shift(centre, HEAD_TWO, "duty-leader", -1, 8))

    (desk,) = await told(centre, notice())
    (lead,) = await told(centre, notice(to=Recipient.role("shift-leader", PLACE)))

    assert await delivered(centre, desk) == [DESK, GUARD]
    (head,) = await told(centre, notice(to=Recipient.role("leader", PLACE)))
    assert await delivered(centre, lead) == [LEAD_TWO]
    assert await delivered(centre, head) == [HEAD_TWO]
    assert await on_duty(centre) == {DESK: False, GUARD: False, LEAD_TWO: False, HEAD_TWO: False}
    assert await on_duty(centre, hour(centre, 9)) == {DESK: True, LEAD_TWO: True}


async def test_who_has_left_since_the_plan_is_not_told(centre: Platform) -> None:
    at(centre, 12)
    gone, today = "p-ro-gone", town_day(centre.clock())
    given = {"id": gone, "name": "某人", "region": PLACE, "roles": ["dispatcher"], "valid_from": "2026-01-01"}
    body = {"persons": [given | {"valid_to": today.isoformat()}]}
    (await centre.client("dispatch", scope="32").put("/organisation/persons", json=body)).raise_for_status()
    await planned(centre, shift(centre, gone, "dispatcher", 0, 24))
    (before,) = await told(centre, notice())
    centre.clock.ahead += timedelta(hours=23)

    (after,) = await told(centre, notice())

    assert await delivered(centre, before) == [gone]
    assert await on_duty(centre) == {gone: False}
    assert gone not in await delivered(centre, after)


async def test_the_number_of_who_is_on_duty_is_masked_and_a_look_is_noted(centre: Platform) -> None:
    assert (await client(centre, GUARD).put("/inbox/number", json={"number": "13912345678"})).is_success
    (one,) = await planned(centre, shift(centre, GUARD, "on-call", -1, 8))
    (line,) = (await client(centre, DESK).get("/roster/now", params={"region": PLACE})).json()
    assert line["number"] == "139****5678"

    seen = await client(centre, DESK).get(f"/roster/shifts/{one}/number", params={"purpose": "井盖缺失，需到场"})
    assert seen.json() == {"number": "13912345678"}
    (look,) = await rows(centre, "SELECT by FROM contact_looks WHERE person_id = :id", id=GUARD)
    assert look.by == DESK
    (later,) = await planned(centre, shift(centre, GUARD, "on-call", 20, 28))
    early = await client(centre, DESK).get(f"/roster/shifts/{later}/number", params={"purpose": "x"})
    assert (early.status_code, early.json()["title"]) == (404, "roster.not-on-duty")


@pytest.mark.parametrize(
    ("person_id", "post", "begins", "ends", "code"),
    [
        (DESK, "dispatcher", 8, 8, "roster.ends-before-it-begins"),
        (DESK, "dispatcher", 8, 33, "roster.too-long"),
        (DESK, "dispatcher", -9, -1, "roster.in-the-past"),
        (DESK, "dispatcher", 9000, 9008, "roster.too-far"),
        ("p-ro-nobody", "on-call", 8, 16, "roster.unknown-person"),
        (DESK, "shift-leader", 8, 16, "roster.without-role"),
        (GUARD, "dispatcher", 8, 16, "roster.without-role"),
        (DESK_THREE, "dispatcher", 5, 9, "roster.twice-at-once"),
        (DESK_TWO, "dispatcher", 2, 4, "roster.twice-at-once"),
    ],
)
async def test_one_bad_shift_leaves_the_plan_unplanned(
    centre: Platform, person_id: str, post: str, begins: float, ends: float, code: str
) -> None:
    await planned(centre, shift(centre, DESK_TWO, "dispatcher", 1, 3))
    good = shift(centre, DESK_THREE, "dispatcher", 8, 12)

    answer = await plan(centre, good, shift(centre, person_id, post, begins, ends))

    assert (answer.status_code, answer.json()["title"]) == (422, "roster.plan-refused")
    assert [(row["index"], row["code"]) for row in answer.json()["rows"]] == [(1, code)]
    assert DESK_THREE not in await on_duty(centre, hour(centre, 9))


async def test_two_who_plan_at_once_never_give_one_person_two_shifts(centre: Platform) -> None:
    each = [shift(centre, DESK, "dispatcher", 2 + n, 10 + n) for n in range(4)]

    answers = await asyncio.gather(*(plan(centre, one) for one in each))

    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]


async def test_only_who_keeps_the_roster_of_the_region_plans(centre: Platform) -> None:
    one = shift(centre, DESK, "dispatcher", 1, 2)
    assert (await plan(centre, one, by=DESK)).json()["title"] == "missing-permission"
    body = {"region": PLACE, "shifts": [one]}
    strange = await client(centre, LEAD, "320506").post("/roster/shifts", json=body)
    assert strange.json()["title"] == "roster.outside-region"
    nowhere = await client(centre, LEAD, "32").post("/roster/shifts", json=body | {"region": "320585999"})
    assert nowhere.json()["title"] == "roster.outside-region"
    back = {"region": PLACE, "from": hour(centre, 2), "until": hour(centre, 1)}
    assert (await client(centre, LEAD).get("/roster/shifts", params=back)).json()["title"] == "roster.bad-period"


async def test_a_shift_to_come_is_taken_back_and_one_that_began_stays(centre: Platform) -> None:
    begun, later = await planned(
        centre, shift(centre, DESK, "dispatcher", -1, 4), shift(centre, DESK_TWO, "dispatcher", 4, 8)
    )
    keeper = client(centre, LEAD)
    gone = {"version": 1}
    assert (await keeper.delete(f"/roster/shifts/{begun}", params=gone)).json()["title"] == "roster.shift-begun"
    stale = await keeper.delete(f"/roster/shifts/{later}", params={"version": 2})
    assert stale.json()["title"] == "roster.stale-shift"
    assert (await keeper.delete(f"/roster/shifts/{later}", params=gone)).status_code == 204
    again = await keeper.delete(f"/roster/shifts/{later}", params={"version": 2})
    assert again.json()["title"] == "roster.shift-not-found"
    span = {"region": PLACE, "from": hour(centre, 0), "until": hour(centre, 9)}
    assert [line["id"] for line in (await keeper.get("/roster/shifts", params=span)).json()] == [begun]


async def test_a_gap_is_warned_of_and_when_it_comes_a_leader_is_told_once(centre: Platform) -> None:
    await put_rules(centre, ALL_DAY)
    answer = await plan(centre, shift(centre, DESK, "dispatcher", -2, 3), shift(centre, DESK_TWO, "dispatcher", 6, 9))
    gap = answer.json()["gaps"][0]
    assert gap["post"] == "dispatcher"
    assert datetime.fromisoformat(gap["starts_at"]) == datetime.fromisoformat(hour(centre, 3))
    centre.clock.ahead += timedelta(hours=4)
    head = client(centre, HEAD)

    async def hears() -> list[dict[str, Any]]:
        return [line for line in await inbox(head, limit=200) if line["what"] == "roster-gap"]

    first = await centre.until(hears, 30)
    async with centre.database("dispatch").begin() as work:
        assert await tell_gaps(work, centre.clock()) == 0
    assert len(await hears()) == len(first)
    assert all(line["urgent"] for line in first)
    await put_rules(centre)


async def test_the_rules_of_a_roster_have_versions(centre: Platform) -> None:
    keeper = client(centre, LEAD)
    stale = await keeper.put(f"/roster/rules/{PLACE}", json=RULES | {"version": 77})
    assert (stale.status_code, stale.json()["title"]) == (409, "roster.stale-rules")
    bad = await keeper.put(f"/roster/rules/{PLACE}", json=RULES | {"version": 0, "held_hours": 100})
    assert bad.status_code == 422
    assert (await keeper.get("/roster/rules/320506")).json()["title"] == "roster.outside-region"


async def test_a_swap_takes_the_other_and_an_approver_who_is_neither(centre: Platform) -> None:
    mine, his = await planned(
        centre, shift(centre, DESK, "dispatcher", 5, 9), shift(centre, DESK_TWO, "dispatcher", 6, 10)
    )
    asked = {"shift_id": mine, "to_person": DESK_TWO, "other_shift": his}
    swap = (await client(centre, DESK).post("/roster/swaps", json=asked)).json()["id"]
    door = f"/roster/swaps/{swap}"
    twice = await client(centre, DESK).post("/roster/swaps", json=asked)
    assert twice.json()["title"] == "roster.swap-under-way"
    assert (await client(centre, LEAD).post(f"{door}/approve")).json()["title"] == "roster.wrong-swap-state"
    assert (await client(centre, DESK).post(f"{door}/agree")).json()["title"] == "roster.not-your-shift"
    assert (await client(centre, DESK_TWO).post(f"{door}/agree")).json() == {"state": "agreed"}
    assert (await client(centre, DESK_TWO).post(f"{door}/approve")).json()["title"] == "roster.not-your-shift"
    assert (await client(centre, LEAD).post(f"{door}/approve")).json() == {"state": "approved"}

    assert await on_duty(centre, hour(centre, 5.5)) == {DESK_TWO: False}
    assert await on_duty(centre, hour(centre, 9.5)) == {DESK: False, DESK_TWO: True}
    assert (await client(centre, LEAD).post(f"{door}/refuse")).json()["title"] == "roster.wrong-swap-state"
    assert (await client(centre, LEAD).get("/roster/swaps")).json()["items"] == []
    history = (await client(centre, DESK).get(f"/roster/shifts/{mine}/history")).json()
    assert [(step["action"], step["by"]) for step in history] == [("planned", LEAD), ("swapped", LEAD)]


async def test_who_swaps_his_own_shift_does_not_approve_it(centre: Platform) -> None:
    (mine,) = await planned(centre, shift(centre, LEAD, "shift-leader", 5, 9))
    asked = {"shift_id": mine, "to_person": LEAD_TWO}
    swap = (await client(centre, LEAD).post("/roster/swaps", json=asked)).json()["id"]
    assert (await client(centre, LEAD_TWO).post(f"/roster/swaps/{swap}/agree")).is_success
    for own in (LEAD, LEAD_TWO):
        answer = await client(centre, own).post(f"/roster/swaps/{swap}/approve")
        assert (answer.status_code, answer.json()["title"]) == (403, "second-person-needed")
    assert (await client(centre, HEAD).post(f"/roster/swaps/{swap}/approve")).json() == {"state": "approved"}
    assert await on_duty(centre, hour(centre, 6)) == {LEAD_TWO: False}


async def test_what_is_no_swap_is_refused(centre: Platform) -> None:
    mine, his = await planned(
        centre, shift(centre, DESK, "dispatcher", 5, 9), shift(centre, DESK_TWO, "dispatcher", 6, 10)
    )
    begun = (await planned(centre, shift(centre, DESK_THREE, "dispatcher", -1, 3)))[0]

    async def ask(by: str, **body: Any) -> str:
        return str((await client(centre, by).post("/roster/swaps", json=body)).json()["title"])

    assert await ask(DESK, shift_id=his, to_person=DESK_THREE) == "roster.not-your-shift"
    assert await ask(DESK, shift_id=mine, to_person=DESK) == "roster.swap-impossible"
    assert await ask(DESK, shift_id=mine, to_person=GUARD) == "roster.swap-impossible"
    assert await ask(DESK, shift_id=mine, to_person=DESK_TWO) == "roster.swap-impossible"
    assert await ask(DESK_THREE, shift_id=begun, to_person=DESK) == "roster.shift-begun"
    assert await ask(DESK, shift_id=PLACE, to_person=DESK_TWO) == "invalid"
    unheard_of = await client(centre, LEAD).get(f"/roster/shifts/{uuid4()}/history")
    assert unheard_of.json()["title"] == "roster.shift-not-found"
    unknown = await client(centre, LEAD).post(f"/roster/swaps/{mine}/approve")
    assert unknown.json()["title"] == "roster.swap-not-found"
