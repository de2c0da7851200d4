"""Does a shift hand over what is open, and stay responsible until the next one has confirmed it?"""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.dispatch.channel_desk import bare_case
from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.notice_desk import delivered, inbox, named, notice, told
from tests.integration.dispatch.roster_desk import (
    DESK,
    DESK_THREE,
    DESK_TWO,
    GUARD,
    HEAD,
    LEAD,
    client,
    on_duty,
    planned,
    running_centre,
    shift,
)
from tests.support.platform import Platform
from tests.support.servers import Servers

REMARKS = "王女士家中停电，明早回访"


@pytest.fixture(scope="module")
async def centre(servers: Servers) -> AsyncIterator[Platform]:
    async with running_centre(servers) as platform:
        yield platform


@pytest.fixture(autouse=True)
async def another_month(centre: Platform) -> None:
    """Each test keeps its roster in a month of its own."""
    centre.clock.ahead += timedelta(days=9)


async def two_shifts(centre: Platform) -> tuple[str, str]:
    """Plan the desk from an hour ago for two hours, and the next one after it."""
    first, second = await planned(
        centre, shift(centre, DESK, "dispatcher", -1, 1), shift(centre, DESK_TWO, "dispatcher", 1, 9)
    )
    return first, second


async def handed_over(centre: Platform, shift_id: str, by: str = DESK, **more: Any) -> str:
    answer = await client(centre, by).post("/roster/hand-overs", json={"shift_id": shift_id, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def overdue(centre: Platform, minutes: int = 5) -> str:
    """Make a case with a clock that is past its due time, or will be; return its id."""
    case_id = await bare_case(centre)
    query = """INSERT INTO case_clocks (id, case_id, kind, unit, started_at, due_at, provisional, calendar_version,
        policy_version) VALUES (uuidv7(), :case, 'dispatch', 'working-minutes', :due, :due, false, 'x', 1)
        RETURNING 1"""
    await rows(centre, query, case=case_id, due=centre.clock() - timedelta(minutes=minutes))
    return case_id


async def test_who_was_not_relieved_stays_on_duty_until_the_next_confirms(centre: Platform) -> None:
    first, _ = await two_shifts(centre)
    sheet = await handed_over(centre, first)
    centre.clock.ahead += timedelta(hours=2)
    assert await on_duty(centre) == {DESK: True, DESK_TWO: False}
    (both,) = await told(centre, notice())

    assert (await client(centre, DESK_TWO).post(f"/roster/hand-overs/{sheet}/confirm")).status_code == 204
    (one,) = await told(centre, notice())

    assert await delivered(centre, both) == [DESK, DESK_TWO]
    assert await on_duty(centre) == {DESK_TWO: False}
    assert await delivered(centre, one) == [DESK_TWO]


async def test_who_takes_over_early_is_on_duty_at_once(centre: Platform) -> None:
    first, _ = await two_shifts(centre)
    sheet = await handed_over(centre, first)

    assert (await client(centre, DESK_TWO).post(f"/roster/hand-overs/{sheet}/confirm")).status_code == 204

    assert await on_duty(centre) == {DESK_TWO: False}


async def test_both_see_the_same_later_and_nobody_else_does(centre: Platform) -> None:
    late, soon = await overdue(centre), await overdue(centre, minutes=-60)
    first, _ = await two_shifts(centre)
    sheet = await handed_over(centre, first, remarks=REMARKS)
    before = (await client(centre, DESK).get(f"/roster/hand-overs/{sheet}")).json()
    await rows(centre, "UPDATE cases SET closed_at = now() WHERE closed_at IS NULL RETURNING 1")
    await client(centre, DESK_TWO).post(f"/roster/hand-overs/{sheet}/confirm")

    after = (await client(centre, DESK_TWO).get(f"/roster/hand-overs/{sheet}")).json()

    assert after["snapshot"] == before["snapshot"]
    assert after["remarks"] == REMARKS
    assert [line["case_id"] for line in after["snapshot"]["red"]["cases"]] == [late]
    assert [line["case_id"] for line in after["snapshot"]["yellow"]["cases"]] == [soon]
    assert after["snapshot"]["cases"] == {"received": 2}
    assert after["snapshot"]["clocks"] == {"dispatch": 2}
    other = await client(centre, LEAD).get(f"/roster/hand-overs/{sheet}")
    assert (other.status_code, other.json()["title"]) == (404, "roster.sheet-not-found")
    (kept,) = await rows(centre, "SELECT remarks FROM shift_sheets WHERE id = :id", id=sheet)
    assert REMARKS.encode() not in bytes(kept.remarks)
    looks = await rows(centre, "SELECT by FROM roster_history WHERE about = :id AND action = 'remarks-read'", id=sheet)
    assert [row.by for row in looks] == [DESK, DESK_TWO]


@pytest.mark.parametrize("subject", [DESK, DESK_TWO])
async def test_what_either_may_not_know_of_is_not_counted(centre: Platform, subject: str) -> None:
    await rows(centre, "UPDATE cases SET closed_at = now() WHERE closed_at IS NULL RETURNING 1")
    seen, hidden = await overdue(centre), await overdue(centre)
    await named(centre, hidden, "person", subject)
    sealed = await overdue(centre)
    await rows(centre, "UPDATE cases SET sealed = true WHERE id = :id RETURNING 1", id=sealed)
    first, _ = await two_shifts(centre)

    sheet = await handed_over(centre, first)

    found = (await client(centre, DESK_TWO).get(f"/roster/hand-overs/{sheet}")).json()["snapshot"]
    assert [line["case_id"] for line in found["red"]["cases"]] == [seen]
    assert found["red"]["count"] == found["clocks"]["dispatch"] == found["cases"]["received"] == 1


async def test_a_hand_over_that_is_missed_comes_before_a_leader_once(centre: Platform) -> None:
    first, _ = await two_shifts(centre)
    (shift,) = await rows(centre, "SELECT ends_at FROM shifts WHERE id = :id", id=first)
    head = client(centre, HEAD)

    async def hears() -> list[dict[str, Any]]:
        return [line for line in await inbox(head, limit=200) if line["what"] == "hand-over-missed"]

    before = len(await hears())
    # By the rules it is missed half an hour after the end.
    centre.clock.ahead += shift.ends_at + timedelta(minutes=20) - centre.clock()
    await told(centre, notice())
    assert len(await hears()) == before
    centre.clock.ahead += timedelta(hours=3)

    async def one_more() -> bool:
        return len(await hears()) == before + 1

    await centre.until(one_more, 30)
    assert "分钟仍未完成交接班" in (await hears())[0]["text"]


async def test_who_may_not_hand_over_so_is_refused(centre: Platform) -> None:
    first, second = await two_shifts(centre)
    (guarded,) = await planned(centre, shift(centre, GUARD, "on-call", -1, 1))

    async def refused(by: str, shift_id: str) -> str:
        answer = await client(centre, by).post("/roster/hand-overs", json={"shift_id": shift_id})
        return str(answer.json()["title"])

    assert await refused(DESK_TWO, first) == "roster.not-your-shift"
    assert await refused(DESK_TWO, second) == "roster.not-begun"
    assert await refused(DESK, str(uuid4())) == "roster.shift-not-found"
    assert await refused(GUARD, guarded) == "missing-permission"
    sheet = await handed_over(centre, first)
    assert await refused(DESK, first) == "roster.already-handed-over"
    assert (await client(centre, DESK).post(f"/roster/hand-overs/{sheet}/confirm")).json()["title"] == (
        "roster.not-your-shift"
    )
    confirm = f"/roster/hand-overs/{sheet}/confirm"
    assert (await client(centre, DESK_TWO).post(confirm)).status_code == 204
    assert (await client(centre, DESK_TWO).post(confirm)).json()["title"] == "roster.already-confirmed"


async def test_a_shift_that_a_sheet_names_is_neither_swapped_nor_taken_back(centre: Platform) -> None:
    first, second = await two_shifts(centre)
    await handed_over(centre, first)
    asked = {"shift_id": second, "to_person": DESK_THREE}

    swap = await client(centre, DESK_TWO).post("/roster/swaps", json=asked)
    gone = await client(centre, LEAD).delete(f"/roster/shifts/{second}", params={"version": 1})

    assert swap.json()["title"] == gone.json()["title"] == "roster.already-handed-over"


async def test_where_nobody_follows_a_shift_is_not_handed_over(centre: Platform) -> None:
    (alone,) = await planned(centre, shift(centre, DESK, "dispatcher", -1, 1))

    answer = await client(centre, DESK).post("/roster/hand-overs", json={"shift_id": alone})

    assert (answer.status_code, answer.json()["title"]) == (409, "roster.no-successor")
    mine = (await client(centre, DESK).get("/roster/hand-overs", params={"limit": 1})).json()
    assert mine["items"][0]["from_person"] == DESK
