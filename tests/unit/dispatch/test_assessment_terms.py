"""On which days of its year a register holds, what follows it, and what of a year lies under which."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.assessment.domain.refusals import ChangesThePast, DayOutsideYear, LaterRegisterExists
from dispatch.assessment.domain.terms import (
    ONE_DAY,
    Period,
    Term,
    day_of,
    decide_ended,
    first_day,
    last_day,
    on_day,
    parts_of,
)

YEAR, COUNTY, TOWN = 2026, "320324", "320324104"
NEW_YEAR, TODAY, LAST = first_day(YEAR), date(2026, 5, 10), last_day(YEAR)
DAYS = [NEW_YEAR + n * ONE_DAY for n in range(365)]


def term(number: int, valid_from: date, valid_to: date = LAST, region: str = TOWN) -> Term:
    return Term(UUID(int=number), region, valid_from, valid_to)


def followed(begins: list[date], today: date, region: str = TOWN) -> list[Term]:
    """Approve registers one after the other as the use case does; what is refused changes nothing."""
    terms: list[Term] = []
    for number, begin in enumerate(begins):
        try:
            ended = decide_ended(terms, begin, today, scored_after=False)
        except (LaterRegisterExists, ChangesThePast):
            continue
        terms = [term(0, one.valid_from, begin - ONE_DAY, region) if one == ended else one for one in terms]
        terms = [*terms, term(number + 1, begin, region=region)]
    return terms


@given(st.lists(st.sampled_from(DAYS), max_size=12), st.sampled_from(DAYS))
def test_on_each_day_of_a_year_one_register_holds_or_none_and_never_two(begins: list[date], today: date) -> None:
    terms = followed(begins, today)

    for day in DAYS:
        assert sum(one.covers(day) for one in terms) == int(bool(terms) and day >= terms[0].valid_from)
    assert all(one.valid_from.year == one.valid_to.year == YEAR for one in terms)


@given(
    st.lists(st.sampled_from(DAYS), max_size=6),
    st.lists(st.sampled_from(DAYS), max_size=6),
    st.sampled_from(DAYS),
)
def test_the_parts_of_a_year_cover_each_day_once_by_the_nearest_register(
    own: list[date], county: list[date], until: date
) -> None:
    mine, above = followed(own, NEW_YEAR), followed(county, NEW_YEAR, COUNTY)

    parts = parts_of(mine, above, NEW_YEAR, until)

    seen = {part.first + n * ONE_DAY: part.term for part in parts for n in range(part.days)}
    assert sum(part.days for part in parts) == len(seen)
    for day in DAYS:
        nearest = on_day(mine, day) or on_day(above, day)
        assert seen.get(day) == (nearest if day <= until else None)


def test_a_register_that_follows_ends_the_one_before() -> None:
    held = term(1, NEW_YEAR)

    assert decide_ended([], NEW_YEAR, TODAY, scored_after=False) is None
    assert decide_ended([held], TODAY, TODAY, scored_after=False) == held


@pytest.mark.parametrize("day", [TODAY, TODAY - ONE_DAY, NEW_YEAR])
def test_none_begins_with_the_newest_or_before_it(day: date) -> None:
    with pytest.raises(LaterRegisterExists):
        decide_ended([term(1, NEW_YEAR, TODAY - ONE_DAY), term(2, TODAY)], day, NEW_YEAR, scored_after=False)


def test_what_was_assessed_by_another_register_stays() -> None:
    with pytest.raises(ChangesThePast):
        decide_ended([term(1, NEW_YEAR)], TODAY - ONE_DAY, TODAY, scored_after=False)
    with pytest.raises(ChangesThePast) as refused:
        decide_ended([], NEW_YEAR, TODAY, scored_after=True)
    assert refused.value.facts == {"valid_from": "2026-01-01", "today": "2026-05-10", "scored": True}


def test_a_year_is_asked_by_one_of_its_days() -> None:
    assert day_of(YEAR, None, TODAY) == TODAY
    assert day_of(YEAR, None, date(2027, 3, 1)) == LAST
    assert day_of(YEAR, None, date(2025, 3, 1)) == NEW_YEAR
    assert day_of(YEAR, LAST, TODAY) == LAST
    with pytest.raises(DayOutsideYear):
        day_of(YEAR, date(2027, 1, 1), TODAY)


def test_a_period_is_known_until_now() -> None:
    now = datetime(2026, 5, 9, 16, 30, tzinfo=UTC)  # half past midnight of the 10th in the town hall
    running, over = Period(NEW_YEAR, LAST, now), Period(NEW_YEAR, date(2026, 1, 31), now)
    ahead = Period(date(2026, 6, 1), LAST, now)

    assert (running.since, running.until) == (datetime(2025, 12, 31, 16, tzinfo=UTC), now)
    assert (running.known_on, running.over_before) == (TODAY, TODAY)
    assert over.until == datetime(2026, 1, 31, 16, tzinfo=UTC)
    assert (over.known_on, over.over_before) == (date(2026, 1, 31), date(2026, 2, 1))
    assert ahead.known_on is None
    assert timedelta(0) > ahead.until - ahead.since
