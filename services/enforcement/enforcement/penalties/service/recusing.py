"""How does an officer go who has something to do with a case himself (art. 43)?"""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from enforcement.officers.service.asking import require_free_of, require_two_today
from enforcement.penalties.domain.procedure import require_decider
from enforcement.penalties.domain.recusal import NotOfTheTeam, replaced_officers
from enforcement.penalties.domain.states import PenaltyAction
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import Asked, put_down, take_up

A = PenaltyAction


async def ask(work: UnitOfWork, scope: Scope, asked: Asked, officer: str, why: str) -> Row[Any]:
    """Keep that an officer shall go, asked for by the party or by himself; meanwhile he goes on (art. 43 (3)).

    Raises what `take_up` raises, RecusalPending, NotOfTheTeam.
    """
    taken = await take_up(work, scope, asked, A.ASK_RECUSAL)
    if officer not in taken.case.officers:
        raise NotOfTheTeam("none of the case's officers", article="行政处罚法 43")
    course = replace(taken.case.course, recusal_of=officer)
    return await put_down(work, taken, course, facts={"officer": officer}, words=why)


async def decide(
    work: UnitOfWork, scope: Scope, asked: Asked, why: str, *, granted: bool, replacement: str | None
) -> Row[Any]:
    """Decide as the head whether an officer goes, and who comes for him.

    Raises what `take_up` raises, RecusalPending, DeciderTookPart, NotOfTheTeam, ConflictOfInterest, and what
    `require_two_today` raises.
    """
    taken = await take_up(work, scope, asked, A.DECIDE_RECUSAL)
    require_decider(taken.by, taken.case)
    changes: dict[str, Any] = {}
    course = taken.case.course
    recused = course.recusal_of
    if granted and recused is not None:
        officers = replaced_officers(taken.case.officers, recused, replacement, course)
        await require_two_today(work, officers, taken.row.matter, taken.row.region, taken.row.powers, asked.now)
        await require_free_of(work, officers, taken.marks)
        changes = {"officers": list(officers)}
        course = replace(course, former_officers=(*course.former_officers, recused))
    facts = {"officer": recused, "granted": granted, "replacement": replacement if granted else None}
    return await put_down(work, taken, replace(course, recusal_of=None), changes, facts=facts, words=why)
