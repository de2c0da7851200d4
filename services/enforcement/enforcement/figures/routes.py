"""What does the outside see of the team's figures?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from shared.formulas import Asked, as_csv, shown_of
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.bodies import Day
from shared.runtime.permissions import Permission
from shared.runtime.text import RegionCode
from shared.sheets.short import CSV_MEDIA

from . import service
from .domain import FORMULAS, By
from .schemas import FigureList, FigureShown, FormulaShown, PowerUnused, UnusedList

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_PENALTIES))]

router = APIRouter(prefix="/team-figures", tags=["figures 统计指标"])


async def _asked(
    first: Annotated[Day, Query(alias="from")],
    last: Annotated[Day, Query(alias="to")],
    by: By = By.TOWNSHIP,
    region: RegionCode | None = None,
) -> Asked[By]:
    return Asked(by, region or "", first, last)


AskedFor = Annotated[Asked[By], Depends(_asked)]


@router.get("/formulas", summary="How each figure is counted: formula, numerator, denominator, what is left out")
async def how(_: CanRead) -> list[FormulaShown]:
    return [FormulaShown.model_validate(one) for one in shown_of(FORMULAS)]


@router.get("", summary="The figures of cases by power, field, matter, procedure, outcome or place, over some days")
async def figures(who: CanRead, work: Work, now: Now, asked: AskedFor) -> FigureList:
    counted = await service.count(work, who.scope, asked, now=now)
    items = [FigureShown.model_validate(one) for one in counted]
    return FigureList(by=asked.by, first=asked.first, last=asked.last, items=items)


@router.get("/unused-powers", summary="The powers in force by which nobody filed a case in some days")
async def unused(who: CanRead, work: Work, now: Now, asked: AskedFor) -> UnusedList:
    found = await service.unused(work, who.scope, asked, now=now)
    items = [PowerUnused(region=region, power=power) for region, power in found]
    return UnusedList(first=asked.first, last=asked.last, items=items)


@router.get("/all.csv", summary="The figures as CSV", response_class=Response)
async def export(who: CanRead, work: Work, now: Now, asked: AskedFor) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="team-figures.csv"'}
    text = as_csv(await service.count(work, who.scope, asked, now=now), asked)
    return Response(text, headers=headers, media_type=CSV_MEDIA)
