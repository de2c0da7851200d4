"""What figures say of dispatches, clocks, officers and powers on trial, and what is objected to there, over HTTP."""

from datetime import date
from typing import Any

import httpx
import pytest

from tests.integration.dispatch.past_cases import past_case
from tests.integration.dispatch.test_assessment import item, register
from tests.integration.dispatch.test_assessment_terms import refusal
from tests.support.days import on
from tests.support.platform import Platform
from tests.support.powers import County, offered

# Nobody else plays in these townships.
COUNTY, TOWN, WITHOUT, CASES = "320826", "320826109", "320826110", "320826111"
YEAR, MARCH = 2026, date(2026, 3, 2)
FIELD, IN_TIME, LATE, SILENT, ENDED = "assess-field", "ASF-1", "ASF-2", "ASF-3", "ASF-4"
UNTRAINED = f"p-{TOWN}-o3"


@pytest.fixture(scope="module")
async def county(town: Platform) -> County:
    """A township with four powers on trial in March, and three officers of whom two are qualified."""
    made = County(town, COUNTY)
    with on(town, MARCH):
        await made.build(TOWN, WITHOUT)
        third = {"id": UNTRAINED, "name": "测试", "region": TOWN, "roles": ["officer"], "valid_from": "2026-01-01"}
        admin = town.client("dispatch", scope="32")
        (await admin.put("/organisation/persons", json={"persons": [third]})).raise_for_status()
        await made.train(*made.officers(TOWN), field=FIELD)
        codes = (IN_TIME, LATE, SILENT, ENDED)
        taken = await made.offer(*(offered(code, field=FIELD) for code in codes))
        assert taken.status_code == 200, taken.text
        for code in codes:
            await made.on_trial(TOWN, code)
    return made


async def figure(county: County, kind: str, region: str = TOWN) -> tuple[int, int, dict[str, int]]:
    asked: dict[str, Any] = {"region": region, "year": YEAR}
    shown = (await county.office().get("/assessment/figures", params=asked)).json()["figures"]
    (one,) = [one for one in shown if one["figure"] == kind]
    return one["numerator"], one["denominator"], one["excluded"]


async def behind(county: County, kind: str, part: str, region: str = TOWN, **more: Any) -> list[tuple[str, str]]:
    asked: dict[str, Any] = {"region": region, "year": YEAR, "part": part} | more
    answer = await county.office().get(f"/assessment/figures/{kind}/subjects", params=asked)
    assert answer.status_code == 200, answer.text
    return [(one["kind"], one["id"]) for one in answer.json()["items"]]


async def objected(county: County, figure: str, kind: str, subject: str, region: str = TOWN) -> httpx.Response:
    body = {"region": region, "year": YEAR, "figure": figure, "subject": {"kind": kind, "id": subject}}
    mayor = county.platform.client("dispatch", role="leader", scope=region, person_id="p-figures-mayor")
    return await mayor.post("/assessment/objections", json=body | {"ground": "wrong-fact", "document": "函1号"})


async def upheld(county: County, kept: httpx.Response) -> dict[str, Any]:
    assert kept.status_code == 201, kept.text
    path = f"/assessment/objections/{kept.json()['id']}/decide"
    done = await county.office().post(path, json={"decision": "uphold", "reason": "属实"})
    assert done.status_code == 200, done.text
    return dict(done.json())


async def test_officers_are_qualified_by_all_that_their_townships_powers_require(county: County) -> None:
    with on(county.platform, MARCH):
        assert await figure(county, "officers-qualified") == (2, 3, {})
        assert await behind(county, "officers-qualified", "missed") == [("officer", UNTRAINED)]
        assert await behind(county, "officers-qualified", "counted") == [
            ("officer", one) for one in county.officers(TOWN)
        ]
        nobody_needed = {"no-power-needs-officers": 2}
        assert await figure(county, "officers-qualified", WITHOUT) == (0, 0, nobody_needed)

        stranger = await objected(county, "officers-qualified", "officer", f"p-{WITHOUT}-o1")
        other_kind = await objected(county, "officers-qualified", "case", UNTRAINED)
        left_out = await objected(county, "officers-qualified", "officer", f"p-{WITHOUT}-o1", WITHOUT)
        assert {refusal(one) for one in (stranger, other_kind, left_out)} == {(422, "assessment.not-counted")}
        done = await upheld(county, await objected(county, "officers-qualified", "officer", UNTRAINED))
        assert (done["before"]["value"], done["after"]["value"]) == (0.6667, 1.0)
        again = await objected(county, "officers-qualified", "officer", UNTRAINED)
        assert refusal(again) == (409, "assessment.objection-stands")
        listed = (await county.office().get("/assessment/objections", params={"region": TOWN})).json()["items"]
    assert [(one["subject_kind"], one["subject"], one["state"]) for one in listed] == [("officer", UNTRAINED, "upheld")]


async def test_trials_are_evaluated_before_they_end(county: County) -> None:
    with on(county.platform, date(2026, 3, 20)):
        assert await figure(county, "powers-evaluated-in-time") == (0, 0, {})
        assert (await county.judge(TOWN, IN_TIME)).is_success
        gone = await county.take_back(TOWN, ENDED, from_day="2026-03-21", document="文1号", hand_over=[])
        assert gone.is_success, gone.text
    with on(county.platform, date(2026, 4, 2)):
        # The last day is not over yet.
        assert await figure(county, "powers-evaluated-in-time") == (0, 0, {})
    with on(county.platform, date(2026, 4, 3)):
        assert (await county.judge(TOWN, LATE)).is_success

        assert await figure(county, "powers-evaluated-in-time") == (1, 3, {"taken-back": 1})
        counted = await behind(county, "powers-evaluated-in-time", "counted")
        missed = await behind(county, "powers-evaluated-in-time", "missed")

    assert counted == [("power", f"{IN_TIME}/2026-04-02")]
    assert missed == [("power", f"{LATE}/2026-04-02"), ("power", f"{SILENT}/2026-04-02")]


async def test_dispatches_and_clocks_are_counted_and_objected_to_one_by_one(county: County) -> None:
    returned = await past_case(county.platform, CASES, "2026-02-02", returned=True)
    late = await past_case(county.platform, CASES, "2026-02-03", late=True)

    assert await figure(county, "return-rate", CASES) == (1, 3, {})
    assert await figure(county, "overdue-clocks", CASES) == (1, 2, {})
    assert await behind(county, "return-rate", "counted", CASES) == [("dispatch", f"{returned}/1")]
    assert await behind(county, "return-rate", "missed", CASES, limit=1) == [("dispatch", f"{returned}/2")]
    assert await behind(county, "return-rate", "missed", CASES, after=f"{returned}/2") == [("dispatch", f"{late}/1")]
    ((_, clock),) = await behind(county, "overdue-clocks", "counted", CASES)
    with on(county.platform, MARCH):
        done = await upheld(county, await objected(county, "overdue-clocks", "clock", clock, CASES))
        whole = await objected(county, "return-rate", "case", str(returned), CASES)

    assert (done["before"]["value"], done["after"]["value"]) == (0.5, 0.0)
    # The objection is to the clock in this figure, and not to its case in another.
    assert await figure(county, "closed-in-time", CASES) == (1, 2, {})
    assert refusal(whole) == (422, "assessment.not-counted")


async def test_a_low_rate_scores_high_where_low_is_good(county: County) -> None:
    region = "320826113"
    for day, late in (("2026-02-02", True), ("2026-02-03", False), ("2026-02-04", False), ("2026-02-05", False)):
        await past_case(county.platform, region, day, late=late)
    await past_case(county.platform, region[:6], "2026-02-06", late=True)  # the county's own: no township's
    body = register(region, item("overdue", 100, figure="overdue-clocks"))
    kept = (await county.office().post("/assessment/drafts", json=body)).json()["id"]
    (await county.office("p-org-2").post(f"/assessment/drafts/{kept}/approve")).raise_for_status()

    asked: dict[str, Any] = {"region": region, "year": YEAR}
    total = (await county.office().get("/assessment/total", params=asked)).json()
    compared = (await county.office().get("/assessment/comparison", params=asked)).json()["figures"]

    assert total["total"] == 75.0
    (one,) = [one for one in compared if one["figure"]["figure"] == "overdue-clocks"]
    assert (one["figure"]["value"], one["figure"]["better"], one["weight"]) == (0.25, "lower", 100)
