"""Whose a matter is by the duty lists on a day, and what may be drawn up as a list."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.duties.domain.authority import Duty, DutyKind, DutyList, Registers, Standing
from dispatch.duties.domain.lists import (
    Published,
    check_lines,
    next_version,
    require_list_region,
)
from dispatch.duties.domain.refusals import (
    LaterListExists,
    LinesRefused,
    NotAdmitted,
    NotAListRegion,
    SecondPersonNeeded,
)
from dispatch.duties.service.authority import require_admitted

COUNTY, TOWN, NEXT_TOWN = "320585", "320585102", "320585103"
FIRST, ONE_DAY = date(2026, 1, 1), timedelta(days=1)


def duty(matter: str, kind: DutyKind = DutyKind.BASIC, lead: str = "governance-office", *support: str) -> Duty:
    return Duty(matter, kind, lead, support, "条例第一条")


def duty_list(region: str, *duties: Duty, version: int = 1, begins: date = FIRST, ends: date | None = None) -> DutyList:
    return DutyList(region, version, begins, ends, {one.matter: one for one in duties})


def registers(*lists: DutyList, **bound_from: date) -> Registers:
    by_region: dict[str, list[DutyList]] = {}
    for one in sorted(lists, key=lambda one: one.valid_from):
        by_region.setdefault(one.region, []).append(one)
    return Registers(by_region, {region.removeprefix("t"): day for region, day in bound_from.items()})


BOTH = registers(
    duty_list(COUNTY, duty("noise"), duty("taxes", DutyKind.SUPPORTING, "tax-office", "governance-office")),
    duty_list(TOWN, duty("fishing"), duty("noise", DutyKind.TAKEN_BACK, "environment-bureau")),
    t320585102=FIRST,
)


@pytest.mark.parametrize(
    ("matter", "region", "standing", "listed_by"),
    [
        ("fishing", TOWN, Standing.BASIC, TOWN),
        # The township's own line goes before that of its county.
        ("noise", TOWN, Standing.TAKEN_BACK, TOWN),
        ("noise", NEXT_TOWN, Standing.BASIC, COUNTY),
        ("taxes", TOWN, Standing.SUPPORTING, COUNTY),
        ("taxes", f"{TOWN}001", Standing.SUPPORTING, COUNTY),
        ("fishing", NEXT_TOWN, Standing.NOT_LISTED, COUNTY),
        ("rockets", TOWN, Standing.NOT_LISTED, TOWN),
        ("noise", "320583100", Standing.NOT_LOADED, None),
    ],
)
def test_the_townships_line_speaks_before_the_countys(
    matter: str, region: str, standing: Standing, listed_by: str | None
) -> None:
    answer = BOTH.who_may(matter, region, FIRST)

    assert (answer.standing, answer.region) == (standing, listed_by)
    assert answer.is_the_townships == (standing is Standing.BASIC)


def test_a_township_is_held_to_its_list_from_its_day_on_and_others_are_observed() -> None:
    assert BOTH.who_may("rockets", TOWN, FIRST).binding
    assert not BOTH.who_may("rockets", NEXT_TOWN, FIRST).binding
    late = registers(duty_list(TOWN, duty("noise")), t320585102=FIRST + ONE_DAY)
    assert [late.who_may("x", TOWN, FIRST + n * ONE_DAY).binding for n in (0, 1)] == [False, True]


def test_what_a_bound_township_was_not_given_is_refused_naming_list_and_form() -> None:
    answer = BOTH.who_may("taxes", TOWN, FIRST)

    with pytest.raises(NotAdmitted) as refused:
        require_admitted(answer, "taxes", TOWN)

    assert refused.value.facts["list"] == COUNTY
    assert (refused.value.facts["lead"], refused.value.facts["form"]) == ("tax-office", "/duties/admissions")
    require_admitted(BOTH.who_may("fishing", TOWN, FIRST), "fishing", TOWN)
    require_admitted(BOTH.who_may("rockets", NEXT_TOWN, FIRST), "rockets", NEXT_TOWN)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=6, unique=True), st.integers(-10, 500))
def test_on_each_day_the_list_speaks_that_began_last(begins: list[int], asked: int) -> None:
    days = sorted(begins)
    lists = [
        duty_list(
            TOWN,
            duty("noise"),
            version=index + 1,
            begins=FIRST + day * ONE_DAY,
            ends=FIRST + (days[index + 1] - 1) * ONE_DAY if index + 1 < len(days) else None,
        )
        for index, day in enumerate(days)
    ]

    answer = registers(*lists).who_may("noise", TOWN, FIRST + asked * ONE_DAY)

    begun = [index + 1 for index, day in enumerate(days) if day <= asked]
    assert answer.version == (begun[-1] if begun else None)


def test_each_bad_line_is_named() -> None:
    lines = [duty("noise"), duty("noise"), duty("ghost"), duty("fishing", DutyKind.BASIC, "office", "office")]

    with pytest.raises(LinesRefused) as refused:
        check_lines(lines, {"noise", "fishing"})

    named = refused.value.facts["lines"]
    assert isinstance(named, list)
    assert [(line["index"], line["code"]) for line in named] == [
        (0, "duties.twice"),
        (1, "duties.twice"),
        (2, "duties.unknown-matter"),
        (3, "duties.supports-itself"),
    ]


def test_a_list_is_followed_by_a_later_one_and_never_overlapped() -> None:
    before = [Published(1, FIRST, FIRST + 9 * ONE_DAY), Published(2, FIRST + 10 * ONE_DAY, None)]

    assert next_version([], FIRST) == (1, None)
    assert next_version(before, FIRST + 11 * ONE_DAY) == (3, before[1])
    for day in (FIRST, FIRST + 5 * ONE_DAY, FIRST + 10 * ONE_DAY):
        with pytest.raises(LaterListExists):
            next_version(before, day)


@pytest.mark.parametrize("region", ["32", "3205", "320585102001", "32058", "x"])
def test_only_a_county_or_a_township_has_a_list(region: str) -> None:
    with pytest.raises(NotAListRegion):
        require_list_region(region)


def test_nobody_publishes_what_he_drew_up() -> None:
    SecondPersonNeeded.unless_two("p-1", "p-2")
    with pytest.raises(SecondPersonNeeded):
        SecondPersonNeeded.unless_two("p-1", "p-1")
