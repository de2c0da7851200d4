"""Which step of its ladder does a clock take next, and before whom does it come by that?

Stages are counted: 1 is the reminder at yellow, 2 the last one before the deadline, 3 the first rung after it, and so
on. Each is taken once for a deadline; when the deadline moves, they begin anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.checks import COUNTY_DIGITS, TOWNSHIP_DIGITS
from dispatch.cases.domain.clocks import Clock
from dispatch.cases.domain.moves import AT_WORK
from dispatch.notices.domain import Recipient
from dispatch.supervision.domain.lights import span_before
from dispatch.supervision.domain.rules import LEVELS, Level, LightRow, RungRow
from shared.calendar import WorkCalendar
from shared.codes import RegionLevel
from shared.schemas.vocabulary import Executor

YELLOW_STAGE, LAST_STAGE = 1, 2
COMMUNITY_DIGITS = RegionLevel.VILLAGE.digits


class What(StrEnum):
    """The codes of the texts of what supervision tells."""

    YELLOW = "case-yellow"
    LAST = "case-due-last"
    OVERDUE = "case-overdue"
    # Many of one of these at once; its facts say of which.
    DIGEST = "supervision-digest"


class HolderKind(StrEnum):
    """Who has a case now: a person, a unit, or nobody but the centre."""

    PERSON = "person"
    UNIT = "unit"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Holder:
    kind: HolderKind
    id: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder: at which moment it is due, and before whom the case comes by it."""

    stage: int
    at: datetime
    to: Level

    @property
    def rung(self) -> int:
        """The number of the rung, from 1; 0 for a reminder."""
        return rung_of(self.stage)

    @property
    def what(self) -> What:
        return {YELLOW_STAGE: What.YELLOW, LAST_STAGE: What.LAST}.get(self.stage, What.OVERDUE)


@dataclass(frozen=True, slots=True)
class Climb:
    """`told` is the one step that somebody hears of, `passed` those below it that nobody was told in time."""

    clock: Clock
    told: Step | None
    passed: Sequence[Step]


def rung_of(stage: int) -> int:
    return max(stage - LAST_STAGE, 0)


class Held(Protocol):
    """What of a case says who has it."""

    @property
    def state(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def executor(self) -> str | None: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def worker_id(self) -> str | None: ...


def holder_of(case: Held, *, named: str | None = None) -> Holder:
    """Return who has a case now: who works on it, else the township's centre.

    `named`: the unit that a clock waits for (a hand-over's), whoever holds the case meanwhile.
    """
    if named is not None:
        return Holder(HolderKind.UNIT, named)
    if case.state in AT_WORK and case.executor == Executor.GRID and case.worker_id:
        return Holder(HolderKind.PERSON, case.worker_id)
    if case.state in AT_WORK and case.unit:
        return Holder(HolderKind.UNIT, case.unit)
    return Holder(HolderKind.CENTRE, case.region[:TOWNSHIP_DIGITS])


def effective(rungs: Sequence[RungRow], holder: Holder) -> list[tuple[int, RungRow]]:
    """Return the rungs with their numbers as they are for this holder.

    What nobody has comes before the centre at the first rung; only a worker has a grid leader. A level that was
    reached by that is not reached again.
    """
    found: list[tuple[int, RungRow]] = []
    for number, row in enumerate(rungs, 1):
        is_nobodys = row.to is Level.HOLDER and holder.kind is HolderKind.CENTRE
        is_leaderless = row.to is Level.GRID_LEADER and holder.kind is not HolderKind.PERSON
        to = Level.CENTRE if is_nobodys or is_leaderless else row.to
        if not found or LEVELS.index(to) > LEVELS.index(found[-1][1].to):
            found.append((number, row.model_copy(update={"to": to})))
    return found


def steps_of(
    clock: Clock, light: LightRow | None, rungs: Sequence[tuple[int, RungRow]], calendar: WorkCalendar
) -> list[Step]:
    """Return the steps of a clock's ladder in their order, each at its moment and none before the one below it."""
    steps: list[Step] = []
    if clock.yellow_at is not None:
        steps.append(Step(YELLOW_STAGE, clock.yellow_at, Level.HOLDER))
    if light is not None and light.last is not None:
        last = span_before(clock, light.last, calendar)
        # A last reminder that would come with the first one, or before it, is none.
        if clock.yellow_at is None or last > clock.yellow_at:
            steps.append(Step(LAST_STAGE, last, Level.HOLDER))
    at = clock.due_at
    for number, row in rungs:
        at = max(at, _after(clock.due_at, row, calendar))
        steps.append(Step(LAST_STAGE + number, at, row.to))
    return steps


def _after(due_at: datetime, row: RungRow, calendar: WorkCalendar) -> datetime:
    after = row.after
    return calendar.deadline_after(due_at, after.amount, after.unit).due_at if after.amount else due_at


def first_step(clock: Clock, steps: Sequence[Step]) -> Clock:
    """Return a clock that begins its ladder for the deadline that it has now."""
    return replace(clock, watched_due_at=clock.due_at, stage=0, next_at=steps[0].at if steps else None)


def decide_climb(clock: Clock, steps: Sequence[Step], now: datetime) -> Climb:
    """Return how far a clock has climbed by now: of all that fell due since, only the highest step is told."""
    due = [step for step in steps if step.stage > clock.stage and step.at < now]
    reached = due[-1].stage if due else clock.stage
    to_come = next((step.at for step in steps if step.stage > reached), None)
    after = replace(clock, stage=reached, next_at=to_come)
    return Climb(after, due[-1] if due else None, due[:-1])


def told_at(level: Level, case: Case, holder: Holder) -> list[Recipient]:
    """Return who is told at a level; a grid leader is his of the cell's community, or of all above it.

    A sealed case comes before discipline inspection alone, at its own level or the county's.
    """
    township, county = case.region[:TOWNSHIP_DIGITS], case.region[:COUNTY_DIGITS]
    community = (case.cell or township)[:COMMUNITY_DIGITS]
    if case.sealed:
        return [Recipient.role("discipline", county if level is Level.COUNTY else township)]
    if level is Level.HOLDER and holder.kind is not HolderKind.CENTRE:
        person = holder.kind is HolderKind.PERSON
        return [Recipient.person(holder.id) if person else Recipient.unit(holder.id)]
    roles = {
        Level.GRID_LEADER: [("grid-leader", community)],
        Level.SHIFT_LEADER: [("shift-leader", township)],
        Level.HEAD: [("leader", township)],
        Level.COUNTY: [("dispatcher", county), ("leader", county)],
    }.get(level, [("dispatcher", township)])
    return [Recipient.role(role, region) for role, region in roles]


@dataclass(frozen=True, slots=True)
class Late:
    """One red clock, and who has its case."""

    row: Any
    holder: Holder


@dataclass(frozen=True, slots=True)
class LateOf:
    """How many red cases somebody has, and since when the oldest is."""

    holder: Holder
    cases: int
    oldest_due_at: datetime
