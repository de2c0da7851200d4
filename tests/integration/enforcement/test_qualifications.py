"""How the team heeds what the centre tells of certificates, requirements and bindings: over Kafka and HTTP."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from shared.clock import town_day, utc_now
from shared.runtime.db import new_id
from shared.schemas.dispatch import PersonChanged, TaskAssigned
from shared.schemas.registers import (
    QualificationChanged,
    QualificationHeld,
    RequirementChanged,
    RequirementTerm,
    TrainingBound,
)
from tests.support.platform import Platform
from tests.support.samples import task_assigned

TODAY, DAY = town_day(utc_now()), timedelta(days=1)
# A township and a matter that no other test of the team has.
BOUND, OBSERVED, MATTER, ACTIVITY, FIELD = "320481101", "320481102", "TQ01", "penalty:tq", "tq-field"
# A finding names its matter by the platform's own table.
FOUND = "M9901"
FIT, FIT_TOO, UNFIT, FORMER, ELSEWHERE = "oq-1", "oq-2", "oq-3", "oq-4", "oq-5"


def officer_of(person: str, region: str = BOUND) -> PersonChanged:
    return PersonChanged(
        person_id=person,
        version=1,
        region=region,
        unit_id=None,
        roles=["officer"],
        valid_from=TODAY - 30 * DAY,
        valid_to=None,
    )


def certified(person: str, version: int = 1, *, ends: int = 10, field: str = FIELD) -> QualificationChanged:
    held = QualificationHeld(field=field, valid_from=TODAY - 9 * DAY, valid_to=TODAY + ends * DAY)
    return QualificationChanged(person_id=person, version=version, region=BOUND, certificates=[held])


def client(team: Platform, person: str) -> httpx.AsyncClient:
    return team.client("enforcement", role="officer", person_id=person, scope="320481")


async def qualifications(team: Platform, person: str) -> list[str] | None:
    items = (await client(team, FIT).get("/officers")).json()["items"]
    found = [one["qualifications"] for one in items if one["person_id"] == person]
    return [held["field"] for held in found[0]] if found else None


async def heard(team: Platform, person: str, fields: list[str]) -> None:
    async def look() -> bool:
        return await qualifications(team, person) == fields

    await team.until(look)


@pytest.fixture
async def rules(team: Platform, tell: Any) -> Platform:
    """One township is bound since today, the other will be tomorrow; who has the field may act."""
    await tell(*(officer_of(person) for person in (FIT, FIT_TOO, UNFIT, FORMER)), officer_of(ELSEWHERE, OBSERVED))
    terms = [RequirementTerm(valid_from=TODAY - 5 * DAY, fields=[FIELD])]
    await tell(
        RequirementChanged(activity=ACTIVITY, version=1, terms=terms, matters=[MATTER, FOUND]),
        TrainingBound(region=BOUND, version=1, bound_from=TODAY),
        TrainingBound(region=OBSERVED, version=1, bound_from=TODAY + DAY),
        certified(FORMER, ends=-1),
        certified(UNFIT, field="other"),
        certified(FIT_TOO),
        certified(FIT),
    )
    for person, fields in ((FIT, [FIELD]), (FIT_TOO, [FIELD]), (UNFIT, ["other"]), (ELSEWHERE, [])):
        await heard(team, person, fields)
    return team


async def clue(team: Platform, tell: Any, region: str = BOUND, matter: str = MATTER) -> TaskAssigned:
    given = task_assigned(
        task_id=new_id(), case_id=new_id(), executor="team", region=region, matter=matter, worker_id=None
    )
    await tell(given)

    async def known() -> bool:
        return (await client(team, FIT).get(f"/clues/{given.task_id}")).is_success

    await team.until(known)
    return given


async def act(team: Platform, person: str, one: TaskAssigned, action: str, **body: Any) -> httpx.Response:
    path = f"/clues/{one.task_id}/{action}"
    return await client(team, person).post(path, json={"client_id": str(uuid4())} | body)


async def test_only_qualified_officers_take_up_and_end_a_clue_where_it_binds(rules: Platform, tell: Any) -> None:
    one = await clue(rules, tell)

    for person in (UNFIT, FORMER):
        refused = await act(rules, person, one, "accept")
        assert (refused.status_code, refused.json()["title"]) == (403, "inspections.officer-not-qualified")
        assert (refused.json()["missing"], refused.json()["activity"]) == ([FIELD], ACTIVITY)
    assert (await act(rules, FIT, one, "accept")).status_code == 200
    second = await act(rules, FIT, one, "finish", second_officer_id=UNFIT, result="solved")
    assert (second.status_code, second.json()["person"]) == (403, UNFIT)
    assert (await act(rules, FIT, one, "finish", second_officer_id=FIT_TOO, result="solved")).status_code == 200


async def test_who_is_not_qualified_may_still_give_a_clue_back(rules: Platform, tell: Any) -> None:
    one = await clue(rules, tell)

    assert (await act(rules, UNFIT, one, "return", reason="not-mine")).status_code == 200


async def test_before_the_binding_day_acts_are_observed_and_counted(rules: Platform, tell: Any) -> None:
    one = await clue(rules, tell, OBSERVED)

    assert (await act(rules, ELSEWHERE, one, "accept")).status_code == 200

    counted = (await rules.stranger("enforcement").get("/metrics")).text
    assert f'onefour_officers_observed_total{{activity="{ACTIVITY}"}} 1.0' in counted


async def test_a_matter_for_which_nothing_is_required_is_anybodys(rules: Platform, tell: Any) -> None:
    one = await clue(rules, tell, matter="TQ99")

    assert (await act(rules, UNFIT, one, "accept")).status_code == 200


async def test_what_is_older_than_the_copy_changes_nothing(rules: Platform, tell: Any) -> None:
    await tell(certified("oq-6", 3), certified("oq-6", 2, field="older"), officer_of("oq-6"))

    await heard(rules, "oq-6", [FIELD])

    await tell(QualificationChanged(person_id="oq-6", version=4, region=BOUND, certificates=[]))
    await heard(rules, "oq-6", [])


# ------------------------------------------------------------------------------------------------------------ findings
async def found(team: Platform, person: str, second: str, *, region: str = BOUND, matter: str = FOUND) -> Any:
    body = {"category": {"scheme": "onefour", "code": matter}, "region": region, "text": "现场查见", "position": None}
    told = body | {"found_at": utc_now().isoformat(), "second_officer_id": second}
    return await client(team, person).post("/findings", json=told)


async def test_only_qualified_officers_report_a_finding_where_it_binds(rules: Platform) -> None:
    first = await found(rules, UNFIT, FIT)
    second = await found(rules, FIT, FORMER)
    fit = await found(rules, FIT, FIT_TOO)
    other = await found(rules, UNFIT, FIT, matter="M9902")

    for refused, person in ((first, UNFIT), (second, FORMER)):
        assert (refused.status_code, refused.json()["title"]) == (403, "inspections.officer-not-qualified")
        assert (refused.json()["person"], refused.json()["missing"]) == (person, [FIELD])
    assert (fit.status_code, other.status_code) == (201, 201), fit.text
