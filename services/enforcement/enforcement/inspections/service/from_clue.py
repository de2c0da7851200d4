"""How does a clue lead to a penalty case or an inspection: taken up, of this place, and led on once?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Row

from enforcement.inspections.domain.clues import Act, ClueAction
from enforcement.inspections.domain.inspections import ClueInspected, ClueNotAccepted
from enforcement.inspections.repository import clues, inspections
from enforcement.penalties.domain.filing import Filing
from enforcement.penalties.service.filing import file_case
from shared.codes import RegionLevel, at_level
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.vocabulary import Result, TaskState

from .clues import act_on_clue


async def require_free(work: UnitOfWork, scope: Scope, clue_id: UUID, region: str) -> Row[object]:
    """Return a clue that the team took up and nobody leads on yet, held until the transaction ends.

    Raises ClueNotAccepted, ClueInspected.
    """
    clue = (await clues.lock_clues(work.connection, scope, [clue_id])).get(clue_id)
    township = RegionLevel.TOWNSHIP
    if (
        clue is None
        or clue.state != TaskState.ACCEPTED
        or at_level(clue.region, township) != at_level(region, township)
    ):
        raise ClueNotAccepted("not accepted, or not of this place", clue=str(clue_id))
    if running := await inspections.running_from_clue(work.connection, clue_id):
        raise ClueInspected("inspected already", inspection=running)
    return clue


async def file_from_clue(
    work: UnitOfWork, scope: Scope, *, clue_id: UUID, filing: Filing, now: datetime
) -> Row[object]:
    """File a penalty case for what a clue told (art. 54) and finish the clue: the centre hears of it; return the case.

    Raises ClueNotAccepted, ClueInspected, and what `file_case` raises.
    """
    await require_free(work, scope, clue_id, filing.region)
    case = await file_case(work, scope, filing=filing, now=now, clue_id=clue_id)
    second, power = case.officers[1], filing.power
    act = Act(ClueAction.FINISH, case.id, second_officer_id=second, result=Result.SOLVED, power=power)
    await act_on_clue(work, scope, clue_id=clue_id, act=act, by=scope.person_id, now=now)
    return case
