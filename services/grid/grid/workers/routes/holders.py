"""Who holds which cells, what are workers and what can they do, and how much lies on each?"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, FastAPI, Query, Request, Response

from grid.workers.domain.holdings import Holding
from grid.workers.routes.access import CanLeadWorkers, CanManageWorkers, CanReadWorkers
from grid.workers.schemas.holders import (
    CellCode,
    HoldersReplace,
    HoldersReplaced,
    LoadList,
    ProfileSet,
    SkillList,
    WorkerList,
    WorkerSeen,
    loads_seen,
    seen,
)
from grid.workers.service import assigning, load, reading
from grid.workers.service.tables import skills_known
from shared.runtime.app import Held, Now, Runtime, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.text import Code, RegionCode
from shared.sheets.short import CSV_MEDIA

COUNTERS = "workers.load"
After = Annotated[str, Query(pattern=r"^[A-Za-z0-9_.:\-]{0,128}$")]

router = APIRouter(prefix="/workers", route_class=IdempotentRoute)


def counted_by(
    counters: Mapping[str, load.Counter],
) -> Callable[[Runtime, FastAPI], AbstractAsyncContextManager[None]]:
    """Return what lets the process know who counts what lies on a worker."""

    @asynccontextmanager
    async def hold(runtime: Runtime, _: FastAPI) -> AsyncIterator[None]:
        runtime.kept[COUNTERS] = counters
        yield

    return hold


@router.put("", summary="Say who holds cells, in the A or the B role; the same again changes nothing")
async def assign(body: HoldersReplace, who: CanManageWorkers, work: Work, now: Now) -> HoldersReplaced:
    holdings = [Holding(given.cell, given.person_id, given.role) for given in body.workers]
    on_duty = {given.person_id: given.on_duty for given in body.workers if given.on_duty is not None}
    changed = await assigning.assign_cells(
        work, who.scope, holdings=holdings, vacated=body.vacated, on_duty=on_duty, now=now
    )
    return HoldersReplaced(changed=changed)


@router.get("", summary="The workers of a region, of a cell, or with a skill")
async def workers_of_region(
    who: CanReadWorkers,
    work: Work,
    region: RegionCode | None = None,
    cell: CellCode | None = None,
    skill: Code | None = None,
    after: After = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 200,
) -> WorkerList:
    found = await reading.list_workers(
        work, who.scope, region=region or "", cell=cell, after=after, limit=limit, skill=skill
    )
    cursor = found[-1].row.worker_id if len(found) == limit else None
    return WorkerList(items=[seen(*one) for one in found], next=cursor)


@router.get("/skills", summary="The vocabulary of skills")
async def skills(who: CanReadWorkers) -> SkillList:
    del who
    return SkillList(skills=skills_known())


@router.get(
    "/load", summary="How much lies on each worker; with `Accept: text/csv` as a sheet", response_model=LoadList
)
async def loads(
    request: Request, held: Held, who: CanLeadWorkers, work: Work, now: Now, region: RegionCode, after: After = ""
) -> LoadList | Response:
    counters = held.kept.get(COUNTERS, {})
    found = await load.loads(work, who.scope, counters, region=region, after=after, now=now)
    if request.headers.get("accept", "").startswith("text/csv"):
        return Response(load.sheet(found), media_type=CSV_MEDIA)
    return loads_seen(found, load.MOST)


@router.put("/{worker_id}/profile", summary="Say how a worker is employed and what he can do")
async def set_profile(worker_id: Code, body: ProfileSet, who: CanManageWorkers, work: Work, now: Now) -> WorkerSeen:
    await assigning.set_profile(
        work, who.scope, worker_id=worker_id, employment=body.employment, skills=body.skills, now=now
    )
    return seen(*await reading.show(work, who.scope, worker_id))
