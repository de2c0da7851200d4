"""Who may go on duty, lead workers, and see where they are; and does the call come from a phone that may speak?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query

from grid.workers.service import devices
from shared.runtime.app import Held
from shared.runtime.auth import Principal, allowed, principal_of
from shared.runtime.permissions import Permission, Role
from shared.runtime.text import Code, Line

CanManageWorkers = Annotated[Principal, Depends(allowed(Permission.MANAGE_WORKERS))]
CanReadWorkers = Annotated[Principal, Depends(allowed(Permission.READ_WORKERS))]
CanLeadWorkers = Annotated[Principal, Depends(allowed(Permission.LEAD_WORKERS))]
CanReadPositions = Annotated[Principal, Depends(allowed(Permission.READ_POSITIONS))]
CanGoOnDuty = Annotated[Principal, Depends(allowed(Permission.GO_ON_DUTY))]

DeviceNamed = Annotated[Code | None, Header(alias="X-Device", description="Which of his phones a worker calls from")]
Purpose = Annotated[Line, Query(description="Why the positions are needed; the look is noted")]


async def _known_device(
    held: Held, who: Annotated[Principal, Depends(principal_of)], x_device: DeviceNamed = None
) -> None:
    if Role.WORKER in who.roles:
        # Before the request's own unit of work: an answer that is kept for a repeated request is not for a lost phone.
        async with held.database.begin() as work:
            await devices.require_device(work, who.person_id, x_device)


KNOWN_DEVICE = Depends(_known_device)


def guarded(router: APIRouter) -> APIRouter:
    """Return a router whose doors a worker passes only from a phone that may speak for him."""
    outer = APIRouter()
    outer.include_router(router, dependencies=[KNOWN_DEVICE])
    return outer
