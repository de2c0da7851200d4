"""Who is given a part of a case, who answers what of it, and what does the case wait for?"""

from typing import Any

import pytest

from tests.integration.dispatch.desk import (
    TOWN,
    act,
    acted,
    dispatcher,
    handled,
    read,
    reported_case,
    rows,
    set_clocks,
    suspended,
)
from tests.integration.dispatch.subtask_desk import (
    BUILDING,
    BUREAU,
    HELP,
    LEAD,
    OTHER,
    TOWNSHIP,
    built,
    case_here,
    centre,
    department,
    did,
    give,
    given,
    handler,
    listed,
    step,
    taken_by_county,
)
from tests.integration.dispatch.whistle_desk import in_hours
from tests.support.days import in_days
from tests.support.platform import Platform


@pytest.fixture(scope="module")
async def place(town: Platform) -> Platform:
    return await built(town)


async def test_a_part_is_given_accepted_done_sent_back_and_confirmed(place: Platform) -> None:
    case = await case_here(place)
    subtask = await given(place, case["id"])
    unit = handler(place)

    assert await did(unit, subtask, "result", result="solved") == (409, "coordination.subtask-not-possible")
    assert await did(unit, subtask, "acceptance") == (200, "accepted")
    assert await did(unit, subtask, "refusal", reason="too-late") == (409, "coordination.subtask-not-possible")
    assert await did(unit, subtask, "result", result="solved", text="已清理") == (200, "done")
    assert await did(unit, subtask, "confirmation") == (403, "coordination.not-the-lead")
    assert await did(centre(place), subtask, "sending-back", reason="not-clean") == (200, "accepted")
    assert await did(unit, subtask, "result", result="solved") == (200, "done")
    assert await did(centre(place, f"p-of-{HELP}"), subtask, "confirmation") == (
        403,
        "coordination.second-person-needed",
    )
    assert await did(handler(place, LEAD), subtask, "confirmation") == (200, "confirmed")

    shown = (await listed(centre(place)))[subtask]
    assert (shown["sent_back"], shown["result"], shown["lead"], shown["due_at"]) == (1, "solved", LEAD, None)
    history = (await centre(place).get(f"/cases/{case['id']}")).json()["history"]
    steps = [line["facts"]["step"] for line in history if line["action"] == "support"]
    assert steps == ["given", "accepted", "done", "send-back", "done", "confirmed"]


async def test_the_lead_may_give_and_who_only_supports_may_not(place: Platform) -> None:
    case = await case_here(place)

    by_lead = await give(handler(place, LEAD), case["id"])
    by_supporter = await give(handler(place), case["id"], BUREAU)

    assert by_lead.status_code == 201, by_lead.text
    # He sees the case now, but it is not his.
    assert (by_supporter.status_code, by_supporter.json()["title"]) == (404, "cases.not-found")
    twice = await give(centre(place), case["id"])
    assert (twice.status_code, twice.json()["title"]) == (409, "coordination.supports-already")


@pytest.mark.parametrize(
    ("unit", "more", "status", "title"),
    [
        ("u-ghost", {}, 422, "coordination.unit-unknown"),
        ("u-321181-water", {}, 422, "coordination.unit-unknown"),
        (LEAD, {}, 409, "coordination.is-the-lead"),
        (OTHER, {}, 409, "coordination.not-a-supporter"),
        (HELP, {"due_at": "2026-01-01T00:00:00Z"}, 422, "coordination.due-too-late"),
        (HELP, {"due_at": f"{in_days(3650)}T00:00:00Z"}, 422, "coordination.due-too-late"),
    ],
)
async def test_who_cannot_support_a_case_is_given_no_part(
    place: Platform, unit: str, more: dict[str, Any], status: int, title: str
) -> None:
    case = await case_here(place)

    answer = await give(centre(place), case["id"], unit, **more)

    assert (answer.status_code, answer.json()["title"]) == (status, title), answer.text


async def test_a_department_supports_by_the_list_or_because_a_whistle_called_it(place: Platform) -> None:
    case = await case_here(place)
    assert (await give(centre(place), case["id"], BUREAU)).status_code == 201
    body = {"units": [OTHER], "matter": "M1301", "reason": "needed", "place": "村口", "case_id": case["id"]}
    blown = await centre(place).post("/whistles", json=body | {"come_by": in_hours(place, 20)})
    assert blown.status_code == 201, blown.text
    await department(place, OTHER).post(f"/whistles/{blown.json()['id']}/coming")

    called = await give(centre(place), case["id"], OTHER)

    assert called.status_code == 201, called.text
    subject = await case_here(place, complained_of=[{"kind": "unit", "id": HELP}])
    await step(place, subject["id"], "dispatch")
    about = await give(centre(place), subject["id"], HELP)
    assert (about.status_code, about.json()["title"]) == (409, "coordination.is-the-subject")


async def test_a_departments_case_does_not_come_down_as_a_sub_task(place: Platform) -> None:
    lamps = await taken_by_county(place)
    building = await taken_by_county(place, BUILDING, BUREAU)

    down = await give(centre(place), lamps["id"], HELP)
    # By its list the township supports the department with this one (配合履职).
    listed_so = await give(centre(place), building["id"], HELP)

    assert (down.status_code, down.json()["title"]) == (409, "duties.not-admitted"), down.text
    assert listed_so.status_code == 201, listed_so.text


async def test_a_case_is_not_fed_back_nor_merged_while_a_part_of_it_is_open(place: Platform) -> None:
    case, other = await case_here(place), await case_here(place)
    subtask = await given(place, case["id"])
    await did(handler(place), subtask, "acceptance")
    await step(place, case["id"], "accept")

    fed_back = await step(place, case["id"], "feed-back", result="solved")
    merged = await step(place, case["id"], "merge", into=other["id"])

    for answer in (fed_back, merged):
        assert (answer.status_code, answer.json()["title"]) == (409, "coordination.subtasks-open"), answer.text
        assert answer.json()["subtasks"] == [subtask]
    assert await did(handler(place, LEAD), subtask, "recall", reason="done-otherwise") == (200, "recalled")
    assert (await step(place, case["id"], "feed-back", result="solved")).status_code == 200


async def test_what_a_worker_has_done_is_heard_and_waits_for_the_others(town: Platform) -> None:
    case, desk = await reported_case(town), dispatcher(town, person_id="p-desk")
    subtask = (await give(desk, case["id"], f"u-{TOWN}-service-centre")).json()["id"]

    done = await handled(town, case)
    verified = await act(town, done, "verify")

    assert (verified.status_code, verified.json()["title"]) == (409, "coordination.subtasks-open"), verified.text
    assert verified.json()["subtasks"] == [subtask]
    assert await did(desk, subtask, "recall", reason="not-needed") == (200, "recalled")
    assert (await acted(town, await read(town, case["id"]), "verify"))["state"] == "verifying"


async def test_what_others_were_to_do_is_recalled_when_the_case_is_voided(place: Platform) -> None:
    case = await case_here(place)
    subtask = await given(place, case["id"])

    voided = await step(place, case["id"], "void", reason="sent-twice")

    assert voided.status_code == 200, voided.text
    shown = (await listed(centre(place)))[subtask]
    assert (shown["state"], shown["recalled_because"], shown["due_at"]) == ("recalled", "case-ended", None)
    assert await did(handler(place), subtask, "acceptance") == (409, "coordination.subtask-not-possible")
    told = await rows(place, "SELECT what, to_id FROM notices WHERE facts->>'subtask' = :id", id=subtask)
    assert ("subtask-recalled", HELP) in {(row.what, row.to_id) for row in told}


async def test_a_supporting_unit_sees_the_case_as_long_as_it_has_something_to_do(place: Platform) -> None:
    case, unit = await case_here(place), handler(place)
    path = f"/cases/{case['id']}"
    assert (await unit.get(path)).status_code == 404
    subtask = await given(place, case["id"])

    ids = {one["id"] for one in (await unit.get("/cases", params={"limit": 200})).json()["items"]}
    text = await unit.get(f"/subtasks/{subtask}/text", params={"purpose": "handle"})

    assert (case["id"] in ids, (await unit.get(path)).status_code) == (True, 200)
    assert text.json()["text"] == "请清理王五家门口"
    assert subtask in await listed(unit, waiting=True)
    assert subtask not in await listed(handler(place, BUREAU))
    await did(unit, subtask, "refusal", reason="no-people")
    assert (await unit.get(path)).status_code == 404
    assert (await listed(unit))[subtask]["refused_because"] == "no-people"
    assert subtask not in await listed(unit, waiting=True)


async def test_a_department_reads_the_report_of_what_it_supports_and_no_longer(place: Platform) -> None:
    case = await case_here(place)
    path, query = f"/reports/{case['reports'][0]}", {"purpose": "handle"}
    assert (await department(place).get(path, params=query)).status_code == 404
    subtask = await given(place, case["id"], BUREAU)

    assert (await department(place).get(path, params=query)).status_code == 200
    await did(department(place), subtask, "refusal", reason="no-people")
    assert (await department(place).get(path, params=query)).status_code == 404


async def clock_of(platform: Platform, subtask: str) -> Any:
    query = "SELECT * FROM case_clocks WHERE part_id = CAST(:id AS uuid) ORDER BY started_at DESC LIMIT 1"
    (clock,) = await rows(platform, query, id=subtask)
    return clock


async def test_its_clock_stands_still_with_the_case_and_late_parts_are_told_once(place: Platform) -> None:
    case = await case_here(place)
    subtask = await given(place, case["id"])
    leader = place.client("dispatch", role="shift-leader", scope=TOWNSHIP, person_id="p-shift-leader")
    now = (await centre(place).get(f"/cases/{case['id']}")).json()
    await suspended(place, now, who=centre(place), leader=leader)
    assert (await clock_of(place, subtask)).paused_at is not None
    assert (await step(place, case["id"], "resume")).status_code == 200
    resumed = await clock_of(place, subtask)
    assert (resumed.kind, resumed.paused_at, resumed.stopped_at) == ("support", None, None)
    await set_clocks(place, "due_at = now() - interval '1 minute'", "part_id = CAST(:id AS uuid)", id=subtask)

    async def told() -> Any:
        query = "SELECT to_id FROM notices WHERE what = 'subtask-late' AND facts->>'subtask' = :id"
        return await rows(place, query, id=subtask)

    who = sorted(row.to_id for row in await place.until(told, 30))

    assert who == sorted([HELP, LEAD, "p-centre"])
    assert subtask in await listed(centre(place), late=True)
    history = (await centre(place).get(f"/cases/{case['id']}")).json()["history"]
    assert {line["facts"].get("clock") for line in history if line["action"] == "overdue"} <= {"support"}
