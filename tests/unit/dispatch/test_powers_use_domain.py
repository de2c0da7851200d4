"""Which days an evaluation of a power is about, and what is added to what the platform has counted."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.powers.domain.life import Power, State
from dispatch.powers.domain.refusals import SourceNeeded
from dispatch.powers.domain.terms import Term
from dispatch.powers.domain.use import Counted, Days, Stated, days_counted, figures_of

ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2026, 12, 1), date(2027, 3, 1)
ON_TRIAL = Power(State.TRIAL, FIRST, (Term(FIRST, LAST),))
FORMAL = Power(State.FORMAL, FIRST, (Term(FIRST, None),), volume=1)


@pytest.mark.parametrize(
    ("power", "today", "days"),
    [
        (Power(State.PROCLAIMED, FIRST), FIRST, None),
        (ON_TRIAL, FIRST - ONE_DAY, None),
        (ON_TRIAL, FIRST, Days(FIRST, FIRST)),
        (ON_TRIAL, LAST + 9 * ONE_DAY, Days(FIRST, LAST)),
        (FORMAL, LAST, Days(FIRST, LAST)),
        (FORMAL, date(2030, 2, 28), Days(date(2029, 2, 28), date(2030, 2, 28))),
    ],
)
def test_a_trial_is_judged_by_all_of_its_days_and_a_formal_power_by_its_last_year(
    power: Power, today: date, days: Days | None
) -> None:
    assert days_counted(power, today) == days


def test_what_is_stated_is_added_and_never_without_its_document() -> None:
    counted = Counted(volume=4, days=6, reversed=1, bad_ratings=2, visits_saved=9)
    said = Stated(reversed=1, complaints=3, bad_ratings=1, visits_caused=2, source="启法函〔2026〕1号")

    figures = figures_of(counted, said)

    assert (figures.volume, figures.mean_days, figures.reversed, figures.bad_ratings) == (4, 1.5, 2, 3)
    assert (figures.complaints, figures.visits_saved, figures.visits_caused) == (3, 9, 2)
    for source in (None, ""):
        with pytest.raises(SourceNeeded):
            figures_of(counted, replace(said, source=source))
    assert figures_of(Counted(), Stated()).mean_days is None


@given(st.integers(0, 2000))
def test_no_day_is_counted_on_which_the_power_was_not_in_force(ahead: int) -> None:
    today = FIRST + ahead * ONE_DAY
    for power in (ON_TRIAL, FORMAL):
        days = days_counted(power, today)
        assert days is not None
        assert FIRST <= days.since <= days.until <= today
        assert power.terms[0].covers(days.since)
        assert power.terms[0].covers(days.until)
