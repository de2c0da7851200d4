"""How does a township come to hold a power, on which days may it be used, and how does that end?

A trial ends with its last day unless somebody decides: it never turns formal by silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

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
    TrialLength,
    TrialNotBegun,
)
from dispatch.powers.domain.terms import Term
from shared.terms import add_months

ONE_DAY = timedelta(days=1)
SHORTEST_TRIAL_MONTHS, LONGEST_TRIAL_MONTHS = 1, 3


class State(StrEnum):
    """`lapsed`: the trial's last day went by without a decision; not in force, and overdue."""

    CHOSEN = "chosen"
    READY = "ready"
    PROCLAIMED = "proclaimed"
    TRIAL = "trial"
    EVALUATED = "evaluated"
    PROLONGED = "prolonged"
    FORMAL = "formal"
    LAPSED = "lapsed"
    TAKEN_BACK = "taken-back"
    DROPPED = "dropped"


class Action(StrEnum):
    """A power's life begins by `choose`, or by `take-over` where it was in force before the platform was there.

    `lapse` and `hand-over` are the platform's alone; to watch over a power changes no state.
    """

    CHOOSE = "choose"
    TAKE_OVER = "take-over"
    REPORT = "report"
    CONFIRM = "confirm"
    DROP = "drop"
    PROCLAIM = "proclaim"
    BEGIN_TRIAL = "begin-trial"
    EVALUATE = "evaluate"
    FORMALISE = "formalise"
    PROLONG = "prolong"
    PROPOSE_TAKE_BACK = "propose-take-back"
    TAKE_BACK = "take-back"
    HAND_OVER = "hand-over"
    LAPSE = "lapse"
    SUPERVISE = "supervise"
    CHECK = "check"


TRANSITIONS: dict[tuple[State, Action], State] = {
    (State.CHOSEN, Action.REPORT): State.CHOSEN,
    (State.CHOSEN, Action.CONFIRM): State.READY,
    (State.CHOSEN, Action.DROP): State.DROPPED,
    (State.READY, Action.DROP): State.DROPPED,
    (State.READY, Action.PROCLAIM): State.PROCLAIMED,
    (State.PROCLAIMED, Action.BEGIN_TRIAL): State.TRIAL,
    (State.PROCLAIMED, Action.TAKE_BACK): State.TAKEN_BACK,
    (State.TRIAL, Action.EVALUATE): State.EVALUATED,
    (State.TRIAL, Action.TAKE_BACK): State.TAKEN_BACK,
    (State.TRIAL, Action.LAPSE): State.LAPSED,
    (State.PROLONGED, Action.EVALUATE): State.EVALUATED,
    (State.PROLONGED, Action.TAKE_BACK): State.TAKEN_BACK,
    (State.PROLONGED, Action.LAPSE): State.LAPSED,
    (State.EVALUATED, Action.EVALUATE): State.EVALUATED,
    (State.EVALUATED, Action.FORMALISE): State.FORMAL,
    (State.EVALUATED, Action.PROLONG): State.PROLONGED,
    (State.EVALUATED, Action.TAKE_BACK): State.TAKEN_BACK,
    (State.EVALUATED, Action.LAPSE): State.LAPSED,
    # Penalty law art. 24: what was handed over is evaluated regularly.
    (State.FORMAL, Action.EVALUATE): State.FORMAL,
    (State.FORMAL, Action.TAKE_BACK): State.TAKEN_BACK,
    # A late decision holds from its own day on; the days between stay without the power.
    (State.LAPSED, Action.EVALUATE): State.LAPSED,
    (State.LAPSED, Action.FORMALISE): State.FORMAL,
    (State.LAPSED, Action.TAKE_BACK): State.TAKEN_BACK,
}
LIVING = frozenset(State) - {State.TAKEN_BACK, State.DROPPED}
TRANSITIONS |= {(state, action): state for state in LIVING for action in (Action.SUPERVISE, Action.CHECK)}
# What was open goes to the county on the day from which the power is the county's again.
TRANSITIONS[State.TAKEN_BACK, Action.HAND_OVER] = State.TAKEN_BACK
# What binds others is proposed by one person and decided by another.
TRANSITIONS |= {
    (state, Action.PROPOSE_TAKE_BACK): state for state, action in list(TRANSITIONS) if action is Action.TAKE_BACK
}
ON_TRIAL = frozenset({State.TRIAL, State.PROLONGED, State.EVALUATED})
# Before the proclamation nothing concerns the others.
TOLD = frozenset(State) - {State.CHOSEN, State.READY, State.DROPPED}


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of the use of a power: acts, mean days of an act (None without one), what was reversed, complained of,
    rated badly, and how many visits to the county were saved or caused.
    """

    volume: int
    mean_days: float | None
    reversed: int
    complaints: int
    bad_ratings: int
    visits_saved: int
    visits_caused: int


@dataclass(frozen=True, slots=True)
class Power:
    """A power of a township from choice to end. `volume` is that of the evaluation that counts, None without one."""

    state: State
    announced_on: date | None = None
    terms: tuple[Term, ...] = ()
    prolonged: bool = False
    volume: int | None = None


def next_state(state: State, action: Action) -> State:
    """Return where `action` leads from `state`. Raises IllegalAction, naming what would be possible."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        possible = sorted(a for s, a in TRANSITIONS if s is state)
        raise IllegalAction(f"{action} is not possible when {state}", state=state, possible=possible) from None


def in_force(power: Power, on: date) -> bool:
    """Tell whether the township may use the power on a day."""
    return any(term.covers(on) for term in power.terms)


def has_lapsed(power: Power, today: date) -> bool:
    """Tell whether a trial's last day is over and nobody has decided."""
    last = power.terms[-1].valid_to if power.terms else None
    return power.state in ON_TRIAL and last is not None and last < today


def step(power: Power, action: Action, today: date) -> State:
    """Return where `action` leads on a day: a trial that is over has lapsed, whether or not a timer has seen it.

    Raises IllegalAction.
    """
    return next_state(State.LAPSED if has_lapsed(power, today) else power.state, action)


def proclaim(power: Power, announced_on: date, today: date) -> Power:
    return replace(power, state=step(power, Action.PROCLAIM, today), announced_on=announced_on)


def begin_trial(power: Power, trial: Term, others: Sequence[Term], today: date) -> Power:
    """Put a power on trial. Raises BeginsInThePast, NotAnnouncedYet, TrialLength, OverlappingValidity.

    `others` are the terms of the same power's earlier lives.
    """
    state = step(power, Action.BEGIN_TRIAL, today)
    _require_not_past(trial.valid_from, today)
    if power.announced_on is None or trial.valid_from < power.announced_on:
        raise NotAnnouncedYet("a power is used after it was announced", announced_on=power.announced_on)
    require_trial_length(trial.valid_from, trial.valid_to)
    require_free(trial, others)
    return replace(power, state=state, terms=(trial,))


def evaluate(power: Power, figures: Figures, today: date) -> Power:
    """Note what came of a power's use. Raises FiguresImpossible, TrialNotBegun."""
    state = step(power, Action.EVALUATE, today)
    if max(figures.reversed, figures.bad_ratings) > figures.volume:
        raise FiguresImpossible("more was reversed or rated badly than was done", volume=figures.volume)
    if today < power.terms[0].valid_from:
        raise TrialNotBegun("the trial begins later", valid_from=power.terms[0].valid_from.isoformat())
    return replace(power, state=state, volume=figures.volume)


def formalise(power: Power, begins_on: date, today: date) -> Power:
    """Let a power hold until further notice, without a gap where the trial still runs.

    Raises NotEvaluated, NeverUsed, BeginsInThePast, BeginsTooLate.
    """
    state = step(power, Action.FORMALISE, today)
    if power.volume is None:
        raise NotEvaluated("nobody has evaluated this trial")
    if power.volume == 0:
        raise NeverUsed("the power was not used once")
    _require_not_past(begins_on, today)
    if has_lapsed(power, today) or power.state is State.LAPSED:
        return replace(power, state=state, terms=(*power.terms, Term(begins_on, None)))
    trial = power.terms[-1]
    latest = (trial.valid_to or today) + ONE_DAY
    if begins_on > latest:
        raise BeginsTooLate("the township would be without the power between", latest=latest.isoformat())
    return replace(power, state=state, terms=(*power.terms[:-1], Term(trial.valid_from, None)))


def prolong(power: Power, ends_on: date, others: Sequence[Term], today: date) -> Power:
    """Let a trial run on, once, for at most three months more. Raises ProlongedAlready, TrialLength,
    OverlappingValidity.
    """
    if power.prolonged:
        raise ProlongedAlready("a trial is prolonged once: formal, or taken back")
    state = step(power, Action.PROLONG, today)
    trial = power.terms[-1]
    before = trial.valid_to or today
    latest = add_months(before, LONGEST_TRIAL_MONTHS)
    if not before < ends_on <= latest:
        raise TrialLength("at most three months more", earliest=before + ONE_DAY, latest=latest)
    longer = Term(trial.valid_from, ends_on)
    require_free(longer, others)
    return replace(power, state=state, terms=(*power.terms[:-1], longer), prolonged=True, volume=None)


def take_back(power: Power, from_day: date, today: date) -> Power:
    """End a power: from `from_day` on it is the county's again. Raises BeginsInThePast."""
    state = step(power, Action.TAKE_BACK, today)
    _require_not_past(from_day, today)
    cut = [term.until(from_day - ONE_DAY) for term in power.terms]
    return replace(power, state=state, terms=tuple(term for term in cut if term is not None))


def lapse(power: Power, today: date) -> Power:
    """Note that a trial's last day went by in silence; the power itself ended with that day."""
    return replace(power, state=State.LAPSED) if has_lapsed(power, today) else power


def require_trial_length(begins_on: date, ends_on: date | None) -> None:
    """Raise TrialLength unless the last day lies one to three calendar months after the first."""
    earliest, latest = (add_months(begins_on, n) for n in (SHORTEST_TRIAL_MONTHS, LONGEST_TRIAL_MONTHS))
    if ends_on is None or not earliest <= ends_on <= latest:
        raise TrialLength("a trial lasts one to three calendar months", earliest=earliest, latest=latest)


def require_free(term: Term, others: Sequence[Term]) -> None:
    """Raise OverlappingValidity where the township holds the power already on a day of `term`."""
    for other in others:
        if term.overlaps(other):
            raise OverlappingValidity(
                "the township holds this power on one of these days",
                valid_from=other.valid_from.isoformat(),
                valid_to=other.valid_to.isoformat() if other.valid_to else None,
            )


def _require_not_past(day: date, today: date) -> None:
    if day < today:
        raise BeginsInThePast("this day is over", day=day.isoformat(), today=today.isoformat())
