"""What does the outside see of an assessment, and who may say by what a township is assessed?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter

from dispatch.assessment.domain.figures import Part
from dispatch.assessment.domain.registers import Draft, FigureKind
from dispatch.assessment.repository import record
from dispatch.assessment.routes.access import CanDemand, CanManage, CanObject, CanRead, Year
from dispatch.assessment.schemas import (
    DecisionGiven,
    DemandGiven,
    DemandKept,
    DemandPage,
    DemandShown,
    DraftApproved,
    DraftKept,
    DraftPage,
    DraftShown,
    HeadShown,
    HistoryLine,
    HistoryPage,
    ItemShown,
    ObjectionDecided,
    ObjectionGiven,
    ObjectionKept,
    ObjectionPage,
    ObjectionShown,
    RegisterShown,
    ShareShown,
)
from dispatch.assessment.schemas.figures import (
    ComparedShown,
    ComparisonShown,
    FigureShown,
    FiguresShown,
    RankingShown,
    SubjectPage,
)
from dispatch.assessment.schemas.totals import ScoreGiven, ScoreKept, ScorePage, ScoreShown, TotalShown
from dispatch.assessment.service import figures, objections, registers, scores
from dispatch.memory import memory_of
from shared.runtime.app import Held, Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import AsOf, EverAsOf, Limit
from shared.runtime.text import RegionCode

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


@router.get("/drafts", summary="What was drawn up, for the one who decides it, the newest first")
async def list_drafts(
    who: CanManage, work: Work, region: RegionCode | None = None, after: UUID | None = None, limit: Limit = 50
) -> DraftPage:
    rows = await record.list_drafts(work.connection, who.scope, region=region or "", after=after, limit=limit)
    items = [DraftShown.model_validate(row) for row in rows]
    return DraftPage(items=items, next=_next(items, limit))


@router.get("/registers/{region}", summary="By what a region may be assessed on a day")
async def read_register(
    region: RegionCode, who: CanRead, work: Work, held: Held, now: Now, year: Year | None = None, as_of: AsOf = None
) -> RegisterShown:
    found = await registers.read_register(work, who.scope, memory_of(held), region, year, as_of, now=now)
    return RegisterShown(
        region=region,
        year=found.on.year,
        as_of=found.on,
        registers=[HeadShown.model_validate(row) for row in found.registers],
        items=[ItemShown.model_validate(row) for row in found.items],
        shares=[ShareShown.model_validate(row) for row in found.shares],
        passed_down=list(found.passed_down),
    )


@router.post("/demands", summary="Ask for an item; what is not registered is void and stays on record", status_code=201)
async def demand(body: DemandGiven, who: CanDemand, work: Work, now: Now) -> DemandKept:
    demand_id, reason = await registers.demand(work, who.scope, **body.model_dump(), now=now)
    return DemandKept(id=demand_id, void=reason is not None, reason=reason)


@router.get("/demands", summary="What was demanded of townships (by a day), void attempts too, the newest first")
async def list_demands(
    who: CanRead,
    work: Work,
    region: RegionCode | None = None,
    as_of: EverAsOf = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> DemandPage:
    page: Any = {"region": region or "", "after": after, "limit": limit, "on": as_of}
    rows = await record.list_demands(work.connection, who.scope, **page)
    items = [DemandShown.model_validate(row) for row in rows]
    return DemandPage(items=items, next=_next(items, limit))


# -------------------------------------------------------------------------------------------------------------- figures
@router.get("/figures", summary="A township's figures of a year, with formula, denominator and what was left out")
async def read_figures(
    region: RegionCode, year: Year, who: CanRead, work: Work, now: Now, as_of: AsOf = None
) -> FiguresShown:
    on, found = await figures.figures_of(work, who.scope, region, year, as_of, now=now)
    return FiguresShown(region=region, year=year, as_of=on, figures=[FigureShown.of(one) for one in found.values()])


@router.get("/figures/{figure}/subjects", summary="What a figure is made of: cases, clocks, officers, powers")
async def list_subjects(
    figure: FigureKind,
    part: Part,
    region: RegionCode,
    year: Year,
    who: CanRead,
    work: Work,
    now: Now,
    as_of: AsOf = None,
    after: str | None = None,
    limit: Limit = 100,
) -> SubjectPage:
    on, found = await figures.figures_of(work, who.scope, region, year, as_of, now=now, kinds=[figure])
    return SubjectPage.of(found[figure], part, on, after, limit)


@router.get("/comparison", summary="A township's figures beside its own past and its like")
async def compare(
    region: RegionCode, year: Year, who: CanRead, work: Work, now: Now, as_of: AsOf = None
) -> ComparisonShown:
    on, found = await figures.compare(work, who.scope, region, year, as_of, now=now)
    return ComparisonShown(region=region, year=year, as_of=on, figures=[ComparedShown.of(one) for one in found])


@router.get("/ranking", summary="Townships of a county by rank, only where its register says so")
async def read_ranking(
    region: RegionCode, year: Year, figure: FigureKind, who: CanRead, work: Work, now: Now, as_of: AsOf = None
) -> RankingShown:
    found = await figures.rank_townships(work, who.scope, region, year, figure, as_of=as_of, now=now)
    return RankingShown.over(region, year, found)


@router.post("/scores", summary="Score an item that no figure computes, or a stationed agency", status_code=201)
async def give_score(body: ScoreGiven, who: CanManage, work: Work, held: Held, now: Now) -> ScoreKept:
    return ScoreKept(id=await scores.give(work, who.scope, memory_of(held), **dict(body), now=now))


@router.post("/scores/{score_id}/confirm", summary="Let a score count that somebody else gave")
async def confirm_score(score_id: UUID, who: CanManage, work: Work, now: Now) -> ScoreKept:
    return ScoreKept(id=(await scores.confirm(work, who.scope, score_id, now=now)).id)


@router.post("/scores/{score_id}/withdraw", summary="Take an open score away", status_code=204)
async def withdraw_score(score_id: UUID, who: CanManage, work: Work, now: Now) -> None:
    await scores.withdraw(work, who.scope, score_id, now=now)


@router.get("/scores", summary="What was scored, open and confirmed, as of a day too, the newest first")
async def list_scores(
    who: CanRead,
    work: Work,
    region: RegionCode | None = None,
    as_of: EverAsOf = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> ScorePage:
    page: Any = {"region": region or "", "after": after, "limit": limit, "on": as_of}
    rows = await record.list_scores(work.connection, who.scope, **page)
    items = [ScoreShown.model_validate(row) for row in rows]
    return ScorePage(items=items, next=_next(items, limit))


@router.get("/total", summary="What a township comes to until a day, part by part, and each stationed agency in it")
async def read_total(
    region: RegionCode, year: Year, who: CanRead, work: Work, now: Now, as_of: AsOf = None
) -> TotalShown:
    on, found = await scores.total(work, who.scope, region, year, as_of, now=now)
    return TotalShown.of(found, region, on)


# ----------------------------------------------------------------------------------------------------------- objections
@router.post("/objections", summary="Object to a thing in a figure, or to a score", status_code=201)
async def object_to(body: ObjectionGiven, who: CanObject, work: Work, now: Now) -> ObjectionKept:
    given = dict(body) | {"subject": body.subject.named()}
    return ObjectionKept(id=await objections.object_to(work, who.scope, **given, now=now))


@router.post("/objections/{objection_id}/decide", summary="Decide an objection; upheld, it corrects figure and total")
async def decide(objection_id: UUID, body: DecisionGiven, who: CanManage, work: Work, now: Now) -> ObjectionDecided:
    row, before, after = await objections.decide(work, who.scope, objection_id, body.decision, body.reason, now=now)
    return ObjectionDecided.of(row.id, before, after)


@router.get("/objections", summary="Objections, as of a day too, the newest first")
async def list_objections(
    who: CanRead,
    work: Work,
    region: RegionCode | None = None,
    as_of: EverAsOf = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> ObjectionPage:
    page: Any = {"region": region or "", "after": after, "limit": limit, "on": as_of}
    rows = await record.list_objections(work.connection, who.scope, **page)
    items = [ObjectionShown.model_validate(row) for row in rows]
    return ObjectionPage(items=items, next=_next(items, limit))


@router.get("/history", summary="Who drew up, approved, demanded, objected and decided, the newest first")
async def list_history(
    who: CanRead, work: Work, region: RegionCode | None = None, after: UUID | None = None, limit: Limit = 50
) -> HistoryPage:
    rows = await record.list_history(work.connection, who.scope, region=region or "", after=after, limit=limit)
    items = [HistoryLine.model_validate(row) for row in rows]
    return HistoryPage(items=items, next=_next(items, limit))


def _next(
    items: Sequence[DraftShown | DemandShown | ScoreShown | ObjectionShown | HistoryLine], limit: int
) -> UUID | None:
    return items[-1].id if len(items) == limit else None
