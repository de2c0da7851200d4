"""What does the outside see of the registry as a file?"""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from grid.registry.domain.kinds import RecordKind
from grid.registry.routes.permits import CanExport
from grid.registry.service import exports
from shared.runtime.app import Now, Work
from shared.runtime.permissions import Permission
from shared.runtime.text import Code, Line, RegionCode
from shared.sheets.files import XLSX_MEDIA
from shared.sheets.reading import chunks
from shared.sheets.short import CSV_MEDIA

router = APIRouter(prefix="/registry/export", tags=["registry 人房企事物"])
Plain = Annotated[list[Code] | None, Query(max_length=10, description="Personal fields in plain words")]


class Ending(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


@router.get("", summary="Records of a region as CSV or XLSX 导出; masked, for a purpose", response_class=Response)
async def export(
    kind: RecordKind,
    region: RegionCode,
    purpose: Line,
    who: CanExport,
    work: Work,
    now: Now,
    format: Ending = Ending.CSV,  # noqa: A002 - as the address says it
    field: Plain = None,
) -> StreamingResponse:
    reveals, numbers = (one in who.permissions for one in (Permission.REVEAL_REGISTRY, Permission.REVEAL_NUMBERS))
    names, book = frozenset(field or ()), format is Ending.XLSX
    asked = exports.Asked(kind, region, purpose, names, reveals=reveals, numbers=numbers, as_workbook=book)
    file = await exports.write_file(work, who.scope, asked, now)
    headers = {"Content-Disposition": f'attachment; filename="{kind}.{format}"'}
    return StreamingResponse(chunks(file), headers=headers, media_type=XLSX_MEDIA if book else CSV_MEDIA)
