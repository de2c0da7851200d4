"""What stands in each figure and where, which value is the better one, and who ranks before whom."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.assessment.domain.facts import (
    CASE_FIGURES,
    CaseFacts,
    ClockFacts,
    Exclusion,
    Facts,
    OfficerFacts,
    Subject,
    SubjectKind,
    TrialFacts,
)
from dispatch.assessment.domain.figures import (
    DIRECTIONS,
    FORMULAS,
    Direction,
    Part,
    TownshipType,
    by_township,
    compute,
    pooled,
    rank,
    type_of,
)
from dispatch.assessment.domain.registers import FigureKind
from shared.schemas.vocabulary import CaseState

TOWN = "320382102"


def case(number: int, **changes: Any) -> CaseFacts:
    """A case with one dispatch and one clock, whose id is a million more."""
    late = bool(changes.pop("late", False))
    clocks = changes.pop("clocks", [ClockFacts(UUID(int=number + 10**6), late)])
    usual: dict[str, Any] = {"state": CaseState.CLOSED, "clocks": clocks, "returned": (False,), "satisfied": True}
    return CaseFacts(UUID(int=number), TOWN, **usual | changes)


def known(*cases: CaseFacts) -> Facts:
    return Facts(cases=cases)


def subject(number: int) -> Subject:
    return Subject(SubjectKind.CASE, str(UUID(int=number)))


COUNTED, MISSED, EXCLUDED = Part.COUNTED, Part.MISSED, Part.EXCLUDED


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({}, (COUNTED, COUNTED, COUNTED, COUNTED, [MISSED], [MISSED])),
        ({"late": True}, (MISSED, COUNTED, COUNTED, COUNTED, [MISSED], [COUNTED])),
        ({"state": CaseState.HANDLING}, (MISSED, MISSED, COUNTED, COUNTED, [MISSED], [MISSED])),
        ({"returned": (True, False)}, (COUNTED, COUNTED, MISSED, COUNTED, [COUNTED, MISSED], [MISSED])),
        ({"returned": ()}, (COUNTED, COUNTED, MISSED, COUNTED, [], [MISSED])),
        ({"satisfied": False}, (COUNTED, COUNTED, COUNTED, MISSED, [MISSED], [MISSED])),
        ({"satisfied": None}, (COUNTED, COUNTED, COUNTED, EXCLUDED, [MISSED], [MISSED])),
        ({"state": CaseState.SUSPENDED}, (EXCLUDED, EXCLUDED, EXCLUDED, EXCLUDED, [EXCLUDED], [EXCLUDED])),
        ({"state": CaseState.VOIDED}, (EXCLUDED, EXCLUDED, EXCLUDED, EXCLUDED, [EXCLUDED], [EXCLUDED])),
        ({"state": CaseState.MERGED, "late": True}, (EXCLUDED, EXCLUDED, EXCLUDED, EXCLUDED, [EXCLUDED], [EXCLUDED])),
        ({"of_county": True, "late": True}, (EXCLUDED, EXCLUDED, EXCLUDED, EXCLUDED, [EXCLUDED], [EXCLUDED])),
        ({"state": CaseState.REJECTED, "returned": ()}, (EXCLUDED, EXCLUDED, EXCLUDED, EXCLUDED, [], [EXCLUDED])),
    ],
)
def test_where_a_case_stands_in_each_figure(changes: dict[str, Any], parts: tuple[Any, ...]) -> None:
    """Itself in four figures, its dispatches in the fifth, its clocks in the sixth, and in no other."""
    one = case(1, **changes)
    dispatches = [Subject(SubjectKind.DISPATCH, f"{one.id}/{n + 1}") for n in range(len(one.returned))]
    clocks = [Subject(SubjectKind.CLOCK, str(clock.id)) for clock in one.clocks]
    figures = {kind: compute(kind, known(one)) for kind in FigureKind}

    itself, returns, overdue = parts[:4], parts[4], parts[5]
    of_case = tuple(figures[kind].part_of(subject(1)) for kind in list(CASE_FIGURES)[:4])
    assert of_case == itself
    assert [figures[FigureKind.RETURN_RATE].part_of(each) for each in dispatches] == returns
    assert [figures[FigureKind.OVERDUE_CLOCKS].part_of(each) for each in clocks] == overdue
    for kind in set(FigureKind) - set(CASE_FIGURES):
        assert not any(figures[kind].subjects(part) for part in Part)


@pytest.mark.parametrize(
    ("needed", "fit", "part"), [(True, True, COUNTED), (True, False, MISSED), (False, True, EXCLUDED)]
)
def test_an_officer_counts_where_powers_need_officers_and_he_has_all_that_they_require(
    needed: bool, fit: bool, part: Part
) -> None:
    facts = Facts(officers=[OfficerFacts("p-1", TOWN, needed=needed, fit=fit)])

    figure = compute(FigureKind.OFFICERS_QUALIFIED, facts)

    assert figure.part_of(Subject(SubjectKind.OFFICER, "p-1")) is part


DAY = timedelta(days=1)
ENDS = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("evaluated", "taken_back", "part"),
    [
        ([ENDS], None, COUNTED),
        ([ENDS - 30 * DAY, ENDS + DAY], None, COUNTED),
        ([ENDS + DAY], None, MISSED),
        ([], None, MISSED),
        ([], ENDS, EXCLUDED),
        ([], ENDS + DAY, MISSED),
        ([ENDS - DAY], ENDS, COUNTED),
    ],
)
def test_a_trial_is_evaluated_in_time_by_its_last_day(
    evaluated: list[date], taken_back: date | None, part: Part
) -> None:
    trial = TrialFacts("CF-7", TOWN, ENDS, evaluated, taken_back)

    figure = compute(FigureKind.POWERS_EVALUATED, Facts(trials=[trial]))

    assert figure.part_of(Subject(SubjectKind.POWER, "CF-7/2026-06-30")) is part


FACTS = st.builds(
    case,
    st.integers(0, 10**6 - 1),
    state=st.sampled_from(list(CaseState)),
    late=st.booleans(),
    returned=st.lists(st.booleans(), max_size=3).map(tuple),
    satisfied=st.sampled_from([True, False, None]),
)
OFFICERS = st.builds(OfficerFacts, st.integers(0, 99).map(str), st.just(TOWN), needed=st.booleans(), fit=st.booleans())


@given(
    st.lists(FACTS, max_size=20, unique_by=lambda one: one.id),
    st.lists(OFFICERS, max_size=9, unique_by=lambda one: one.person_id),
    st.sampled_from(list(FigureKind)),
)
def test_everything_stands_in_exactly_one_part(
    cases: list[CaseFacts], officers: list[OfficerFacts], kind: FigureKind
) -> None:
    made_of = {
        FigureKind.RETURN_RATE: sum(len(one.returned) for one in cases),
        FigureKind.OVERDUE_CLOCKS: len(cases),
        FigureKind.OFFICERS_QUALIFIED: len(officers),
        FigureKind.POWERS_EVALUATED: 0,
    }

    figure = compute(kind, Facts(cases=cases, officers=officers))

    listed = [one for part in Part for one in figure.subjects(part)]
    assert len(listed) == len(set(listed)) == made_of.get(kind, len(cases))
    assert figure.value is None or (0 <= figure.value <= 1 and figure.goodness is not None)


def test_every_figure_has_its_formula_and_its_direction() -> None:
    assert set(FORMULAS) == set(DIRECTIONS) == set(FigureKind)
    assert all("÷" in formula for formula in FORMULAS.values())
    lower = {kind for kind, better in DIRECTIONS.items() if better is Direction.LOWER}
    assert lower == {FigureKind.RETURN_RATE, FigureKind.OVERDUE_CLOCKS}


def test_where_lower_is_better_a_low_rate_is_good_and_ranks_first() -> None:
    def rate(late: int, whole: int) -> Any:
        return compute(FigureKind.OVERDUE_CLOCKS, known(*(case(n, late=n < late) for n in range(whole))))

    ranked = {one.region: one.rank for one in rank({"320382102": rate(1, 4), "320382103": rate(3, 4)}, minimum=1)}

    assert (rate(1, 4).value, rate(1, 4).goodness) == (Fraction(1, 4), Fraction(3, 4))
    assert ranked == {"320382102": 1, "320382103": 2}


def test_an_upheld_objection_takes_its_case_out() -> None:
    facts = known(case(1), case(2, late=True))

    before = compute(FigureKind.CLOSED_IN_TIME, facts)
    after = compute(FigureKind.CLOSED_IN_TIME, facts, {subject(2)})

    assert (before.value, after.value) == (Fraction(1, 2), Fraction(1))
    assert after.excluded == {subject(2): Exclusion.OBJECTION_UPHELD}
    assert compute(FigureKind.CLOSED_IN_TIME, known()).value is None


def test_an_objection_upheld_in_one_township_leaves_the_figure_of_another() -> None:
    other = "320382103"
    officers = [OfficerFacts("p-1", region, needed=True, fit=False) for region in (TOWN, other)]
    taken_out = {TOWN: {Subject(SubjectKind.OFFICER, "p-1")}}

    figures = by_township(FigureKind.OFFICERS_QUALIFIED, Facts(officers=officers), taken_out, 9)

    assert {town: figure.denominator for town, figure in figures.items()} == {TOWN: 0, other: 1}


def test_a_case_of_the_county_itself_is_in_no_townships_figures() -> None:
    cases = [case(1), replace(case(2), region=TOWN[:6]), replace(case(3), region=TOWN + "001")]

    figures = by_township(FigureKind.CLOSED_IN_TIME, Facts(cases=cases), {}, 9)

    assert {town: figure.denominator for town, figure in figures.items()} == {TOWN: 2}


def test_townships_are_ranked_within_their_type_and_above_the_minimum_only() -> None:
    def rate(good: int, bad: int) -> Any:
        return compute(FigureKind.SATISFACTION, known(*(case(n, satisfied=n < good) for n in range(good + bad))))

    figures = {
        "320382001": rate(9, 1),
        "320382102": rate(6, 4),
        "320382103": rate(8, 2),
        "320382104": rate(8, 2),
        "320382105": rate(2, 0),
    }

    ranked = {one.region: one.rank for one in rank(figures, minimum=10)}

    assert ranked == {"320382001": 1, "320382103": 1, "320382104": 1, "320382102": 3, "320382105": None}
    assert pooled(figures.values()) == Fraction(33, 42)
    assert pooled([]) is None
    types = [type_of(code) for code in ("320382001", "320382199", "320382200")]
    assert types == [TownshipType.STREET, TownshipType.TOWN, TownshipType.TOWNSHIP]
