"""How does what will be late come before who has it, and what is late before one person after another?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.clocks import Clock
from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.opening import SYSTEM
from dispatch.cases.domain.workflow import Action
from dispatch.cases.repository import clocks as clock_rows
from dispatch.cases.repository import reading
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from dispatch.notices.domain import Notice
from dispatch.supervision.domain.ladders import (
    Climb,
    Holder,
    HolderKind,
    Step,
    decide_climb,
    effective,
    holder_of,
    steps_of,
    told_at,
)
from dispatch.supervision.repository import ladders
from dispatch.supervision.service.digests import Told, tell_or_gather
from dispatch.supervision.service.watching import Watch, about, watched
from shared.clock import town_day
from shared.runtime import metrics
from shared.runtime.db import UnitOfWork
from shared.schemas.vocabulary import Urgency

BATCH = 500


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rows of cases do not say: which unit a clock waits for, and whom its case is about."""

    named: Mapping[UUID, str]
    hidden: set[tuple[UUID, str]]

    def holder(self, case: Case, clock: Clock) -> Holder:
        """Return who has a case for a clock; whom it complains of never has, so it is the centre's to look at."""
        holder = holder_of(case, named=self.named.get(clock.id))
        hides = (case.id, holder.id) in self.hidden
        return Holder(HolderKind.CENTRE, case.region) if hides else holder


async def watch_moved(work: UnitOfWork, rules: Rules, now: datetime) -> int:
    """Look at clocks that were started or moved past the docket; returns how many, at most 500."""
    moved = await ladders.unwatched_clocks(work.connection, BATCH)
    cases = await reading.lock_cases(work.connection, {clock.case_id for clock in moved})
    watch = Watch(rules.supervision, rules.calendar, now)
    await clock_rows.save_clocks(work.connection, await watched(work.connection, watch, moved, cases))
    return len(moved)


async def climb(work: UnitOfWork, rules: Rules, now: datetime) -> int:
    """Take the steps of ladders that are due, the oldest first: tell, and note each rung in its case's history.

    Of several that are due on one clock, after an outage, only the highest is told. Safe beside other replicas; returns
    how many clocks, at most 500.
    """
    due = await ladders.clocks_to_climb(work.connection, now, BATCH)
    moves = {move.case.id: move for move in await load_moves(work, rules, {clock.case_id for clock in due})}
    around = await _surroundings(work, due, now)
    climbs = [_climb(rules, moves[clock.case_id].case, clock, around, now) for clock in due]
    await clock_rows.save_clocks(work.connection, [one.clock for one in climbs])
    await ladders.add_steps(work.connection, [row for one in climbs for row in _rows(one, now)])
    told: list[Told] = []
    for one in climbs:
        move = moves[one.clock.case_id]
        if one.told is not None:
            told += _tell(move.case, one.clock, one.told, around)
            _note(move, one, one.told, now)
    await tell_or_gather(work, rules.supervision, told, now)
    await save_moves(work, rules, list(moves.values()), now)
    return len(due)


async def _surroundings(work: UnitOfWork, clocks: Sequence[Clock], now: datetime) -> Surroundings:
    hidden = await ladders.hidden_holders(work.connection, {clock.case_id for clock in clocks}, town_day(now))
    return Surroundings(await ladders.named_units(work.connection, clocks), hidden)


def _climb(rules: Rules, case: Case, clock: Clock, around: Surroundings, now: datetime) -> Climb:
    asked = about(case, clock)
    rungs = effective(rules.supervision.rungs(asked), around.holder(case, clock))
    return decide_climb(clock, steps_of(clock, rules.supervision.light(asked), rungs, rules.calendar), now)


def _rows(one: Climb, now: datetime) -> list[dict[str, object]]:
    steps = [(step, True) for step in one.passed] + ([(one.told, False)] if one.told else [])
    return [
        {
            "clock_id": one.clock.id,
            "due_at": one.clock.due_at,
            "stage": step.stage,
            "level": str(step.to),
            "was_due_at": step.at,
            "taken_at": now,
            "passed": passed,
        }
        for step, passed in steps
    ]


def _note(move: Move, one: Climb, step: Step, now: datetime) -> None:
    """Note a rung in the history of its case; a reminder is none."""
    metrics.ladder_steps.labels(str(step.to) if step.rung else "reminder").inc()
    if step.rung:
        facts: dict[str, object] = {
            "clock": str(one.clock.kind),
            "due_at": one.clock.due_at.isoformat(),
            "rung": step.rung,
            "to": str(step.to),
            "passed": [below.rung for below in one.passed if below.rung],
        }
        move.note(Action.ESCALATE, by=SYSTEM, now=now, facts=facts)


def _tell(case: Case, clock: Clock, step: Step, around: Surroundings) -> list[Told]:
    facts: dict[str, str | int] = {
        "number": case.number,
        "clock": str(clock.kind),
        "due_at": clock.due_at.isoformat(),
        "rung": step.rung,
        "level": str(step.to),
    }
    holder = around.holder(case, clock)
    urgent = case.urgency is Urgency.URGENT
    return [
        Told(Notice(step.what, to, case.region, case.id, facts, urgent), clock, step)
        for to in told_at(step.to, case, holder)
    ]
