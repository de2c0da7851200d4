"""How is said where a party lives, after it was filed or has moved (art. 59 (1))?"""

from typing import Any

from sqlalchemy import Row

from enforcement.penalties.domain.states import PenaltyAction
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import Asked, put_down, take_up_as_officer


async def name(work: UnitOfWork, scope: Scope, asked: Asked, address: str) -> Row[Any]:
    """Keep where the party lives, sealed as the party is. Raises what `take_up_as_officer` raises."""
    taken = await take_up_as_officer(work, scope, asked, PenaltyAction.NAME_ADDRESS)
    return await put_down(work, taken, taken.case.course, words=address)
