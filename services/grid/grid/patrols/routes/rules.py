"""What does the outside see of how often places and people are visited?"""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, status

from grid.patrols.routes.access import CanRead, CanSetRules
from grid.patrols.schemas.rules import (
    PlanRegion,
    ProposalList,
    ProposalMade,
    ProposalShown,
    TableGiven,
    TableHolds,
    TableInForce,
    TableTried,
    TriedShown,
    VersionList,
    VersionShown,
    tried,
)
from grid.patrols.service import rules as service
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit

ProposalState = Literal["open", "approved", "turned-down", "withdrawn"]

router = APIRouter(prefix="/patrol-rules", tags=["patrols 巡查走访"], route_class=IdempotentRoute)


@router.get("", summary="The tables that speak of a region or a cell, the nearest first")
async def in_force(who: CanRead, work: Work, region: PlanRegion | None = None) -> list[TableInForce]:
    found = await service.read_in_force(work, who.scope, region or who.scope.region or "*")
    return [TableInForce(region=one, version=version, table=table) for one, version, table in found]


@router.post("/try", summary="What a table would make of each cell and week; nothing is saved 试算")
async def try_table(body: TableTried, who: CanSetRules, work: Work) -> TriedShown:
    return tried(await service.try_table(work, who.scope, body.region, body.table))


@router.post("/proposals", status_code=status.HTTP_201_CREATED, summary="Propose a table; another person lets it hold")
async def propose(body: TableGiven, who: CanSetRules, work: Work, now: Now) -> ProposalMade:
    made = await service.propose(
        work, who.scope, body.region, body.table, version=body.version, basis=body.basis, now=now
    )
    return ProposalMade(id=made)


@router.get("/proposals", summary="What is, and was, proposed; the newest first")
async def proposals(
    who: CanRead, work: Work, state: ProposalState | None = None, after: UUID | None = None, limit: Limit = 50
) -> ProposalList:
    rows = await service.list_proposals(work, who.scope, state=state, before=after, limit=limit)
    items = [ProposalShown.model_validate(row) for row in rows]
    return ProposalList(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/proposals/{proposal_id}/approve", summary="Let a table hold that another person has proposed")
async def approve(proposal_id: UUID, who: CanSetRules, work: Work, now: Now) -> TableHolds:
    return TableHolds(version=await service.approve(work, who.scope, proposal_id, now=now))


@router.post(
    "/proposals/{proposal_id}/turn-down",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Let a table not hold that another person has proposed",
)
async def turn_down(proposal_id: UUID, who: CanSetRules, work: Work, now: Now) -> None:
    await service.turn_down(work, who.scope, proposal_id, now=now)


@router.post(
    "/proposals/{proposal_id}/withdraw", status_code=status.HTTP_204_NO_CONTENT, summary="Take a proposal away"
)
async def withdraw(proposal_id: UUID, who: CanSetRules, work: Work, now: Now) -> None:
    await service.withdraw(work, who.scope, proposal_id, now=now)


@router.get("/{region}/versions", summary="The versions of a region's table, the newest first")
async def versions(
    region: PlanRegion,
    who: CanRead,
    work: Work,
    after: Annotated[int | None, Query(ge=1)] = None,
    limit: Limit = 50,
) -> VersionList:
    rows = await service.list_versions(work, who.scope, region, before=after, limit=limit)
    items = [VersionShown.model_validate(row) for row in rows]
    return VersionList(items=items, next=items[-1].version if len(items) == limit else None)
