"""How are figures, and the cases behind them, read over HTTP?"""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from dispatch.figures.domain.terms import GroupBy, Part
from dispatch.figures.routes.access import CanLookBehind, CanRead
from dispatch.figures.schemas import (
    CaseBehind,
    CasesBehind,
    FigureCode,
    FiguresShown,
    FormulaUsed,
    LineShown,
)
from dispatch.figures.service import figures
from dispatch.figures.service.figures import Answer, Behind, Question
from shared.runtime.app import Now, Work
from shared.runtime.bodies import FIRST_DAY, LAST_DAY
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.text import Line, RegionCode

router = APIRouter(prefix="/figures", tags=["figures 统计指标"], route_class=IdempotentRoute)

First = Annotated[date, Query(alias="from", ge=FIRST_DAY, le=LAST_DAY, description="The first day, Asia/Shanghai")]
Last = Annotated[date, Query(alias="to", ge=FIRST_DAY, le=LAST_DAY, description="The last day, inside")]


async def _question(
    who: CanRead, first: First, last: Last, region: RegionCode | None = None, by: GroupBy | None = None
) -> Question:
    return Question(who.scope.region if region is None else region, first, last, by)


Asked = Annotated[Question, Depends(_question)]


@router.get("", summary="Rates with numerator, denominator and what is left out, in the order of keys")
async def read_figures(
    who: CanRead, work: Work, now: Now, asked: Asked, after: Line | None = None, limit: Limit = 100
) -> FiguresShown:
    answer = await figures.read(work, who.scope, asked, after=after, limit=limit, now=now)
    return _shown(asked, answer)


def _shown(asked: Question, answer: Answer) -> FiguresShown:
    return FiguresShown(
        region=asked.region,
        first=asked.first,
        last=asked.last,
        as_of=answer.period.until,
        by=asked.by,
        formulas=[FormulaUsed.of(variant) for variant in answer.variants],
        items=[LineShown.model_validate(line) for line in answer.lines],
        next=answer.next,
    )


async def _behind(
    part: Part,
    key: Annotated[str | None, Query(max_length=200, description="Of what `by` tells apart")] = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> Behind:
    return Behind(part, key, after, limit)


BehindAsked = Annotated[Behind, Depends(_behind)]


@router.get("/{code}/cases", summary="Exactly the cases behind a number, newest first")
async def list_cases(
    code: FigureCode, who: CanLookBehind, work: Work, now: Now, asked: Asked, behind: BehindAsked
) -> CasesBehind:
    rows = await figures.list_behind(work, who.scope, asked.of(code), behind, now=now)
    items = [CaseBehind.model_validate(row) for row in rows]
    return CasesBehind(items=items, next=items[-1].id if len(items) == behind.limit else None)
