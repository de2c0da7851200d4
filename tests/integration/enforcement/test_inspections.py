"""How two officers inspect, and what comes of it: over HTTP and Kafka, on real servers."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from shared.runtime.db import new_id
from shared.schemas.dispatch import PersonChanged
from shared.schemas.enforcement import ClueProgressed
from tests.integration.enforcement.inspection_desk import BAD, WELL, InspectionDesk
from tests.integration.enforcement.penalty_desk import DAY, company, refused
from tests.integration.enforcement.test_clues import task
from tests.support.certified import certify
from tests.support.platform import Platform
from tests.support.window_samples import licence_granted

REGION = "320682182"


@pytest.fixture
async def desk(team: Platform, tell: Any) -> InspectionDesk:
    return await InspectionDesk(team, tell, REGION, "MI02").ready()


async def clue(desk: InspectionDesk, *, accepted: bool = True, region: str = REGION) -> str:
    """Return a clue of the township, which an officer took up."""
    told = task(region=region + "001", matter=desk.matter)
    await desk.tell(told)
    clue_id = str(told.task_id)

    async def known() -> bool:
        looks = desk.platform.client("enforcement", role="officer", person_id="x", scope="320682")
        return (await looks.get(f"/clues/{clue_id}")).is_success

    await desk.platform.until(known, 30)
    if accepted:
        answer = await desk.officer().post(f"/clues/{clue_id}/accept", json={"client_id": str(new_id())})
        answer.raise_for_status()
    return clue_id


async def told(desk: InspectionDesk, clue_id: str) -> list[dict[str, Any]]:
    """Return what the centre was told of a clue."""
    query = text("SELECT body FROM outbox WHERE type = :type AND key = :key ORDER BY seq")
    async with desk.platform.database("enforcement").begin() as work:
        rows = await work.connection.execute(query, {"type": ClueProgressed.TYPE, "key": clue_id})
        return [json.loads(row.body) for row in rows]


async def test_an_inspection_that_finds_nothing_is_closed(desk: InspectionDesk) -> None:
    plan = (await desk.plan())["id"]
    case = await desk.signed(WELL, ground="plan", plan_id=plan)
    assert (desk.cases[case]["state"], desk.cases[case]["powers"]) == ("signed", ["P-MI02"])
    refused(await desk.ask(case, "order", due_on="2030-01-01", what="x"), "inspections.nothing-found", "28")
    closed = await desk.take(case, "nothing-found")
    assert (closed["state"], closed["outcome"], closed["plan_id"]) == ("closed", "nothing-found", plan)
    lines = await desk.record(case)
    assert [line["kind"] for line in lines] == ["open", "show-credentials", "answer", "sign", "sign", "find-nothing"]
    assert lines[2]["facts"]["answers"][1]["measured"] == "52.5"
    assert lines[4]["by"] == desk.officers[1]
    assert "店长" not in str(lines)
    page = (await desk.officer().get("/inspections", params={"state": "closed"})).json()
    assert case in {one["id"] for one in page["items"]}


async def test_credentials_answers_and_signatures_come_in_their_order(desk: InspectionDesk) -> None:
    case = await desk.open()
    refused(await desk.ask(case, "answers", answers=WELL), "inspections.credentials-not-shown", "55")
    refused(await desk.ask(case, "sign"), "inspections.credentials-not-shown", "55")
    await desk.take(case, "credentials", to="店长")
    refused(await desk.ask(case, "sign"), "inspections.not-answered", "55")
    refused(await desk.ask(case, "answers", answers=WELL[:1]), "inspections.not-all-answered")
    unmeasured = [WELL[0], {"question": "noise", "answer": "yes"}]
    refused(await desk.ask(case, "answers", answers=unmeasured), "inspections.measurement-unfit")
    await desk.take(case, "answers", answers=WELL)
    await desk.take(case, "sign")
    refused(await desk.ask(case, "sign"), "inspections.signed-already")
    # What was signed is not what stands there now: it is signed again.
    await desk.take(case, "answers", answers=BAD)
    await desk.take(case, "sign", desk.officer(2))
    assert (await desk.take(case, "sign"))["state"] == "signed"
    refused(await desk.ask(case, "answers", answers=WELL), "inspections.illegal-step")
    refused(await desk.ask(case, "nothing-found"), "inspections.something-found")


async def test_only_the_officers_of_the_day_who_inspect_take_its_steps(desk: InspectionDesk) -> None:
    refused(await desk.try_open(second_officer_id=None), "inspections.two-officers-needed")
    refused(await desk.try_open(second_officer_id=desk.officers[0]), "inspections.two-officers-needed")
    refused(await desk.try_open(second_officer_id="nobody"), "inspections.not-an-officer")
    refused(await desk.try_open(region="320682183"), "inspections.region-outside")
    refused(await desk.try_open(field="unknown"), "inspections.checklist-missing")
    case = await desk.open()
    refused(await desk.ask(case, "credentials", desk.officer(3), to="x"), "inspections.not-your-inspection", "42")
    refused(await desk.ask(case, "credentials", version=9, to="x"), "inspections.version-conflict")
    other = desk.platform.client("enforcement", role="officer", person_id="o", scope="320682183")
    refused(await other.get(f"/inspections/{case}"), "inspections.not-found")
    assert (await desk.head().post(f"/inspections/{case}/sign", json={"version": 1})).status_code == 403


async def test_the_ground_names_what_it_rests_on(desk: InspectionDesk) -> None:
    mine = await desk.enterprise()
    unfit: tuple[tuple[dict[str, Any], str], ...] = (
        ({"ground": "own"}, "ground-unfit"),
        ({"ground": "plan", "why": "x"}, "ground-unfit"),
        ({"ground": "plan", "plan_id": str(uuid4()), "clue_id": str(uuid4())}, "ground-unfit"),
        ({"ground": "plan", "plan_id": str(uuid4())}, "plan-not-found"),
        ({"ground": "draw", "draw_id": str(uuid4())}, "object-or-place"),
        ({"object_id": mine, "place": "x"}, "object-or-place"),
        ({"ground": "clue", "clue_id": str(uuid4())}, "clue-not-accepted"),
        ({"object_id": str(uuid4())}, "object-not-found"),
        ({"object_id": await desk.enterprise(field="food")}, "object-unfit"),
    )
    for given, code in unfit:
        refused(await desk.try_open(**given), f"inspections.{code}")


async def test_what_was_ordered_is_checked_again_by_two_others_and_the_clue_is_finished(desk: InspectionDesk) -> None:
    clue_id = await clue(desk)
    case = await desk.ordered(ground="clue", clue_id=clue_id)
    refused(await desk.try_open(ground="clue", clue_id=clue_id), "inspections.clue-inspected")
    recheck: dict[str, Any] = {"corrected": True, "found": "通道已清理"}
    refused(await desk.ask(case, "recheck", desk.officer(3), **recheck), "inspections.two-officers-needed")
    closed = await desk.take(case, "recheck", desk.officer(3), second_officer_id=desk.officers[0], **recheck)
    assert (closed["state"], closed["outcome"]) == ("closed", "corrected")
    finished = (await desk.officer().get(f"/clues/{clue_id}")).json()
    assert (finished["state"], finished["result"]) == ("finished", "solved")
    assert {finished["officer_id"], finished["second_officer_id"]} == {f"{REGION}-3", desk.officers[0]}
    assert (await told(desk, clue_id))[-1]["state"] == "finished"
    assert (await desk.record(case))[-1]["facts"]["clue_finished"] is True


async def test_an_inspection_needs_a_clue_that_was_taken_up_here(desk: InspectionDesk) -> None:
    refused(
        await desk.try_open(ground="clue", clue_id=await clue(desk, accepted=False)), "inspections.clue-not-accepted"
    )
    given_back = await clue(desk)
    case = await desk.signed(WELL, ground="clue", clue_id=given_back)
    body = {"client_id": str(new_id()), "reason": "not-mine"}
    (await desk.officer().post(f"/clues/{given_back}/return", json=body)).raise_for_status()
    await desk.take(case, "nothing-found")
    assert (await desk.record(case))[-1]["facts"]["clue_finished"] is False


async def test_an_order_has_its_day_and_nobody_is_late_before_it(desk: InspectionDesk) -> None:
    case = await desk.signed()
    for days in (0, 366):
        day = (desk.today + days * DAY).isoformat()
        refused(await desk.ask(case, "order", due_on=day, what="x"), "inspections.order-term-unfit", "28")
    await desk.take(case, "order", due_on=(desk.today + DAY).isoformat(), what="清理")
    late: dict[str, Any] = {"second_officer_id": desk.officers[1], "corrected": False, "found": "仍未清理"}
    refused(await desk.ask(case, "recheck", **late), "inspections.term-runs", "28")
    desk.platform.clock.ahead += timedelta(days=2)
    try:
        assert (await desk.take(case, "recheck", **late))["state"] == "uncorrected"
        due = (desk.today + DAY).isoformat()
        assert (await desk.take(case, "order", due_on=due, what="再次责令"))["state"] == "ordered"
    finally:
        desk.platform.clock.ahead -= timedelta(days=2)


async def test_what_was_not_corrected_becomes_a_penalty_case_that_names_the_inspection(desk: InspectionDesk) -> None:
    clue_id = await clue(desk)
    case = await desk.signed(ground="clue", clue_id=clue_id)
    refused(
        await desk.ask(case, "penalty", filing=desk.form(second_officer_id=None)), "inspections.two-officers-needed"
    )
    elsewhere = desk.form(region="320682183")
    refused(await desk.ask(case, "penalty", filing=elsewhere), "inspections.object-unfit")
    closed = await desk.take(case, "penalty", filing=desk.form())
    assert (closed["state"], closed["outcome"]) == ("closed", "penalty")
    penalty = (await desk.officer().get(f"/penalties/{closed['penalty_id']}")).json()
    assert (penalty["state"], penalty["inspection_id"]) == ("investigating", case)
    assert (await desk.record(penalty["id"]))[0]["facts"]["inspection_id"] == case
    assert (await desk.record(case))[-1]["facts"]["penalty"] == penalty["number"]
    assert (await told(desk, clue_id))[-1]["result"] == "solved"
    refused(await desk.ask(case, "penalty", filing=desk.form()), "inspections.illegal-step")


async def test_what_is_for_a_department_is_told_to_the_centre(desk: InspectionDesk) -> None:
    clean = await desk.signed(WELL)
    finding = {
        "category": {"scheme": "hotline", "code": "environment"},
        "region": REGION,
        "text": "疑似超标排放",
        "found_at": desk.platform.clock().isoformat(),
        "second_officer_id": desk.officers[1],
    }
    refused(await desk.ask(clean, "hand-over", finding=finding), "inspections.nothing-found")
    clue_id = await clue(desk)
    case = await desk.signed(ground="clue", clue_id=clue_id)
    closed = await desk.take(case, "hand-over", finding=finding)
    assert (closed["state"], closed["outcome"]) == ("closed", "handed-over")
    assert (await desk.officer().get(f"/findings/{closed['finding_id']}")).is_success
    assert (await told(desk, clue_id))[-1]["result"] == "needs-others"


async def test_one_enterprise_is_not_inspected_again_in_its_quiet_time(desk: InspectionDesk) -> None:
    enterprise = await desk.enterprise()
    first = await desk.open(object_id=enterprise)
    again = await desk.try_open(object_id=enterprise)
    refused(again, "inspections.quiet-time")
    assert again.json()["earlier"] == desk.cases[first]["number"]
    assert again.json()["until"] == (desk.today + 30 * DAY).isoformat()
    for reason in ("complaint", "accident"):
        proved = await desk.try_open(object_id=enterprise, reason=reason, proof="12345-0001")
        assert proved.status_code == 201, proved.text
    assert (await desk.try_open(object_id=enterprise, reason="because")).status_code == 422
    clue_id = await clue(desk)
    assert (await desk.try_open(object_id=enterprise, ground="clue", clue_id=clue_id)).status_code == 201
    desk.platform.clock.ahead += timedelta(days=31)
    try:
        assert (await desk.try_open(object_id=enterprise)).status_code == 201
    finally:
        desk.platform.clock.ahead -= timedelta(days=31)


async def test_an_enterprise_is_left_in_peace_in_the_whole_county(desk: InspectionDesk) -> None:
    number = company(REGION)["number"]
    first = await desk.open(object_id=await desk.enterprise(number=number))
    beside = await InspectionDesk(desk.platform, desk.tell, "320682184", "MI03").ready()
    there = await beside.enterprise(number=number)
    again = await beside.try_open(object_id=there)
    refused(again, "inspections.quiet-time")
    assert again.json()["earlier"] == desk.cases[first]["number"]
    refused(await beside.try_open(object_id=await desk.enterprise()), "inspections.object-not-found")


async def test_a_licence_is_inspected_in_the_field_of_its_item(desk: InspectionDesk) -> None:
    licence = str(uuid4())
    await desk.tell(licence_granted(licence_id=licence, region=REGION, item="fire-permit"))

    async def known() -> bool:
        page = (await desk.officer().get("/supervised-objects", params={"kind": "licence", "limit": 200})).json()
        return licence in {one["id"] for one in page["items"]}

    await desk.platform.until(known, 30)
    desk.field_of_duty = "kitchens"
    await desk.publish()
    refused(await desk.try_open(object_id=licence), "inspections.object-unfit")
    await desk.publish(known=1, items=["fire-permit"])
    case = await desk.open(object_id=licence)
    assert desk.cases[case]["checklist_version"] == 2
    refused(await desk.try_open(object_id=licence), "inspections.quiet-time")


async def test_of_two_who_come_at_once_one_inspects_and_one_enters(desk: InspectionDesk) -> None:
    enterprise = await desk.enterprise()
    both = await asyncio.gather(*(desk.try_open(object_id=enterprise) for _ in range(4)))
    assert sorted(answer.status_code for answer in both) == [201, 409, 409, 409]
    given = {"region": REGION, "field": "fire", "name": "示例", "number": company(REGION)["number"]}
    entered = await asyncio.gather(*(desk.officer().post("/supervised-objects", json=given) for _ in range(4)))
    assert sorted(answer.status_code for answer in entered) == [201, 409, 409, 409]


async def test_who_is_no_officer_any_more_inspects_no_more(desk: InspectionDesk) -> None:
    leaving = f"{REGION}-4"
    usual = {"version": 1, "region": REGION, "unit_id": None, "roles": ["officer"], "valid_from": desk.today - DAY}
    await desk.tell(PersonChanged.model_validate(usual | {"person_id": leaving, "valid_to": desk.today}))

    async def known() -> bool:
        return leaving in (await desk.officer().get("/officers")).text

    await desk.platform.until(known, 30)
    await certify(desk.platform, REGION, [leaving])
    case = await desk.open(second_officer_id=leaving)
    desk.platform.clock.ahead += DAY
    try:
        refused(await desk.ask(case, "credentials", to="店长"), "inspections.not-an-officer")
    finally:
        desk.platform.clock.ahead -= DAY
    await desk.take(case, "credentials", to="店长")
