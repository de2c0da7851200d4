"""A course is held, its examination makes officers qualified, and they may act until their certificates end."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from tests.integration.dispatch.desk import case_of, open_task, report, until
from tests.integration.dispatch.school import (
    attended,
    certified,
    days_ago,
    enrolled,
    examined,
    get,
    offered,
    office,
    opened,
    people,
    required,
    today,
)
from tests.support.platform import Platform

TOWNSHIP, MATTER, FIELD = "320481114", "TR02", "field-of-the-journey"
FIRST, SECOND, LATE = "p-journey-1", "p-journey-2", "p-journey-3"


@pytest.fixture(scope="module")
async def bound(town: Platform) -> Platform:
    """A township with a team, officers and a matter of its own, held to what its officers must have learnt."""
    admin = town.client("dispatch", scope="")
    team = {"id": f"u-{TOWNSHIP}-enforcement-team", "kind": "enforcement-team", "name": "执法队"}
    unit = team | {"region": TOWNSHIP, "valid_from": "2020-01-01"}
    (await admin.put("/organisation/units", json={"units": [unit]})).raise_for_status()
    matter = {"code": MATTER, "name": "事项", "field": FIELD, "executor": "team", "unit_kind": "enforcement-team"}
    crosswalk = {"scheme": "onefour", "code": MATTER, "matter": MATTER}
    tables = {"matters": [matter | {"urgency": "normal"}], "crosswalk": [crosswalk]}
    (await admin.put("/triage/tables", json=tables)).raise_for_status()
    await people(town, FIRST, SECOND, LATE, region=TOWNSHIP)
    await offered(town, "journey", FIELD, valid_months=1)
    await required(town, f"penalty:{FIELD}", FIELD)
    body = {"bound_from": today(town).isoformat()}
    (await office(town).put(f"/training/bindings/{TOWNSHIP}", json=body)).raise_for_status()
    await town.until(lambda: copied(town), 30)
    return town


async def copied(town: Platform) -> bool:
    """Tell whether the team has heard what is required and that the township is held to it."""
    query = text(
        "SELECT 1 FROM requirement_copies, training_binding_copies WHERE activity = :activity AND region = :region"
    )
    async with town.database("enforcement").begin() as work:
        values = {"activity": f"penalty:{FIELD}", "region": TOWNSHIP}
        return bool((await work.connection.execute(query, values)).all())


async def clue_of(town: Platform) -> tuple[str, str]:
    """Report what is the team's; return the case and the clue, once the team has it."""
    report_id, _ = await report(town, region=TOWNSHIP, category={"scheme": "onefour", "code": MATTER}, position=None)
    case = await case_of(town, report_id)
    assert case["executor"] == "team", case
    clue_id = open_task(case)

    async def known() -> bool:
        return (await officer(town).get(f"/clues/{clue_id}")).is_success

    await town.until(known, 30)
    return case["id"], clue_id


def officer(town: Platform, person: str = FIRST) -> httpx.AsyncClient:
    return town.client("enforcement", role="officer", scope=TOWNSHIP, person_id=person)


async def act(town: Platform, clue: str, action: str, person: str = FIRST, **body: Any) -> httpx.Response:
    given = {"client_id": str(uuid4())} | body
    return await officer(town, person).post(f"/clues/{clue}/{action}", json=given)


async def refused(town: Platform, clue: str, person: str) -> None:
    """Wait until the team knows the officer; he may not take the clue up for want of what is required."""

    async def heard() -> Any:
        answer = await act(town, clue, "accept", person)
        assert answer.status_code == 403, answer.text
        return answer.json() if answer.json()["title"] == "inspections.officer-not-qualified" else None

    told = await town.until(heard, 30)
    assert (told["person"], told["missing"], told["activity"]) == (person, [FIELD], f"penalty:{FIELD}")


async def rules_heard(town: Platform, *qualified: str) -> None:
    """Wait until the team knows of these certificates."""

    async def look() -> bool:
        items = (await officer(town).get("/officers")).json()["items"]
        held = {one["person_id"]: [q["field"] for q in one["qualifications"]] for one in items}
        return all(held.get(person) == [FIELD] for person in qualified)

    await town.until(look, 30)


async def test_a_course_makes_officers_who_may_act(bound: Platform) -> None:
    case, clue = await clue_of(bound)
    await refused(bound, clue, FIRST)

    session = await opened(bound, "journey", TOWNSHIP)
    await enrolled(bound, session, FIRST, SECOND)
    await attended(bound, session, FIRST, SECOND)
    done = await examined(bound, session, **{person.replace("-", "_"): 80 for person in (FIRST, SECOND)})
    assert done.json()["passed"] == [FIRST, SECOND]

    page = await get(office(bound), "/qualified", activity=f"penalty:{FIELD}", region=TOWNSHIP)
    assert [one["person_id"] for one in page["items"]] == [FIRST, SECOND]
    await rules_heard(bound, FIRST, SECOND)
    assert (await act(bound, clue, "accept")).status_code == 200
    ended = await act(bound, clue, "finish", second_officer_id=SECOND, result="solved")
    assert ended.status_code == 200, ended.text
    await until(bound, case, state="handled", result="solved")


async def test_who_lets_his_certificate_end_may_not_act_until_he_renews_it(bound: Platform) -> None:
    with days_ago(bound, 40):
        await certified(bound, "journey", LATE, region=TOWNSHIP)
    _, clue = await clue_of(bound)
    await refused(bound, clue, LATE)

    await certified(bound, "journey", LATE, region=TOWNSHIP)

    await rules_heard(bound, LATE)
    assert (await act(bound, clue, "accept", LATE)).status_code == 200
