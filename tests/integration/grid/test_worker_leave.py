"""What leave, stand-ins and who answers for a cell promise, over HTTP and in what the centre is told."""

from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest

from grid.workers.service.answering import answering
from grid.workers.timers import TIMERS
from shared.clock import day_start, town_day
from shared.runtime.timers import run_round
from shared.schemas.grid import WorkerChanged
from shared.schemas.vocabulary import CellRole
from tests.integration.grid.town import Town, feature, new_town, now, rectangle, staffed_town, told

DAY = timedelta(days=1)
[LEAVES] = [timer for timer in TIMERS if timer.name == "workers.leaves"]
# Far enough ahead that the platform's own timer, which knows the machine's day, leaves it alone.
FIRST = town_day(now()) + timedelta(days=10)
LAST = FIRST + 2 * DAY


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


async def ask(town: Town, name: str = "wang", **more: Any) -> httpx.Response:
    body = {"kind": "annual", "first_day": FIRST.isoformat(), "last_day": LAST.isoformat()} | more
    return await town.client("worker", name).post("/workers/me/leaves", json=body)


async def granted(town: Town, name: str = "wang", **more: Any) -> str:
    leave: str = (await ask(town, name, **more)).json()["id"]
    answer = await town.client("grid-leader").post(f"/workers/leaves/{leave}/decide", json={"granted": True})
    assert (answer.status_code, answer.json()["state"]) == (200, "approved"), answer.text
    return leave


async def midnight_of(town: Town, day: date) -> None:
    """Let the timer run as it does at the midnight with which a day begins."""
    await run_round(LEAVES, town.platform.database("grid"), lambda: day_start(day))


async def who_answers(town: Town, cell: str, at: datetime) -> list[tuple[str, CellRole]]:
    async with town.platform.database("grid").begin() as work:
        found = (await answering(work.connection, [cell], at))[cell]
    return [(one.worker_id.removeprefix(town.person("")), one.role) for one in found]


async def last_told(town: Town, name: str) -> tuple[list[tuple[str, str]], bool]:
    event = (await told(town.platform, WorkerChanged, town.person(name)))[-1]
    return [(held.cell, str(held.role)) for held in event.cells], event.on_duty


async def state_of(town: Town, leave: str) -> str:
    found: str = (await town.client("grid-leader").get(f"/workers/leaves/{leave}")).json()["state"]
    return found


async def test_leave_is_decided_by_another_who_leads_workers(town: Town):
    leave = (await ask(town)).json()["id"]
    path = f"/workers/leaves/{leave}/decide"

    himself = await town.client("grid-leader", "wang").post(path, json={"granted": True})
    colleague = await town.client("worker", "li").post(path, json={"granted": True})
    leader = await town.client("grid-leader").post(path, json={"granted": True})

    assert refused(himself) == (403, "second-person-needed")
    assert refused(colleague) == (403, "missing-permission")
    assert leader.json()["state"] == "approved"
    history = (await town.client("grid-leader").get(f"/workers/leaves/{leave}")).json()["history"]
    assert [(step["action"], step["by"]) for step in history] == [
        ("ask", town.person("wang")),
        ("approve", town.person("boss")),
    ]


async def test_who_asked_for_another_does_not_decide_it(town: Town):
    leader = town.client("grid-leader", "chen")
    body = {"kind": "sick", "first_day": FIRST.isoformat(), "last_day": LAST.isoformat()}
    leave = (await leader.post(f"/workers/{town.person('wang')}/leaves", json=body)).json()["id"]

    assert refused(await leader.post(f"/workers/leaves/{leave}/decide", json={"granted": True}))[0] == 403
    other = await town.client("leader", "head").post(f"/workers/leaves/{leave}/decide", json={"granted": False})
    assert other.json()["state"] == "refused"


async def test_leave_that_is_refused_changes_nothing(town: Town):
    leave = (await ask(town, stand_in=town.person("li"))).json()["id"]
    await town.client("grid-leader").post(f"/workers/leaves/{leave}/decide", json={"granted": False})

    await midnight_of(town, FIRST)

    assert await who_answers(town, town.west, day_start(FIRST)) == [("wang", CellRole.A), ("li", CellRole.B)]


@pytest.mark.parametrize(
    ("first", "last"), [(FIRST, FIRST - DAY), (date(2026, 1, 1), date(2026, 1, 3)), (FIRST, FIRST + 400 * DAY)]
)
async def test_days_that_cannot_be_are_refused(town: Town, first: date, last: date):
    answer = await ask(town, first_day=first.isoformat(), last_day=last.isoformat())

    assert refused(answer) == (422, "workers.bad-leave-days")


async def test_leave_on_days_of_leave_is_refused(town: Town):
    first = (await ask(town)).json()["id"]

    again = await ask(town, first_day=LAST.isoformat(), last_day=(LAST + DAY).isoformat())

    assert (refused(again), again.json()["leave"]) == ((409, "workers.leave-overlaps"), first)
    after = await ask(town, first_day=(LAST + DAY).isoformat(), last_day=(LAST + DAY).isoformat())
    assert after.status_code == 201


@pytest.mark.parametrize(("name", "why"), [("wang", "himself"), ("nobody", "not-a-worker-here"), ("zhao", "away")])
async def test_who_cannot_stand_in_is_refused(town: Town, name: str, why: str):
    await granted(town, "zhao")

    answer = await ask(town, stand_in=town.person(name))

    assert (refused(answer), answer.json()["why"]) == ((409, "workers.bad-stand-in"), why)


async def test_a_worker_of_another_township_does_not_stand_in(town: Town):
    elsewhere = await staffed_town(town.platform)

    answer = await ask(town, stand_in=elsewhere.person("wang"))

    assert answer.json()["why"] == "not-a-worker-here"


async def test_a_stand_in_who_goes_on_leave_before_the_decision_is_noticed_then(town: Town):
    leave = (await ask(town, stand_in=town.person("zhao"))).json()["id"]
    await granted(town, "zhao")

    answer = await town.client("grid-leader").post(f"/workers/leaves/{leave}/decide", json={"granted": True})

    assert refused(answer) == (409, "workers.bad-stand-in")


async def test_the_b_role_answers_on_days_of_leave_and_the_centre_is_told_at_both_midnights(town: Town):
    await granted(town)
    await midnight_of(town, FIRST - DAY)
    assert await last_told(town, "wang") == ([(town.west, "A")], False)

    await midnight_of(town, FIRST)
    assert await who_answers(town, town.west, day_start(FIRST)) == [("li", CellRole.B)]
    assert await last_told(town, "wang") == ([], False)

    await midnight_of(town, LAST + DAY)
    assert await who_answers(town, town.west, day_start(LAST + DAY)) == [("wang", CellRole.A), ("li", CellRole.B)]
    assert await last_told(town, "wang") == ([(town.west, "A")], False)


async def test_a_named_stand_in_has_the_role_and_sees_the_tasks_of_the_cell(town: Town):
    await granted(town, stand_in=town.person("zhao"))

    await midnight_of(town, FIRST)

    assert await who_answers(town, town.west, day_start(FIRST)) == [("zhao", CellRole.A), ("li", CellRole.B)]
    assert await last_told(town, "zhao") == ([(town.west, "A"), (town.east, "A")], False)
    mine = (await town.client("worker", "zhao").get("/workers/me")).json()
    assert [held["cell"] for held in mine["cells"]] == [town.east]
    assert [held["cell"] for held in mine["answers_for"]] == [town.west, town.east]


async def test_a_round_that_comes_again_tells_nothing_again(town: Town):
    await granted(town, stand_in=town.person("zhao"))
    await midnight_of(town, FIRST)
    before = len(await told(town.platform, WorkerChanged, town.person("zhao")))

    await midnight_of(town, FIRST)

    assert len(await told(town.platform, WorkerChanged, town.person("zhao"))) == before


async def test_leave_that_passed_during_an_outage_is_over_at_once(town: Town):
    leave = await granted(town, stand_in=town.person("zhao"))

    await midnight_of(town, LAST + 5 * DAY)

    assert await state_of(town, leave) == "over"
    assert await last_told(town, "zhao") == ([(town.east, "A")], False)


async def test_who_is_on_duty_is_put_off_when_his_leave_begins(town: Town):
    await town.client("worker", "wang").post("/workers/me/duty", json={"on_duty": True})
    await granted(town)

    await midnight_of(town, FIRST)

    assert await last_told(town, "wang") == ([], False)


async def test_nobody_goes_on_duty_on_a_day_of_leave_until_he_comes_back(town: Town):
    today = town_day(now()).isoformat()
    leave = await granted(town, first_day=today, last_day=today)
    phone = town.client("worker", "wang")

    away = await phone.post("/workers/me/duty", json={"on_duty": True})
    held = {"person_id": town.person("wang"), "cell": town.west, "role": "A", "on_duty": True}
    office = await town.client().put("/workers", json={"workers": [held]})
    back = await phone.post(f"/workers/me/leaves/{leave}/take-back")

    assert refused(away) == refused(office) == (409, "workers.on-leave")
    assert back.status_code == 200
    assert (await phone.post("/workers/me/duty", json={"on_duty": True})).json()["on_duty"] is True


async def test_leave_is_taken_back_before_it_begins_and_ended_while_it_runs(town: Town):
    early, late = await granted(town, "wang"), await granted(town, "zhao")
    cancelled = await town.client("worker", "wang").post(f"/workers/me/leaves/{early}/take-back")
    await midnight_of(town, FIRST)

    ended = await town.client("grid-leader").post(f"/workers/leaves/{late}/take-back")

    assert (cancelled.json()["state"], ended.json()["state"]) == ("cancelled", "over")
    assert await last_told(town, "zhao") == ([(town.east, "A")], False)
    again = await town.client("grid-leader").post(f"/workers/leaves/{late}/take-back")
    assert refused(again) == (409, "workers.illegal-leave-step")


async def test_leave_of_others_and_of_other_townships_is_not_there(town: Town):
    leave = await granted(town)
    stranger = new_town(town.platform)

    far = await stranger.client("grid-leader").get(f"/workers/leaves/{leave}")
    colleague = await town.client("worker", "li").post(f"/workers/me/leaves/{leave}/take-back")

    assert refused(far) == refused(colleague) == (404, "workers.leave-not-found")
    assert (await town.client("worker", "li").get("/workers/me/leaves")).json()["items"] == []
    listed = (await town.client("grid-leader").get("/workers/leaves", params={"region": town.region})).json()
    assert [one["id"] for one in listed["items"]] == [leave]
    mine = (await town.client("worker", "wang").get("/workers/me/leaves")).json()
    assert [one["id"] for one in mine["items"]] == [leave]


async def test_in_a_micro_cell_its_holder_answers_and_then_those_around_it(town: Town):
    inner = feature(f"{town.region}001101", rectangle(121.002, 31.502, 121.005, 31.505), kind="micro")
    assert (await town.draw(*town.features(), inner)).status_code == 200
    await town.hire("sun")

    answer = await town.assign(("sun", f"{town.region}001101", "A"))

    assert answer.status_code == 200, answer.text
    assert await who_answers(town, f"{town.region}001101", now()) == [
        ("sun", CellRole.A),
        ("li", CellRole.B),
        ("wang", CellRole.B),
    ]
    assert await last_told(town, "sun") == ([(f"{town.region}001101", "A")], False)
    assert ((f"{town.region}001101", "B")) in (await last_told(town, "wang"))[0]


async def test_who_is_on_duty_is_asked_before_who_is_not(town: Town):
    await town.client("worker", "li").post("/workers/me/duty", json={"on_duty": True})

    assert await who_answers(town, town.west, now()) == [("li", CellRole.B), ("wang", CellRole.A)]
