"""What the calendar promises to whoever changes it."""

from datetime import date

import pytest

from dispatch.workdays.domain import (
    Day,
    DayOutsideYear,
    DayTwice,
    OnlyForTheWhole,
    StaleVersion,
    YearOutOfRange,
    decide_override,
    decide_seed,
    require_version,
    require_whole,
)

NOTICE = "国办发明电〔2026〕1号"
PACKAGE = "chinesecalendar "
HOLIDAY = date(2027, 1, 1)


def of(day: Day) -> dict[date, Day]:
    return {day.day: day}


def test_an_override_says_only_what_is_new() -> None:
    known = of(Day(HOLIDAY, is_workday=False, source=NOTICE))
    make_up = Day(date(2027, 1, 3), is_workday=True, source=NOTICE)

    assert decide_override(2027, known, [*known.values(), make_up]) == [make_up]


def test_another_source_for_the_same_day_is_new() -> None:
    known = of(Day(HOLIDAY, is_workday=False, source=PACKAGE + "1.11"))
    given = Day(HOLIDAY, is_workday=False, source=NOTICE)

    assert decide_override(2027, known, [given]) == [given]


def test_days_of_another_year_are_refused_by_name() -> None:
    with pytest.raises(DayOutsideYear) as refused:
        decide_override(2026, {}, [Day(HOLIDAY, is_workday=False, source=NOTICE)])

    assert refused.value.facts["days"] == ["2027-01-01"]


def test_a_day_named_twice_is_refused() -> None:
    days = [Day(HOLIDAY, is_workday=worked, source=NOTICE) for worked in (True, False)]

    with pytest.raises(DayTwice):
        decide_override(2027, {}, days)


@pytest.mark.parametrize("year", [1999, 2101])
def test_a_year_that_no_term_is_computed_in_is_refused(year: int) -> None:
    with pytest.raises(YearOutOfRange):
        decide_override(year, {}, [])


def test_the_package_never_writes_over_what_people_said() -> None:
    known = of(Day(HOLIDAY, is_workday=True, source=NOTICE))

    assert decide_seed(known, [Day(HOLIDAY, is_workday=False, source=PACKAGE + "1.12")], package=PACKAGE) == []


@pytest.mark.parametrize(("says", "is_news"), [(False, False), (True, True)])
def test_a_newer_package_writes_only_where_it_says_something_else(says: bool, is_news: bool) -> None:
    known = of(Day(HOLIDAY, is_workday=False, source=PACKAGE + "1.11"))

    new = decide_seed(known, [Day(HOLIDAY, is_workday=says, source=PACKAGE + "1.12")], package=PACKAGE)

    assert bool(new) is is_news


@pytest.mark.parametrize("region", ["3205", "320585", "320585102"])
def test_a_part_of_a_province_cannot_change_the_calendar_of_all(region: str) -> None:
    with pytest.raises(OnlyForTheWhole):
        require_whole(region)


@pytest.mark.parametrize("region", ["", "32"])
def test_a_province_may(region: str) -> None:
    require_whole(region)


def test_a_collision_is_noticed() -> None:
    require_version(3, None)
    require_version(3, 3)
    with pytest.raises(StaleVersion) as refused:
        require_version(3, 2)

    assert refused.value.facts == {"version": 3, "given": 2}
