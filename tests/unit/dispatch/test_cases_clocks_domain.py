"""Which clocks a case starts, stops, pauses and goes on with, and by when each is due."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from dispatch.cases.domain.clocks import (
    RUNNING,
    Clock,
    ClockKind,
    Policies,
    Policy,
    decide_recalculated,
    decide_resumed,
    decide_started,
    decide_stopped,
)
from dispatch.cases.domain.opening import open_move
from dispatch.cases.domain.terms import ClockChange, decide_clocks
from dispatch.cases.domain.workflow import Action, Actor
from shared.calendar import TermUnit, WorkCalendar
from shared.schemas.vocabulary import CaseState, Urgency
from tests.unit.dispatch.case_samples import (
    APPROVER,
    DISPATCHER,
    FACTS,
    NOW,
    POLICIES,
    WEEKDAYS,
    WORKFLOW,
    case_in,
    ids,
    move_in,
    opening,
)

# Friday, Monday and Wednesday of that week, at 17:00, 09:00 and 09:00 in Shanghai.
FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)


def clock(kind: ClockKind = ClockKind.HANDLE, **parts: object) -> Clock:
    usual = Clock(uuid4(), uuid4(), kind, TermUnit.WORKING_HOURS, NOW, FRIDAY + timedelta(hours=1), False, "c", 1)
    return replace(usual, **parts)  # type: ignore[arg-type]


def opened(at: datetime = NOW, policies: Policies = POLICIES, calendar: WorkCalendar = WEEKDAYS) -> ClockChange:
    return decide_clocks(open_move(WORKFLOW, opening(), ids(), 1, at), [], policies, calendar, at)


def test_a_case_that_is_dispatched_at_once_is_to_be_handled_and_replied_to() -> None:
    change = opened()

    assert [clock.kind for clock in change.started] == [ClockKind.HANDLE, ClockKind.REPLY]
    assert change.handle_due_at == change.started[0].due_at


def test_five_working_days_from_a_monday_are_over_at_the_closing_hour_of_the_next_monday() -> None:
    handle = opened().started[0]

    assert handle.due_at.date() == MONDAY.date()
    assert handle.started_at == NOW


def test_a_deadline_beyond_the_published_calendar_is_provisional() -> None:
    known = WorkCalendar({date(2026, 11, 1) + timedelta(days=n): True for n in range(60)}, "2026")

    assert opened().started[0].provisional
    assert not opened(calendar=known).started[0].provisional


@pytest.mark.parametrize("state", sorted(RUNNING))
def test_in_each_state_just_its_own_clocks_run(state: CaseState) -> None:
    running = [clock(kind) for kind in ClockKind]

    stopped = decide_stopped(running, state, NOW)

    assert {c.kind for c in running} - {c.kind for c in stopped} == RUNNING[state]
    assert all(c.stopped_at == NOW for c in stopped)
    assert decide_started([], state) == sorted(RUNNING[state])


@pytest.mark.parametrize("state", sorted(set(CaseState) - set(RUNNING) - {CaseState.SUSPENDED}))
def test_a_case_that_has_ended_has_no_clock_that_runs(state: CaseState) -> None:
    assert len(decide_stopped([clock(kind) for kind in ClockKind], state, NOW)) == len(ClockKind)
    assert decide_started([], state) == []


def test_a_clock_that_runs_already_is_not_started_again() -> None:
    assert decide_started([clock(ClockKind.REPLY)], CaseState.FILED) == [ClockKind.DISPATCH]
    assert ClockKind.REPLY in decide_started([clock(ClockKind.REPLY, stopped_at=NOW)], CaseState.FILED)


def test_feeding_back_stops_the_handling_and_starts_the_verifying() -> None:
    move = move_in(CaseState.HANDLING)
    move.step(Action.FEED_BACK, actor=Actor.EXECUTOR, by="w", now=FRIDAY, facts=FACTS[Action.FEED_BACK])

    change = decide_clocks(move, [clock(), clock(ClockKind.REPLY)], POLICIES, WEEKDAYS, FRIDAY)

    assert [(c.kind, c.stopped_at) for c in change.changed] == [(ClockKind.HANDLE, FRIDAY)]
    assert [c.kind for c in change.started] == [ClockKind.VERIFY]


def test_a_suspension_over_a_weekend_takes_only_its_working_time_from_the_term() -> None:
    running = clock()
    move = move_in(CaseState.HANDLING)
    move.step(Action.SUSPEND, actor=Actor.APPROVER, by=APPROVER, now=FRIDAY, facts=FACTS[Action.SUSPEND])
    paused = decide_clocks(move, [running], POLICIES, WEEKDAYS, FRIDAY).changed[0]
    assert (paused.paused_at, paused.stopped_at) == (FRIDAY, None)

    move = replace(move, steps=[], paused=False)
    move.step(Action.RESUME, actor=Actor.DISPATCHER, by=DISPATCHER, now=MONDAY)
    change = decide_clocks(move, [paused], POLICIES, WEEKDAYS, MONDAY)

    assert change.pauses == [(running.id, FRIDAY, MONDAY)]
    left = WEEKDAYS.working_seconds_between(FRIDAY, running.due_at)
    assert WEEKDAYS.working_seconds_between(MONDAY, change.changed[0].due_at) == left
    assert change.changed[0].paused_at is None


def test_a_suspended_case_starts_no_clock_and_keeps_what_it_has() -> None:
    move = move_in(CaseState.DISPATCHED)
    move.step(Action.SUSPEND, actor=Actor.APPROVER, by=APPROVER, now=NOW, facts=FACTS[Action.SUSPEND])

    change = decide_clocks(move, [clock(), clock(ClockKind.REPLY)], POLICIES, WEEKDAYS, NOW)

    assert change.started == []
    assert all(c.paused_at == NOW and c.stopped_at is None for c in change.changed)


def test_a_suspended_case_that_is_voided_stops_its_paused_clocks() -> None:
    move = move_in(CaseState.SUSPENDED, with_task=False)
    move.step(Action.VOID, actor=Actor.DISPATCHER, by=DISPATCHER, now=MONDAY, facts=FACTS[Action.VOID])

    change = decide_clocks(move, [clock(paused_at=FRIDAY)], POLICIES, WEEKDAYS, MONDAY)

    assert [(c.stopped_at, c.paused_at) for c in change.changed] == [(MONDAY, None)]


def test_the_reply_is_owed_from_when_the_report_came_however_often_the_case_moves() -> None:
    move = move_in(CaseState.CLOSED, with_task=False)
    move.step(Action.REOPEN, actor=Actor.SYSTEM, by="s", now=MONDAY, facts=FACTS[Action.REOPEN])

    started = {c.kind: c for c in decide_clocks(move, [], POLICIES, WEEKDAYS, MONDAY).started}

    assert started[ClockKind.REPLY].started_at == case_in().opened_at
    assert started[ClockKind.DISPATCH].started_at == MONDAY


ORDERED = [("hotline", "M1", "urgent"), ("hotline", "M1", "*"), ("*", "M1", "urgent"), ("*", "M1", "*")]
ORDERED += [("hotline", "*", "urgent"), ("hotline", "*", "*"), ("*", "*", "urgent"), ("*", "*", "*")]


@pytest.mark.parametrize("known", range(len(ORDERED)))
def test_the_most_telling_limit_wins_matter_before_source_before_urgency(known: int) -> None:
    rows = [
        Policy(*ORDERED[index], ClockKind.HANDLE, index + 1, TermUnit.WORKING_DAYS)
        for index in range(known, len(ORDERED))
    ]

    found = Policies(1, rows).find(ClockKind.HANDLE, source="hotline", matter="M1", urgency=Urgency.URGENT, region="")

    assert found is not None
    assert found.amount == known + 1


PLACES = ["320585102", "320585", "3205", "32", "*"]


@pytest.mark.parametrize("known", range(len(PLACES)))
def test_the_nearest_place_wins_before_any_matter_source_or_urgency(known: int) -> None:
    """A city's row for everything goes before the province's for the very matter, source and urgency."""
    rows = [
        Policy("*", "*", "*", ClockKind.HANDLE, index + 1, TermUnit.WORKING_DAYS, region=PLACES[index])
        for index in range(known, len(PLACES))
    ]
    telling = Policy("hotline", "M1", "urgent", ClockKind.HANDLE, 99, TermUnit.WORKING_DAYS)

    found = Policies(1, [*rows, *([] if known == len(PLACES) - 1 else [telling])]).find(
        ClockKind.HANDLE, source="hotline", matter="M1", urgency=Urgency.URGENT, region="320585102"
    )

    assert found is not None
    assert found.amount == known + 1


def test_a_suspension_after_the_term_was_over_makes_nothing_timely() -> None:
    move = move_in(CaseState.HANDLING)
    late = clock(due_at=NOW + timedelta(hours=1), overdue_at=NOW + timedelta(hours=2))
    move.step(Action.SUSPEND, actor=Actor.APPROVER, by=DISPATCHER, now=FRIDAY, facts=FACTS[Action.SUSPEND])
    (paused,) = decide_clocks(move, [late], POLICIES, WEEKDAYS, FRIDAY).changed
    move.step(Action.RESUME, actor=Actor.DISPATCHER, by=DISPATCHER, now=MONDAY)

    (resumed,) = decide_clocks(move, [paused], POLICIES, WEEKDAYS, MONDAY).changed

    assert (resumed.due_at, resumed.overdue_at, resumed.paused_at) == (late.due_at, late.overdue_at, None)


def test_what_an_authority_set_is_neither_paused_nor_computed_again() -> None:
    until = FRIDAY + timedelta(days=9)
    fixed = clock(due_at=until, set_until=until, amount=5, paused_at=FRIDAY)

    (resumed,) = decide_resumed([fixed], WEEKDAYS, MONDAY)

    assert resumed.due_at == decide_recalculated(resumed, WEEKDAYS, []).due_at == until


def test_where_no_limit_speaks_of_a_clock_none_runs() -> None:
    handle_only = Policies(1, [Policy("*", "*", "*", ClockKind.HANDLE, 1, TermUnit.MINUTES)])

    assert handle_only.find(ClockKind.REPLY, source="s", matter=None, urgency=Urgency.LOW, region="") is None
    assert [c.kind for c in opened(policies=handle_only).started] == [ClockKind.HANDLE]
