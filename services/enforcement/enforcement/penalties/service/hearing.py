"""How is a party heard in public before it is decided (art. 63-65)?"""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row

from enforcement.penalties.domain.course import Hearing
from enforcement.penalties.domain.hearing import Held, require_record
from enforcement.penalties.domain.procedure import NoHearing, require_chair
from enforcement.penalties.domain.states import PenaltyAction
from enforcement.penalties.domain.terms import require_hearing_day
from shared.clock import town_day
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import Asked, Taken, put_down, take_up, take_up_as_officer

A = PenaltyAction


async def ask(work: UnitOfWork, scope: Scope, asked: Asked, by_whom: str) -> Row[Any]:
    """Keep that the party asks for a hearing.

    Raises what `take_up_as_officer` raises, HearingAskedAlready, AskedTooLate, NoHearingRight.
    """
    taken = await take_up_as_officer(work, scope, asked, A.ASK_HEARING)
    course = replace(taken.case.course, hearing=Hearing(asked_at=asked.now))
    return await put_down(work, taken, course, words=by_whom)


async def fix(work: UnitOfWork, scope: Scope, asked: Asked, on: date, chair: str, place: str) -> Row[Any]:
    """Fix day, place and chair, and tell them.

    Raises what `take_up` raises, NoHearing, ChairInvestigated, HearingTooSoon.
    """
    taken = await take_up(work, scope, asked, A.FIX_HEARING)
    require_chair(chair, taken.case.investigators)
    require_hearing_day(on, asked.now, await load_calendar_copy(work.connection))
    course = replace(taken.case.course, hearing=replace(_hearing(taken), fixed_for=on, chair=chair))
    return await put_down(work, taken, course, facts={"on": on.isoformat(), "chair": chair}, words=place)


async def hold(work: UnitOfWork, scope: Scope, asked: Asked, held: Held) -> Row[Any]:
    """Keep the record of a hearing, or that the party stayed away (art. 64 (6)-(8)).

    Who reviewed or discussed the case before did not know it: that is done again (art. 58, 65).

    Raises what `take_up` raises, NoHearing, NotHeldYet, RecordUnsigned, OnlyTheChair.
    """
    taken = await take_up(work, scope, asked, A.HOLD_HEARING)
    hearing, today = _hearing(taken), town_day(asked.now)
    require_record(held, hearing, by=taken.by, today=today)
    course = replace(taken.case.course, hearing=replace(hearing, held_on=today), review=None, discussed_by=())
    return await put_down(work, taken, course, facts={"attended": held.attended}, words=held.record)


def _hearing(taken: Taken) -> Hearing:
    hearing = taken.case.course.hearing
    if hearing is None:
        raise NoHearing("no hearing waits for this", article="行政处罚法 64")
    return hearing
