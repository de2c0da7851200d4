"""May a case be refused, for whom, and what may be said of it then?"""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from dispatch.cases.domain.checks import check_designated, check_executor, check_rejection
from dispatch.cases.domain.clocks import ClockKind, Policies, Policy
from dispatch.cases.domain.refusals import NeedsNextHolder, NoLawfulGround
from dispatch.cases.domain.terms import decide_clocks
from dispatch.cases.domain.workflow import Action, Actor
from dispatch.coordination.domain.handovers import (
    COUNTY_DESKS,
    HELD,
    LIVE,
    REFUSABLE,
    TRANSITIONS,
    Act,
    Handover,
    HandoverState,
    Held,
    UnitOn,
    WaitsFor,
    leader_of,
    next_state,
    require_designator,
    require_named,
    require_next_holder,
    require_refusable,
    waits_for,
)
from dispatch.coordination.domain.refusals import (
    AlreadyTheHolder,
    DesignatedAlready,
    DoesNotLead,
    EmergencyIsHandled,
    HandedOverAlready,
    NoNextHolder,
    NotPossible,
    NotRefusable,
    NotTheCounty,
    NotYourUnit,
    SecondPersonNeeded,
    TakenAlready,
    TermRuns,
    UnitUnknown,
)
from dispatch.duties.domain.authority import Answer, Duty, DutyKind, Standing
from shared.calendar import TermUnit
from shared.errors import Refusal as Refused
from shared.schemas.vocabulary import CaseState, Executor
from tests.unit.dispatch.case_samples import NOW, TOWN, WEEKDAYS, case_in, move_in

COUNTY = TOWN[:6]
BUREAU = UnitOn("u-bureau", COUNTY, "bureau")
OFFICE = UnitOn("u-office", TOWN, "office")


def answer(kind: DutyKind | None = DutyKind.SUPPORTING, lead: str = "bureau") -> Answer:
    if kind is None:
        return Answer(Standing.NOT_LISTED, binding=True, region=COUNTY, version=1)
    return Answer(Standing(kind), True, COUNTY, 1, Duty("M1", kind, lead, (), ""))


def held(**parts: Any) -> Held:
    usual: dict[str, Any] = {
        "state": CaseState.FILED,
        "region": TOWN,
        "matter": "M1",
        "executor": Executor.UNIT,
        "unit": None,
        "handover": None,
        "is_danger": False,
    }
    return Held(**usual | parts)


def handover(state: HandoverState = HandoverState.OPEN, **parts: Any) -> Handover:
    usual: dict[str, Any] = {"to_unit": "u-bureau", "refused_by": "p-1", "declined_by": None, "due_at": NOW}
    return Handover(state, **usual | parts)


@pytest.mark.parametrize("state", CaseState)
def test_what_is_not_begun_or_done_is_not_refused(state: CaseState) -> None:
    if state in REFUSABLE:
        require_refusable(held(state=state))
    else:
        with pytest.raises(NotRefusable):
            require_refusable(held(state=state))


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ({"matter": ""}, NotRefusable),
        ({"is_danger": True}, EmergencyIsHandled),
        ({"handover": HandoverState.OPEN}, HandedOverAlready),
        ({"handover": HandoverState.DISPUTED}, HandedOverAlready),
        ({"handover": HandoverState.TAKEN}, TakenAlready),
        ({"handover": HandoverState.DESIGNATED}, DesignatedAlready),
    ],
)
def test_what_may_not_be_refused_is_refused_by_its_rule(parts: dict[str, Any], refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        require_refusable(held(**parts))


def test_what_lapsed_may_be_refused_again() -> None:
    require_refusable(held(handover=HandoverState.LAPSED))


@pytest.mark.parametrize(
    ("said", "kinds_and_region"),
    [
        (answer(), (frozenset({"bureau"}), COUNTY)),
        (answer(DutyKind.TAKEN_BACK), (frozenset({"bureau"}), COUNTY)),
        (answer(DutyKind.BASIC, "office"), (frozenset({"office"}), TOWN)),
        (answer(None), (COUNTY_DESKS, COUNTY)),
    ],
)
def test_the_lists_say_who_may_be_named(said: Answer, kinds_and_region: tuple[frozenset[str], str]) -> None:
    assert leader_of(said, f"{TOWN}001") == kinds_and_region


@pytest.mark.parametrize(
    ("to", "named", "refusal"),
    [
        (None, None, NoNextHolder),
        (None, "ghost", UnitUnknown),
        (OFFICE, OFFICE.id, DoesNotLead),
        (UnitOn("u-b", "320584", "bureau"), "u-b", DoesNotLead),
    ],
)
def test_a_refused_case_goes_to_who_leads_its_matter(
    to: UnitOn | None, named: str | None, refusal: type[Refused]
) -> None:
    assert require_next_holder(held(), answer(), BUREAU, named=BUREAU.id) is BUREAU
    with pytest.raises(refusal):
        require_next_holder(held(), answer(), to, named=named)


def test_nobody_hands_a_case_to_himself_but_a_county_matter_goes_to_its_department() -> None:
    mine = answer(DutyKind.BASIC, "office")
    with pytest.raises(AlreadyTheHolder):
        require_next_holder(held(unit=OFFICE.id), mine, OFFICE, named=OFFICE.id)
    waiting = held(executor=Executor.COUNTY, unit=BUREAU.id)
    assert require_next_holder(waiting, answer(), BUREAU, named=BUREAU.id) is BUREAU


@pytest.mark.parametrize(("state", "act"), list(product(HandoverState, Act)))
def test_every_act_either_leads_on_or_names_what_would(state: HandoverState, act: Act) -> None:
    if (state, act) in TRANSITIONS:
        assert next_state(handover(state), act) is TRANSITIONS[state, act]
        return
    with pytest.raises(NotPossible) as refused:
        next_state(handover(state), act)
    assert refused.value.facts["possible"] == sorted(a for s, a in TRANSITIONS if s is state)


def test_only_the_named_unit_speaks() -> None:
    require_named(handover(), "u-bureau")
    for other in ("u-other", None):
        with pytest.raises(NotYourUnit):
            require_named(handover(), other)


@pytest.mark.parametrize(
    ("stands", "scope", "by", "refusal"),
    [
        (handover(HandoverState.DISPUTED), TOWN, "p-9", NotTheCounty),
        (handover(HandoverState.DISPUTED), COUNTY, "p-1", SecondPersonNeeded),
        (handover(HandoverState.DISPUTED, declined_by="p-2"), COUNTY, "p-2", SecondPersonNeeded),
        (handover(due_at=NOW + timedelta(hours=1)), COUNTY, "p-9", TermRuns),
        (handover(due_at=None), COUNTY, "p-9", TermRuns),
        (handover(HandoverState.DISPUTED, declined_by="p-2"), COUNTY, "p-9", None),
        (handover(due_at=NOW - timedelta(hours=1)), "32", "p-9", None),
    ],
)
def test_the_county_designates_after_a_dispute_or_a_term(
    stands: Handover, scope: str, by: str, refusal: type[Refused] | None
) -> None:
    if refusal is None:
        require_designator(stands, scope_region=scope, by=by, now=NOW)
    else:
        with pytest.raises(refusal):
            require_designator(stands, scope_region=scope, by=by, now=NOW)


@pytest.mark.parametrize(
    ("unit", "executor"),
    [(BUREAU, Executor.COUNTY), (OFFICE, Executor.UNIT), (UnitOn("t", TOWN, "enforcement-team"), Executor.TEAM)],
)
def test_where_a_unit_stands_says_how_it_works(unit: UnitOn, executor: Executor) -> None:
    assert unit.executor is executor


# ---------------------------------------------------------------------------------------------------- within the case
@pytest.mark.parametrize("state", [None, *HandoverState])
def test_a_department_works_on_what_it_has_taken_and_on_nothing_else(state: HandoverState | None) -> None:
    case = case_in(executor=Executor.COUNTY, unit="u-bureau", handover=state)
    if state in HELD:
        check_executor(case)
    else:
        with pytest.raises(Refused):
            check_executor(case)


@pytest.mark.parametrize("state", [None, *HandoverState])
def test_who_deals_with_a_refused_case_after_all_ends_its_hand_over(state: HandoverState | None) -> None:
    move = move_in(CaseState.FILED, with_task=False, handover=state)
    move.step(Action.DISPATCH, actor=Actor.DISPATCHER, by="p", now=NOW)
    assert (move.lapsed, move.case.handover) == (
        state in LIVE,
        HandoverState.LAPSED if state in LIVE else state,
    )


def test_the_term_to_take_runs_while_a_case_is_open_and_beside_its_own_clocks() -> None:
    policies = Policies(
        1,
        [
            Policy("*", "*", "*", ClockKind.TAKE, 4, TermUnit.WORKING_HOURS),
            Policy("*", "*", "*", ClockKind.HANDLE, 5, TermUnit.WORKING_DAYS),
        ],
    )
    open_one = move_in(CaseState.HANDLING, handover=HandoverState.OPEN)
    started = decide_clocks(open_one, [], policies, WEEKDAYS, NOW).started
    assert {clock.kind for clock in started} == {ClockKind.TAKE, ClockKind.HANDLE}
    settled = move_in(CaseState.HANDLING, handover=HandoverState.TAKEN)
    change = decide_clocks(settled, started, policies, WEEKDAYS, NOW + timedelta(hours=1))
    assert [clock.kind for clock in change.changed if clock.stopped_at] == [ClockKind.TAKE]
    closed = move_in(CaseState.CLOSED, handover=HandoverState.OPEN)
    assert not decide_clocks(closed, [], policies, WEEKDAYS, NOW).started


def test_a_known_departments_matter_is_handed_over_and_turned_away_only_on_lawful_grounds() -> None:
    case = case_in(CaseState.FILED, executor=Executor.COUNTY, unit="u-bureau")
    grounds = {"litigation", "petition", "county-department"}
    with pytest.raises(NeedsNextHolder):
        check_rejection(case, Action.REJECT, "not-ours", grounds)
    with pytest.raises(NoLawfulGround):
        check_rejection(case_in(CaseState.FILED), Action.REJECT, "not-ours", grounds)
    check_rejection(case, Action.REJECT, "litigation", grounds)
    for other in (case, case_in(CaseState.FILED)):
        with pytest.raises((NeedsNextHolder, NoLawfulGround)):
            check_rejection(other, Action.REJECT, "county-department", grounds)
    nobodys = case_in(CaseState.FILED, executor=Executor.COUNTY)
    check_rejection(nobodys, Action.REJECT, "county-department", grounds)
    check_rejection(case, Action.VOID, "not-ours", grounds)


def test_only_the_county_takes_a_case_from_whom_it_designated() -> None:
    case = case_in(CaseState.HANDLING, handover=HandoverState.DESIGNATED)
    for action, given in ((Action.RETURN, {}), (Action.REWORK, {"unit": "u-other"})):
        with pytest.raises(DesignatedAlready):
            check_designated(case, action, given, scope_region=TOWN)
        check_designated(case, action, given, scope_region=COUNTY)
    check_designated(case, Action.VERIFY, {}, scope_region=TOWN)


@pytest.mark.parametrize(
    ("handover", "whose"),
    [
        (None, WaitsFor.DISPATCHER),
        *((one, WaitsFor.DISPATCHER) for one in HandoverState if one not in LIVE),
        (HandoverState.OPEN, WaitsFor.UNIT),
        (HandoverState.DISPUTED, WaitsFor.COUNTY),
    ],
)
def test_it_is_always_somebodys_turn(handover: HandoverState | None, whose: WaitsFor) -> None:
    assert waits_for(handover) is whose
