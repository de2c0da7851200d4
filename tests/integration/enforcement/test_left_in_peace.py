"""How often one enterprise is inspected, by which reason it is inspected all the same, and at a place: over HTTP."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.enforcement.inspection_desk import WELL, InspectionDesk
from tests.integration.enforcement.penalty_desk import company, refused
from tests.integration.enforcement.test_draws import announced, close
from tests.integration.enforcement.test_inspections import clue
from tests.support.platform import Platform

REGION = "320682130"


@pytest.fixture
async def desk(team: Platform, tell: Any) -> InspectionDesk:
    """A township with a field of its own, left in peace for no day, and bearing two inspections a year."""
    desk = InspectionDesk(team, tell, REGION, "MI07", field_of_duty=f"field-{uuid4().hex[:8]}")
    await desk.build()
    (await desk.publish(quiet_days=0, yearly_cap=2)).raise_for_status()
    return desk


async def test_one_enterprise_bears_so_many_inspections_in_a_calendar_year(desk: InspectionDesk) -> None:
    enterprise = await desk.enterprise()
    for _ in range(2):
        await desk.open(object_id=enterprise)
    over = await desk.try_open(object_id=enterprise)
    refused(over, "inspections.yearly-cap-reached", "54号")
    assert (over.json()["cap"], over.json()["year"]) == (2, desk.today.year)
    assert (await desk.try_open(object_id=enterprise, reason="accident", proof="SG-7")).status_code == 201
    draw = (await announced(desk, region=REGION))["id"]
    refused(await close(desk, draw, officers=desk.officers), "inspections.nothing-to-draw")
    new_year = date(desk.today.year + 1, 1, 1)
    away = timedelta(days=(new_year - desk.today).days)
    desk.platform.clock.ahead += away
    try:
        assert (await desk.try_open(object_id=enterprise)).status_code == 201
    finally:
        desk.platform.clock.ahead -= away


async def test_everybody_reads_how_often_is_inspected_at_most(desk: InspectionDesk) -> None:
    anybody = desk.platform.stranger("enforcement")
    items = (await anybody.get("/inspection-caps", params={"region": REGION})).json()["items"]
    (mine,) = (one for one in items if one["field"] == desk.field_of_duty)
    assert mine == {"field": desk.field_of_duty, "region": REGION, "quiet_days": 0, "yearly_cap": 2}
    (await desk.publish(known=1, quiet_days=5)).raise_for_status()
    items = (await anybody.get("/inspection-caps", params={"region": REGION})).json()["items"]
    assert [one["yearly_cap"] for one in items if one["field"] == desk.field_of_duty] == [None]
    assert (await desk.publish(known=2, yearly_cap=0)).status_code == 422


async def test_a_recheck_names_the_inspection_that_ordered_to_correct(desk: InspectionDesk) -> None:
    (await desk.publish(known=1, quiet_days=30)).raise_for_status()
    enterprise, other = await desk.enterprise(), await desk.enterprise()
    ordered, clean = await desk.ordered(object_id=enterprise), await desk.signed(WELL, object_id=other)
    again: dict[str, Any] = {"object_id": enterprise, "reason": "recheck"}
    refused(await desk.try_open(**again), "inspections.reason-unproved")
    refused(await desk.try_open(**again, proof="x"), "inspections.reason-unproved")
    refused(await desk.try_open(**again, recheck_of=str(uuid4())), "inspections.not-found")
    refused(await desk.try_open(**again, recheck_of=clean), "inspections.recheck-unfit")
    refused(await desk.try_open(**again | {"object_id": other}, recheck_of=ordered), "inspections.recheck-unfit")
    refused(await desk.try_open(**again | {"object_id": other}, recheck_of=clean), "inspections.recheck-unfit")
    case = await desk.open(**again, recheck_of=ordered)
    assert (desk.cases[case]["recheck_of"], desk.cases[case]["reason"]) == (ordered, "recheck")
    assert (await desk.record(case))[0]["facts"]["recheck_of"] == ordered
    await desk.take(ordered, "recheck", second_officer_id=desk.officers[1], corrected=True, found="已改正")
    assert (await desk.try_open(**again, recheck_of=ordered)).status_code == 201


async def test_a_complaint_and_a_clue_are_proved_and_what_proves_them_is_sealed(desk: InspectionDesk) -> None:
    enterprise = await desk.enterprise()
    refused(await desk.try_open(object_id=enterprise, reason="complaint"), "inspections.reason-unproved")
    refused(await desk.try_open(object_id=enterprise, reason="clue"), "inspections.reason-unproved")
    refused(await desk.try_open(object_id=enterprise, proof="x"), "inspections.reason-unproved")
    case = await desk.open(object_id=enterprise, reason="complaint", proof="12345-20261130-77")
    assert "12345-20261130-77" not in str(await desk.record(case))
    words = await desk.officer().get(f"/records/{case}/lines/1/words", params={"purpose": "核对"})
    assert "12345-20261130-77" in words.json()["words"]


async def test_who_is_found_at_a_place_is_left_in_peace_and_the_inspection_broken_off(desk: InspectionDesk) -> None:
    (await desk.publish(known=1, quiet_days=30)).raise_for_status()
    enterprise = await desk.enterprise()
    first = await desk.open()
    bound = await desk.take(first, "credentials", to="店长", object_id=enterprise)
    assert bound["object_id"] == enterprise
    refused(await desk.ask(first, "credentials", to="店长", object_id=enterprise), "inspections.found-already")
    second = await desk.open()
    again = await desk.ask(second, "credentials", to="店长", object_id=enterprise)
    refused(again, "inspections.quiet-time")
    assert again.json()["earlier"] == desk.cases[first]["number"]
    refused(await desk.ask(second, "answers", answers=WELL), "inspections.credentials-not-shown")
    closed = await desk.take(second, "break-off", why="该企业在免打扰期内")
    assert (closed["state"], closed["outcome"]) == ("closed", "broken-off")
    assert (await desk.record(second))[-1]["kind"] == "break-off"
    third = await desk.open(reason="complaint", proof="12345-1")
    await desk.take(third, "credentials", to="店长", object_id=enterprise)


async def test_where_somebody_was_inspected_nothing_is_broken_off(desk: InspectionDesk) -> None:
    case = await desk.open()
    await desk.take(case, "credentials", to="店长")
    refused(await desk.ask(case, "break-off", why="x"), "inspections.inspected-already", "55")
    other = await desk.ask(case, "credentials", to="店长", object_id=str(uuid4()))
    refused(other, "inspections.object-not-found")


async def test_what_was_broken_off_is_borne_by_nobody_and_uses_no_plan_up(desk: InspectionDesk) -> None:
    (await desk.publish(known=1, quiet_days=30)).raise_for_status()
    enterprise = await desk.enterprise()
    plan = await desk.plan(fields=[{"field": desk.field_of_duty, "inspections": 1}])
    by_plan = {"ground": "plan", "plan_id": plan["id"], "object_id": enterprise}
    await desk.take(await desk.open(**by_plan), "break-off", why="无人营业")
    await desk.open(**by_plan)


async def test_who_is_punished_for_what_was_found_at_a_place_was_inspected_there(desk: InspectionDesk) -> None:
    (await desk.publish(known=1, quiet_days=30)).raise_for_status()
    party = company(REGION)
    enterprise = await desk.enterprise(number=party["number"])
    case = await desk.signed()
    closed = await desk.take(case, "penalty", filing=desk.form(party=party))
    assert closed["object_id"] == enterprise
    assert (await desk.record(case))[-1]["facts"]["object_id"] == enterprise
    refused(await desk.try_open(object_id=enterprise), "inspections.quiet-time")


async def test_a_place_is_checked_again_for_what_was_ordered_at_a_place(desk: InspectionDesk) -> None:
    ordered = await desk.ordered()
    of_object = await desk.ordered(object_id=await desk.enterprise())
    refused(await desk.try_open(reason="recheck", recheck_of=of_object), "inspections.recheck-unfit")
    assert (await desk.try_open(reason="recheck", recheck_of=ordered)).status_code == 201


async def test_a_clue_leads_to_who_is_found_at_a_place_also_in_his_quiet_time(desk: InspectionDesk) -> None:
    (await desk.publish(known=1, quiet_days=30)).raise_for_status()
    enterprise, clue_id = await desk.enterprise(), await clue(desk, region=REGION)
    await desk.open(object_id=enterprise)
    case = await desk.open(ground="clue", clue_id=clue_id)
    await desk.take(case, "credentials", to="店长", object_id=enterprise)


async def test_a_clue_whose_inspection_was_broken_off_is_inspected_another_time(desk: InspectionDesk) -> None:
    clue_id = await clue(desk, region=REGION)
    case = await desk.open(ground="clue", clue_id=clue_id)
    await desk.take(case, "break-off", why="无人营业")
    assert (await desk.officer().get(f"/clues/{clue_id}")).json()["state"] == "accepted"
    await desk.open(ground="clue", clue_id=clue_id)


async def test_who_is_found_at_a_recheck_is_whom_the_order_was_for(desk: InspectionDesk) -> None:
    enterprise, ordered = await desk.enterprise(), await desk.ordered()
    case = await desk.open(reason="recheck", recheck_of=ordered)
    found = await desk.ask(case, "credentials", to="店长", object_id=enterprise)
    refused(found, "inspections.recheck-unfit")
