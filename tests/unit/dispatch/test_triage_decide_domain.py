"""What triage decides about a report, into whose queue it comes where a person has to look, and what it says why."""

from typing import Any

import pytest

from dispatch.triage.domain.decide import Decision, decide_triage
from dispatch.triage.domain.tables import WorkerOf, find_worker
from shared.schemas.vocabulary import Category, CellRole, Executor, Urgency
from tests.unit.dispatch.triage_samples import (
    CELL,
    NEXT_CELL,
    NOISE,
    OTHER_TOWN,
    ROADS,
    STALLS,
    TAXES,
    TOWN,
    WORKERS,
    facts,
    ground,
    rule,
    tables,
)

HOTLINE_NOISE = Category(scheme="hotline", code="0101")


def decided(cell: str | None = CELL, *rules: Any, on: Any = None, **parts: Any) -> Decision:
    return decide_triage(facts(**parts), tables(*rules), on or ground(), cell)


def of(matter: str, **parts: Any) -> dict[str, Any]:
    """Return the parts of facts that make them be about `matter`."""
    words = {NOISE: "噪音", STALLS: "占道", ROADS: "路", TAXES: "税"}
    return {"title": words[matter]} | parts


ALL_MATTERS = tables(crosswalk={("x", code): code for code in (NOISE, STALLS, ROADS, TAXES)})


def about(matter: str, cell: str | None = CELL, on: Any = None, **parts: Any) -> Decision:
    category = Category(scheme="x", code=matter)
    return decide_triage(facts(category=category, **parts), ALL_MATTERS, on or ground(), cell)


def test_a_report_in_a_cell_goes_to_the_worker_who_answers_for_it() -> None:
    decision = decided()

    assert (decision.matter, decision.cell, decision.worker_id, decision.queue) == (NOISE, CELL, "p-a", None)
    assert decision.why["place"] == {"by": "coordinates"}
    assert decision.why["worker"] == "A role on duty"


def test_a_given_category_is_believed_before_any_word() -> None:
    decision = decided(category=HOTLINE_NOISE, title="占道占道占道")

    assert (decision.matter, decision.why["matter"]) == (
        NOISE,
        {"by": "category", "scheme": "hotline", "code": "0101"},
    )


@pytest.mark.parametrize("code", ["9999", "0999"])
def test_a_category_that_leads_to_no_matter_is_counted_and_the_words_decide(code: str) -> None:
    decision = decided(category=Category(scheme="hotline", code=code))

    assert decision.matter == NOISE
    assert decision.why["unmapped"] == {"scheme": "hotline", "code": code}
    assert decision.unmapped == "hotline"


def test_a_matters_own_code_leads_to_it_without_a_row() -> None:
    assert decided(category=Category(scheme="onefour", code=STALLS)).matter == STALLS
    ghost = decided(category=Category(scheme="onefour", code="M-ghost"))
    assert (ghost.matter, ghost.unmapped) == (NOISE, "onefour")


def test_words_decide_with_their_score_and_their_rivals() -> None:
    decision = decided(title="占道", detail="噪音")

    assert decision.matter == STALLS
    assert decision.why["matter"] == {
        "by": "words",
        "score": 15,
        "words": ["占道"],
        "rivals": [{"matter": NOISE, "score": 5}],
    }


@pytest.mark.parametrize("text", ["", "你好", "幽灵"])
def test_what_no_table_knows_waits_for_a_person(text: str) -> None:
    decision = decided(title=text)

    assert (decision.matter, decision.executor, decision.queue) == (None, None, "no-matter")
    assert decision.why["matter"] == {"by": "none"}


@pytest.mark.parametrize(("given", "urgency"), [(None, Urgency.LOW), (Urgency.URGENT, Urgency.URGENT)])
def test_the_urgency_is_the_reports_own_else_the_matters(given: Urgency | None, urgency: Urgency) -> None:
    assert decided(title="占道", urgency=given).urgency is urgency


def test_a_report_of_no_matter_keeps_the_urgency_that_it_came_with() -> None:
    assert decided(title="", urgency=Urgency.URGENT).urgency is Urgency.URGENT
    assert decided(title="").urgency is Urgency.NORMAL


# ----------------------------------------------------------------------------------------------------------- the place
@pytest.mark.parametrize("matter", [NOISE, STALLS, ROADS])
@pytest.mark.parametrize(
    ("cell", "parts", "position"),
    [
        (None, {"lon": None, "lat": None, "position_problem": "swapped"}, "swapped"),
        (None, {"lon": None, "lat": None, "position_problem": "not-a-number"}, "not-a-number"),
        (None, {}, "in-no-cell"),
        (CELL, {"region": OTHER_TOWN}, "outside-the-region-named"),
    ],
)
def test_coordinates_outside_leave_a_case_without_a_cell_in_the_dispatchers_queue(
    matter: str, cell: str | None, parts: dict[str, Any], position: str
) -> None:
    decision = about(matter, cell, **parts)

    assert (decision.cell, decision.worker_id) == (None, None)
    assert decision.queue is not None
    assert decision.why["place"]["position"] == position  # type: ignore[index]


def test_a_point_in_another_township_than_the_one_named_says_where_it_lies() -> None:
    decision = decided(CELL, region=OTHER_TOWN)

    assert (decision.region, decision.queue) == (OTHER_TOWN, "no-cell")
    assert decision.why["place"]["lies_in"] == TOWN  # type: ignore[index]


@pytest.mark.parametrize("region", ["32", TOWN[:6], TOWN, TOWN + "001"])
def test_a_case_belongs_to_the_township_in_whose_cell_it_lies(region: str) -> None:
    assert decided(CELL, region=region).region == TOWN


@pytest.mark.parametrize(
    ("place", "cell", "name"),
    [
        ("浏河新村3幢", CELL, "浏河新村"),
        ("江海苑东区门口", CELL, "江海苑东区"),
        ("江海苑", NEXT_CELL, "江海苑"),
    ],
)
def test_without_coordinates_a_place_name_of_one_cell_tells_where(place: str, cell: str, name: str) -> None:
    decision = decided(None, lon=None, lat=None, place=place)

    assert decision.cell == cell
    assert decision.why["place"] == {"by": "place name", "name": name}


@pytest.mark.parametrize(("region", "place"), [(TOWN, "新街"), (TOWN, "某处"), (OTHER_TOWN, "浏河新村")])
def test_a_name_that_two_cells_have_or_none_of_the_region_tells_nothing(region: str, place: str) -> None:
    decision = decided(None, lon=None, lat=None, place=place, region=region)

    assert (decision.cell, decision.queue) == (None, "no-cell")


# -------------------------------------------------------------------------------------------------------- the executor
def test_a_matter_of_the_team_goes_to_the_townships_team_even_without_a_cell() -> None:
    decision = about(STALLS, None, lon=None, lat=None)

    assert (decision.executor, decision.unit, decision.queue) == (Executor.TEAM, "u-team", None)


def test_a_unit_that_the_township_does_not_have_leaves_the_case_to_a_person() -> None:
    assert about(ROADS, on=ground(units={})).queue == "no-unit"
    assert about(STALLS, on=ground(units={})).queue == "no-unit"


def test_a_matter_of_the_county_is_not_pushed_down() -> None:
    decision = about(TAXES)

    assert (decision.executor, decision.unit, decision.queue) == (Executor.COUNTY, "u-taxes", "county-matter")
    assert decision.worker_id is None


def test_a_cell_with_nobody_on_duty_leaves_the_case_to_a_person() -> None:
    decision = decided(NEXT_CELL)

    assert (decision.queue, decision.why["worker"]) == ("no-worker", "nobody on duty")


def test_who_stands_in_gets_what_the_first_is_not_there_for() -> None:
    off = {CELL: [WorkerOf("p-a", CellRole.A, on_duty=False), WorkerOf("p-b", CellRole.B, on_duty=True)]}

    assert find_worker(WORKERS, CELL) == ("p-a", "A role on duty")
    assert find_worker(off, CELL) == ("p-b", "A role off duty, B role on duty")
    assert find_worker(off, "nowhere") is None


# ----------------------------------------------------------------------------------------------------------- the rules
def test_a_rule_can_leave_a_case_to_a_person_and_is_named_as_the_reason() -> None:
    asked = rule("ask-noise", {"matter": NOISE}, {"hold": "asked-by-rule"})

    decision = decided(CELL, asked)

    assert (decision.queue, decision.worker_id) == ("asked-by-rule", "p-a")
    assert decision.why["rule"] == {"id": "ask-noise", "conditions": {"matter": NOISE}}


def test_a_rule_can_give_a_matter_to_somebody_else_and_make_it_urgent() -> None:
    to_team = rule("team", {"field": "environment"}, {"executor": "team", "urgency": "urgent"})

    decision = decided(CELL, to_team)

    assert (decision.executor, decision.unit, decision.urgency) == (Executor.TEAM, "u-team", Urgency.URGENT)


def test_a_rule_can_name_another_kind_of_unit() -> None:
    roads = rule("roads", {"matter": NOISE}, {"executor": "unit", "unit_kind": "construction-office"})

    assert decided(CELL, roads).unit == "u-roads"


def test_no_decision_says_a_word_of_what_was_reported() -> None:
    secret = "张三13800000000"

    decision = decided(None, lon=None, lat=None, title=f"噪音{secret}", detail=secret, place=f"浏河新村{secret}")

    assert secret not in repr(decision)
