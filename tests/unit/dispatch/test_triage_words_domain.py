"""How words speak for matters, which rule fits first, and what counts as the same."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dispatch.triage.domain.classify import Guess, Word, WordClassifier
from dispatch.triage.domain.rules import Conditions, Outcome, Situation, find_rule
from dispatch.triage.domain.same import NEAR_METRES, WITHIN, Spot, Spots, distance, pairs
from shared.schemas.vocabulary import Urgency
from tests.unit.dispatch.case_samples import NOW
from tests.unit.dispatch.triage_samples import CELL, NEXT_CELL, NOISE, STALLS, TOWN, WORDS, rule

METRE = 1 / 111_320.0


def test_words_of_the_title_count_three_times_and_each_word_once() -> None:
    classifier = WordClassifier(WORDS)

    assert classifier.classify("噪音", "") == [Guess(NOISE, 15, ("噪音",))]
    assert classifier.classify("", "噪音噪音噪音") == [Guess(NOISE, 5, ("噪音",))]
    assert classifier.classify("噪音", "噪音扰民") == [Guess(NOISE, 17, ("噪音", "扰民"))]


def test_the_likeliest_comes_first_and_the_lower_code_wins_ties() -> None:
    classifier = WordClassifier([Word("M2", "灯", 3), Word("M1", "灯", 3), Word("M3", "路灯", 4)])

    assert [guess.matter for guess in classifier.classify("", "路灯")] == ["M3", "M1", "M2"]


def test_a_word_inside_a_longer_one_is_heard_too() -> None:
    classifier = WordClassifier([Word("M1", "噪", 1), Word("M1", "噪音", 2)])

    assert classifier.classify("", "噪音")[0].score == 3


def test_without_words_nothing_is_guessed() -> None:
    assert WordClassifier([]).classify("噪音", "噪音") == []
    assert WordClassifier(WORDS).classify("", "") == []


@given(st.text(max_size=50), st.text(max_size=200))
def test_any_text_can_be_classified(title: str, detail: str) -> None:
    for guess in WordClassifier(WORDS).classify(title, detail):
        assert guess.score > 0
        assert all(word in title or word in detail for word in guess.words)


# --------------------------------------------------------------------------------------------------------------- rules
SITUATION = Situation("hotline-12345", NOISE, "environment", Urgency.NORMAL, TOWN, CELL)
FITTING: list[dict[str, Any]] = [
    {"source": "hotline-12345"},
    {"matter": NOISE},
    {"field": "environment"},
    {"urgency": "normal"},
    {"region": TOWN[:6]},
    {"cell": CELL},
]
OTHER: list[dict[str, Any]] = [
    {"source": "work-safety"},
    {"matter": STALLS},
    {"field": "roads"},
    {"urgency": "urgent"},
    {"region": "320586"},
    {"cell": NEXT_CELL},
]
HOLD = {"hold": "asked-by-rule"}


@pytest.mark.parametrize("fits", FITTING)
@pytest.mark.parametrize("other", OTHER)
def test_a_rule_fits_where_all_its_conditions_hold(fits: dict[str, Any], other: dict[str, Any]) -> None:
    assert find_rule([rule("r", fits, HOLD)], SITUATION) is not None
    assert find_rule([rule("r", fits | other, HOLD)], SITUATION) is None


def test_the_lowest_priority_number_wins_and_then_the_lower_id() -> None:
    rules = [rule("c", {"matter": NOISE}, HOLD, 5), rule("a", {"matter": NOISE}, HOLD, 9)]
    rules.append(rule("b", {"matter": NOISE}, HOLD, 5))

    found = find_rule(rules, SITUATION)

    assert found is not None
    assert found.id == "b"


def test_a_rule_that_asks_for_nothing_or_decides_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="would take every case"):
        Conditions()
    with pytest.raises(ValidationError, match="decides something"):
        Outcome()


@pytest.mark.parametrize(
    "conditions", [{"matter": "1 or 1=1 --"}, {"region": "3205851"}, {"urgency": "soon"}, {"where": "true"}]
)
def test_a_condition_is_typed_and_never_an_expression(conditions: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rule("r", conditions, HOLD)


# ------------------------------------------------------------------------------------------------------------ the same
def spots(*known: Spot, matter: str = NOISE, cell: str = CELL) -> Spots:
    held = Spots()
    for one in known:
        held.add(matter, cell, one)
    return held


@pytest.mark.parametrize(("metres", "same"), [(0, True), (29, True), (31, False), (500, False)])
def test_what_is_within_thirty_metres_is_the_same(metres: float, *, same: bool) -> None:
    known = spots(Spot(7, 121.25, 31.5, NOW))

    found = known.find(NOISE, CELL, 121.25, 31.5 + metres * METRE, NOW)

    assert (found is not None) is same


@pytest.mark.parametrize(("after", "same"), [(timedelta(0), True), (WITHIN, True), (WITHIN + timedelta(1), False)])
def test_what_is_more_than_three_days_apart_is_another_thing(after: timedelta, *, same: bool) -> None:
    known = spots(Spot(7, 121.25, 31.5, NOW))

    assert (known.find(NOISE, CELL, 121.25, 31.5, NOW + after) is not None) is same
    assert (known.find(NOISE, CELL, 121.25, 31.5, NOW - after) is not None) is same


@pytest.mark.parametrize(("matter", "cell"), [(STALLS, CELL), (NOISE, NEXT_CELL)])
def test_another_matter_or_another_cell_is_never_the_same(matter: str, cell: str) -> None:
    assert spots(Spot(7, 121.25, 31.5, NOW)).find(matter, cell, 121.25, 31.5, NOW) is None


def test_the_nearest_of_several_is_taken() -> None:
    near, far = uuid4(), uuid4()
    known = spots(Spot(far, 121.25, 31.5 + 20 * METRE, NOW), Spot(near, 121.25, 31.5 + 5 * METRE, NOW))

    found = known.find(NOISE, CELL, 121.25, 31.5, NOW)

    assert found is not None
    assert found[0] == near
    assert found[1] == pytest.approx(5, abs=0.1)


@given(st.floats(73, 135), st.floats(18, 53), st.floats(-30, 30), st.floats(-30, 30))
def test_the_distance_is_the_same_both_ways_and_right_to_a_metre(
    lon: float, lat: float, east: float, north: float
) -> None:
    there = distance(lon, lat, lon, lat + north * METRE)

    assert there == pytest.approx(abs(north), abs=1)
    assert distance(lon, lat, lon + east * METRE, lat) == pytest.approx(distance(lon + east * METRE, lat, lon, lat))
    assert distance(lon, lat, lon + east * METRE, lat) <= NEAR_METRES + 1


def test_only_whole_pairs_are_looked_for() -> None:
    assert pairs([(NOISE, CELL), (None, CELL), (NOISE, None), (NOISE, CELL)]) == {(NOISE, CELL)}
