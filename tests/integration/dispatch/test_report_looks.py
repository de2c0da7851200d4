"""Who reads what a citizen said, for which purpose, and that each look is on record."""

from typing import Any

import pytest

from tests.integration.dispatch.desk import (
    STALLS,
    STAND_IN,
    WORKER,
    act,
    case_of,
    dispatcher,
    handled,
    report,
    reported_case,
    rows,
)
from tests.support.platform import Platform
from tests.support.town import OFFICERS

SAID: dict[str, Any] = {
    "title": "夜间噪音",
    "detail": "楼下张三家",
    "place": "浏河新村3幢",
    "reporter": {"name": "王小明", "phone": "13800001234"},
}


async def look(town: Platform, report_id: str, purpose: str = "handle", **who: Any) -> Any:
    client = town.client("dispatch", **{"role": "dispatcher", "person_id": "p-dispatcher"} | who)
    return await client.get(f"/reports/{report_id}", params={"purpose": purpose})


async def test_a_look_needs_a_purpose(town: Platform) -> None:
    report_id, _ = await report(town, **SAID)

    without = await dispatcher(town).get(f"/reports/{report_id}")

    assert (without.status_code, without.json()["errors"][0]["field"]) == (422, "query.purpose")
    assert (await look(town, report_id, "curiosity")).status_code == 422
    assert not await rows(town, "SELECT 1 FROM report_looks WHERE report_id = :id", id=report_id)


@pytest.mark.parametrize("purpose", ["handle", "verify", "triage"])
async def test_the_phone_is_masked_and_the_look_logged(town: Platform, purpose: str) -> None:
    report_id, _ = await report(town, **SAID)

    seen = (await look(town, report_id, purpose)).json()

    assert (seen["title"], seen["detail"], seen["place"]) == ("夜间噪音", "楼下张三家", "浏河新村3幢")
    assert seen["reporter"] == {"name": "王小明", "phone": "*******1234"}
    logged = await rows(town, "SELECT person_id, purpose FROM report_looks WHERE report_id = :id", id=report_id)
    assert [tuple(row) for row in logged] == [("p-dispatcher", purpose)]


async def test_who_calls_back_reads_the_number(town: Platform) -> None:
    report_id, _ = await report(town, **SAID)

    assert (await look(town, report_id, "call-back")).json()["reporter"]["phone"] == "13800001234"


async def test_a_worker_reads_while_he_holds_the_task_and_not_after(town: Platform) -> None:
    report_id, _ = await report(town, **SAID)
    case = await case_of(town, report_id)

    assert (await look(town, report_id, role="worker", person_id=WORKER)).status_code == 200
    # Who stands in for the cell may have to go.
    assert (await look(town, report_id, role="worker", person_id=STAND_IN)).status_code == 200
    assert (await look(town, report_id, role="worker", person_id="p-other")).status_code == 404
    assert (await look(town, report_id, role="officer", person_id=OFFICERS[0])).status_code == 404

    await handled(town, case)

    assert (await look(town, report_id, role="worker", person_id=WORKER)).status_code == 404


async def test_an_officer_reads_what_his_team_holds(town: Platform) -> None:
    report_id, _ = await report(town, **SAID | {"category": STALLS})
    case = await case_of(town, report_id)
    assert case["executor"] == "team"

    assert (await look(town, report_id, role="officer", person_id=OFFICERS[0])).status_code == 200
    assert (await look(town, report_id, role="officer", scope="320585105")).status_code == 404
    assert (await look(town, report_id, role="worker", person_id=WORKER)).status_code == 404

    assert (await act(town, case, "void", reason="sent-twice")).is_success
    assert (await look(town, report_id, role="officer", person_id=OFFICERS[0])).status_code == 404


async def test_a_report_that_named_no_township_is_read_where_its_case_is(town: Platform) -> None:
    report_id, _ = await report(town, **SAID | {"region": None})
    await case_of(town, report_id)

    assert (await look(town, report_id)).status_code == 200
    assert (await look(town, report_id, scope="320585105")).status_code == 404


@pytest.mark.parametrize("role", ["clerk", "leader", "admin", "operator", "org-office"])
async def test_who_has_no_part_in_it_reads_nothing(town: Platform, role: str) -> None:
    case = await reported_case(town)

    assert (await look(town, case["reports"][0], role=role)).status_code == 403


async def test_a_position_that_was_no_place_is_shown_as_it_was_given(town: Platform) -> None:
    given = {"lon": 31.505, "lat": 121.255, "crs": "gcj02"}
    report_id, _ = await report(town, **SAID, position=given)

    seen = (await look(town, report_id)).json()

    assert (seen["lon"], seen["lat"], seen["position_problem"]) == (None, None, "swapped")
    assert seen["given_position"] == given
