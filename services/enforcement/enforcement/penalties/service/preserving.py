"""How is evidence preserved that might be lost (art. 56)?"""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from enforcement.penalties.domain.course import Settlement
from enforcement.penalties.domain.evidence import require_settled_in_time
from enforcement.penalties.domain.measures import require_seized
from enforcement.penalties.domain.procedure import require_decider
from enforcement.penalties.domain.states import PenaltyAction
from enforcement.penalties.domain.terms import deadline_to_settle
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import Asked, put_down, take_up, take_up_as_officer

A = PenaltyAction


async def preserve(work: UnitOfWork, scope: Scope, asked: Asked, what: str) -> Row[Any]:
    """Let evidence be registered and kept where it is, as the head approves.

    Raises what `take_up` raises, NothingPreserved, DeciderTookPart.
    """
    taken = await take_up(work, scope, asked, A.PRESERVE)
    require_decider(taken.by, taken.case)
    until = deadline_to_settle(asked.now, await load_calendar_copy(work.connection)).due_at
    course = replace(taken.case.course, preserved_until=until)
    return await put_down(work, taken, course, facts={"until": until.isoformat()}, words=what)


async def settle(work: UnitOfWork, scope: Scope, asked: Asked, settlement: Settlement, why: str) -> Row[Any]:
    """Say what becomes of what was preserved.

    Raises what `take_up_as_officer` raises, NothingPreserved, SettledTooLate, NoMeasure.
    """
    taken = await take_up_as_officer(work, scope, asked, A.SETTLE_PRESERVED)
    require_settled_in_time(taken.case.course, settlement, asked.now)
    if settlement is Settlement.SEIZED:
        require_seized(taken.case.measures)
    course = replace(taken.case.course, preserved_until=None)
    return await put_down(work, taken, course, facts={"settlement": settlement}, words=why)
