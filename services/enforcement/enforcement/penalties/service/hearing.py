"""How is a party heard before it is decided, and where may everybody come (art. 63-65)?"""

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.officers.service.asking import require_free_of
from enforcement.penalties import repository
from enforcement.penalties.domain.course import Hearing
from enforcement.penalties.domain.hearing import (
    Fixed,
    Held,
    after_hearing,
    fixed_hearing,
    require_chair,
    require_record,
)
from enforcement.penalties.domain.procedure import NoHearing
from enforcement.penalties.domain.states import PenaltyAction
from enforcement.penalties.domain.terms import require_hearing_day
from shared.clock import town_day
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope, platform_scope

from .acting import COURSE, Asked, Taken, put_down, take_up, take_up_as_officer

A = PenaltyAction
# Whoever reads where a hearing is needs no token: his region says nothing of it.
PUBLIC = platform_scope("penalties.hearings")


@dataclass(frozen=True, slots=True)
class OpenHearing:
    """A hearing to which everybody may come; never about whom it is."""

    number: str
    region: str
    matter: str
    on: date
    place: str


async def ask(work: UnitOfWork, scope: Scope, asked: Asked, by_whom: str) -> Row[Any]:
    """Keep that the party asks for a hearing.

    Raises what `take_up_as_officer` raises, HearingAskedAlready, AskedTooLate, NoHearingRight.
    """
    taken = await take_up_as_officer(work, scope, asked, A.ASK_HEARING)
    course = replace(taken.case.course, hearing=Hearing(asked_at=asked.now))
    return await put_down(work, taken, course, words=by_whom)


async def fix(work: UnitOfWork, scope: Scope, asked: Asked, fixed: Fixed) -> Row[Any]:
    """Fix day, place and chair, and tell them: everybody, where nothing forbids it (art. 64 (2)-(4)).

    Raises what `take_up` raises, NoHearing, RecusalPending, ChairInvestigated, ChairRecused, ConflictOfInterest,
    HearingTooSoon.
    """
    taken = await take_up(work, scope, asked, A.FIX_HEARING)
    require_chair(fixed.chair, taken.case)
    await require_free_of(work, [fixed.chair], taken.marks)
    require_hearing_day(fixed.on, asked.now, await load_calendar_copy(work.connection))
    course = replace(taken.case.course, hearing=fixed_hearing(_hearing(taken), fixed))
    facts = {"on": fixed.on.isoformat(), "chair": fixed.chair, "closed": fixed.closed}
    return await put_down(work, taken, course, facts=facts, words=fixed.place)


async def hold(work: UnitOfWork, scope: Scope, asked: Asked, held: Held) -> Row[Any]:
    """Keep the record of a hearing with who was there, or why the party was not heard (art. 64 (5)-(8)).

    Raises what `take_up` raises, NoHearing, RecusalPending, NotHeldYet, OnlyTheChair, TooManyAgents, AbsenceUnclear,
    AttendanceUnclear, InvestigatorsAbsent, RecordUnsigned.
    """
    taken = await take_up(work, scope, asked, A.HOLD_HEARING)
    hearing, today = _hearing(taken), town_day(asked.now)
    require_record(held, hearing, taken.case.officers, by=taken.by, today=today)
    course = after_hearing(taken.case.course, hearing, held, today)
    came = {"attended": held.attended, "absence": held.absence, "in_person": held.in_person}
    facts = {**came, "agents": len(held.agents), "investigators": sorted(set(held.investigators))}
    words = json.dumps({"record": held.record, "agents": held.agents}, ensure_ascii=False)
    return await put_down(work, taken, course, facts=facts, words=words)


async def list_open(
    work: UnitOfWork, *, region: str, today: date, after: UUID | None, limit: int
) -> tuple[list[OpenHearing], UUID | None]:
    """Return the hearings of a region to which everybody may come, and after which case there are more (64 (3))."""
    rows = await repository.open_hearings(work.connection, PUBLIC, region, today, after, limit)
    return [_open(row) for row in rows], rows[-1].id if len(rows) == limit else None


def _open(row: Row[Any]) -> OpenHearing:
    hearing: Hearing | None = COURSE.validate_python(row.course).hearing
    if hearing is None or hearing.fixed_for is None or hearing.place is None:
        raise AssertionError("not asked for")
    return OpenHearing(row.number, row.region, row.matter, hearing.fixed_for, hearing.place)


def _hearing(taken: Taken) -> Hearing:
    hearing = taken.case.course.hearing
    if hearing is None:
        raise NoHearing("no hearing waits for this", article="行政处罚法 64")
    return hearing
