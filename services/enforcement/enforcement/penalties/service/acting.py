"""How is one step of a penalty case taken? Held and checked, saved, and written on its record, which tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row

from enforcement.officers.service.asking import delegated_today, require_free_of, require_two_today
from enforcement.papers.domain import papers_given
from enforcement.papers.service.issuing import issue
from enforcement.penalties import repository
from enforcement.penalties.domain.course import Case, Course
from enforcement.penalties.domain.filing import require_own
from enforcement.penalties.domain.measures import Measure
from enforcement.penalties.domain.sanctions import PartyKind
from enforcement.penalties.domain.states import (
    PenaltyAction,
    PenaltyNotFound,
    PenaltyState,
    next_state,
    require_version,
)
from enforcement.penalties.domain.steps import require_step
from enforcement.records.service import New, write
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .party import age_of

COURSE = TypeAdapter(Course)
MEASURE = TypeAdapter(Measure)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which case somebody would take a step with, as he read it, and when."""

    penalty_id: UUID
    version: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """A case that is held for a step, and where the step leads."""

    row: Row[Any]
    case: Case
    action: PenaltyAction
    leads_to: PenaltyState
    by: str
    now: datetime

    @property
    def marks(self) -> list[bytes]:
        """Return by which mark its party is found again; empty where none could be made."""
        return [self.row.party_mark] if self.row.party_mark else []


async def get_penalty(work: UnitOfWork, scope: Scope, *, penalty_id: UUID, lock: bool = False) -> Row[Any]:
    """Return a case's row. Raises PenaltyNotFound, also for one of another region."""
    row = await repository.find_penalty(work.connection, scope, penalty_id, lock=lock)
    if row is None:
        raise PenaltyNotFound("no such case", case=str(penalty_id))
    return row


def case_of(row: Row[Any]) -> Case:
    """Return a case as its rules see it."""
    course = COURSE.validate_python(row.course)
    kinds = PenaltyState(row.state), PartyKind(row.party)
    return Case(*kinds, tuple(row.officers), row.weighty, row.decide_due_at, course, row.pay_due_on, row.handed_to)


async def case_now(work: UnitOfWork, row: Row[Any], now: datetime) -> Case:
    """Return a case with what is sealed up or seized in it, and by which powers it may be on this day.

    How old somebody was who was filed before that was kept is read from his number.
    """
    kept = await repository.measures_of(work.connection, row.id)
    own = await delegated_today(work, row.region, row.powers, town_day(now))
    measures = tuple(MEASURE.validate_python(one.measure) for one in kept)
    case = replace(case_of(row), measures=measures, delegated=own)
    if case.party is PartyKind.PERSON and case.course.age is None:
        return replace(case, course=replace(case.course, age=await age_of(work, row)))
    return case


async def take_up(work: UnitOfWork, scope: Scope, asked: Asked, action: PenaltyAction) -> Taken:
    """Hold a case for a step of which nothing stands in the way.

    Raises PenaltyNotFound, VersionConflict, HandedOver, IllegalStep, ConflictOfInterest, and what `require_step`
    raises.
    """
    row = await get_penalty(work, scope, penalty_id=asked.penalty_id, lock=True)
    require_version(row.version, asked.version)
    case = await case_now(work, row, asked.now)
    require_step(case, action, asked.now)
    taken = Taken(row, case, action, next_state(case.state, action), scope.person_id, asked.now)
    # Who has something to do with the party may say so, and nothing else.
    if action is not PenaltyAction.ASK_RECUSAL:
        await require_free_of(work, [taken.by], taken.marks)
    return taken


async def take_up_as_officer(work: UnitOfWork, scope: Scope, asked: Asked, action: PenaltyAction) -> Taken:
    """Hold a case for a step of its officers: both are officers today, and qualified (art. 42).

    Raises what `take_up` raises, NotYourCase, and what `require_two_today` raises.
    """
    return await own(work, await take_up(work, scope, asked, action))


def held(row: Row[Any], scope: Scope, action: PenaltyAction, now: datetime) -> Taken:
    """Return a case that is held for what leads nowhere."""
    case = case_of(row)
    return Taken(row, case, action, case.state, scope.person_id, now)


async def own(work: UnitOfWork, taken: Taken) -> Taken:
    """Return a case that is held, if it is that of who acts. Raises what `take_up_as_officer` says of its officers."""
    require_own(taken.by, taken.case.officers)
    row = taken.row
    await require_two_today(work, taken.case.officers, row.matter, row.region, row.powers, taken.now)
    await require_free_of(work, taken.case.officers, taken.marks)
    return taken


async def put_down(
    work: UnitOfWork,
    taken: Taken,
    course: Course,
    changes: dict[str, Any] | None = None,
    *,
    facts: Mapping[str, object] | None = None,
    words: str | None = None,
    powers: Sequence[str] = (),
) -> Row[Any]:
    """Save a step and write it on the record; return the case as it is now. `words`: what somebody wrote, sealed.

    `powers`: by which papers are given, where not by all of the case's.
    """
    version = taken.row.version + 1
    kept = {"state": taken.leads_to, "version": version, "course": COURSE.dump_python(course, mode="json")}
    saved = await repository.save(work.connection, taken.row.id, (changes or {}) | kept)
    kinds = papers_given(taken.action, taken.leads_to, facts or {})
    papers = await issue(work, kinds, taken.row.region, powers or taken.row.powers, taken.now)
    told = {"version": version, "state": taken.leads_to, **(facts or {}), **papers}
    await write(work, taken.row.id, [New(taken.action, told, words)], by=taken.by, now=taken.now)
    return saved
