"""How are formulas read, proposed, confirmed and withdrawn over HTTP?"""

from uuid import UUID

from fastapi import APIRouter

from dispatch.figures.domain.terms import FormulaState
from dispatch.figures.routes.access import CanManage, CanRead
from dispatch.figures.schemas import (
    FactsMarked,
    FormulaConfirmed,
    FormulaGiven,
    FormulaPage,
    FormulaProposed,
    FormulaShown,
)
from dispatch.figures.service import facts, formulas
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.text import RegionCode

router = APIRouter(prefix="/figures/formulas", tags=["figures 统计指标"], route_class=IdempotentRoute)


facts_router = APIRouter(prefix="/figures/facts", tags=["figures 统计指标"], route_class=IdempotentRoute)


@facts_router.post("/again", summary="Tell the facts of all cases of the region again", status_code=202)
async def tell_again(who: CanManage, work: Work) -> FactsMarked:
    return FactsMarked(cases=await facts.mark_all(work, who.scope))


@router.get("", summary="The formulas that count somewhere in a region, newest first")
async def list_formulas(
    who: CanRead,
    work: Work,
    region: RegionCode | None = None,
    state: FormulaState | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> FormulaPage:
    asked = who.scope.region if region is None else region
    rows = await formulas.list_formulas(work, who.scope, asked, state=state, after=after, limit=limit)
    items = [FormulaShown.model_validate(row) for row in rows]
    return FormulaPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("", summary="Propose a formula from a day on", status_code=201)
async def propose(body: FormulaGiven, who: CanManage, work: Work, now: Now) -> FormulaProposed:
    return FormulaProposed(id=await formulas.propose(work, who.scope, body.wanted(), now=now))


@router.post("/{formula_id}/confirm", summary="Confirm a formula that another person proposed")
async def confirm(formula_id: UUID, who: CanManage, work: Work, now: Now) -> FormulaConfirmed:
    version = await formulas.confirm(work, who.scope, formula_id, now=now)
    return FormulaConfirmed(id=formula_id, version=version)


@router.post("/{formula_id}/withdraw", summary="Take a proposed formula away", status_code=204)
async def withdraw(formula_id: UUID, who: CanManage, work: Work, now: Now) -> None:
    await formulas.withdraw(work, who.scope, formula_id, now=now)
