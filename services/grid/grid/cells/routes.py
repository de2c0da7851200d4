"""What does the outside see of cells?"""

from contextlib import nullcontext
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query

from grid.cells import service
from grid.cells.schemas import MAX_CELLS, CellCollection, CellsReplaced, collection_of, read_set
from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.db import undone
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.text import RegionCode

CanManageCells = Annotated[Principal, Depends(allowed(Permission.MANAGE_CELLS))]
CanReadCells = Annotated[Principal, Depends(allowed(Permission.READ_CELLS))]

router = APIRouter(prefix="/cells", tags=["cells 网格"], route_class=IdempotentRoute)


@router.put("", summary="Divide a township into cells from a day on (or try it); the same set again changes nothing")
async def replace(
    region: RegionCode,
    collection: Annotated[dict[str, Any], Body()],
    who: CanManageCells,
    work: Work,
    now: Now,
    valid_from: date | None = None,
    dry_run: bool = False,
) -> CellsReplaced:
    day, given = valid_from or town_day(now), read_set(collection)
    async with undone(work) if dry_run else nullcontext():
        done = await service.replace_cells(
            work, who.scope, region=region, valid_from=day, given=given.cells, outline=given.outline, now=now
        )
    return CellsReplaced(region=region, valid_from=day, cells=done.cells, drawn=done.drawn, ended=done.ended)


@router.get("", summary="The cells of a region on a day, as GeoJSON")
async def cells_of_region(
    region: RegionCode,
    who: CanReadCells,
    work: Work,
    now: Now,
    as_of: date | None = None,
    after: Annotated[str, Query(pattern="^[0-9]{0,15}$")] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_CELLS)] = MAX_CELLS,
) -> CellCollection:
    day = as_of or town_day(now)
    rows = await service.list_cells(work, who.scope, region=region, day=day, after=after, limit=limit)
    branches = await service.branches_on(work, who.scope, region=region, day=day)
    return collection_of(rows, branches, limit)
