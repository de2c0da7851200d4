"""What does the outside see of workers?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from grid.workers import service
from grid.workers.domain import Holding
from grid.workers.schemas import (
    CellCode,
    DutySet,
    HoldersReplace,
    HoldersReplaced,
    WorkerList,
    WorkerSeen,
    seen,
)
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.text import RegionCode

CanManageWorkers = Annotated[Principal, Depends(allowed(Permission.MANAGE_WORKERS))]
CanReadWorkers = Annotated[Principal, Depends(allowed(Permission.READ_WORKERS))]
CanGoOnDuty = Annotated[Principal, Depends(allowed(Permission.GO_ON_DUTY))]

router = APIRouter(prefix="/workers", tags=["workers 网格员"], route_class=IdempotentRoute)


@router.put("", summary="Say who holds cells, in the A or the B role; the same again changes nothing")
async def assign(body: HoldersReplace, who: CanManageWorkers, work: Work, now: Now) -> HoldersReplaced:
    holdings = [Holding(given.cell, given.person_id, given.role) for given in body.workers]
    on_duty = {given.person_id: given.on_duty for given in body.workers if given.on_duty is not None}
    changed = await service.assign_cells(
        work, who.scope, holdings=holdings, vacated=body.vacated, on_duty=on_duty, now=now
    )
    return HoldersReplaced(changed=changed)


@router.get("", summary="The workers of a region, or of a cell")
async def workers_of_region(
    who: CanReadWorkers,
    work: Work,
    region: RegionCode | None = None,
    cell: CellCode | None = None,
    after: Annotated[str, Query(pattern=r"^[A-Za-z0-9_.:\-]{0,128}$")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 200,
) -> WorkerList:
    found = await service.list_workers(work, who.scope, region=region or "", cell=cell, after=after, limit=limit)
    cursor = found[-1][0].worker_id if len(found) == limit else None
    return WorkerList(items=[seen(row, held) for row, held in found], next=cursor)


@router.get("/me", summary="My cells, and whether I am on duty")
async def me(who: CanGoOnDuty, work: Work) -> WorkerSeen:
    return seen(*await service.show_myself(work, who.scope))


@router.post("/me/duty", summary="Go on duty, or off")
async def set_duty(body: DutySet, who: CanGoOnDuty, work: Work, now: Now) -> WorkerSeen:
    await service.set_duty(work, who.scope, on_duty=body.on_duty, now=now)
    return seen(*await service.show_myself(work, who.scope))
