"""How a plan is drawn up, approved, published, changed and ended, and inspections rest on it: over HTTP."""

import asyncio
from typing import Any

import pytest

from tests.integration.enforcement.inspection_desk import WELL, InspectionDesk
from tests.integration.enforcement.penalty_desk import DAY, refused
from tests.support.platform import Platform

REGION = "320682128"


@pytest.fixture
async def desk(team: Platform, tell: Any) -> InspectionDesk:
    return await InspectionDesk(team, tell, REGION, "MI05").ready()


async def step(desk: InspectionDesk, plan: dict[str, Any], action: str, who: Any = None, /, **body: Any) -> Any:
    path = f"/inspection-plans/{plan['id']}/{action}"
    return await (who or desk.head()).post(path, json={"version": plan["version"]} | body)


async def public(desk: InspectionDesk, plan: str, region: str = REGION) -> dict[str, Any] | None:
    """Return a plan as everybody reads it, without a token."""
    answer = await desk.platform.stranger("enforcement").get("/inspection-plans", params={"region": region})
    assert answer.is_success, answer.text
    return next((one for one in answer.json()["items"] if one["id"] == plan), None)


def changed(desk: InspectionDesk, **changes: Any) -> dict[str, Any]:
    said = desk.planned(**changes)
    return {name: said[name] for name in said if name != "region"} | {"why": "任务调整"}


async def test_what_one_drew_up_another_approves_and_everybody_reads(desk: InspectionDesk) -> None:
    drawn = (await desk.head().post("/inspection-plans", json=desk.planned())).json()
    assert (drawn["state"], drawn["edition"], await public(desk, drawn["id"])) == ("drawn-up", 0, None)
    by_plan = {"ground": "plan", "plan_id": drawn["id"]}
    refused(await desk.try_open(**by_plan), "inspections.plan-not-approved", "54号")
    assert drawn["id"] in (await desk.officer().get("/inspection-plans/waiting")).text
    away = desk.platform.client("enforcement", role="leader", person_id="h", scope="320682183")
    assert drawn["id"] not in (await away.get("/inspection-plans/waiting")).text
    refused(await step(desk, drawn, "approve"), "second-person-needed")
    assert (await step(desk, drawn, "approve", desk.officer())).status_code == 403
    approved = (await step(desk, drawn, "approve", desk.second_head())).json()
    assert (approved["state"], approved["edition"]) == ("approved", 1)
    assert approved["editions"][0]["approved_by"] == f"{REGION}-h2"
    refused(await step(desk, drawn, "approve", desk.second_head()), "inspections.plan-changed")
    refused(await step(desk, approved, "approve", desk.second_head()), "inspections.plan-step-illegal")
    shown = await public(desk, drawn["id"])
    assert shown is not None
    assert f"{REGION}-h" not in str(shown)
    assert drawn["id"] not in (await desk.officer().get("/inspection-plans/waiting")).text
    assert [line["kind"] for line in await desk.record(drawn["id"])] == ["draw-up", "approve"]


async def test_a_plan_shows_how_many_were_opened_and_closed_and_is_used_up(desk: InspectionDesk) -> None:
    by_plan = {"ground": "plan", "plan_id": (await desk.plan())["id"]}
    first = await desk.signed(WELL, **by_plan)
    await desk.take(first, "nothing-found")
    await desk.open(**by_plan)
    assert (await desk.record(first))[0]["facts"]["plan_id"] == by_plan["plan_id"]
    shown = await public(desk, by_plan["plan_id"])
    assert shown is not None
    assert shown["fields"] == [{"field": "fire", "inspections": 2, "opened": 2, "closed": 1}]
    over = await desk.try_open(**by_plan)
    refused(over, "inspections.plan-used-up", "54号")
    assert (over.json()["field"], over.json()["of"]) == ("fire", 2)


async def test_an_inspection_is_of_the_place_field_and_day_of_its_plan(desk: InspectionDesk) -> None:
    later = {"first_day": (desk.today + DAY).isoformat()}
    desk.field_of_duty = "gas"
    await desk.publish()
    elsewhere = await InspectionDesk(desk.platform, desk.tell, "320682129", "MI06").ready()
    cases: tuple[tuple[dict[str, Any], dict[str, Any], list[str]], ...] = (
        (await desk.plan(**later), {}, ["day"]),
        (await desk.plan(), {"field": "fire"}, ["field"]),
        (await elsewhere.plan(), {"field": "fire"}, ["place"]),
    )
    for plan, changes, what in cases:
        answer = await desk.try_open(ground="plan", plan_id=plan["id"], **changes)
        refused(answer, "inspections.not-planned")
        assert answer.json()["what"] == what


async def test_a_county_plans_for_its_townships(desk: InspectionDesk) -> None:
    one, two = (desk.platform.client("enforcement", role="leader", person_id=f"c{n}", scope="320682") for n in "12")
    desk.field_of_duty = "county-gas"
    await one.put("/checklists/county-gas", json=desk.checklist(region="320682"))
    drawn = (await one.post("/inspection-plans", json=desk.planned(region="320682"))).json()
    unseen = await desk.officer().get(f"/inspection-plans/{drawn['id']}")
    refused(unseen, "inspections.plan-not-found")
    plan = (await step(desk, drawn, "approve", two)).json()
    assert (await desk.officer().get(f"/inspection-plans/{plan['id']}")).is_success
    refused(await step(desk, plan, "end", why="x"), "inspections.region-outside")
    await desk.open(ground="plan", plan_id=plan["id"])
    shown = await public(desk, plan["id"], "320682")
    assert shown is not None
    assert shown["fields"][0]["opened"] == 1


async def test_a_plan_is_changed_by_editions_and_what_is_in_force_stays_until_another_approves(
    desk: InspectionDesk,
) -> None:
    plan = await desk.plan(fields=[{"field": "fire", "inspections": 1}])
    by_plan = {"ground": "plan", "plan_id": plan["id"]}
    await desk.open(**by_plan)
    less = changed(desk, name="缩减", fields=[{"field": "fire", "inspections": 3}])
    proposed = (await step(desk, plan, "change", **less)).json()
    refused(await desk.try_open(**by_plan), "inspections.plan-used-up")
    refused(await step(desk, proposed, "approve"), "second-person-needed")
    approved = (await step(desk, proposed, "approve", desk.second_head())).json()
    assert [(one["edition"], one["name"]) for one in approved["editions"]] == [(1, "年度检查计划"), (2, "缩减")]
    await desk.open(**by_plan)
    fewer = changed(desk, fields=[{"field": "fire", "inspections": 1}])
    answer = await step(desk, approved, "change", **fewer)
    refused(answer, "inspections.plan-below-opened")
    assert answer.json()["fields"] == ["fire"]
    kinds = [line["kind"] for line in await desk.record(plan["id"])]
    assert kinds == ["draw-up", "approve", "change", "approve"]


async def test_what_was_inspected_meanwhile_is_looked_at_again_when_it_is_approved(desk: InspectionDesk) -> None:
    plan = await desk.plan()
    less = changed(desk, fields=[{"field": "fire", "inspections": 1}])
    proposed = (await step(desk, plan, "change", **less)).json()
    for _ in range(2):
        await desk.open(ground="plan", plan_id=plan["id"])
    refused(await step(desk, proposed, "approve", desk.second_head()), "inspections.plan-below-opened")


async def test_what_is_over_is_not_approved_any_more(desk: InspectionDesk) -> None:
    last = {"last_day": (desk.today + DAY).isoformat()}
    drawn = (await desk.head().post("/inspection-plans", json=desk.planned(**last))).json()
    desk.platform.clock.ahead += 2 * DAY
    try:
        refused(await step(desk, drawn, "approve", desk.second_head()), "inspections.plan-days-unfit", "54号")
    finally:
        desk.platform.clock.ahead -= 2 * DAY


async def test_of_those_who_come_at_once_no_more_inspect_than_are_planned(desk: InspectionDesk) -> None:
    plan = await desk.plan()
    answers = await asyncio.gather(*(desk.try_open(ground="plan", plan_id=plan["id"]) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409]


async def test_a_plan_is_ended_with_a_reason_that_everybody_reads(desk: InspectionDesk) -> None:
    approved = await desk.plan()
    assert (await step(desk, approved, "end")).status_code == 422
    plan = (await step(desk, approved, "change", **changed(desk))).json()
    ended = (await step(desk, plan, "end", why="专项行动取消")).json()
    assert plan["id"] not in (await desk.officer().get("/inspection-plans/waiting")).text
    assert (ended["state"], ended["ended_on"]) == ("ended", desk.today.isoformat())
    refused(await desk.try_open(ground="plan", plan_id=plan["id"]), "inspections.plan-not-approved")
    for name, body in (("change", changed(desk)), ("end", {"why": "x"}), ("approve", {})):
        refused(await step(desk, ended, name, desk.second_head(), **body), "inspections.plan-step-illegal")
    shown = await public(desk, plan["id"])
    assert shown is not None
    assert shown["why_ended"] == "专项行动取消"
    assert (await desk.record(plan["id"]))[-1]["facts"] == {"why": "专项行动取消"}


async def test_what_may_not_be_planned_is_refused(desk: InspectionDesk) -> None:
    over = {"first_day": (desk.today - 9 * DAY).isoformat(), "last_day": (desk.today - DAY).isoformat()}
    field = {"field": "fire", "inspections": 1}
    for changes, code in (
        ({"last_day": (desk.today + 400 * DAY).isoformat()}, "plan-days-unfit"),
        ({"last_day": (desk.today - 9 * DAY).isoformat()}, "plan-days-unfit"),
        (over, "plan-days-unfit"),
        ({"fields": [field, field]}, "planned-twice"),
        ({"fields": [field | {"field": "nothing"}]}, "checklist-missing"),
        ({"region": "320682183"}, "region-outside"),
    ):
        refused(await desk.head().post("/inspection-plans", json=desk.planned(**changes)), f"inspections.{code}")
    assert (await desk.officer().post("/inspection-plans", json=desk.planned())).status_code == 403
    assert (await desk.head().post("/inspection-plans", json=desk.planned(fields=[]))).status_code == 422
