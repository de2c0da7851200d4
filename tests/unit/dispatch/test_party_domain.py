"""Which Party organisations, members, sign-ups and resolutions may be, before anything is kept?"""

from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.organisation.domain.terms import Term
from dispatch.party.domain import refusals
from dispatch.party.domain.members import (
    Duty,
    Known,
    MemberFacts,
    MemberGiven,
    SignUp,
    decide_leaving,
    decide_members,
    decide_sign_up,
)
from dispatch.party.domain.organisations import UNDER, Kind, OrgFacts, Register, Row, Seat, decide_bulk
from dispatch.party.domain.resolutions import (
    HALF,
    TRANSITIONS,
    Act,
    Decision,
    Meeting,
    Resolution,
    Share,
    State,
    Subject,
    SubjectKind,
    check_meeting,
    next_state,
    require_fit,
)

COUNTY, TOWNSHIP = "320281", "320281001"
CELL = f"{TOWNSHIP}001001"
JANUARY = date(2026, 1, 1)
REGIONS = {Kind.COUNTY_COMMITTEE: COUNTY}
ID = UUID("019ab000-0000-7000-8000-000000000001")
OTHER = UUID("019ab000-0000-7000-8000-000000000002")
SUBJECT = Subject(SubjectKind.MAJOR_CASE, ID, TOWNSHIP)


def facts(kind: Kind, parent: str | None = None, *cells: Seat) -> OrgFacts:
    seats = 9 if kind in {Kind.COUNTY_COMMITTEE, Kind.TOWNSHIP_COMMITTEE} else None
    return OrgFacts(REGIONS.get(kind, TOWNSHIP), kind, "名", parent, seats, cells)


def row(org: str, kind: Kind, parent: str | None = None, *cells: Seat, days: tuple[int, int | None] = (0, None)) -> Row:
    first, last = JANUARY + timedelta(days[0]), None if days[1] is None else JANUARY + timedelta(days[1])
    return Row(org, Term(facts(kind, parent, *cells), first, last))


ROOTS = (row("county", Kind.COUNTY_COMMITTEE), row("town", Kind.TOWNSHIP_COMMITTEE, "county"))
GENERAL = row("general", Kind.GENERAL_BRANCH, "town")


def register(*cells: str) -> Register:
    days = [JANUARY + timedelta(day) for day in range(400)]
    return Register({}, {COUNTY, TOWNSHIP}, {(cell, day) for cell in cells for day in days})


def codes(error: pytest.ExceptionInfo[refusals.RowsRefused]) -> list[tuple[object, object]]:
    bad: list[dict[str, object]] = error.value.facts["rows"]  # type: ignore[assignment]  # facts are objects
    return [(one["index"], one["code"]) for one in bad]


# ------------------------------------------------------------------------------------------------------- organisations
@pytest.mark.parametrize(("kind", "above"), list(product(Kind, Kind)))
def test_each_kind_stands_under_its_own_kinds_and_no_other(kind: Kind, above: Kind) -> None:
    known = register()
    tree = {Kind.COUNTY_COMMITTEE: "county", Kind.TOWNSHIP_COMMITTEE: "town", Kind.GENERAL_BRANCH: "general"}
    branch = row("branch", Kind.BRANCH, "town")
    rows = [*ROOTS, GENERAL, branch, row("new", kind, tree.get(above, "branch"))]

    if above in UNDER[kind]:
        assert "new" in decide_bulk(rows, known, COUNTY)
        return
    with pytest.raises(refusals.RowsRefused) as refused:
        decide_bulk(rows, known, COUNTY)
    assert codes(refused) == [(4, refusals.Problem.WRONG_PARENT)]


def test_children_come_after_their_parents_in_one_bulk() -> None:
    with pytest.raises(refusals.RowsRefused) as refused:
        decide_bulk([GENERAL, *ROOTS], register(), COUNTY)

    assert codes(refused) == [(0, refusals.Problem.WRONG_PARENT)]


@given(
    days=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60) | st.none()), min_size=1, max_size=6),
)
def test_no_two_branches_ever_lead_one_cell_on_one_day(days: list[tuple[int, int | None]]) -> None:
    known = register(CELL)
    decide_bulk(ROOTS, known, COUNTY)
    for number, (first, length) in enumerate(days):
        last = None if length is None else first + length
        one = row(f"b{number}", Kind.BRANCH, "town", Seat(CELL, lead=True), days=(first, last))
        with suppress(refusals.RowsRefused):
            decide_bulk([one], known, COUNTY)

    for day in (JANUARY + timedelta(number) for number in range(130)):
        leading = [one for one, terms in known.terms.items() for t in terms if t.facts.cells and t.holds_on(day)]
        assert len(leading) <= 1


# ------------------------------------------------------------------------------------------------------------- members
def branches(*names: str) -> dict[str, list[Term[OrgFacts]]]:
    return {name: [Term(facts(Kind.BRANCH, "town"), JANUARY, None)] for name in names}


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 40), st.integers(0, 40) | st.none()), max_size=8))
def test_nobody_is_ever_a_member_of_two_branches_on_one_day(said: list[tuple[str, int, int | None]]) -> None:
    known = Known({}, branches("a", "b"), frozenset({"p"}))
    for branch, first, length in said:
        begins = JANUARY + timedelta(first)
        ends = None if length is None else begins + timedelta(length)
        with suppress(refusals.RowsRefused):
            decide_members([MemberGiven("p", branch, False, begins, ends)], known, COUNTY)

    for day in (JANUARY + timedelta(number) for number in range(90)):
        assert len([term for term in known.members.get("p", []) if term.holds_on(day)]) <= 1


def test_a_secretary_follows_another_but_does_not_stand_beside_him() -> None:
    known = Known({}, branches("a"), frozenset({"p", "q"}))
    june = date(2026, 6, 1)
    decide_members([MemberGiven("p", "a", True, JANUARY, june)], known, COUNTY)

    with pytest.raises(refusals.RowsRefused) as refused:
        decide_members([MemberGiven("q", "a", True, june, None)], known, COUNTY)
    after = decide_members([MemberGiven("q", "a", True, june + timedelta(1), None)], known, COUNTY)

    assert codes(refused) == [(0, refusals.Problem.SECRETARY_EXISTS)]
    assert list(after) == ["q"]


MINE = [Term(MemberFacts(TOWNSHIP, "a", secretary=False), JANUARY, date(2026, 12, 31))]
WANTED = SignUp("p", CELL, Duty.CONTACT, date(2026, 2, 1), date(2026, 6, 30))


@pytest.mark.parametrize(("leader", "elsewhere"), [("a", False), ("b", True)])
def test_who_belongs_to_another_branch_reports_from_elsewhere(leader: str, elsewhere: bool) -> None:
    assert decide_sign_up(WANTED, memberships=MINE, leader=leader, known=[]) is elsewhere


@pytest.mark.parametrize(
    ("known", "again"),
    [((WANTED.valid_to, None), True), ((date(2026, 7, 1), None), False), ((JANUARY, date(2026, 1, 31)), False)],
)
def test_two_sign_ups_for_a_cell_share_no_day(known: tuple[date, date | None], again: bool) -> None:
    if not again:
        assert decide_sign_up(WANTED, memberships=MINE, leader="a", known=[known]) is False
        return
    with pytest.raises(refusals.SignedUpAlready):
        decide_sign_up(WANTED, memberships=MINE, leader="a", known=[known])


def test_a_sign_up_lasts_no_longer_than_the_membership() -> None:
    with pytest.raises(refusals.NotAMember):
        decide_sign_up(replace(WANTED, valid_to=None), memberships=MINE, leader="a", known=[])


def test_leaving_only_shortens_a_sign_up() -> None:
    decide_leaving(JANUARY, None, JANUARY)
    with pytest.raises(refusals.SignupIsOver):
        decide_leaving(JANUARY, date(2026, 3, 1), date(2026, 3, 1))
    with pytest.raises(refusals.EndsBeforeItBegins):
        decide_leaving(JANUARY, None, date(2025, 12, 31))


# --------------------------------------------------------------------------------------------------------- resolutions
def resolution(state: State = State.SIGNED, **more: object) -> Resolution:
    usual = Resolution(ID, COUNTY, "1号", SubjectKind.ADMISSION, ID, Decision.APPROVE, state, 1, "p-1")
    return replace(usual, **more)  # type: ignore[arg-type]  # named by the tests


@pytest.mark.parametrize(("state", "act"), list(product(State, Act)))
def test_a_resolution_takes_each_act_in_its_own_state_alone(state: State, act: Act) -> None:
    if (state, act) in TRANSITIONS:
        assert next_state(resolution(state), act, by="p-2") is TRANSITIONS[state, act]
        return
    with pytest.raises(refusals.ResolutionIsDecided):
        next_state(resolution(state), act, by="p-2")


def test_who_drew_a_resolution_up_does_not_sign_it() -> None:
    with pytest.raises(refusals.SecondPersonNeeded):
        next_state(resolution(State.DRAWN_UP), Act.SIGN, by="p-1")


@pytest.mark.parametrize("state", list(State))
def test_only_what_is_signed_carries_a_decision(state: State) -> None:
    wanted = Subject(SubjectKind.ADMISSION, ID, COUNTY)
    refused = {State.USED: refusals.UsedAlready}.get(state, refusals.NotSigned)

    if state is State.SIGNED:
        require_fit(resolution(state), wanted, Decision.APPROVE)
        return
    with pytest.raises(refused):
        require_fit(resolution(state), wanted, Decision.APPROVE)


@pytest.mark.parametrize(
    ("subject", "decision", "refused"),
    [
        (Subject(SubjectKind.ADMISSION, OTHER, COUNTY), Decision.APPROVE, refusals.AnotherSubject),
        (Subject(SubjectKind.MAJOR_CASE, ID, COUNTY), Decision.APPROVE, refusals.AnotherSubject),
        (Subject(SubjectKind.ADMISSION, ID, TOWNSHIP), Decision.APPROVE, refusals.AnotherCommittee),
        (Subject(SubjectKind.ADMISSION, ID, COUNTY), Decision.REFUSE, refusals.SaysOtherwise),
    ],
)
def test_a_resolution_carries_its_own_subject_alone(
    subject: Subject, decision: Decision, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        require_fit(resolution(), subject, decision)


@given(seats=st.integers(1, 99), present=st.integers(0, 99), in_favour=st.integers(0, 99), of=st.integers(1, 3))
def test_nothing_is_resolved_without_the_share_of_all_members(
    seats: int, present: int, in_favour: int, of: int
) -> None:
    share = Share(of, 4)
    committee = replace(facts(Kind.TOWNSHIP_COMMITTEE), seats=seats)
    for decision in Decision:
        meeting = Meeting("1号", JANUARY, SubjectKind.MAJOR_CASE, ID, present, in_favour, decision)
        try:
            check_meeting(meeting, committee, SUBJECT, share=share, days=(JANUARY, JANUARY))
        except (refusals.NoQuorum, refusals.NotCarried, refusals.TooManyPresent):
            continue
        assert in_favour <= present <= seats
        assert present * 4 > seats * of
        assert (in_favour * 4 > seats * of) is (decision is Decision.APPROVE)


@pytest.mark.parametrize(
    ("day", "refusal"), [(-1, refusals.MeetingTooEarly), (0, None), (1, None), (2, refusals.MeetingToCome)]
)
def test_a_committee_meets_after_the_subject_is_put_to_it_and_no_later_than_today(
    day: int, refusal: type[Exception] | None
) -> None:
    committee = replace(facts(Kind.TOWNSHIP_COMMITTEE), seats=9)
    on = JANUARY + timedelta(day)
    meeting = Meeting("1号", on, SubjectKind.MAJOR_CASE, ID, 9, 9, Decision.APPROVE)

    with pytest.raises(refusal) if refusal else nullcontext():
        check_meeting(meeting, committee, SUBJECT, share=HALF, days=(JANUARY, JANUARY + timedelta(1)))


def test_half_of_the_members_are_not_more_than_half() -> None:
    assert [HALF.is_exceeded(count, 8) for count in (4, 5)] == [False, True]
    assert str(HALF) == "1/2"
