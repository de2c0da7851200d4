"""When a case turns out to complain of somebody, nobody sees any more where its report was taken how it goes on.

Whoever wrote the report keeps his own words, and nothing of the case: it may be about him.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from shared.clock import utc_now
from tests.integration.dispatch.desk import NOISE, case_of, report_of, somewhere
from tests.integration.dispatch.recusal_desk import name, person
from tests.support.platform import TOWN, Platform
from tests.support.town import OFFICERS, STAND_IN, WORKER

OF_THE_CASE = ("case_id", "case_number", "case_state", "outcome", "case")
Door = tuple[str, str, httpx.AsyncClient, dict[str, Any]]


def counter(town: Platform) -> Door:
    clerk = town.client("approval-window", role="clerk", person_id="clerk-li")
    words = {"category": NOISE, "region": TOWN, "position": somewhere(), "text": "网格长收钱不办事"}
    return "approval-window", "/appeals", clerk, words | {"appellant": {"name": "王小明", "phone": "13800000000"}}


def team(town: Platform) -> Door:
    officer = town.client("enforcement", role="officer", person_id=OFFICERS[0])
    words = {"category": NOISE, "region": TOWN, "position": somewhere(), "text": "工地有人通风报信"}
    return "enforcement", "/findings", officer, words | {"second_officer_id": OFFICERS[1], "found_at": utc_now()}


def phone(town: Platform) -> Door:
    worker = town.client("grid", role="worker", person_id=WORKER)
    words = {"category": NOISE, "position": somewhere(), "text": "邻格工作人员吃拿卡要"}
    return "grid", "/patrol-reports", worker, words | {"client_id": str(uuid4()), "seen_at": utc_now()}


def body_of(words: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in words.items()}


async def taken(town: Platform, door: Door) -> dict[str, Any]:
    """Return what was written, once its case is known there; the team may yet have to learn who its officers are."""
    service, path, author, words = door
    body = body_of(words)

    async def written() -> Any:
        answer = await author.post(path, json=body)
        return answer.json() if answer.is_success else None

    kept = await town.until(written, 30)
    case = await case_of(town, await report_of(town, service, kept["id"]))
    await shows(town, author, f"{path}/{kept['id']}", lambda found: any(found.get(key) for key in OF_THE_CASE))
    return {"id": kept["id"], "path": f"{path}/{kept['id']}", "case": case}


async def shows(
    town: Platform, who: httpx.AsyncClient, path: str, wanted: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    async def look() -> Any:
        answer = await who.get(path)
        return answer.json() if answer.is_success and wanted(answer.json()) else None

    return dict(await town.until(look, 30))


@pytest.mark.parametrize("door", [counter, team, phone])
async def test_who_wrote_it_keeps_his_words_and_learns_nothing_of_the_case(
    town: Platform, door: Callable[[Platform], Door]
) -> None:
    _, path, author, _ = open_door = door(town)
    kept = await taken(town, open_door)

    named = await name(town, kept["case"], person(STAND_IN))
    assert named.status_code == 200, named.text
    shown = await shows(town, author, kept["path"], lambda found: not any(found.get(key) for key in OF_THE_CASE))

    assert [step["action"] for step in shown.get("history", [])][1:] == []
    assert (shown.get("state", "filed"), shown["version"]) == ("filed", 1)
    listed = (await author.get(path, params={"limit": 200})).json()["items"]
    (mine,) = [one for one in listed if one["id"] == kept["id"]]
    assert not any(mine.get(key) for key in OF_THE_CASE)


@pytest.mark.parametrize("door", [counter, team])
async def test_a_leader_of_the_place_sees_it_no_more(town: Platform, door: Callable[[Platform], Door]) -> None:
    service, path, author, _ = open_door = door(town)
    kept = await taken(town, open_door)
    leader = town.client(service, role="leader", person_id="p-leads")
    assert (await leader.get(kept["path"])).status_code == 200

    await name(town, kept["case"], person(STAND_IN))
    await shows(town, author, kept["path"], lambda found: not any(found.get(key) for key in OF_THE_CASE))

    assert (await leader.get(kept["path"])).status_code == 404
    for asked in ("limit=200", "limit=200&state=handling"):
        listed = (await leader.get(f"{path}?{asked}")).json()["items"]
        assert kept["id"] not in {one["id"] for one in listed}


async def test_a_clerk_cannot_tell_an_answer_that_he_does_not_know(town: Platform) -> None:
    _, _, clerk, _ = open_door = counter(town)
    kept = await taken(town, open_door)
    await name(town, kept["case"], person(STAND_IN))
    await shows(town, clerk, kept["path"], lambda found: not found["case_id"])

    told = await clerk.post(f"{kept['path']}/answer-told", json={"how": "phone"})

    assert (told.status_code, told.json()["title"]) == (404, "appeals.not-found")
    other = town.client("approval-window", role="clerk", person_id="clerk-wu")
    assert (await other.get(f"{kept['path']}/contents", params={"purpose": "answer"})).status_code == 404


async def test_a_phone_that_sends_a_report_again_does_not_learn_of_its_case_either(town: Platform) -> None:
    _, path, worker, words = open_door = phone(town)
    kept = await taken(town, open_door)
    await name(town, kept["case"], person(STAND_IN))
    await shows(town, worker, kept["path"], lambda found: not found["case"])

    again = await worker.post(path, json=body_of(words))

    assert (again.json()["id"], again.json()["version"], again.json()["case"]) == (kept["id"], 1, None)
