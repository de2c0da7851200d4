"""How does somebody mark a case as major?"""

from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.refusals import CaseNotFound
from dispatch.cases.domain.workflow import Action
from dispatch.cases.repository.reading import lock_case
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from dispatch.party.domain.refusals import HasEnded, MarkedAlready
from dispatch.party.repository import resolutions as repository
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope


async def mark_major(
    work: UnitOfWork, scope: Scope, rules: Rules, case_id: UUID, *, reason: str, now: datetime
) -> UUID:
    """Mark a case: it does not end before its township's committee has approved how it was handled.

    Raises CaseNotFound, HasEnded, MarkedAlready.
    """
    case = await lock_case(work.connection, scope, case_id)
    if case is None:
        raise CaseNotFound("no such case", case=str(case_id))
    (move,) = await load_moves(work, rules, [case_id])
    if move.workflow.is_final(case.state):
        raise HasEnded("what has ended is not marked any more", case=str(case_id), state=case.state)
    if await repository.is_marked(work.connection, case_id):
        raise MarkedAlready("this case is marked", case=str(case_id))
    mark_id = new_id()
    row = {"id": mark_id, "case_id": case_id, "reason": reason, "by": scope.person_id, "marked_at": now}
    await repository.add_mark(work.connection, row)
    move.note(Action.MARK_MAJOR, by=scope.person_id, now=now, facts={"reason": reason})
    await save_moves(work, rules, [move], now)
    return mark_id
