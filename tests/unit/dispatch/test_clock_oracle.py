"""Do the clocks of cases agree with an oracle that counts every minute? `make oracle` asks it 100,000 times."""

import os
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import pytest

from dispatch.cases.domain.clocks import Clock, ClockKind, Policies, Policy, decide_extended, decide_recalculated
from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.opening import open_move
from dispatch.cases.domain.terms import decide_clocks
from dispatch.cases.domain.workflow import Action, Actor
from shared.calendar import Pause, TermUnit, WorkCalendar
from tests.support.clock_oracle import A_DAY, BEGIN, Oracle, minute_of, moment_of, table
from tests.unit.dispatch.case_samples import DISPATCHER, WORKFLOW, ids, opening

CASES = int(os.environ.get("ONEFOUR_ORACLE", "3000"))
SEED = int(os.environ.get("ONEFOUR_ORACLE_SEED", "20261129"))
# What is known while a case runs, and what is known in the end.
KNOWN = (
    ((2024,), (2024, 2025, 2026)),
    ((2024, 2025), (2024, 2025, 2026)),
    ((2024, 2025, 2026), (2024, 2025, 2026, 2027)),
)
TERMS = (
    (TermUnit.WORKING_MINUTES, (10, 30, 90, 600)),
    (TermUnit.WORKING_HOURS, (1, 2, 4, 7, 24, 56)),
    (TermUnit.WORKING_DAYS, (1, 2, 3, 5, 10, 15)),
    (TermUnit.CALENDAR_DAYS, (1, 3, 15)),
    (TermUnit.MINUTES, (10, 120, 3000)),
)
# Before long holidays, make-up Sundays and the ends of years: that is where calendars go wrong.
NEAR = (
    *(date(2024, 2, 2), date(2024, 4, 26), date(2024, 9, 25), date(2024, 12, 26), date(2025, 1, 20)),
    *(date(2025, 4, 24), date(2025, 9, 24), date(2025, 12, 26), date(2026, 2, 9), date(2026, 4, 29)),
    *(date(2026, 9, 23), date(2026, 12, 24)),
)


@dataclass(slots=True)
class Story:
    """One case: when it came, when it stood still, what was granted, and what is known of the calendar."""

    kind: TermUnit
    amount: int
    start: int
    known: WorkCalendar
    final: WorkCalendar
    oracles: tuple[Oracle, Oracle]
    pauses: list[tuple[int, int]] = field(default_factory=list)
    more: int = 0


@cache
def calendar(years: tuple[int, ...]) -> tuple[WorkCalendar, Oracle]:
    days = table(*years)
    return WorkCalendar(days, f"known-{years[-1]}"), Oracle(days)


def story(dice: random.Random) -> Story:
    kind, amounts = dice.choice(TERMS)
    (known, told), (final, truth) = (calendar(years) for years in dice.choice(KNOWN))
    if dice.random() < 0.6:
        start = ((dice.choice(NEAR) - BEGIN.date()).days + dice.randrange(14)) * A_DAY + dice.randrange(A_DAY)
    else:
        start = dice.randrange(3 * 365 * A_DAY)
    # Often to the very minute at which an office opens or closes.
    if dice.random() < 0.3:
        start = start // A_DAY * A_DAY + dice.choice((0, 9 * 60, 12 * 60, 13 * 60 + 30, 17 * 60 + 29, 17 * 60 + 30))
    one = Story(kind, dice.choice(amounts), start, known, final, (told, truth))
    at = start
    for _ in range(dice.choice((0, 0, 1, 1, 2, 3))):
        since = at + dice.choice((0, 1, dice.randrange(1, 600), dice.randrange(1, 6 * A_DAY)))
        at = since + dice.choice((1, dice.randrange(1, 600), dice.randrange(1, 10 * A_DAY)))
        one.pauses.append((since, at))
    one.more = dice.choice((0, 0, 1, 5))
    return one


def lived(one: Story) -> Clock:
    """Let the domain live the story; return the clock of handling before the calendar was published."""
    now = moment_of(one.start)
    policies = Policies(1, [Policy("*", "*", "*", ClockKind.HANDLE, one.amount, one.kind)])
    move = open_move(WORKFLOW, opening(), ids(), 1, now)
    (clock,) = decide_clocks(move, [], policies, one.known, now).started
    granted_after = len(one.pauses) // 2
    for n, (since, until) in enumerate(one.pauses):
        if n == granted_after and one.more:
            clock = decide_extended(clock, one.more, one.known, ended(one.pauses[:n]))
        for action, minute in ((Action.SUSPEND, since), (Action.RESUME, until)):
            move = Move(move.case, WORKFLOW)
            at = moment_of(minute)
            actor = Actor(min(WORKFLOW.steps[move.case.state, action].by))
            move.step(action, actor=actor, by=DISPATCHER, now=at, facts={"reason": "waits"})
            (clock,) = decide_clocks(move, [clock], policies, one.known, at).changed
    if one.more and granted_after == len(one.pauses):
        clock = decide_extended(clock, one.more, one.known, ended(one.pauses))
    return clock


def ended(pauses: list[tuple[int, int]]) -> list[Pause]:
    return [Pause(moment_of(since), moment_of(until)) for since, until in pauses]


def differences(one: Story) -> dict[str, Any]:
    """Return where clock and oracle differ: before the calendar is published, and after."""
    clock = lived(one)
    amount = one.amount + one.more
    due = one.oracles[0].due(one.start, amount, one.kind, one.pauses)
    found: dict[str, Any] = {}
    if minute_of(clock.due_at) != due:
        found["due"] = (clock.due_at, moment_of(due))
    if clock.provisional != one.oracles[0].is_provisional(one.start, due, one.kind):
        found["provisional"] = clock.provisional
    if clock.provisional:
        clock = decide_recalculated(clock, one.final, ended(one.pauses))
    due = one.oracles[1].due(one.start, amount, one.kind, one.pauses)
    if minute_of(clock.due_at) != due:
        found["published"] = (clock.due_at, moment_of(due))
    return found


# What kinds of case must be among them: a property that never met a holiday says nothing.
MET = ("paused", "late when paused", "extended", "over a year end", "over a make-up day", "provisional")


def told_of(one: Story, counted: Counter[str]) -> None:
    due = one.oracles[1].due(one.start, one.amount + one.more, one.kind, one.pauses)
    days = range(one.start // A_DAY, due // A_DAY + 1)
    counted["paused"] += bool(one.pauses)
    counted["late when paused"] += bool(one.pauses) and due < one.pauses[-1][0]
    counted["extended"] += bool(one.more)
    counted["over a year end"] += moment_of(one.start).year != moment_of(due).year
    counted["over a make-up day"] += not weekend_work(one.oracles[1]).isdisjoint(days)
    counted["provisional"] += one.oracles[0].is_provisional(one.start, due, one.kind)


@cache
def weekend_work(oracle: Oracle) -> frozenset[int]:
    first = BEGIN.weekday()
    return frozenset(number for number in oracle.workdays if (number + first) % 7 in {5, 6})


def test_clocks_agree_with_an_oracle_that_counts_every_minute(capsys: pytest.CaptureFixture[str]) -> None:
    dice, counted = random.Random(SEED), Counter[str]()
    wrong = []
    for _ in range(CASES):
        one = story(dice)
        found = differences(one)
        told_of(one, counted)
        if found:
            wrong.append((one.kind, one.amount, one.more, moment_of(one.start), ended(one.pauses), found))

    assert not wrong, f"{len(wrong)} of {CASES}: {wrong[:3]}"
    assert all(counted[kind] > 0 for kind in MET)
    if "ONEFOUR_ORACLE" in os.environ:
        with capsys.disabled():
            sys.stdout.write(f"\nclocks: {CASES} random cases agree with the oracle (seed {SEED}); {dict(counted)}\n")
