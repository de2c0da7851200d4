"""Who may hand on and call, who may answer, and by what is it decided?"""

from typing import Annotated

from fastapi import Depends, Query

from dispatch.coordination.service.desk import Asker
from shared.runtime.auth import Principal, allowed, principal_of, require
from shared.runtime.permissions import Permission
from shared.runtime.text import Code

P = Permission


async def _either_side(who: Annotated[Principal, Depends(principal_of)]) -> Principal:
    """Who calls, or who is called."""
    return who if P.ANSWER_CALLS in who.permissions else require(who, P.COORDINATE)


_either_side.permissions = (P.COORDINATE, P.ANSWER_CALLS)  # type: ignore[attr-defined] # read by tests/architecture


async def _lead(who: Annotated[Principal, Depends(principal_of)]) -> Principal:
    """Who coordinates in his region, or handles what his unit leads."""
    return who if P.COORDINATE in who.permissions else require(who, P.HANDLE_CASES)


_lead.permissions = (P.COORDINATE, P.HANDLE_CASES)  # type: ignore[attr-defined] # read by tests/architecture

Purpose = Annotated[Code, Query(description="Why this is looked at; the look is logged")]
CanCall = Annotated[Principal, Depends(allowed(P.COORDINATE))]
CanAnswer = Annotated[Principal, Depends(allowed(P.ANSWER_CALLS))]
CanLead = Annotated[Principal, Depends(_lead)]
CanSeeParts = Annotated[Principal, Depends(_either_side)]
CanSeeCalls = Annotated[Principal, Depends(_either_side)]


def asker(who: Principal) -> Asker:
    return Asker(who.scope, is_centre=P.COORDINATE in who.permissions)


def own_unit(who: Principal) -> str | None:
    """Return the unit that who only answers is kept to; who coordinates sees his whole region."""
    return None if P.COORDINATE in who.permissions else who.scope.unit or ""
