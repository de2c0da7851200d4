"""How does an officer or a chair go who has something to do with a case himself (art. 43, 64 (4))?"""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from enforcement.officers.service.asking import require_free_of, require_two_today
from enforcement.penalties.domain.course import Course
from enforcement.penalties.domain.procedure import require_decider
from enforcement.penalties.domain.recusal import (
    is_chair,
    replaced_chair,
    replaced_officers,
    require_not_himself,
    require_recusable,
    without_missed_day,
)
from enforcement.penalties.domain.states import PenaltyAction
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import Asked, Taken, put_down, take_up

A = PenaltyAction


async def ask(work: UnitOfWork, scope: Scope, asked: Asked, officer: str, why: str) -> Row[Any]:
    """Keep that an officer or the chair shall go, asked for by the party or by himself.

    Meanwhile an officer goes on (art. 43 (3)), and no hearing is held by who may have to go (64 (4)). Raises what
    `take_up` raises, RecusalPending, NotOfTheTeam.
    """
    taken = await take_up(work, scope, asked, A.ASK_RECUSAL)
    require_recusable(officer, taken.case)
    course = replace(taken.case.course, recusal_of=officer)
    facts = {"officer": officer, "chairs": is_chair(officer, course)}
    return await put_down(work, taken, course, facts=facts, words=why)


async def decide(
    work: UnitOfWork, scope: Scope, asked: Asked, why: str, *, granted: bool, replacement: str | None
) -> Row[Any]:
    """Decide as the head whether an officer or the chair goes, and who comes for him.

    Raises what `take_up` raises, RecusalPending, DeciderTookPart, NotOfTheTeam, ConflictOfInterest, for an officer what
    `require_two_today` raises, for a chair ChairInvestigated, ChairRecused.
    """
    taken = await take_up(work, scope, asked, A.DECIDE_RECUSAL)
    course = taken.case.course
    require_decider(taken.by, taken.case)
    require_not_himself(taken.by, course)
    recused, chairs = course.recusal_of, is_chair(course.recusal_of, course)
    facts = {"officer": recused, "chairs": chairs, "granted": granted, "replacement": replacement if granted else None}
    changes: dict[str, Any] = {}
    if chairs:
        gone = await _another_chair(work, taken, replacement) if granted else course
        course = without_missed_day(gone, town_day(asked.now))
    elif granted and recused is not None:
        changes = {"officers": list(await _other_officers(work, taken, recused, replacement))}
        course = replace(course, former_officers=(*course.former_officers, recused))
    return await put_down(work, taken, replace(course, recusal_of=None), changes, facts=facts, words=why)


async def _other_officers(work: UnitOfWork, taken: Taken, recused: str, replacement: str | None) -> tuple[str, ...]:
    """Return who investigates now: two officers of the day who have nothing to do with the party."""
    row = taken.row
    officers = replaced_officers(taken.case.officers, recused, replacement, taken.case.course)
    await require_two_today(work, officers, row.matter, row.region, row.powers, taken.now)
    await require_free_of(work, officers, taken.marks)
    return officers


async def _another_chair(work: UnitOfWork, taken: Taken, replacement: str | None) -> Course:
    """Return a course whose hearing another chairs who has nothing to do with the party."""
    course = replaced_chair(taken.case, replacement)
    await require_free_of(work, [replacement] if replacement else [], taken.marks)
    return course
