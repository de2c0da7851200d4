"""Does any reading door of any service show a case to whom it is about? All of them are asked, new ones too."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from shared.runtime.permissions import Role
from tests.integration.dispatch.desk import (
    NOISE,
    STALLS,
    case_of,
    dispatcher,
    handled,
    open_task,
    read,
    report,
    rows,
)
from tests.integration.dispatch.recusal_desk import GOVERNANCE, name, person
from tests.support.doors_walked import Door, doors
from tests.support.platform import TOKEN_LIFE, TOWN, Platform

HIMSELF, SOMEBODY = "p-complained-of", "p-somebody-else"
SAID = "此件注意保密"
# He may hold any role but that of discipline inspection, which would have to be told of him.
ROLES = [str(role) for role in Role if role is not Role.DISCIPLINE]
# Doors that must show the case to whoever may see it, or the walk would prove nothing.
SHOWING = {
    *("/cases", "/cases/{case_id}", "/cases/{case_id}/explanation", "/cases/{case_id}/earlier"),
    *("/cases/{case_id}/comments", "/cases/{case_id}/handovers", "/reports/{report_id}"),
    *("/duties/handovers", "/duties/waiting", "/duties/exits", "/party/stuck/{kind}"),
}


def client(town: Platform, service: str, person_id: str) -> httpx.AsyncClient:
    now = town.clock()
    life = {"iat": int(now.timestamp()), "exp": int((now + TOKEN_LIFE).timestamp())}
    token = town.issuer.token(roles=ROLES, scope_region=TOWN, sub=person_id, unit=None, **life)
    return town.stranger(service, headers={"Authorization": f"Bearer {token}"})


async def _register(town: Platform) -> None:
    row = {"id": HIMSELF, "name": "被投诉人", "region": TOWN, "roles": ["worker"], "valid_from": "2026-01-01"}
    entered = await town.client("dispatch").put("/organisation/persons", json={"persons": [row]})
    assert entered.is_success, entered.text


async def _entangle(town: Platform, case_id: str) -> None:
    """Give a case a place in the registers that hang on cases: refused, past a list, major, overdue, resolved."""
    about = {"case": case_id, "region": TOWN, "unit": GOVERNANCE}
    statements = (
        """INSERT INTO handovers (id, case_id, region, matter, state, to_unit, reason, refused_by, refused_at)
           VALUES (uuidv7(), :case, :region, 'M0203', 'open', :unit, 'not-mine', 'p', now()) RETURNING 1""",
        "UPDATE cases SET handover = 'open' WHERE id = :case RETURNING 1",
        """INSERT INTO duty_exits (id, case_id, region, matter, standing, reason, by, at)
           VALUES (uuidv7(), :case, :region, 'M0203', 'not-listed', 'danger', 'p', now()) RETURNING 1""",
        """UPDATE case_clocks SET overdue_at = now(), due_at = now(), stopped_at = NULL
           WHERE id = (SELECT id FROM case_clocks WHERE case_id = :case AND stopped_at IS NULL LIMIT 1) RETURNING 1""",
    )
    for statement in statements:
        used = {word: value for word, value in about.items() if f":{word}" in statement}
        await rows(town, statement, **used)


@pytest.fixture(scope="module")
async def hidden(town: Platform) -> dict[str, Any]:
    """Return what is to be found nowhere: two cases that somebody is named in, one after it was handled."""
    await _register(town)
    known: dict[str, list[str]] = {"case_id": [], "report_id": [], "task_id": [], "clue_id": []}
    needles: set[str] = {SAID}
    for category in (NOISE, STALLS):
        report_id, event = await report(town, category=category, reporter={"phone": "13700001111"})
        case = await case_of(town, report_id)
        task = open_task(case)
        if category is NOISE:
            case = await handled(town, case)
        await dispatcher(town).post(f"/cases/{case['id']}/comments", json={"audience": "unit", "text": SAID})
        await _entangle(town, case["id"])
        assert (await name(town, await read(town, case["id"]), person(HIMSELF))).status_code == 200
        needles |= {case["id"], case["number"], event["external_id"], report_id, task}
        known["case_id"].append(case["id"])
        known["report_id"].append(report_id)
        known["task_id" if category is NOISE else "clue_id"].append(task)
    return {"known": known, "needles": needles}


async def _ask(town: Platform, door: Door, person_id: str) -> httpx.Response:
    params = {"limit": "50"} | dict(door.params)
    return await client(town, door.service, person_id).get(door.url, params=params)


def _shown(answer: httpx.Response, door: Door, needles: set[str]) -> set[str]:
    """Return what an answer tells of the cases; a refusal may repeat what it was asked."""
    wanted = needles if answer.is_success else needles - door.ids
    return {needle for needle in wanted if needle in answer.text or needle.replace("-", "") in answer.text}


async def test_no_reading_door_shows_it_to_him_and_all_that_should_show_it_to_others(
    town: Platform, hidden: dict[str, Any]
) -> None:
    found: list[str] = []
    showing: set[str] = set()
    for door in doors(town, hidden["known"], hidden["known"]["case_id"]):
        answer = await _ask(town, door, HIMSELF)
        assert answer.status_code < 500, str(door)
        if _shown(answer, door, hidden["needles"]):
            found.append(str(door))
        if door.path in SHOWING - showing and _shown(await _ask(town, door, SOMEBODY), door, hidden["needles"]):
            showing.add(door.path)
    assert found == []
    assert SHOWING - showing == set()


async def test_every_door_answers_him_as_it_would_of_a_case_that_does_not_exist(
    town: Platform, hidden: dict[str, Any]
) -> None:
    nothing = [str(uuid4())]
    known = dict.fromkeys(hidden["known"], nothing)
    unlike: list[str] = []
    real = [door for door in doors(town, hidden["known"], hidden["known"]["case_id"]) if door.ids]
    asked = {(door.service, door.path): door for door in doors(town, known, nothing)}
    for door in real:
        theirs = await _ask(town, door, HIMSELF)
        if door.ids & hidden["needles"]:
            other = await _ask(town, asked[door.service, door.path], HIMSELF)
            if theirs.status_code != other.status_code:
                unlike.append(f"{door}: {theirs.status_code}, {other.status_code}")
    assert unlike == []
