"""What does the outside see of cells?"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, FastAPI, Query

from grid.cells.routes.permits import CanDrawCells, CanReadCells
from grid.cells.schemas.cells import (
    MAX_CELLS,
    CellCollection,
    CellsReplaced,
    CodesProposed,
    CommunitiesListed,
    CommunityList,
    MoveSeen,
    collection_of,
    communities_seen,
    proposed,
    read_communities,
    read_set,
    read_unnumbered,
    warnings_of,
)
from grid.cells.service import boundaries, communities, dividing, locating
from grid.cells.service.boundaries import Follower
from shared.clock import town_day
from shared.runtime.app import Held, Now, Runtime, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.text import RegionCode
from shared.runtime.trying import undone

FOLLOWERS = "cells.followers"


def followed_by(followers: Sequence[Follower]) -> Callable[[Runtime, FastAPI], AbstractAsyncContextManager[None]]:
    """Return what lets the process know who follows a new division, for its previews."""

    @asynccontextmanager
    async def hold(runtime: Runtime, _: FastAPI) -> AsyncIterator[None]:
        runtime.kept[FOLLOWERS] = followers
        yield

    return hold


async def _followers(held: Held) -> Sequence[Follower]:
    found: Sequence[Follower] = held.kept.get(FOLLOWERS, ())
    return found


Followers = Annotated[Sequence[Follower], Depends(_followers)]
Collection = Annotated[dict[str, Any], Body()]

router = APIRouter(prefix="/cells", tags=["cells 网格"], route_class=IdempotentRoute)


@router.put("", summary="Divide a township into cells from a day on (or try it, and hear what moves)")
async def replace(
    region: RegionCode,
    collection: Collection,
    who: CanDrawCells,
    work: Work,
    now: Now,
    followers: Followers,
    valid_from: date | None = None,
    dry_run: bool = False,
) -> CellsReplaced:
    day, read = valid_from or town_day(now), read_set(collection)
    given = dividing.Given(read.cells, read.outline, read.owners, read.households)
    async with undone(work) if dry_run else nullcontext():
        done = await dividing.replace_cells(work, who.scope, region=region, valid_from=day, given=given, now=now)
        after = await boundaries.boundaries_on(work, who.scope, region, day)
        moves, sizes = await boundaries.preview(work, who.scope, followers, after, moves=dry_run)
    said = CellsReplaced(region=region, valid_from=day, cells=done.cells, drawn=done.drawn, ended=done.ended)
    said.warnings = warnings_of(dividing.warn(given, done, sizes))
    return said.model_copy(update={"moves": [MoveSeen.model_validate(move) for move in moves]})


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
    rows = await locating.list_cells(work, who.scope, region=region, day=day, after=after, limit=limit)
    branches = await locating.branches_on(work, who.scope, region=region, day=day)
    return collection_of(rows, branches, limit)


@router.post("/codes", summary="Which codes would these polygons get? West to east, north to south; nothing is kept")
async def propose_codes(region: RegionCode, collection: Collection, who: CanDrawCells, work: Work) -> CodesProposed:
    drawn = read_unnumbered(collection)
    return proposed(await communities.propose(work, who.scope, region=region, drawn=drawn))


@router.put("/communities", summary="List the villages and communities of a township, with their outlines if drawn")
async def list_communities(
    region: RegionCode, collection: Collection, who: CanDrawCells, work: Work, now: Now
) -> CommunitiesListed:
    given = read_communities(collection)
    changed = await communities.list_communities(work, who.scope, region=region, given=given, now=now)
    return CommunitiesListed(changed=changed)


@router.get("/communities", summary="The villages and communities that a township has listed")
async def communities_of_region(region: RegionCode, who: CanReadCells, work: Work) -> CommunityList:
    return communities_seen(await communities.show_communities(work, who.scope, region))
