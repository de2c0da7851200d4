"""Whom does the team supervise, and what does it ask of them? Over HTTP and Kafka, on real servers."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.integration.enforcement.inspection_desk import QUESTIONS, WELL, InspectionDesk
from tests.integration.enforcement.penalty_desk import DAY, company, refused
from tests.support.platform import Platform
from tests.support.window_samples import licence_corrected, licence_ended, licence_granted, licence_renewed

REGION = "320682171"


@pytest.fixture
async def desk(team: Platform, tell: Any) -> InspectionDesk:
    return InspectionDesk(team, tell, REGION, "MI01")


async def shown(desk: InspectionDesk, licence: str, **wanted: Any) -> dict[str, Any]:
    """Return a licence of the township's list once it has the wanted values."""

    async def look() -> dict[str, Any] | None:
        page = (await desk.officer().get("/supervised-objects", params={"kind": "licence", "limit": 200})).json()
        found = [one for one in page["items"] if one["id"] == licence and one | wanted == one]
        return found[0] if found else None

    return dict(await desk.platform.until(look, 30))


async def test_what_the_window_licensed_is_supervised_until_it_ends(desk: InspectionDesk, tell: Any) -> None:
    licence = str(uuid4())
    usual = {"licence_id": licence, "region": REGION}
    await tell(licence_granted(**usual))
    await shown(desk, licence, version=1, item="food-workshop-registration", power="XZ-1", valid_to="2029-11-19")
    await tell(licence_renewed(**usual), licence_granted(**usual))
    await shown(desk, licence, version=2, valid_to="2032-11-19")
    await tell(licence_corrected(**usual | {"version": 3, "valid_to": "2031-11-19"}))
    await shown(desk, licence, version=3, valid_to="2031-11-19")
    await tell(licence_ended(**usual | {"version": 4}))
    await shown(desk, licence, version=4, ended_on="2026-11-25")
    for day, there in (("2026-11-24", True), ("2026-11-25", False), ("2032-01-01", False)):
        page = (await desk.officer().get("/supervised-objects", params={"as_of": day, "limit": 200})).json()
        assert (licence in {one["id"] for one in page["items"]}) is there, day
    outside = desk.platform.client("enforcement", role="officer", person_id="o", scope="320682172")
    page = (await outside.get("/supervised-objects")).json()
    assert licence not in {one["id"] for one in page["items"]}


async def test_an_enterprise_is_entered_once_and_its_name_is_read_for_a_purpose(desk: InspectionDesk) -> None:
    number = company(REGION)["number"]
    entered = await desk.enterprise(number=number)
    page = (await desk.officer().get("/supervised-objects", params={"kind": "enterprise", "limit": 200})).text
    assert entered in page
    assert number not in page
    given = {"region": REGION, "field": "fire", "name": "示例", "number": number}
    again = await desk.officer().post("/supervised-objects", json=given)
    refused(again, "inspections.object-known")
    assert again.json()["object"] == entered
    (await desk.officer().post("/supervised-objects", json=given | {"field": "food"})).raise_for_status()
    read = f"/supervised-objects/{entered}/party"
    assert (await desk.officer().get(read)).status_code == 422
    party = (await desk.officer().get(read, params={"purpose": "现场检查"})).json()
    assert (party["name"], party["number"]) == ("示例餐饮有限公司", number)
    elsewhere = desk.platform.client("enforcement", role="officer", person_id="o", scope="320682172")
    refused(await elsewhere.get(read, params={"purpose": "x"}), "inspections.object-not-found")


async def test_what_may_not_be_entered_is_refused(desk: InspectionDesk) -> None:
    given = {"region": REGION, "field": "fire", "name": "示例", "number": company(REGION)["number"]}
    for changes, code in (
        ({"number": "91110000600037341X"}, "inspections.number-malformed"),
        ({"region": "320682172"}, "inspections.region-outside"),
    ):
        refused(await desk.officer().post("/supervised-objects", json=given | changes), code)
    assert (await desk.head().post("/supervised-objects", json=given)).status_code == 403


async def test_a_checklist_is_published_version_by_version_and_the_nearest_holds(desk: InspectionDesk) -> None:
    desk.field_of_duty = "gas"
    asked = {"region": REGION}
    refused(await desk.officer().get("/checklists/gas", params=asked), "inspections.checklist-missing")
    county = desk.platform.client("enforcement", role="leader", person_id="h", scope="320682")
    above = desk.checklist(region="320682", quiet_days=7)
    assert (await county.put("/checklists/gas", json=above)).json()["version"] == 1
    assert (await desk.officer().get("/checklists/gas", params=asked)).json()["quiet_days"] == 7
    assert (await desk.publish(quiet_days=9)).json()["version"] == 1
    refused(await desk.publish(quiet_days=8), "inspections.checklist-changed")
    assert (await desk.publish(known=1, quiet_days=8)).json()["version"] == 2
    held = (await desk.officer().get("/checklists/gas", params=asked)).json()
    assert (held["region"], held["version"], held["quiet_days"]) == (REGION, 2, 8)
    refused(await desk.publish(known=2, region="320682"), "inspections.region-outside")
    refused(await desk.publish(known=2, questions=[*QUESTIONS, QUESTIONS[0]]), "inspections.questions-doubled")
    assert (await desk.officer().put("/checklists/gas", json=above)).status_code == 403


async def test_a_look_at_who_an_enterprise_is_is_logged(desk: InspectionDesk) -> None:
    entered = await desk.enterprise()
    await desk.officer().get(f"/supervised-objects/{entered}/party", params={"purpose": "现场检查"})
    async with desk.platform.database("enforcement").begin() as work:
        rows = await work.connection.execute(
            text("SELECT by, purpose FROM object_looks WHERE object_id = :id"), {"id": entered}
        )
        assert [tuple(row) for row in rows] == [(desk.officers[0], "现场检查")]


async def correct(desk: InspectionDesk, entered: str, version: int = 1, **changes: Any) -> Any:
    given = {"name": "示例小吃店", "number": company(REGION)["number"], "address": "示例路 2 号", "why": "登记有误"}
    return await desk.officer().post(
        f"/supervised-objects/{entered}/correct", json=given | {"version": version} | changes
    )


async def end(desk: InspectionDesk, entered: str, version: int = 1, days: int = 0) -> Any:
    day = (desk.today + days * DAY).isoformat()
    given = {"version": version, "ended_on": day, "why": "已注销"}
    return await desk.officer().post(f"/supervised-objects/{entered}/end", json=given)


async def test_who_an_enterprise_is_is_corrected_and_the_former_stays_on_its_record(desk: InspectionDesk) -> None:
    number, right = (company(REGION)["number"] for _ in range(2))
    entered = await desk.enterprise(number=number)
    assert (await correct(desk, entered, number=number)).json()["version"] == 2
    assert (await correct(desk, entered, 2, number=right)).json()["version"] == 3
    refused(await correct(desk, entered), "inspections.object-changed")
    refused(await correct(desk, entered, 3, number="91110000600037341X"), "inspections.number-malformed")
    other = await desk.enterprise()
    known = await correct(desk, other, number=right)
    refused(known, "inspections.object-known")
    assert known.json()["object"] == entered
    read = f"/supervised-objects/{entered}/party"
    party = (await desk.officer().get(read, params={"purpose": "核对"})).json()
    assert (party["name"], party["number"], party["address"]) == ("示例小吃店", right, "示例路 2 号")
    lines = await desk.record(entered)
    assert [(line["kind"], line["has_words"]) for line in lines] == [("enter", True), *[("correct", True)] * 2]
    words = await desk.officer().get(f"/records/{entered}/lines/1/words", params={"purpose": "核对"})
    assert number in words.json()["words"]
    assert await desk.enterprise(number=number) != entered


async def test_who_was_ended_is_neither_drawn_nor_inspected_and_may_be_entered_again(desk: InspectionDesk) -> None:
    await desk.ready(quiet_days=30)
    number = company(REGION)["number"]
    entered = await desk.enterprise(number=number)
    case = await desk.signed(WELL, object_id=entered)
    running = await end(desk, entered)
    refused(running, "inspections.object-inspected")
    assert running.json()["inspection"] == desk.cases[case]["number"]
    await desk.take(case, "nothing-found")
    assert (await end(desk, entered)).json()["ended_on"] == desk.today.isoformat()
    refused(await desk.try_open(object_id=entered, reason="accident", proof="1"), "inspections.object-ended")
    refused(await correct(desk, entered, 2), "inspections.object-ended")
    refused(await end(desk, entered, 2), "inspections.object-ended")
    there: dict[str, Any] = {"as_of": desk.today.isoformat(), "limit": 200}
    assert entered not in (await desk.officer().get("/supervised-objects", params=there)).text
    assert (await desk.record(entered))[-1]["facts"]["why"] == "已注销"
    again = await desk.enterprise(number=number)
    # It is the same enterprise, and left in peace.
    refused(await desk.try_open(object_id=again), "inspections.quiet-time")


async def test_an_enterprise_ends_on_a_day_that_is_no_later_than_today(desk: InspectionDesk) -> None:
    entered = await desk.enterprise()
    for days in (-1, 1):
        refused(await end(desk, entered, days=days), "inspections.end-day-unfit")
    refused(await end(desk, entered, 2), "inspections.object-changed")
    refused(await end(desk, str(uuid4())), "inspections.object-not-found")
    assert (await desk.head().post(f"/supervised-objects/{entered}/end", json={})).status_code == 403


async def test_what_the_window_licensed_is_the_windows_to_correct_and_end(desk: InspectionDesk, tell: Any) -> None:
    licence = str(uuid4())
    await tell(licence_granted(licence_id=licence, region=REGION))
    await shown(desk, licence, version=1)
    refused(await correct(desk, licence), "inspections.object-of-window")
    refused(await end(desk, licence), "inspections.object-of-window")


async def test_who_is_being_inspected_does_not_end_at_the_same_moment(desk: InspectionDesk) -> None:
    await desk.ready(quiet_days=0)
    for _ in range(4):
        entered = await desk.enterprise()
        opened, ended = await asyncio.gather(desk.try_open(object_id=entered), end(desk, entered))
        assert sorted((opened.status_code, ended.status_code)) in ([200, 409], [201, 409])


async def test_who_was_entered_before_there_were_records_has_one_from_the_first_change_on(desk: InspectionDesk) -> None:
    entered, words = uuid4(), json.dumps({"name": "老店", "number": company(REGION)["number"]})
    insert = """
        INSERT INTO supervised_objects (id, kind, region, version, field, sealed, added_by, added_at)
        VALUES (:id, 'enterprise', :region, 1, 'fire', :sealed, 'p-1', now())
    """
    async with desk.platform.database("enforcement").begin() as work:
        sealed = work.sealer.seal(words, about=str(entered))
        await work.connection.execute(text(insert), {"id": entered, "region": REGION, "sealed": sealed})
    assert (await end(desk, str(entered))).is_success
    assert [line["kind"] for line in await desk.record(str(entered))] == ["end"]
