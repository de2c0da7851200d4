"""Is a case taken from whom it is about, never given to him again, and who may say otherwise?"""

from typing import Any

import pytest

from tests.integration.dispatch.desk import (
    NOISE,
    STALLS,
    WORKER,
    act,
    actions,
    dispatcher,
    handled,
    inbox,
    open_task,
    phone,
    read,
    reported_case,
)
from tests.integration.dispatch.recusal_desk import GOVERNANCE, SOCIAL, employ, give_to_unit, name, person, unit
from tests.support.platform import Platform
from tests.support.town import OFFICERS, TEAM


async def test_naming_the_worker_takes_his_task_and_brings_the_case_to_a_person(town: Platform) -> None:
    case = await reported_case(town, category=NOISE)
    task = open_task(case)
    await inbox(town, task)

    named = await name(town, case, person(WORKER))

    assert named.status_code == 200, named.text
    assert (named.json()["state"], named.json()["queue"]) == ("returned", "hidden")

    async def gone() -> bool:
        leader = town.client("grid", role="dispatcher", person_id="p-leads")
        answers = [await client.get(f"/tasks/{task}") for client in (phone(town), leader)]
        return [answer.status_code for answer in answers] == [404, 404]

    assert await town.until(gone)
    after = await read(town, case["id"])
    assert (after["unit"], after["worker_id"]) == (None, None)
    assert WORKER not in str([line for line in after["history"] if line["action"] == "name-subjects"])


async def test_a_task_that_is_done_is_found_no_more_once_its_case_is_about_somebody(town: Platform) -> None:
    case = await handled(town, await reported_case(town, category=NOISE))
    task = case["tasks"][0]["id"]

    assert (await name(town, case, person(WORKER))).json()["queue"] == "hidden"

    async def gone() -> bool:
        return (await phone(town).get(f"/tasks/{task}")).status_code == 404

    assert await town.until(gone)


async def test_a_clue_of_the_team_is_taken_back_and_shown_to_no_officer(town: Platform) -> None:
    case = await reported_case(town, category=STALLS)
    officer = town.client("enforcement", role="officer", person_id=OFFICERS[0])

    async def shown(status: int) -> Any:
        async def look() -> bool:
            return (await officer.get(f"/clues/{open_task(case)}")).status_code == status

        return await town.until(look, 30)

    await shown(200)
    assert (await name(town, case, unit(TEAM))).json()["queue"] == "hidden"
    assert await shown(404)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"executor": "unit", "unit": SOCIAL}, "cases.subject-of-case"),
        ({"executor": "grid", "worker_id": WORKER}, "cases.subject-of-case"),
        ({"executor": "team", "unit": TEAM}, "cases.hidden-stays-at-centre"),
    ],
)
async def test_a_case_is_given_neither_to_its_subject_nor_out_of_the_centre(
    town: Platform, given: dict[str, str], code: str
) -> None:
    case = await reported_case(town, category=NOISE, complained_of=[unit(SOCIAL), person(WORKER)])
    answer = await dispatcher(town).post(
        f"/cases/{case['id']}/actions", json={"action": "dispatch", "version": case["version"]} | given
    )
    assert (answer.status_code, answer.json()["title"]) == (409, code)
    assert (await read(town, case["id"]))["version"] == case["version"]


async def test_another_unit_gets_it_and_its_people_see_it(town: Platform) -> None:
    case = await reported_case(town, category=NOISE, complained_of=[unit(SOCIAL)])
    given = await give_to_unit(town, case, GOVERNANCE)
    assert given.status_code == 200, given.text
    of = {unit_id: town.client("dispatch", role="handler", unit=unit_id) for unit_id in (GOVERNANCE, SOCIAL)}
    assert (await of[GOVERNANCE].get(f"/cases/{case['id']}")).status_code == 200
    assert (await of[SOCIAL].get(f"/cases/{case['id']}")).status_code == 404


async def test_who_is_named_must_be_known_and_is_not_left_out_again(town: Platform) -> None:
    case = await reported_case(town)
    stranger = await name(town, case, person("p-nobody"))
    assert (stranger.status_code, stranger.json()["subjects"]) == (422, ["p-nobody"])
    assert (await name(town, case, person(WORKER), unit(SOCIAL))).status_code == 200
    stale = await name(town, case, person(WORKER), unit(SOCIAL))
    assert stale.json()["title"] == "cases.stale-version"
    fewer = await name(town, await read(town, case["id"]), unit(SOCIAL))
    assert (fewer.status_code, fewer.json()["title"]) == (409, "recusal.removal-needs-two")
    assert (await name(town, case, person(WORKER), scope="320583")).status_code == 404


def leads(town: Platform, person_id: str = "p-leads") -> Any:
    return town.client("dispatch", role="shift-leader", person_id=person_id)


async def test_another_person_says_that_it_is_not_about_somebody(town: Platform) -> None:
    case = await reported_case(town, complained_of=[unit(SOCIAL)])
    path = f"/cases/{case['id']}/subjects/removals"
    asked = {"subject": unit(SOCIAL), "reason": "来电人说错了单位"}
    wrong = await leads(town).post(path, json=asked | {"subject": unit(GOVERNANCE)})
    assert wrong.json()["title"] == "recusal.not-a-subject"
    removal = (await leads(town).post(path, json=asked)).json()["id"]
    assert (await leads(town).post(path, json=asked)).json()["title"] == "recusal.already-decided"
    decide = f"{path}/{removal}/decision"
    alone = await leads(town).post(decide, json={"granted": True})
    assert (alone.status_code, alone.json()["title"]) == (403, "second-person-needed")
    assert (await dispatcher(town).post(decide, json={"granted": True})).status_code == 403
    assert (await leads(town, "p-other").post(decide, json={"granted": True})).status_code == 200
    again = await leads(town, "p-third").post(decide, json={"granted": False})
    assert again.json()["title"] == "recusal.already-decided"
    shown = (await dispatcher(town).get(f"/cases/{case['id']}/subjects")).json()
    assert (shown["subjects"], shown["removals"][0]["granted"]) == ([], True)
    assert (await town.client("dispatch", role="handler", unit=SOCIAL).get(path[:-9])).status_code == 403
    assert actions(await read(town, case["id"]))[-2:] == ["ask-clearing", "clear-subject"]


async def test_discipline_seals_a_case_and_another_of_it_unseals(town: Platform) -> None:
    case = await reported_case(town, category=NOISE)
    body = {"version": case["version"], "reason": "discipline-matter"}
    assert (await leads(town).post(f"/cases/{case['id']}/seal", json=body)).status_code == 403
    one, other = (town.client("dispatch", role="discipline", person_id=f"p-discipline-{n}") for n in (1, 2))
    sealed = (await one.post(f"/cases/{case['id']}/seal", json=body)).json()
    assert (sealed["state"], sealed["queue"], sealed["sealed"], sealed["hides_reporter"]) == (
        *("returned", "hidden"),
        *(True, True),
    )
    assert (await dispatcher(town).get(f"/cases/{case['id']}")).status_code == 404
    body["version"] = sealed["version"]
    assert (await one.post(f"/cases/{case['id']}/seal", json=body)).json()["title"] == "recusal.sealed-already"
    assert (await one.post(f"/cases/{case['id']}/unseal", json=body)).json()["title"] == "second-person-needed"
    assert (await other.post(f"/cases/{case['id']}/unseal", json=body)).status_code == 200
    assert (await dispatcher(town).get(f"/cases/{case['id']}")).status_code == 200


async def test_a_worker_of_the_unit_complained_of_is_not_given_it(town: Platform) -> None:
    case = await reported_case(town, category=NOISE, complained_of=[unit(SOCIAL)])
    await employ(town, WORKER, SOCIAL)
    try:
        answer = await act(town, case, "dispatch", executor="grid", worker_id=WORKER)
        assert (answer.status_code, answer.json()["title"]) == (409, "cases.subject-of-case")
    finally:
        await employ(town, WORKER, None)
