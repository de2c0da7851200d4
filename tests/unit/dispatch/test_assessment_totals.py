"""What a township and a stationed agency come to, and what may be scored at all."""

from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.assessment.domain.refusals import (
    ItemIsComputed,
    ItemUnknown,
    NotTheCounty,
    NotTheTownship,
    ScoreIsDecided,
    ScoreNotFound,
    ScoreStands,
)
from dispatch.assessment.domain.terms import Term, YearPart
from dispatch.assessment.domain.totals import (
    WHOLE,
    About,
    ScoreState,
    Weighed,
    YearTotal,
    by_days,
    check_subject,
    require_confirmer,
    require_giver,
    require_open,
    require_standing,
    stationed_total,
    total_of,
    weighted,
)

FIGURES, SHARES = {"closed": "closed-in-time", "judged": None}, {"u-land": 50}


def weighed(code: str, weight: int, score: int | None) -> Weighed:
    return Weighed(code, weight, None if score is None else Fraction(score), computed=False)


def test_a_total_is_the_mean_by_weights() -> None:
    total = total_of([weighed("a", 60, 100), weighed("b", 40, 80)], {}, {})

    assert (total.value, total.missing, list(total.stationed)) == (Fraction(92), [], [])


@pytest.mark.parametrize("items", [[], [weighed("a", 60, 100), weighed("b", 40, None)]])
def test_nothing_is_made_up_for_what_is_missing(items: list[Weighed]) -> None:
    total = total_of(items, SHARES, {(About.UNIT, "u-land"): 90})

    assert (total.value, total.stationed[0].total) == (None, None)
    assert total.missing == [one.code for one in items if one.score is None]


@pytest.mark.parametrize(
    ("township", "percent", "department", "whole"),
    [
        (80, 50, 60, 70),
        (80, 70, 60, 74),
        (80, 100, None, 80),
        (80, 99, None, None),
        (None, 50, 60, None),
        (0, 50, 0, 0),
    ],
)
def test_a_stationed_agency_is_the_townships_by_its_share(
    township: int | None, percent: int, department: int | None, whole: int | None
) -> None:
    parts = [None if one is None else Fraction(one) for one in (township, department)]

    assert stationed_total(parts[0], percent, parts[1]) == whole


def test_an_item_whose_figure_is_made_of_nothing_is_not_weighed() -> None:
    nothing = Weighed("power", 50, None, computed=True)

    total = total_of([weighed("a", 30, 100), weighed("b", 20, 50), nothing], {}, {})

    assert (total.value, total.missing) == (Fraction(30 * 100 + 20 * 50, 50), [])
    assert total_of([nothing], {}, {}).value is None


def test_agencies_are_listed_with_what_township_and_department_gave() -> None:
    by_department, by_township = {(About.UNIT, "u-land"): 60}, {(About.UNIT_BY_TOWNSHIP, "u-land"): 80}
    given = by_department | by_township | {(About.UNIT, "u-ghost"): 1, (About.ITEM, "u-tax"): 100}

    total = total_of([weighed("a", WHOLE, 10)], {"u-tax": 60, "u-land": 50}, given)

    shown = [(one.unit_id, one.township_percent, one.township, one.department, one.total) for one in total.stationed]
    assert shown == [("u-land", 50, 80, 60, 70), ("u-tax", 60, None, None, None)]


@pytest.mark.parametrize("about", list(About))
def test_nobody_counts_what_he_himself_is_given(about: About) -> None:
    """Of a township the county says it, of an agency its department and the township, each for itself."""
    if about is About.UNIT_BY_TOWNSHIP:
        require_giver(about, "320324104")
        require_confirmer(about, "320324104")
        for asked in (require_giver, require_confirmer):
            with pytest.raises(NotTheTownship):
                asked(about, "320324")
    else:
        require_giver(about, "320324104")
        require_confirmer(about, "320324")
        with pytest.raises(NotTheCounty):
            require_confirmer(about, "320324104")


def test_a_confirmed_score_is_replaced_only_by_its_correction() -> None:
    one, other = UUID(int=1), UUID(int=2)
    require_standing(None, None)
    require_standing(one, one)
    for standing, corrects, refusal in (
        (one, None, ScoreStands),
        (one, other, ScoreStands),
        (None, one, ScoreNotFound),
    ):
        with pytest.raises(refusal):
            require_standing(standing, corrects)


@pytest.mark.parametrize("state", list(ScoreState))
def test_only_an_open_score_is_decided(state: ScoreState) -> None:
    if state is ScoreState.OPEN:
        require_open(state, "s")
    else:
        with pytest.raises(ScoreIsDecided):
            require_open(state, "s")


@pytest.mark.parametrize(
    ("about", "subject", "refusal"),
    [
        (About.ITEM, "judged", None),
        (About.ITEM, "closed", ItemIsComputed),
        (About.ITEM, "tourism", ItemUnknown),
        (About.ITEM, "u-land", ItemUnknown),
        (About.UNIT, "u-land", None),
        (About.UNIT, "judged", ItemUnknown),
        (About.UNIT, "u-ghost", ItemUnknown),
        (About.UNIT_BY_TOWNSHIP, "u-land", None),
        (About.UNIT_BY_TOWNSHIP, "judged", ItemUnknown),
    ],
)
def test_only_what_is_registered_and_not_computed_is_scored(
    about: About, subject: str, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        check_subject(about, subject, FIGURES, SHARES)
    else:
        with pytest.raises(refusal):
            check_subject(about, subject, FIGURES, SHARES)


@st.composite
def whole_registers(draw: st.DrawFn) -> list[Weighed]:
    """Items whose weights come to 100, each with a score of a hundred."""
    cuts = sorted(draw(st.sets(st.integers(1, WHOLE - 1), max_size=8)))
    weights = [after - before for before, after in zip([0, *cuts], [*cuts, WHOLE], strict=True)]
    scores = st.fractions(0, WHOLE, max_denominator=50)
    return [Weighed(f"i{number}", weight, draw(scores), computed=True) for number, weight in enumerate(weights)]


@given(whole_registers(), st.integers(50, WHOLE), st.integers(0, WHOLE))
def test_a_total_lies_between_the_worst_and_the_best_score(items: list[Weighed], percent: int, department: int) -> None:
    scores = [one.score for one in items if one.score is not None]
    township = weighted(items)

    assert township is not None
    worst, best = min(scores), max(scores)
    assert 0 <= worst <= township <= best <= WHOLE
    given_there = Fraction(department)
    agency = stationed_total(township, percent, given_there)
    assert agency is not None
    assert min(township, given_there) <= agency <= max(township, given_there)


def by_township(points: int, *units: str) -> dict[tuple[About, str], int]:
    return {(About.UNIT_BY_TOWNSHIP, unit): points for unit in units}


def part(number: int, first: date, last: date) -> YearPart:
    return YearPart(Term(UUID(int=number), "320324", first, last), first, last)


def test_a_year_weighs_its_parts_by_the_days_on_which_their_registers_were_in_force() -> None:
    winter, rest = part(1, date(2026, 1, 1), date(2026, 3, 31)), part(2, date(2026, 4, 1), date(2026, 12, 31))
    totals = [
        total_of([weighed("a", 100, points)], shares, {(About.UNIT, "u-land"): 50} | by_township(points, *shares))
        for points, shares in ((60, {"u-land": 50}), (80, {"u-land": 50, "u-tax": 100}))
    ]

    year = YearTotal(list(zip([winter, rest], totals, strict=True)))

    assert (winter.days, rest.days) == (90, 275)
    assert year.value == Fraction(90 * 60 + 275 * 80, 365)
    # Of an agency only the parts whose register names it are weighed.
    assert year.stationed == {"u-land": Fraction(90 * 55 + 275 * 65, 365), "u-tax": 80}


def test_a_year_has_no_total_while_a_part_of_it_has_none() -> None:
    done = (part(1, date(2026, 1, 1), date(2026, 6, 30)), total_of([weighed("a", 100, 60)], {}, {}))
    undone = (part(2, date(2026, 7, 1), date(2026, 12, 31)), total_of([weighed("b", 100, None)], SHARES, {}))

    year = YearTotal([done, undone])

    assert (year.value, year.missing, year.stationed) == (None, ["b"], {"u-land": None})
    assert by_days([]) is None
