"""What a worker's own report promises, on a real database and a real broker."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from grid.patrols.consumers import hear_of_cases
from shared.runtime.db import new_id
from shared.schemas.dispatch import CaseChanged, ReportOf
from shared.schemas.grid import PatrolReported
from shared.schemas.vocabulary import CaseState, Origin, Urgency
from tests.integration.grid.town import Town, new_town, now, tell, told


def sighting(**more: Any) -> dict[str, Any]:
    return {
        "client_id": str(new_id()),
        "category": {"scheme": "onefour", "code": "M0101"},
        "position": {"lon": 121.015, "lat": 31.505},
        "text": "张某家门口堆放杂物",
        "seen_at": now().isoformat(),
    } | more


async def report(town: Town, **more: Any) -> httpx.Response:
    return await town.client("worker", "wang").post("/patrol-reports", json=sighting(**more))


def case_of(report_id: str, **more: Any) -> CaseChanged:
    told: dict[str, Any] = {
        "case_id": new_id(),
        "version": 1,
        "number": "太2026-7",
        "state": CaseState.RECEIVED,
        "action": "open",
        "region": "329900001",
        "matter": None,
        "urgency": Urgency.NORMAL,
        "executor": None,
        "cell": None,
        "unit": None,
        "outcome": None,
        "result": None,
        "opened_at": now(),
        "changed_at": now(),
        "reports": [ReportOf(report_id=new_id(), origin=Origin.PATROL, external_id=report_id)],
    }
    return CaseChanged(**(told | more))


async def test_a_report_gets_the_cell_it_lies_in_and_is_told_without_its_text(town: Town):
    answer = await report(town, urgency="urgent")

    found = answer.json()
    assert (answer.status_code, found["cell"], found["region"]) == (201, town.east, town.region)
    [event] = await told(town.platform, PatrolReported, found["id"])
    assert (event.cell, event.worker_id, event.urgency) == (town.east, town.person("wang"), Urgency.URGENT)
    assert "张某" not in event.model_dump_json()


async def test_the_same_report_again_is_the_same_report(town: Town):
    body = sighting()
    phone = town.client("worker", "wang")

    first, second = [await phone.post("/patrol-reports", json=body) for _ in range(2)]

    assert second.json() == first.json()
    assert len(await told(town.platform, PatrolReported, first.json()["id"])) == 1


async def test_a_client_id_of_another_report_is_a_conflict(town: Town):
    body = sighting()
    phone = town.client("worker", "wang")
    await phone.post("/patrol-reports", json=body)

    other = await phone.post("/patrol-reports", json=body | {"urgency": "low"})

    assert (other.status_code, other.json()["different"]) == (409, ["urgency"])


async def test_a_place_outside_every_cell_is_no_reason_to_refuse(town: Town):
    outside = await report(town, position={"lon": 121.5, "lat": 31.5})
    nowhere = await report(town, position=None)

    assert [(a.status_code, a.json()["cell"], a.json()["region"]) for a in (outside, nowhere)] == [
        (201, None, town.region),
        (201, None, town.region),
    ]


async def test_a_map_position_is_converted(town: Town):
    answer = await report(town, position={"lon": 121.0194, "lat": 31.503, "crs": "gcj02"})

    assert answer.json()["cell"] == town.east
    assert answer.json()["position"]["lon"] < 121.0194


@pytest.mark.parametrize(
    "wrong",
    [{"text": ""}, {"text": "\x00"}, {"client_id": "1"}, {"category": {"scheme": "?", "code": "x"}}, {"more": 1}],
)
async def test_a_wrong_report_is_refused_by_field(town: Town, wrong: dict[str, Any]):
    answer = await report(town, **wrong)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith(f"body.{next(iter(wrong))}")


async def test_what_was_seen_in_the_future_is_refused(town: Town):
    in_an_hour = town.platform.clock() + timedelta(hours=1)

    assert (await report(town, seen_at=in_an_hour.isoformat())).status_code == 422


async def test_a_worker_sees_how_far_the_case_of_his_report_is(town: Town):
    report_id = (await report(town)).json()["id"]
    opened = case_of(report_id)
    await tell(town.platform, opened, opened.model_copy(update={"version": 2, "state": CaseState.FILED}))

    async def filed() -> dict[str, Any] | None:
        [item] = (await town.client("worker", "wang").get("/patrol-reports")).json()["items"]
        return item["case"] if item["case"] and item["case"]["state"] == "filed" else None

    case = await town.platform.until(filed)
    assert (case["case_id"], case["number"]) == (str(opened.case_id), "太2026-7")


async def test_an_older_step_of_the_case_changes_nothing(town: Town):
    report_id = (await report(town)).json()["id"]
    newest = case_of(report_id, version=5, state=CaseState.CLOSED)
    for event in (newest, newest.model_copy(update={"version": 4, "state": CaseState.FILED})):
        async with town.platform.database("grid").begin() as work:
            await hear_of_cases(work, [event, case_of(report_id, reports=[])], now())

    found = (await town.client("worker", "wang").get(f"/patrol-reports/{report_id}")).json()
    assert (found["case"]["state"], found["version"]) == ("closed", 2)


async def test_a_worker_sees_his_own_reports_alone_page_by_page(town: Town):
    ids = [(await report(town)).json()["id"] for _ in range(3)]
    phone = town.client("worker", "wang")

    first = (await phone.get("/patrol-reports", params={"limit": 2})).json()
    rest = (await phone.get("/patrol-reports", params={"limit": 2, "after": first["next"]})).json()

    assert [item["id"] for item in first["items"] + rest["items"]] == ids[::-1]
    other = town.client("worker", "li")
    assert (await other.get("/patrol-reports")).json()["items"] == []
    assert (await other.get(f"/patrol-reports/{ids[0]}")).status_code == 404


async def test_another_service_reads_the_text_for_a_person_and_each_look_is_logged(town: Town):
    report_id = (await report(town)).json()["id"]
    asked = {"ids": [report_id, str(new_id())], "purpose": "handling", "on_behalf_of": "p-officer"}

    answer = await town.client("service", "dispatch").post("/patrol-reports/contents", json=asked)

    assert answer.json() == {"items": [{"id": report_id, "text": "张某家门口堆放杂物", "place": None}]}
    async with town.platform.database("grid").begin() as work:
        query = text("SELECT by, on_behalf_of, purpose FROM patrol_report_looks WHERE report_id = :id")
        [look] = await work.connection.execute(query, {"id": report_id})
    assert tuple(look) == (town.person("dispatch"), "p-officer", "handling")


async def test_only_a_service_reads_contents_and_only_in_its_region(town: Town):
    report_id = (await report(town)).json()["id"]
    asked = {"ids": [report_id], "purpose": "handling", "on_behalf_of": "p-officer"}

    refused = await town.client("dispatcher").post("/patrol-reports/contents", json=asked)
    elsewhere = await new_town(town.platform).client("service").post("/patrol-reports/contents", json=asked)

    assert refused.status_code == 403
    assert elsewhere.json() == {"items": []}


async def test_what_was_settled_on_the_spot_is_told_in_one_step_without_its_words(town: Town):
    answer = await report(town, solved={"result": "persuaded", "note": "张某已自行清理"})

    found = answer.json()
    assert (answer.status_code, found["solved"]) == (201, "persuaded")
    [event] = await told(town.platform, PatrolReported, found["id"])
    assert event.solved == "persuaded"
    assert "张某" not in event.model_dump_json()
    asked = {"ids": [found["id"]], "purpose": "verifying", "on_behalf_of": "p-dispatcher"}
    [content] = (await town.client("service").post("/patrol-reports/contents", json=asked)).json()["items"]
    assert content["text"] == "张某家门口堆放杂物\n现场处置：张某已自行清理"


async def test_what_needs_others_is_not_settled_on_the_spot(town: Town):
    answer = await report(town, solved={"result": "needs-others", "note": "须执法"})

    assert (answer.status_code, answer.json()["title"]) == (422, "patrols.not-settled")
