"""What does the outside see of the window's figures?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from shared.formulas import Asked, as_csv
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.bodies import Day
from shared.runtime.permissions import Permission
from shared.runtime.text import RegionCode
from shared.sheets.short import CSV_MEDIA

from . import service
from .domain import By
from .schemas import FigureList, FormulaShown, figure_list, formulas

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_APPLICATIONS))]

router = APIRouter(prefix="/window-figures", tags=["figures 统计指标"])


async def _asked(
    first: Annotated[Day, Query(alias="from")],
    last: Annotated[Day, Query(alias="to")],
    by: By = By.ITEM,
    region: RegionCode | None = None,
) -> Asked[By]:
    return Asked(by, region or "", first, last)


AskedFor = Annotated[Asked[By], Depends(_asked)]


@router.get("/formulas", summary="How each figure is counted: formula, numerator, denominator, what is left out")
async def how(_: CanRead) -> list[FormulaShown]:
    return formulas()


@router.get("", summary="The figures of the items, agencies, clerks or places that I see, over some days")
async def figures(who: CanRead, work: Work, now: Now, asked: AskedFor) -> FigureList:
    return figure_list(asked.by, asked.first, asked.last, await service.count(work, who.scope, asked, now=now))


@router.get("/all.csv", summary="The same as CSV", response_class=Response)
async def export(who: CanRead, work: Work, now: Now, asked: AskedFor) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="window-figures.csv"'}
    text = as_csv(await service.count(work, who.scope, asked, now=now), asked)
    return Response(text, headers=headers, media_type=CSV_MEDIA)
