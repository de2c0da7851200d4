"""How do figures, and the cases behind them, go out as CSV?"""

from typing import IO

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from dispatch.figures.routes.access import CanLookBehind, CanRead
from dispatch.figures.routes.numbers import Asked, BehindAsked
from dispatch.figures.schemas import FigureCode
from dispatch.figures.service import files
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.sheets.reading import chunks
from shared.sheets.short import CSV_MEDIA

router = APIRouter(prefix="/figures", tags=["figures 统计指标"], route_class=IdempotentRoute)


@router.get("/all.csv", summary="The figures of a region as CSV", response_class=StreamingResponse)
async def export_figures(who: CanRead, work: Work, now: Now, asked: Asked) -> StreamingResponse:
    return _download("figures", await files.figures_file(work, who.scope, asked, now=now))


@router.get("/{code}/cases.csv", summary="The cases behind a number as CSV", response_class=StreamingResponse)
async def export_cases(
    code: FigureCode, who: CanLookBehind, work: Work, now: Now, asked: Asked, behind: BehindAsked
) -> StreamingResponse:
    name = f"{code}-{behind.part}"
    return _download(name, await files.cases_file(work, who.scope, asked.of(code), behind, now=now))


def _download(name: str, file: IO[bytes]) -> StreamingResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(chunks(file), headers=headers, media_type=CSV_MEDIA)
