"""How a clue reaches the team and is acknowledged, ended or taken back: over HTTP and Kafka, on real servers."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from shared.clock import town_day, utc_now
from shared.runtime.db import new_id
from shared.schemas.dispatch import PersonChanged, TaskAssigned, TaskRecalled
from shared.schemas.vocabulary import Executor, Urgency
from tests.support.platform import TOWN, Platform

TODAY = town_day(utc_now())


def person(person_id: str, *roles: str, region: str = TOWN, **parts: Any) -> PersonChanged:
    usual = {"version": 1, "unit_id": None, "valid_from": TODAY - timedelta(days=30), "valid_to": None}
    return PersonChanged.model_validate(
        usual | {"person_id": person_id, "roles": list(roles), "region": region} | parts
    )


PERSONS = (
    person("o-1", "officer"),
    person("o-2", "officer", region="320585"),
    person("o-elsewhere", "officer", region="320585103"),
    person("o-former", "officer", valid_to=TODAY - timedelta(days=1)),
    person("p-worker", "worker"),
)


@pytest.fixture(scope="session")
def officer(team: Platform) -> httpx.AsyncClient:
    return team.client("enforcement", role="officer", person_id="o-1")


@pytest.fixture(autouse=True)
async def officers(team: Platform, officer: httpx.AsyncClient, tell: Any) -> None:
    async def known() -> bool:
        return len((await officer.get("/officers")).json()["items"]) >= 1

    if not await known():
        await tell(*PERSONS)
        await team.until(known)


def task(version: int = 1, **parts: Any) -> TaskAssigned:
    usual = {
        "task_id": new_id(),
        "case_id": new_id(),
        "version": version,
        "case_number": "AJ-9",
        "executor": Executor.TEAM,
        "region": TOWN + "001",
        "cell": None,
        "unit": "team-1",
        "worker_id": None,
        "matter": "M0102",
        "urgency": Urgency.NORMAL,
        "position": {"lon": 121.25, "lat": 31.5},
        "report_ids": [uuid4()],
        "urged": 0,
        "due_at": utc_now() + timedelta(days=2),
        "assigned_at": utc_now(),
    }
    return TaskAssigned.model_validate(usual | parts)


def again(first: TaskAssigned, **parts: Any) -> TaskAssigned:
    return first.model_copy(update=parts)


def recall(first: TaskAssigned, version: int) -> TaskRecalled:
    parts = first.model_dump(include={"task_id", "case_id", "executor"})
    return TaskRecalled(**parts, version=version, reason="withdrawn", recalled_at=utc_now())


async def until(team: Platform, officer: httpx.AsyncClient, clue: TaskAssigned, **wanted: Any) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        answer = await officer.get(f"/clues/{clue.task_id}")
        found = dict(answer.json())
        return found if answer.status_code == 200 and found | wanted == found else None

    return dict(await team.until(look))


async def act(client: httpx.AsyncClient, clue: TaskAssigned, action: str, **body: Any) -> httpx.Response:
    return await client.post(f"/clues/{clue.task_id}/{action}", json={"client_id": str(uuid4())} | body)


async def published(team: Platform, clue: TaskAssigned) -> list[dict[str, Any]]:
    async with team.database("enforcement").begin() as work:
        query = text("SELECT body FROM outbox WHERE key = :key ORDER BY seq")
        return [json.loads(row.body) for row in await work.connection.execute(query, {"key": str(clue.task_id)})]


@pytest.fixture
async def clue(team: Platform, officer: httpx.AsyncClient, tell: Any) -> TaskAssigned:
    given = task()
    await tell(given)
    await until(team, officer, given, state="assigned")
    return given


async def test_a_task_for_the_team_becomes_a_clue_and_one_for_the_grid_does_not(
    team: Platform, officer: httpx.AsyncClient, tell: Any
) -> None:
    for_grid, for_team = task(executor=Executor.GRID), task(urgency=Urgency.URGENT)

    await tell(for_grid, for_team)
    found = await until(team, officer, for_team, state="assigned")

    assert (found["urgency"], found["matter"], found["version"]) == ("urgent", "M0102", 1)
    assert (await officer.get(f"/clues/{for_grid.task_id}")).status_code == 404


async def test_two_officers_bring_a_clue_to_its_end_and_the_centre_hears_of_both_steps(
    team: Platform, officer: httpx.AsyncClient, clue: TaskAssigned
) -> None:
    accepted = await act(officer, clue, "accept", version=1)
    finished = await act(officer, clue, "finish", second_officer_id="o-2", result="solved", note="现场已整改")

    events = await published(team, clue)
    found = await until(team, officer, clue, state="finished")
    assert (accepted.json()["state"], finished.json()["state"]) == ("accepted", "finished")
    assert [(e["state"], e["version"], e["result"]) for e in events] == [
        ("accepted", 2, None),
        ("finished", 3, "solved"),
    ]
    assert (found["officer_id"], found["second_officer_id"]) == ("o-1", "o-2")
    assert "整改" not in json.dumps([events, found["history"]], ensure_ascii=False)


async def test_a_note_is_sealed_and_its_reader_logged(
    team: Platform, officer: httpx.AsyncClient, clue: TaskAssigned
) -> None:
    await act(officer, clue, "return", reason="not-mine", note="属交警职责")
    centre = team.client("enforcement", role="dispatcher", person_id="d-1")

    read = await centre.get(f"/clues/{clue.task_id}/note", params={"purpose": "核查"})
    async with team.database("enforcement").begin() as work:
        query = "SELECT c::text AS row, l.by, l.purpose FROM clues c JOIN clue_looks l ON l.clue_id = c.id"
        kept = (await work.connection.execute(text(query + " WHERE c.id = :id"), {"id": clue.task_id})).one()
    assert read.json()["note"] == "属交警职责"
    assert "交警" not in kept.row
    assert (kept.by, kept.purpose) == ("d-1", "核查")


@pytest.mark.parametrize("person_id", ["p-worker", "o-former", "o-elsewhere", "o-unknown"])
async def test_who_is_no_officer_here_today_does_not_act(team: Platform, clue: TaskAssigned, person_id: str) -> None:
    answer = await act(team.client("enforcement", role="officer", person_id=person_id), clue, "accept")

    assert (answer.status_code, answer.json()["title"]) == (403, "inspections.not-an-officer")
    assert await published(team, clue) == []


@pytest.mark.parametrize(
    ("second", "status", "code"),
    [
        (None, 422, "inspections.two-officers-needed"),
        ("o-1", 422, "inspections.two-officers-needed"),
        ("p-worker", 403, "inspections.not-an-officer"),
        ("o-former", 403, "inspections.not-an-officer"),
    ],
)
async def test_nobody_finishes_a_clue_without_a_second_officer_of_the_day(
    officer: httpx.AsyncClient, clue: TaskAssigned, second: str | None, status: int, code: str
) -> None:
    await act(officer, clue, "accept")
    answer = await act(officer, clue, "finish", second_officer_id=second, result="solved")

    assert (answer.status_code, answer.json()["title"]) == (status, code)


async def test_the_same_client_id_again_is_the_same_act_with_the_same_answer(
    team: Platform, officer: httpx.AsyncClient, clue: TaskAssigned
) -> None:
    client_id = str(uuid4())

    first = await act(officer, clue, "accept", client_id=client_id)
    repeated = await act(officer, clue, "accept", client_id=client_id)
    other = await act(officer, clue, "return", client_id=client_id, reason="unsafe")

    assert first.json() == repeated.json()
    assert (other.status_code, other.json()["title"]) == (422, "inspections.client-id-reused")
    assert len(await published(team, clue)) == 1


async def test_what_is_not_possible_now_is_refused_with_what_would_be(
    officer: httpx.AsyncClient, clue: TaskAssigned
) -> None:
    early = await act(officer, clue, "finish", second_officer_id="o-2", result="solved")
    stale = await act(officer, clue, "accept", version=7)
    await act(officer, clue, "accept")
    twice = await act(officer, clue, "accept")

    assert [answer.status_code for answer in (early, stale, twice)] == [409, 409, 409]
    assert "accept" in early.json()["possible"]
    assert stale.json()["title"] == "inspections.stale-version"
    assert twice.json()["possible"] == ["finish", "recall", "return", "update"]


async def test_a_newer_version_presses_a_clue_and_an_older_one_changes_nothing(
    team: Platform, officer: httpx.AsyncClient, clue: TaskAssigned, tell: Any
) -> None:
    await tell(again(clue, version=3, urged=2), again(clue, version=2, urged=1), again(clue, version=3, urged=9))
    pressed = await until(team, officer, clue, urged=2)
    await tell(again(clue, version=4, urged=3))

    found = await until(team, officer, clue, urged=3)
    assert (pressed["state"], pressed["version"]) == ("assigned", 2)
    assert [step["action"] for step in found["history"]] == ["assign", "update", "update"]


async def test_a_recalled_clue_is_closed_to_its_officers(
    team: Platform, officer: httpx.AsyncClient, clue: TaskAssigned, tell: Any
) -> None:
    await act(officer, clue, "accept")
    await tell(recall(clue, 2), again(clue, version=1))

    await until(team, officer, clue, state="recalled")
    late = await act(officer, clue, "finish", second_officer_id="o-2", result="solved")
    assert (late.status_code, late.json()["possible"]) == (409, [])


async def test_a_recall_that_comes_before_its_task_is_not_forgotten(
    team: Platform, officer: httpx.AsyncClient, tell: Any
) -> None:
    late, other = task(), task()

    await tell(recall(late, 2))
    await tell(late, other)
    await until(team, officer, other, state="assigned")

    found = await until(team, officer, late, state="recalled")
    assert [step["action"] for step in found["history"]] == ["assign", "recall"]


async def test_another_township_neither_sees_nor_touches_a_clue(team: Platform, clue: TaskAssigned) -> None:
    neighbour = team.client("enforcement", role="officer", scope="320585103", person_id="o-elsewhere")

    answers = [
        await neighbour.get(f"/clues/{clue.task_id}"),
        await neighbour.get(f"/clues/{clue.task_id}/note", params={"purpose": "x"}),
        await act(neighbour, clue, "accept"),
    ]
    listed = await neighbour.get("/clues", params={"state": "assigned"})

    assert {(answer.status_code, answer.json()["message"]) for answer in answers} == {(404, "没有这条线索")}
    assert str(clue.task_id) not in [item["id"] for item in listed.json()["items"]]


async def test_the_inbox_is_read_page_by_page(team: Platform, officer: httpx.AsyncClient, tell: Any) -> None:
    given = [task() for _ in range(3)]
    await tell(*given)
    for clue in given:
        await until(team, officer, clue, state="assigned")

    first = (await officer.get("/clues", params={"limit": 2, "state": "assigned"})).json()
    second = (await officer.get("/clues", params={"limit": 2, "after": first["next"]})).json()

    wanted = [str(clue.task_id) for clue in given][::-1]
    assert [item["id"] for item in first["items"] + second["items"]][:3] == wanted


async def test_the_officers_of_the_day_are_listed_by_region(officer: httpx.AsyncClient, team: Platform) -> None:
    county = team.client("enforcement", role="leader", scope="320585")

    async def listed(client: httpx.AsyncClient, **query: str) -> list[str]:
        return [item["person_id"] for item in (await client.get("/officers", params=query)).json()["items"]]

    assert await listed(officer) == ["o-1"]
    assert await listed(county) == ["o-1", "o-2", "o-elsewhere"]
    assert await listed(county, region="320585103") == ["o-elsewhere"]


@pytest.mark.parametrize("role", ["clerk", "worker", "dispatcher", "leader", "admin", "service"])
async def test_only_officers_work_on_clues(team: Platform, clue: TaskAssigned, role: str) -> None:
    answer = await act(team.client("enforcement", role=role, person_id="o-1"), clue, "accept")

    assert (answer.status_code, answer.json()["title"]) == (403, "missing-permission")
