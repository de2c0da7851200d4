"""What does a township hand up to a department, how does that answer, and who hears of it when it does not?"""

from typing import Any

import pytest

from tests.integration.dispatch.handover_desk import running
from tests.integration.dispatch.subtask_desk import (
    BUREAU,
    COUNTY,
    DESK,
    HELP,
    OTHER,
    TOWNSHIP,
    built,
    case_here,
    centre,
    county,
    department,
    handler,
    out_of_time,
    step,
    told_of,
)
from tests.support.platform import Platform


@pytest.fixture(scope="module")
async def place(town: Platform) -> Platform:
    return await built(town)


async def ask(platform: Platform, case_id: str, unit: str = BUREAU, wants: str = "opinion", **who: Any) -> Any:
    body = {"unit": unit, "wants": wants, "reason": "law-unclear", "text": "王五家的事如何处理"}
    return await centre(platform, **who).post(f"/cases/{case_id}/hand-ups", json=body)


async def asked(platform: Platform, case_id: str, **more: Any) -> str:
    answer = await ask(platform, case_id, **more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def said(client: Any, hand_up: str, what: str, **body: Any) -> tuple[int, str]:
    answer = await client.post(f"/hand-ups/{hand_up}/{what}", json=body or None)
    told = answer.json()
    return answer.status_code, told["state"] if answer.is_success else told["title"]


async def test_a_department_gives_its_opinion_and_the_case_stays_with_the_township(place: Platform) -> None:
    case = await case_here(place)
    hand_up = await asked(place, case["id"])
    assert "hand-up" in running((await centre(place).get(f"/cases/{case['id']}")).json())

    taken = await said(department(place), hand_up, "taking-over")
    foreign = await said(department(place, OTHER), hand_up, "opinion", text="不清楚")
    given = await said(department(place), hand_up, "opinion", text="按条例第五条办理", basis="条例第五条")
    twice = await said(department(place), hand_up, "opinion", text="再说一次")

    assert taken == (409, "coordination.hand-up-not-possible")
    assert foreign == (404, "coordination.no-hand-up")
    assert (given, twice) == ((200, "opinion-given"), (409, "coordination.hand-up-not-possible"))
    after = (await centre(place).get(f"/cases/{case['id']}")).json()
    assert (after["unit"], after["state"], "hand-up" in running(after)) == (case["unit"], case["state"], False)
    text = await centre(place).get(f"/hand-ups/{hand_up}/text", params={"purpose": "handle"})
    assert text.json()["answer"] == "按条例第五条办理"
    assert ("hand-up-opinion-given", "p-centre") in await told_of(place, "hand_up", hand_up)


async def test_what_a_department_takes_over_is_its_own_from_then_on(place: Platform) -> None:
    case = await case_here(place)
    hand_up = await asked(place, case["id"], unit=OTHER, wants="handling")

    assert await said(department(place, OTHER), hand_up, "taking-over") == (200, "taken-over")

    after = (await centre(place).get(f"/cases/{case['id']}")).json()
    assert (after["executor"], after["unit"], after["handover"]) == ("county", OTHER, "taken")
    assert after["state"] in {"dispatched", "handling"}
    again = await ask(place, case["id"], DESK)
    assert (again.status_code, again.json()["title"]) == (409, "coordination.taken-already")
    path = f"/cases/{case['id']}/handover/result"
    if after["state"] == "dispatched":
        assert (await step(place, case["id"], "accept")).status_code == 200
    assert (await department(place, OTHER).post(path, json={"result": "solved"})).status_code == 200


async def test_not_ours_needs_its_basis_and_the_county_hears_of_it(place: Platform) -> None:
    case = await case_here(place)
    hand_up = await asked(place, case["id"])

    assert (await said(department(place), hand_up, "not-ours", text="不归我们"))[0] == 422
    assert await said(department(place), hand_up, "not-ours", basis="三定方案第三条") == (200, "not-ours")

    heard = await told_of(place, "hand_up", hand_up)
    assert {("hand-up-not-ours", f"dispatcher{COUNTY}"), ("hand-up-not-ours", "p-centre")} <= heard
    history = (await centre(place).get(f"/cases/{case['id']}")).json()["history"]
    assert history[-1]["facts"]["basis"] == "三定方案第三条"


@pytest.mark.parametrize(
    ("unit", "status", "title"),
    [
        ("u-ghost", 422, "coordination.unit-unknown"),
        (HELP, 422, "coordination.unit-unknown"),
        (BUREAU, 409, "coordination.handed-up-already"),
    ],
)
async def test_who_is_no_department_of_the_county_is_asked_nothing(
    place: Platform, unit: str, status: int, title: str
) -> None:
    case = await case_here(place)
    await asked(place, case["id"])

    answer = await ask(place, case["id"], unit)

    assert (answer.status_code, answer.json()["title"]) == (status, title), answer.text
    down = await ask(place, case["id"], OTHER, scope=COUNTY)
    assert (down.status_code, down.json()["title"]) == (403, "coordination.not-the-townships")


async def test_a_late_answer_comes_before_the_county_and_a_case_that_ends_asks_nothing_more(place: Platform) -> None:
    case = await case_here(place)
    hand_up = await asked(place, case["id"])
    await out_of_time(place, "hand-up", case["id"])

    async def told() -> bool:
        heard = await told_of(place, "hand_up", hand_up)
        return {("hand-up-late", f"dispatcher{COUNTY}"), ("hand-up-late", BUREAU)} <= heard

    await place.until(told, 30)
    late = (await county(place).get("/hand-ups", params={"late": True, "limit": 200})).json()["items"]
    assert hand_up in {one["id"] for one in late}
    seen = handler(place, BUREAU)
    assert (await seen.get(f"/cases/{case['id']}")).status_code == 200
    assert (await step(place, case["id"], "void", reason="sent-twice")).status_code == 200
    shown = (await department(place).get(f"/hand-ups/{hand_up}")).json()
    assert (shown["state"], shown["recalled_because"], shown["case_state"]) == ("recalled", "case-ended", "voided")
    assert (await seen.get(f"/cases/{case['id']}")).status_code == 404
    assert shown["region"] == TOWNSHIP
