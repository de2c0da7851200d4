"""How a finding of two officers becomes a case: over HTTP and Kafka, on real servers."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from shared.clock import town_day, utc_now
from shared.schemas.dispatch import CaseChanged, PersonChanged, ReportOf
from shared.schemas.vocabulary import CaseState, Origin, Urgency
from tests.support.platform import TOWN, Platform

BODY = {
    "category": {"scheme": "onefour", "code": "M0102"},
    "region": TOWN,
    "position": {"lon": 121.25, "lat": 31.5},
    "text": "工地夜间施工，未取得许可",
    "second_officer_id": "f-2",
}


@pytest.fixture
async def officer(team: Platform, tell: Any) -> httpx.AsyncClient:
    client = team.client("enforcement", role="officer", person_id="f-1")
    usual = {"version": 1, "region": TOWN, "unit_id": None, "roles": ["officer"], "valid_to": None}
    since = town_day(utc_now()) - timedelta(days=1)

    async def known() -> bool:
        listed = (await client.get("/officers")).json()["items"]
        return {"f-1", "f-2"} <= {item["person_id"] for item in listed}

    if not await known():
        await tell(*(PersonChanged(person_id=f"f-{n}", valid_from=since, **usual) for n in (1, 2)))
        await team.until(known)
    return client


async def report(officer: httpx.AsyncClient, **parts: Any) -> httpx.Response:
    return await officer.post("/findings", json=BODY | {"found_at": utc_now().isoformat()} | parts)


def case_of(finding_id: str, version: int, state: CaseState) -> CaseChanged:
    return CaseChanged(
        case_id=finding_id,
        version=version,
        number="AJ-5",
        state=state,
        action="step",
        region=TOWN,
        matter=None,
        urgency=Urgency.NORMAL,
        executor=None,
        cell=None,
        unit=None,
        outcome="handled" if state is CaseState.CLOSED else None,
        result=None,
        reports=[ReportOf(report_id=uuid4(), origin=Origin.FINDING, external_id=finding_id)],
        opened_at=utc_now(),
        changed_at=utc_now(),
    )


async def test_a_finding_is_published_without_its_words(team: Platform, officer: httpx.AsyncClient) -> None:
    taken = await report(officer)

    async with team.database("enforcement").begin() as work:
        query = (
            "SELECT f::text AS row, o.body, o.topic FROM findings f JOIN outbox o ON o.key = f.id::text WHERE f.id = :i"
        )
        kept = (await work.connection.execute(text(query), {"i": taken.json()["id"]})).one()
    assert taken.status_code == 201, taken.text
    assert (kept.topic, json.loads(kept.body)["officer_id"]) == ("enforcement.findings.v1", "f-1")
    assert "施工" not in kept.row + kept.body


async def test_the_team_sees_what_became_of_its_finding(team: Platform, officer: httpx.AsyncClient, tell: Any) -> None:
    finding_id = (await report(officer)).json()["id"]

    await tell(
        *(case_of(finding_id, n, s) for n, s in [(1, CaseState.FILED), (3, CaseState.CLOSED), (2, CaseState.HANDLING)])
    )

    async def closed() -> dict[str, Any] | None:
        found = dict((await officer.get(f"/findings/{finding_id}")).json())
        return found if found["case_state"] == "closed" else None

    found = await team.until(closed)
    assert (found["case_number"], found["outcome"]) == ("AJ-5", "handled")
    assert [step["to_state"] for step in found["history"]] == [None, "filed", "closed"]


async def test_each_look_at_a_text_is_logged(team: Platform, officer: httpx.AsyncClient) -> None:
    finding_id = (await report(officer)).json()["id"]
    service = team.client("enforcement", role="service", scope="32", person_id="service:dispatch")

    asked = {"ids": [finding_id, str(uuid4())], "purpose": "研判", "on_behalf_of": "p-dispatcher"}
    contents = (await service.post("/findings/contents", json=asked)).json()["items"]

    async with team.database("enforcement").begin() as work:
        query = text("SELECT by, on_behalf_of, purpose FROM finding_looks WHERE finding_id = :i")
        looks = (await work.connection.execute(query, {"i": finding_id})).all()
    assert contents == [{"id": finding_id, "text": BODY["text"], "place": None}]
    assert [tuple(look) for look in looks] == [("service:dispatch", "p-dispatcher", "研判")]
    assert (await officer.post("/findings/contents", json=asked)).status_code == 403


@pytest.mark.parametrize(
    ("part", "status", "code"),
    [
        ({"second_officer_id": None}, 422, "inspections.two-officers-needed"),
        ({"second_officer_id": "f-1"}, 422, "inspections.two-officers-needed"),
        ({"second_officer_id": "f-9"}, 403, "inspections.not-an-officer"),
        ({"region": "320585103"}, 403, "inspections.region-outside"),
        ({"found_at": "2999-01-01T00:00:00Z"}, 422, "inspections.found-in-future"),
        ({"found_at": "2026-01-01T00:00:00"}, 422, "invalid"),
        ({"found_at": "2026-01-01T00:00:00Z"}, 422, "inspections.found-too-long-ago"),
        ({"position": {"lon": 31.5, "lat": 71.25}}, 422, "geo.bad-position"),
        ({"text": " "}, 422, "invalid"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_code(
    officer: httpx.AsyncClient, part: dict[str, Any], status: int, code: str
) -> None:
    answer = await report(officer, **part)

    assert (answer.status_code, answer.json()["title"]) == (status, code)


async def test_another_township_sees_nothing_of_a_finding(team: Platform, officer: httpx.AsyncClient) -> None:
    finding_id = (await report(officer)).json()["id"]
    neighbour = team.client("enforcement", role="officer", scope="320585103")

    one = await neighbour.get(f"/findings/{finding_id}")
    many = await neighbour.get("/findings")

    assert one.status_code == 404
    assert finding_id not in [item["id"] for item in many.json()["items"]]
