"""What plans, duty, profiles and load promise over HTTP."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from grid.workers.timers import TIMERS
from shared.runtime.timers import run_round
from shared.schemas.grid import WorkerChanged
from tests.integration.grid.town import Town, now, staffed_town, told

[DUTY] = [timer for timer in TIMERS if timer.name == "workers.duty"]
ALL_WEEK = [{"weekday": day, "starts": "00:00", "ends": "23:59"} for day in range(1, 8)]


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


async def plan(town: Town, *shifts: dict[str, Any], name: str = "wang") -> httpx.Response:
    path = f"/workers/{town.person(name)}/plan"
    return await town.client("grid-leader").put(path, json={"shifts": list(shifts)})


def other_day() -> list[dict[str, Any]]:
    """Return a plan that holds on neither today nor a day beside it."""
    today = (now() + timedelta(hours=8)).isoweekday()
    return [{"weekday": (today + 2) % 7 + 1, "starts": "08:00", "ends": "17:30"}]


async def go(town: Town, *, on_duty: bool = True, **more: Any) -> httpx.Response:
    return await town.client("worker", "wang").post("/workers/me/duty", json={"on_duty": on_duty} | more)


async def forget(town: Town, at: datetime) -> None:
    await run_round(DUTY, town.platform.database("grid"), lambda: at)


async def test_a_plan_is_set_by_who_leads_and_read_by_whose_it_is(town: Town):
    shifts = [
        {"weekday": 1, "starts": "08:30:00", "ends": "17:30:00"},
        {"weekday": 5, "starts": "22:00:00", "ends": "06:00:00"},
    ]

    answer = await plan(town, *shifts)

    assert answer.json() == {"shifts": shifts}
    assert (await town.client("worker", "wang").get("/workers/me/plan")).json() == {"shifts": shifts}
    seen = await town.client("grid-leader").get(f"/workers/{town.person('wang')}/plan")
    assert seen.json() == {"shifts": shifts}
    assert (
        await town.client("worker", "wang").put(f"/workers/{town.person('wang')}/plan", json={"shifts": []})
    ).status_code == 403


async def test_shifts_that_overlap_are_refused(town: Town):
    twice = await plan(
        town, {"weekday": 1, "starts": "08:00", "ends": "12:00"}, {"weekday": 1, "starts": "11:00", "ends": "13:00"}
    )

    assert refused(twice) == (422, "workers.bad-plan")
    assert twice.json()["weekdays"] == [1]


async def test_outside_the_plan_a_worker_says_why_he_is_on_duty(town: Town):
    await plan(town, *other_day())

    silent = await go(town)
    spoken = await go(town, reason="emergency")

    assert refused(silent) == (409, "workers.outside-shift")
    assert "emergency" in silent.json()["reasons"]
    assert spoken.json()["on_duty"] is True


async def test_within_the_plan_or_without_one_no_word_is_needed(town: Town):
    assert (await go(town)).json()["on_duty"] is True
    await go(town, on_duty=False)
    await plan(town, *ALL_WEEK)

    assert (await go(town)).status_code == 200


async def test_a_plan_of_a_worker_elsewhere_is_not_there(town: Town):
    elsewhere = await staffed_town(town.platform)

    answer = await elsewhere.client("grid-leader").put(f"/workers/{town.person('wang')}/plan", json={"shifts": []})

    assert refused(answer) == (404, "workers.not-found")


async def test_who_forgets_to_go_off_duty_is_put_off_after_twelve_hours_and_told(town: Town):
    await go(town)
    await forget(town, now() + timedelta(hours=11, minutes=50))
    assert (await told(town.platform, WorkerChanged, town.person("wang")))[-1].on_duty is True

    await forget(town, now() + timedelta(hours=12, minutes=1))

    assert (await told(town.platform, WorkerChanged, town.person("wang")))[-1].on_duty is False


async def test_whom_the_office_put_on_duty_nobody_but_the_office_or_himself_puts_off(town: Town):
    await town.assign(("wang", town.west, "A"), ("li", town.west, "B"), on_duty=True)

    await forget(town, now() + timedelta(days=2))

    assert (await told(town.platform, WorkerChanged, town.person("wang")))[-1].on_duty is True


async def test_a_profile_says_how_a_worker_is_employed_and_what_he_can_do(town: Town):
    body = {"employment": "sent-down", "skills": ["mediation", "first-aid"]}

    answer = await town.client().put(f"/workers/{town.person('wang')}/profile", json=body)

    assert (answer.json()["employment"], answer.json()["skills"]) == ("sent-down", ["first-aid", "mediation"])
    found = (await town.client().get("/workers", params={"region": town.region, "skill": "first-aid"})).json()
    assert [one["worker_id"] for one in found["items"]] == [town.person("wang")]
    assert "mediation" in (await town.client().get("/workers/skills")).json()["skills"]


async def test_a_person_without_a_cell_is_a_worker_by_his_profile_and_nobody_else_is(town: Town):
    await town.hire("clerk", roles=["clerk"])
    await town.hire("new")
    body = {"employment": "part-time", "skills": []}

    async def known() -> httpx.Response | None:
        answer = await town.client().put(f"/workers/{town.person('new')}/profile", json=body)
        return answer if answer.status_code == 200 else None

    assert (await town.platform.until(known)).json()["employment"] == "part-time"
    clerk = await town.client().put(f"/workers/{town.person('clerk')}/profile", json=body)
    assert refused(clerk) == (409, "workers.person-unknown")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"skills": ["juggling"]}, "workers.unknown-skill"), ({"employment": "volunteer"}, "invalid")],
)
async def test_what_the_vocabulary_does_not_have_is_refused(town: Town, wrong: dict[str, Any], code: str):
    answer = await town.client().put(f"/workers/{town.person('wang')}/profile", json=wrong)

    assert refused(answer) == (422, code)


async def test_the_load_of_workers_is_read_as_a_list_and_as_a_sheet(town: Town):
    leader, asked = town.client("grid-leader"), {"region": town.region}

    found = (await leader.get("/workers/load", params=asked)).json()
    sheet = await leader.get("/workers/load", params=asked, headers={"Accept": "text/csv"})

    loads = {one["worker_id"]: one for one in found["items"]}
    assert (loads[town.person("wang")]["cells_in_role_a"], loads[town.person("li")]["cells_in_role_b"]) == (1, 1)
    lines = sheet.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("网格员编号,在岗,A角网格,B角网格")
    assert len(lines) == 4
    assert (await town.client("worker", "wang").get("/workers/load", params=asked)).status_code == 403
