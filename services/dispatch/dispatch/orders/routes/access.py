"""Who may read orders, speak about them, approve what is said, and keep the wordings?"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends

from dispatch.cases.service.docket import rules_now
from dispatch.memory import memory_of
from dispatch.orders.service.holding import Desk
from shared.runtime.app import Held, Now, Work
from shared.runtime.auth import Principal, allowed, principal_of, require
from shared.runtime.permissions import Permission

Check = Callable[..., Coroutine[Any, Any, Principal]]


async def _speaks(who: Annotated[Principal, Depends(principal_of)]) -> Principal:
    """Who works at the centre's desk, or in the unit that handles the case (which is all that he sees)."""
    if Permission.HANDLE_CASES in who.permissions:
        return who
    return require(who, Permission.WORK_ORDERS)


# Read by tests/architecture: every route has some.
_speaks.permissions = {Permission.WORK_ORDERS, Permission.HANDLE_CASES}  # type: ignore[attr-defined]


async def _judges(who: Annotated[Principal, Depends(principal_of)]) -> Principal:
    """Who checks a reply in its unit, or approves it for the centre."""
    if Permission.HANDLE_CASES in who.permissions:
        return who
    return require(who, Permission.APPROVE_CASES)


_judges.permissions = {Permission.APPROVE_CASES, Permission.HANDLE_CASES}  # type: ignore[attr-defined] # as above


def _desk_for(check: Check) -> Callable[..., Coroutine[Any, Any, Desk]]:
    async def desk(who: Annotated[Principal, Depends(check)], work: Work, held: Held, now: Now) -> Desk:
        return Desk(who.scope, await rules_now(work.connection, memory_of(held)), now)

    return desk


CanRead = Annotated[Principal, Depends(allowed(Permission.READ_ORDERS))]
CanReadReplies = Annotated[Principal, Depends(allowed(Permission.READ_REPLIES))]
CanRetry = Annotated[Principal, Depends(allowed(Permission.RETRY_REPLIES))]
CanWord = Annotated[Principal, Depends(allowed(Permission.MANAGE_WORDINGS))]
DeskSigns = Annotated[Desk, Depends(_desk_for(allowed(Permission.WORK_ORDERS)))]
DeskSpeaks = Annotated[Desk, Depends(_desk_for(_speaks))]
DeskChecks = Annotated[Desk, Depends(_desk_for(allowed(Permission.HANDLE_CASES)))]
DeskJudges = Annotated[Desk, Depends(_desk_for(_judges))]
DeskApproves = Annotated[Desk, Depends(_desk_for(allowed(Permission.APPROVE_CASES)))]
