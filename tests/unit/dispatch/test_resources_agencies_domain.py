"""How many agencies a township may have, and who in its pool carries too much."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest

from dispatch.resources.domain.agencies import Agency, agencies_on, check_number, closed_after, require_agency
from dispatch.resources.domain.load import PoolLoad, Uneven, UnitLoad
from dispatch.resources.domain.refusals import NoSections, NotAnAgencyKind, TooManyAgencies

DAY, ONE_DAY = date(2026, 3, 1), timedelta(days=1)
KINDS = ("party-office", "governance-office", "economy-office", "construction-office", "social-affairs") * 2

UNEVEN = Uneven(over=Fraction(2), under=Fraction(1, 2))


def agencies(number: int) -> list[Agency]:
    return [Agency(f"u-{index}", KINDS[index], "办", DAY) for index in range(number)]


def test_a_tenth_agency_is_refused_on_the_day_it_would_open() -> None:
    tenth = Agency("u-x", "service-centre", "中心", DAY + 9 * ONE_DAY)

    check_number(agencies(9), DAY)
    with pytest.raises(TooManyAgencies) as refused:
        check_number([*agencies(9), tenth], DAY)
    assert (refused.value.facts["on"], refused.value.facts["agencies"]) == (tenth.valid_from.isoformat(), 10)
    check_number([*closed_after(agencies(9), "u-3", tenth.valid_from - ONE_DAY), tenth], DAY)


def test_what_a_county_department_keeps_in_a_township_is_not_counted() -> None:
    station = Agency("u-s", "stationed-land", "所", DAY)

    require_agency(station)
    check_number([*agencies(9), station], DAY)
    assert agencies_on([*agencies(9), station], DAY) == 9


def test_an_agency_has_no_sections_inside() -> None:
    for within, kind in product((None, "u-1"), ("section", "party-office")):
        tried = Agency("u-x", kind, "股", DAY, within=within)
        if within is None and kind == "party-office":
            require_agency(tried)
        else:
            with pytest.raises(NoSections):
                require_agency(tried)
    with pytest.raises(NotAnAgencyKind):
        require_agency(Agency("u-x", "circus", "团", DAY))


# ---------------------------------------------------------------------------------------------------------------- load
def test_who_drowns_and_who_idles_is_named() -> None:
    units = [UnitLoad("busy", 1, 9), UnitLoad("calm", 5, 3), UnitLoad("idle", 4, 0), UnitLoad(None, 0, 3)]
    pool = PoolLoad(units)

    assert pool.per_head == Fraction(3, 2)
    assert [one.unit_id for one in pool.overloaded(UNEVEN)] == [None, "busy"]
    assert [one.unit_id for one in pool.idle(UNEVEN)] == ["idle", "calm"]
    assert PoolLoad([]).per_head is None


def test_under_half_of_the_mean_is_idle_too() -> None:
    units = [UnitLoad("even", 10, 16), UnitLoad("half", 4, 2), UnitLoad("light", 5, 2), UnitLoad("none", 1, 0)]
    pool = PoolLoad(units)

    assert [one.unit_id for one in pool.idle(UNEVEN)] == ["none", "light"]
    assert pool.overloaded(UNEVEN) == []
