"""Which officer is qualified for what he does on a day, and where does it bind?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement.officers.domain import NotQualified, require_qualified
from shared.qualified import Held, Required, Term, missing_fields, required_on

FIRST, ONE_DAY = date(2026, 3, 2), timedelta(days=1)


def day(number: int) -> date:
    return FIRST + number * ONE_DAY


TERMS = [Term(day(0), ("law",)), Term(day(10), ("law", "safety"))]


@pytest.mark.parametrize(
    ("bound_from", "on", "fields", "binding"),
    [
        (None, 0, ("law",), False),
        (5, 4, ("law",), False),
        (5, 5, ("law",), True),
        (5, 10, ("law", "safety"), True),
    ],
)
def test_the_term_of_the_day_counts_and_binds_from_the_townships_day_on(
    bound_from: int | None, on: int, fields: tuple[str, ...], binding: bool
) -> None:
    bound = None if bound_from is None else day(bound_from)

    assert required_on("penalty:safety", TERMS, bound, day(on)) == Required("penalty:safety", fields, binding)


def test_before_the_first_term_nothing_is_required() -> None:
    assert required_on("penalty:safety", TERMS, day(-9), day(-1)) is None
    assert required_on("penalty:safety", [], day(-9), day(0)) is None


@given(st.integers(-5, 25))
def test_a_certificate_counts_on_its_days_and_on_no_other(on: int) -> None:
    held = [Held("law", day(0), day(9)), Held("safety", day(5), day(20))]

    missing = missing_fields(held, ("law", "safety"), day(on))

    assert ("law" in missing, "safety" in missing) == (not 0 <= on <= 9, not 5 <= on <= 20)


def test_who_is_not_qualified_is_refused_where_it_binds_and_else_observed() -> None:
    held = [Held("law", day(0), day(9))]
    both = ("law", "safety")

    with pytest.raises(NotQualified) as refused:
        require_qualified("o-1", held, Required("penalty:safety", both, binding=True), day(3))

    assert (refused.value.facts["missing"], refused.value.facts["person"]) == (["safety"], "o-1")
    assert not require_qualified("o-1", held, Required("penalty:safety", both, binding=False), day(3))
    assert require_qualified("o-1", held, Required("penalty:safety", ("law",), binding=True), day(3))
