"""What does the outside see of the grid's figures?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from grid.figures import service
from grid.figures.domain import NO_RANKING, By, Measure, Part
from grid.figures.schemas import FigureList, FormulaShown, IdList, figure_list, formulas
from shared.formulas import Asked, as_csv
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.bodies import Day
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.text import RegionCode
from shared.sheets.short import CSV_MEDIA

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_GRID_FIGURES))]

router = APIRouter(prefix="/grid-figures", tags=["figures 统计指标"])


async def _asked(
    first: Annotated[Day, Query(alias="from")],
    last: Annotated[Day, Query(alias="to")],
    by: By = By.CELL,
    region: RegionCode | None = None,
) -> Asked[By]:
    return Asked(by, region or "", first, last)


AskedFor = Annotated[Asked[By], Depends(_asked)]


@router.get("/formulas", summary="How each figure is counted: formula, numerator, denominator, what is left out")
async def how(_: CanRead) -> list[FormulaShown]:
    return formulas()


@router.get("", summary="The figures of the cells, workers or places that I see, over some days")
async def figures(who: CanRead, work: Work, now: Now, asked: AskedFor) -> FigureList:
    return figure_list(asked.by, asked.first, asked.last, await service.count(work, who.scope, asked, now=now))


@router.get("/all.csv", summary="The same as CSV", response_class=Response)
async def export(who: CanRead, work: Work, now: Now, asked: AskedFor) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="grid-figures.csv"'}
    text = as_csv(await service.count(work, who.scope, asked, now=now), asked, NO_RANKING)
    return Response(text, headers=headers, media_type=CSV_MEDIA)


@router.get("/{measure}/ids", summary="What a number counts, by ids")
async def behind(
    measure: Measure,
    who: CanRead,
    work: Work,
    now: Now,
    asked: AskedFor,
    key: Annotated[str, Query(max_length=128)],
    part: Part = Part.NUMERATOR,
    after: UUID | None = None,
    limit: Limit = 50,
) -> IdList:
    ids = await service.look_behind(
        work, who.scope, asked, measure, key=key, part=part, after=after, limit=limit, now=now
    )
    return IdList(measure=measure, part=part, items=list(ids), next=ids[-1] if len(ids) == limit else None)
