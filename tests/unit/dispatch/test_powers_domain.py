"""How a township comes to hold a power and loses it, who is ready for one, and which powers nobody watches."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.powers.domain import life
from dispatch.powers.domain.life import TRANSITIONS, Action, Figures, Power, State, in_force
from dispatch.powers.domain.refusals import (
    BeginsInThePast,
    BeginsTooLate,
    FiguresImpossible,
    IllegalAction,
    NeverUsed,
    NotAnnouncedYet,
    NotEvaluated,
    OverlappingValidity,
    ProlongedAlready,
    SecondPersonNeeded,
    TrialLength,
    TrialNotBegun,
)
from dispatch.powers.domain.terms import PowerRegister, Term
from shared.errors import Refusal
from shared.terms import add_months

ONE_DAY = timedelta(days=1)
FIRST = date(2026, 12, 1)
LAST = date(2027, 3, 1)
TRIAL = Term(FIRST, LAST)
USED = Figures(12, 2.5, 1, 0, 1, 30, 2)
PROCLAIMED = Power(State.PROCLAIMED, announced_on=FIRST)
ON_TRIAL = Power(State.TRIAL, FIRST, (TRIAL,))
EVALUATED = Power(State.EVALUATED, FIRST, (TRIAL,), volume=12)


# ------------------------------------------------------------------------------------------------------------ the table
@pytest.mark.parametrize(("state", "action"), list(product(State, Action)))
def test_every_action_either_leads_on_or_names_what_would(state: State, action: Action) -> None:
    if (state, action) in TRANSITIONS:
        assert life.next_state(state, action) is TRANSITIONS[state, action]
        return

    with pytest.raises(IllegalAction) as refused:
        life.next_state(state, action)

    assert refused.value.facts["possible"] == sorted(a for s, a in TRANSITIONS if s is state)


def test_nothing_leads_to_a_formal_power_but_a_decision() -> None:
    formal = [(state, action) for (state, action), to in TRANSITIONS.items() if to is State.FORMAL]

    assert {action for state, action in formal if state is not State.FORMAL} == {Action.FORMALISE}
    ended = {action: to for (state, action), to in TRANSITIONS.items() if state in {State.TAKEN_BACK, State.DROPPED}}
    assert ended == {Action.HAND_OVER: State.TAKEN_BACK}


# -------------------------------------------------------------------------------------------------------------- months
@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 1), 3, date(2027, 3, 1)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 10, 15), 2, date(2026, 12, 15)),
    ],
)
def test_a_month_ends_on_the_same_number_or_the_months_last_day(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.integers(0, 40))
def test_months_never_skip_one_and_never_run_backwards(day: date, months: int) -> None:
    later = add_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + ONE_DAY).day == 1


@pytest.mark.parametrize("ends_on", [date(2026, 12, 31), date(2027, 3, 2), None])
def test_a_trial_lasts_one_to_three_calendar_months(ends_on: date | None) -> None:
    life.require_trial_length(FIRST, date(2027, 1, 1))
    life.require_trial_length(FIRST, LAST)

    with pytest.raises(TrialLength) as refused:
        life.require_trial_length(FIRST, ends_on)

    assert (refused.value.facts["earliest"], refused.value.facts["latest"]) == (date(2027, 1, 1), LAST)


# --------------------------------------------------------------------------------------------------------------- trial
def test_a_power_is_in_force_on_the_days_of_its_trial_and_no_other() -> None:
    tried = life.begin_trial(PROCLAIMED, TRIAL, [], FIRST)

    assert [in_force(tried, day) for day in (FIRST - ONE_DAY, FIRST, LAST, LAST + ONE_DAY)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("changes", "trial", "others", "today", "refusal"),
    [
        ({}, TRIAL, [], FIRST + ONE_DAY, BeginsInThePast),
        ({"announced_on": FIRST + ONE_DAY}, TRIAL, [], FIRST, NotAnnouncedYet),
        ({"announced_on": None}, TRIAL, [], FIRST, NotAnnouncedYet),
        ({}, Term(FIRST, LAST + ONE_DAY), [], FIRST, TrialLength),
        ({}, TRIAL, [Term(date(2026, 1, 1), FIRST)], FIRST, OverlappingValidity),
        ({}, TRIAL, [Term(LAST, None)], FIRST, OverlappingValidity),
        ({"state": State.READY}, TRIAL, [], FIRST, IllegalAction),
    ],
)
def test_a_trial_that_breaks_a_rule_does_not_begin(
    changes: dict[str, Any], trial: Term, others: list[Term], today: date, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        life.begin_trial(replace(PROCLAIMED, **changes), trial, others, today)


def test_a_trial_is_judged_by_figures_of_its_use_once_it_has_begun() -> None:
    judged = life.evaluate(ON_TRIAL, USED, FIRST)

    assert (judged.state, judged.volume) == (State.EVALUATED, 12)
    with pytest.raises(TrialNotBegun):
        life.evaluate(ON_TRIAL, USED, FIRST - ONE_DAY)
    for wrong in (replace(USED, reversed=13), replace(USED, bad_ratings=13)):
        with pytest.raises(FiguresImpossible):
            life.evaluate(ON_TRIAL, wrong, FIRST)


def test_a_formal_power_goes_on_without_a_gap() -> None:
    formal = life.formalise(EVALUATED, LAST, LAST)

    assert (formal.state, formal.terms) == (State.FORMAL, (Term(FIRST, None),))
    with pytest.raises(BeginsTooLate):
        life.formalise(EVALUATED, LAST + 2 * ONE_DAY, LAST)
    with pytest.raises(BeginsInThePast):
        life.formalise(EVALUATED, LAST - ONE_DAY, LAST)
    with pytest.raises(NeverUsed):
        life.formalise(replace(EVALUATED, volume=0), LAST, LAST)
    with pytest.raises(IllegalAction):
        life.formalise(ON_TRIAL, LAST, LAST)


def test_a_late_decision_leaves_the_days_between_without_the_power() -> None:
    after = LAST + 10 * ONE_DAY

    formal = life.formalise(EVALUATED, after, after)

    assert [in_force(formal, day) for day in (LAST, LAST + ONE_DAY, after - ONE_DAY, after)] == [
        True,
        False,
        False,
        True,
    ]
    with pytest.raises(NotEvaluated):
        life.formalise(replace(ON_TRIAL, state=State.LAPSED), after, after)


def test_a_trial_is_prolonged_once_by_at_most_three_months() -> None:
    longer = life.prolong(EVALUATED, add_months(LAST, 3), [], LAST)

    assert (longer.state, longer.prolonged, longer.volume) == (State.PROLONGED, True, None)
    assert longer.terms == (Term(FIRST, date(2027, 6, 1)),)
    with pytest.raises(ProlongedAlready):
        life.prolong(life.evaluate(longer, USED, LAST), date(2027, 7, 1), [], LAST)
    for ends_on in (LAST, date(2027, 6, 2)):
        with pytest.raises(TrialLength):
            life.prolong(EVALUATED, ends_on, [], LAST)
    with pytest.raises(OverlappingValidity):
        life.prolong(EVALUATED, date(2027, 6, 1), [Term(date(2027, 5, 1), None)], LAST)
    with pytest.raises(IllegalAction):
        life.prolong(EVALUATED, date(2027, 6, 1), [], LAST + ONE_DAY)


@pytest.mark.parametrize(
    ("from_day", "left"),
    [(FIRST + ONE_DAY, (Term(FIRST, FIRST),)), (FIRST, ()), (LAST + 9 * ONE_DAY, (TRIAL,))],
)
def test_what_is_taken_back_is_not_in_force_from_that_day_on(from_day: date, left: tuple[Term, ...]) -> None:
    gone = life.take_back(ON_TRIAL, from_day, FIRST)

    assert (gone.state, gone.terms) == (State.TAKEN_BACK, left)
    assert not in_force(gone, from_day)
    with pytest.raises(BeginsInThePast):
        life.take_back(ON_TRIAL, FIRST, FIRST + ONE_DAY)


_SILENT = st.sampled_from(["wait", "timer", "evaluate", "prolong", "watch"])


@given(st.lists(st.tuples(_SILENT, st.integers(0, 80)), max_size=12))
def test_no_silence_ever_makes_a_trial_formal(steps: list[tuple[str, int]]) -> None:
    power, today = life.begin_trial(PROCLAIMED, TRIAL, [], FIRST), FIRST
    for what, days in steps:
        today += days * ONE_DAY
        try:
            power = {
                "wait": lambda p, d: p,
                "timer": life.lapse,
                "evaluate": lambda p, d: life.evaluate(p, USED, d),
                "prolong": lambda p, d: life.prolong(p, add_months(p.terms[-1].valid_to, 3), [], d),
                "watch": lambda p, d: replace(p, state=life.step(p, Action.CHECK, d)) and p,
            }[what](power, today)
        except IllegalAction:
            continue
        except (ProlongedAlready, TrialLength):
            continue

    ends = power.terms[-1].valid_to
    assert power.state is not State.FORMAL
    assert ends is not None
    assert ends <= add_months(LAST, 3)
    assert not in_force(power, ends + ONE_DAY)
    assert life.lapse(power, ends + ONE_DAY).state is State.LAPSED


def test_what_has_lapsed_is_noted_once_and_only_after_its_last_day() -> None:
    assert life.lapse(ON_TRIAL, LAST) is ON_TRIAL
    assert life.lapse(ON_TRIAL, LAST + ONE_DAY).state is State.LAPSED
    formal = Power(State.FORMAL, FIRST, (Term(FIRST, None),), volume=1)
    assert life.lapse(formal, date(2090, 1, 1)) is formal


def test_nobody_decides_what_he_prepared() -> None:
    SecondPersonNeeded.unless_two("p-1", "p-2")
    SecondPersonNeeded.unless_two(None, "p-2")
    with pytest.raises(SecondPersonNeeded):
        SecondPersonNeeded.unless_two("p-1", "p-1")


# ------------------------------------------------------------------------------------------------------------ register
@given(st.integers(-5, 40), st.integers(0, 10), st.integers(0, 10))
def test_the_register_answers_by_the_day(asked: int, length: int, gap: int) -> None:
    first = Term(FIRST, FIRST + length * ONE_DAY)
    again = Term(FIRST + (length + gap + 1) * ONE_DAY, None)
    register = PowerRegister({("320681100", "P-1"): (first, again)})

    answer = register.power_in_force("P-1", "320681100001", FIRST + asked * ONE_DAY)

    assert answer == (0 <= asked <= length or asked > length + gap)
    assert not register.power_in_force("P-1", "320681101", FIRST)
    assert first.overlaps(again) is False
    assert again.overlaps(Term(again.valid_from, again.valid_from))


# ---------------------------------------------------------------------------------------------------------- properties
ACTS = st.tuples(
    st.sampled_from(["evaluate", "unused", "formalise", "prolong", "take-back", "lapse"]),
    st.integers(0, 60),
    st.integers(0, 90),
)


def acted(power: Power, act: str, today: date, ahead: int) -> Power:
    """Return what an act of a day makes of a power; what is refused changes nothing."""
    day = today + timedelta(days=ahead)
    try:
        if act in {"evaluate", "unused"}:
            return life.evaluate(
                power, USED if act == "evaluate" else replace(USED, volume=0, reversed=0, bad_ratings=0), today
            )
        if act == "formalise":
            return life.formalise(power, day, today)
        if act == "prolong":
            return life.prolong(power, day, (), today)
        return life.take_back(power, day, today) if act == "take-back" else life.lapse(power, today)
    except Refusal:
        return power


@given(st.lists(ACTS, max_size=12))
def test_what_held_on_a_day_that_is_over_is_never_changed_by_later_acts(acts: list[tuple[str, int, int]]) -> None:
    power, today = ON_TRIAL, FIRST
    for act, wait, ahead in acts:
        today += timedelta(days=wait)
        before, power = power, acted(power, act, today, ahead)
        over = [FIRST + timedelta(days=number) for number in range((today - FIRST).days)]
        assert [in_force(power, day) for day in over] == [in_force(before, day) for day in over]


@given(st.lists(ACTS, max_size=12))
def test_no_power_turns_formal_but_by_a_decision_on_figures_of_its_use(acts: list[tuple[str, int, int]]) -> None:
    power, today = ON_TRIAL, FIRST
    for act, wait, ahead in acts:
        today += timedelta(days=wait)
        before, power = power, acted(power, act, today, ahead)
        if power.state is State.FORMAL and before.state is not State.FORMAL:
            assert (act, bool(before.volume)) == ("formalise", True)
        decided = power.state is State.FORMAL
        assert decided or power.state is State.TAKEN_BACK or all(term.valid_to is not None for term in power.terms)
