"""How posts, people, money and agencies may change: what the rules say before anything is kept."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.resources.domain.bad_lines import misplaced, overlapping, require_county, strange_townships, twice
from dispatch.resources.domain.money import (
    Backing,
    Booked,
    Booking,
    Missing,
    booked_in_year,
    is_confirmed,
    is_overspent,
    missing_of,
)
from dispatch.resources.domain.people import Seat, Whereabouts, placement_problems
from dispatch.resources.domain.posts import (
    Account,
    Entry,
    PostKind,
    check_account,
    check_balanced,
    sums_by_kind,
)
from dispatch.resources.domain.proposals import Mode, PlacementLine
from dispatch.resources.domain.refusals import (
    BeyondEstablishment,
    NoFreePost,
    NotACounty,
    Problem,
    SecondPersonNeeded,
    Unbalanced,
)

DAY, ONE_DAY = date(2026, 3, 1), timedelta(days=1)
ADMINISTRATIVE, PUBLIC = PostKind.ADMINISTRATIVE, PostKind.PUBLIC_INSTITUTION
COUNTY, TOWN = "320381", "320381102"


def account(approved: int = 5, posts: int = 3, people: int = 2) -> Account:
    made = Account("u-1", ADMINISTRATIVE).approved_from(DAY, approved).moved(DAY, posts)
    for number in range(people):
        made = made.taken_by(f"p-{number}", DAY)
    return made


# --------------------------------------------------------------------------------------------------------------- posts
def test_people_never_outnumber_posts_and_posts_never_the_establishment() -> None:
    check_account(account(), DAY)
    check_account(account(approved=3, posts=3, people=3), DAY)
    with pytest.raises(BeyondEstablishment) as beyond:
        check_account(account(approved=2), DAY)
    with pytest.raises(NoFreePost) as full:
        check_account(account(people=4), DAY)

    assert (beyond.value.facts["posts"], beyond.value.facts["approved"]) == (3, 2)
    assert (full.value.facts["posts"], full.value.facts["occupied"]) == (3, 4)


def test_what_was_put_down_for_a_later_day_counts_already() -> None:
    later = DAY + 10 * ONE_DAY
    leaving = account(approved=5, posts=5, people=0).approved_from(later, 4)

    with pytest.raises(BeyondEstablishment) as refused:
        check_account(leaving, DAY)

    assert refused.value.facts["on"] == later.isoformat()
    check_account(leaving.moved(later, -1), DAY)


def test_nothing_is_approved_where_no_document_says_so() -> None:
    with pytest.raises(BeyondEstablishment):
        check_account(Account("u-1", PUBLIC).moved(DAY, 1), DAY)


def test_who_leaves_frees_his_post_on_the_day_he_goes() -> None:
    later = DAY + 5 * ONE_DAY
    left = account(people=2).released("p-0", later)

    assert [left.occupied(day) for day in (DAY, later - ONE_DAY, later)] == [2, 2, 1]
    assert account(people=2).released("p-0", DAY).occupied(DAY) == 1


MOVES = st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(["a", "b", "c"]), st.integers(1, 9))


@given(st.lists(MOVES, max_size=12))
def test_whatever_is_moved_no_post_is_made_or_lost(moves: list[tuple[str, str, int]]) -> None:
    accounts = {unit: Account(unit, PUBLIC).moved(DAY, 20) for unit in "abc"}
    for number, (giver, taker, posts) in enumerate(moves):
        entries = [Entry(giver, PUBLIC, -posts), Entry(taker, PUBLIC, posts)]
        check_balanced(entries)
        for entry in entries:
            unit = entry.unit_id or ""
            accounts[unit] = accounts[unit].moved(DAY + number * ONE_DAY, entry.posts)

    end = DAY + len(moves) * ONE_DAY
    assert sum(one.balance(end) for one in accounts.values()) == 60


@given(st.lists(st.tuples(st.sampled_from(list(PostKind)), st.integers(-5, 5).filter(bool)), min_size=1, max_size=6))
def test_a_transfer_is_taken_exactly_when_each_kind_comes_out_even(lines: list[tuple[PostKind, int]]) -> None:
    entries = [Entry(f"u-{number}", kind, posts) for number, (kind, posts) in enumerate(lines)]

    if any(sums_by_kind(entries).values()):
        with pytest.raises(Unbalanced):
            check_balanced(entries)
    else:
        check_balanced(entries)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(-3, 3)), max_size=8), st.integers(0, 20))
def test_an_account_that_passes_keeps_the_rule_on_every_day(moves: list[tuple[int, int]], since: int) -> None:
    tried = account(approved=6, posts=3, people=1)
    for number, posts in moves:
        tried = tried.moved(DAY + number * ONE_DAY, posts)

    days = [DAY + number * ONE_DAY for number in range(since, 25)]
    keeps = all(tried.occupied(day) <= tried.balance(day) <= tried.limit(day) for day in days)
    try:
        check_account(tried, DAY + since * ONE_DAY)
    except (BeyondEstablishment, NoFreePost):
        assert not keeps
    else:
        assert keeps


# -------------------------------------------------------------------------------------------------------------- people
SEATS = {
    "bureau": Seat(COUNTY, "bureau"),
    "office": Seat(TOWN, "governance-office"),
    "station": Seat(TOWN, "stationed-land"),
}


@pytest.mark.parametrize(
    ("mode", "from_unit", "to_unit", "problems"),
    [
        (Mode.OWN, "bureau", "bureau", []),
        (Mode.OWN, "bureau", "office", [Problem.NOT_IN_THAT_UNIT]),
        (Mode.TRANSFERRED, "bureau", "office", []),
        (Mode.TRANSFERRED, "office", "bureau", [Problem.NOT_A_TOWNSHIP_UNIT]),
        (Mode.TRANSFERRED, "bureau", "station", [Problem.NOT_A_STATIONED_AGENCY]),
        (Mode.COUNTY_KEPT, "bureau", "office", []),
        (Mode.COUNTY_KEPT, "office", "office", [Problem.NOT_A_COUNTY_UNIT]),
        (Mode.COUNTY_KEPT, "bureau", "station", [Problem.NOT_A_STATIONED_AGENCY]),
        (Mode.STATIONED, "bureau", "station", []),
        (Mode.STATIONED, "bureau", "office", [Problem.NOT_A_STATIONED_AGENCY]),
        (Mode.STATIONED, "station", "station", [Problem.NOT_A_COUNTY_UNIT]),
    ],
)
def test_each_mode_leads_from_where_to_where_it_may(
    mode: Mode, from_unit: str, to_unit: str, problems: list[Problem]
) -> None:
    line = PlacementLine(
        person_id="p-1", mode=mode, from_unit=from_unit, to_unit=to_unit, kind=ADMINISTRATIVE, power=None
    )

    assert placement_problems(line, Whereabouts(from_unit), SEATS, DAY) == problems
    assert line.holder == (from_unit if mode in {Mode.COUNTY_KEPT, Mode.STATIONED} else to_unit)


def test_a_person_is_sent_from_where_he_is_or_where_his_post_is() -> None:
    line = PlacementLine(
        person_id="p-1", mode=Mode.COUNTY_KEPT, from_unit="bureau", to_unit="office", kind=PUBLIC, power="P1"
    )

    assert placement_problems(line, None, SEATS, DAY) == [Problem.UNKNOWN_PERSON]
    assert placement_problems(line, Whereabouts("station", "bureau", DAY - ONE_DAY), SEATS, DAY) == []
    assert placement_problems(line, Whereabouts("station"), SEATS, DAY) == [Problem.NOT_IN_THAT_UNIT]
    assert placement_problems(line, Whereabouts("bureau", "bureau", DAY), SEATS, DAY) == [Problem.OVERLAP]


# ----------------------------------------------------------------------------------------------------------- proposals
def test_bad_lines_are_found_by_their_index() -> None:
    assert twice(["a", "b", "a"]) == {0: [Problem.TWICE], 2: [Problem.TWICE]}
    assert overlapping(["a", "b"], [("b", DAY)], DAY) == {1: [Problem.OVERLAP]}
    assert overlapping(["b"], [("b", DAY - ONE_DAY)], DAY) == {}
    units = ["here", "there", "ghost", None]
    assert misplaced(units, {"here": TOWN, "there": "320382102"}, COUNTY) == {
        1: [Problem.OUTSIDE_COUNTY],
        2: [Problem.UNKNOWN_UNIT],
    }
    regions = [TOWN, COUNTY, "320381199", "320382102"]
    assert strange_townships(regions, {TOWN, COUNTY, "320382102"}, COUNTY) == {
        1: [Problem.UNKNOWN_TOWNSHIP],
        2: [Problem.UNKNOWN_TOWNSHIP],
        3: [Problem.OUTSIDE_COUNTY],
    }


def test_nobody_confirms_what_he_drew_up_and_only_counties_propose() -> None:
    SecondPersonNeeded.unless_two("p-1", "p-2")
    require_county(COUNTY)
    with pytest.raises(SecondPersonNeeded):
        SecondPersonNeeded.unless_two("p-1", "p-1")
    for region in ("32", "3203", TOWN):
        with pytest.raises(NotACounty):
            require_county(region)


# --------------------------------------------------------------------------------------------------------------- money
def test_a_year_counts_its_own_days() -> None:
    booked = [
        Booked(date(2025, 12, 31), Booking.SHARE_GIVEN, 999),
        Booked(DAY, Booking.SHARE_GIVEN, 100),
        Booked(DAY, Booking.SPENT, 450),
        Booked(DAY + ONE_DAY, Booking.SHARE_GIVEN, 1),
    ]

    assert booked_in_year(booked, Booking.SHARE_GIVEN, DAY) == 100
    assert booked_in_year(booked, Booking.SHARE_GIVEN, DAY + ONE_DAY) == 101
    assert booked_in_year(booked, Booking.SHARE_GIVEN, date(2025, 12, 31)) == 999


def test_no_more_is_spent_than_was_given_by_that_day() -> None:
    given_later = [Booked(DAY, Booking.SPENT, 1), Booked(DAY + ONE_DAY, Booking.TRANSFER_GIVEN, 1)]

    assert is_overspent(given_later, DAY)
    assert not is_overspent(given_later, DAY + ONE_DAY)
    assert is_overspent([Booked(DAY, Booking.REVENUE, 5), Booked(DAY, Booking.SPENT, 1)], DAY)
    assert not is_overspent([Booked(DAY, Booking.SHARE_GIVEN, 5), Booked(DAY, Booking.SPENT, 5)], DAY)


@pytest.mark.parametrize(
    ("backing", "missing"),
    [
        (Backing(None, 3, None, 100, 0), [Missing.NEED]),
        (Backing(2, 1, 100, 100, 0), [Missing.POSTS]),
        (Backing(2, 2, 100, None, 100), [Missing.AGREEMENT]),
        (Backing(2, 2, 100, 60, 39), [Missing.MONEY]),
        (Backing(2, 1, 100, 60, 39), [Missing.POSTS, Missing.MONEY]),
        (Backing(2, 2, 100, 60, 40), []),
        (Backing(0, 0, 0, 0, 0), []),
    ],
)
def test_a_power_is_confirmed_when_its_posts_and_its_money_are_there(backing: Backing, missing: list[Missing]) -> None:
    assert missing_of(backing) == missing
    assert is_confirmed(backing) == (not missing)
