"""What does the outside see of an assessment, and who may say by what a township is assessed?"""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from dispatch.assessment import repository
from dispatch.assessment.domain.figures import Part
from dispatch.assessment.domain.registers import Draft, FigureKind
from dispatch.assessment.schemas import (
    CasePage,
    ComparedShown,
    ComparisonShown,
    DecisionGiven,
    DemandGiven,
    DemandKept,
    DemandPage,
    DemandShown,
    DraftApproved,
    DraftKept,
    FigureShown,
    FiguresShown,
    HistoryLine,
    HistoryPage,
    ItemShown,
    ObjectionDecided,
    ObjectionGiven,
    ObjectionKept,
    ObjectionPage,
    ObjectionShown,
    RankingShown,
    RegisterShown,
    ShareShown,
)
from dispatch.assessment.service import figures, registers
from dispatch.memory import memory_of
from shared.runtime.app import Held, Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.text import RegionCode

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_ASSESSMENT))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_ASSESSMENT))]
CanDemand = Annotated[Principal, Depends(allowed(Permission.DEMAND_ASSESSMENT))]
CanObject = Annotated[Principal, Depends(allowed(Permission.OBJECT_TO_ASSESSMENT))]
Year = Annotated[int, Query(ge=2000, le=2100)]
Limit = Annotated[int, Query(ge=1, le=200)]

router = APIRouter(prefix="/assessment", tags=["assessment 考核评估"], route_class=IdempotentRoute)


# ------------------------------------------------------------------------------------------------------------ registers
@router.post("/drafts", summary="Draw up a register of items or a list of rewards", status_code=201)
async def draw_up(body: Draft, who: CanManage, work: Work, held: Held, now: Now) -> DraftKept:
    return DraftKept(id=await registers.draw_up(work, who.scope, memory_of(held), body, now=now))


@router.post("/drafts/{draft_id}/approve", summary="Let hold what somebody else drew up")
async def approve(draft_id: UUID, who: CanManage, work: Work, held: Held, now: Now) -> DraftApproved:
    row = await registers.approve(work, who.scope, memory_of(held), draft_id, now=now)
    return DraftApproved(id=row.id, what=row.what, region=row.region, year=row.year)


@router.post("/drafts/{draft_id}/withdraw", summary="Take an open draft away", status_code=204)
async def withdraw(draft_id: UUID, who: CanManage, work: Work, now: Now) -> None:
    await registers.withdraw(work, who.scope, draft_id, now=now)


@router.get("/registers/{region}", summary="By what a region may be assessed in a year")
async def read_register(region: RegionCode, year: Year, who: CanRead, work: Work) -> RegisterShown:
    items, shares = await registers.read_register(work, who.scope, region, year)
    return RegisterShown(
        region=region,
        year=year,
        items=[ItemShown.model_validate(row) for row in items],
        shares=[ShareShown.model_validate(row) for row in shares],
    )


@router.post("/demands", summary="Ask for an item; what is not registered is void and stays on record", status_code=201)
async def demand(body: DemandGiven, who: CanDemand, work: Work, now: Now) -> DemandKept:
    demand_id, reason = await registers.demand(work, who.scope, **body.model_dump(), now=now)
    return DemandKept(id=demand_id, void=reason is not None, reason=reason)


@router.get("/demands", summary="What was demanded of townships, void attempts among it, the newest first")
async def list_demands(
    who: CanRead, work: Work, region: RegionCode | None = None, after: UUID | None = None, limit: Limit = 50
) -> DemandPage:
    rows = await repository.list_demands(work.connection, who.scope, region=region or "", after=after, limit=limit)
    items = [DemandShown.model_validate(row) for row in rows]
    return DemandPage(items=items, next=_next(items, limit))


# -------------------------------------------------------------------------------------------------------------- figures
@router.get("/figures", summary="A township's figures of a year, with formula, denominator and what was left out")
async def read_figures(region: RegionCode, year: Year, who: CanRead, work: Work, now: Now) -> FiguresShown:
    found = await figures.figures_of(work, who.scope, region, year, now=now)
    return FiguresShown(region=region, year=year, figures=[FigureShown.of(one) for one in found.values()])


@router.get("/figures/{figure}/cases", summary="The cases behind a figure")
async def list_cases(
    figure: FigureKind,
    part: Part,
    region: RegionCode,
    year: Year,
    who: CanRead,
    work: Work,
    now: Now,
    after: UUID | None = None,
    limit: Limit = 100,
) -> CasePage:
    found = await figures.figures_of(work, who.scope, region, year, now=now)
    return CasePage.of(found[figure], part, after, limit)


@router.get("/comparison", summary="A township's figures beside its own past and its like")
async def compare(region: RegionCode, year: Year, who: CanRead, work: Work, now: Now) -> ComparisonShown:
    found = await figures.compare(work, who.scope, region, year, now=now)
    return ComparisonShown(region=region, year=year, figures=[ComparedShown.of(one) for one in found])


@router.get("/ranking", summary="Townships of a county by rank, only where its register says so")
async def read_ranking(
    region: RegionCode, year: Year, figure: FigureKind, who: CanRead, work: Work, now: Now
) -> RankingShown:
    return RankingShown.over(region, year, await figures.rank_townships(work, who.scope, region, year, figure, now=now))


# ----------------------------------------------------------------------------------------------------------- objections
@router.post("/objections", summary="Object to a case in a figure", status_code=201)
async def object_to(body: ObjectionGiven, who: CanObject, work: Work, now: Now) -> ObjectionKept:
    return ObjectionKept(id=await figures.object_to(work, who.scope, **dict(body), now=now))


@router.post("/objections/{objection_id}/decide", summary="Decide an objection; upheld, it corrects the figure")
async def decide(objection_id: UUID, body: DecisionGiven, who: CanManage, work: Work, now: Now) -> ObjectionDecided:
    row, before, after = await figures.decide(work, who.scope, objection_id, body.decision, now=now)
    return ObjectionDecided(id=row.id, before=FigureShown.of(before), after=FigureShown.of(after))


@router.get("/objections", summary="Objections, the newest first")
async def list_objections(
    who: CanRead, work: Work, region: RegionCode | None = None, after: UUID | None = None, limit: Limit = 50
) -> ObjectionPage:
    rows = await repository.list_objections(work.connection, who.scope, region=region or "", after=after, limit=limit)
    items = [ObjectionShown.model_validate(row) for row in rows]
    return ObjectionPage(items=items, next=_next(items, limit))


@router.get("/history", summary="Who drew up, approved, demanded, objected and decided, the newest first")
async def list_history(
    who: CanRead, work: Work, region: RegionCode | None = None, after: UUID | None = None, limit: Limit = 50
) -> HistoryPage:
    rows = await repository.list_history(work.connection, who.scope, region=region or "", after=after, limit=limit)
    items = [HistoryLine.model_validate(row) for row in rows]
    return HistoryPage(items=items, next=_next(items, limit))


def _next(items: Sequence[DemandShown | ObjectionShown | HistoryLine], limit: int) -> UUID | None:
    return items[-1].id if len(items) == limit else None
