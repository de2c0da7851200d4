"""What does the outside see of files that fill the registry?"""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response, status
from fastapi.responses import StreamingResponse

from grid.registry.domain.imports import Mode, Verdict
from grid.registry.domain.kinds import RecordKind
from grid.registry.routes.permits import CanImport
from grid.registry.schemas.books import ImportList, ImportSeen, ImportTaken, LineList, LineSeen
from grid.registry.service.imports import intake
from grid.registry.service.imports.reading import SHEETS
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.text import RegionCode
from shared.sheets.files import XLSX_MEDIA, template
from shared.sheets.reading import File, chunks
from shared.sheets.short import CSV_MEDIA

PATH: Final = "/registry/imports"
MOST_BYTES: Final = 20 * 1024 * 1024
_BODY = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[str, Any] = {"requestBody": {"required": True, "content": {"text/csv": _BODY, XLSX_MEDIA: _BODY}}}
After = Annotated[int, Query(ge=0, le=2**31 - 1)]
LineLimit = Annotated[int, Query(ge=1, le=1000)]

router = APIRouter(prefix=PATH, tags=["registry 人房企事物"], route_class=IdempotentRoute)


@router.post("", status_code=status.HTTP_202_ACCEPTED, summary="Take a file in 批量导入", openapi_extra=_FILE)
async def take_file(
    request: Request,
    kind: RecordKind,
    region: RegionCode,
    who: CanImport,
    work: Work,
    now: Now,
    mode: Mode = Mode.WHOLE,
) -> ImportTaken:
    file = File.of(await request.body(), request.headers.get("content-type", ""))
    return ImportTaken(id=await intake.take_file(work, who.scope, file, kind=kind, region=region, mode=mode, now=now))


@router.get("", summary="Files that were taken in, the last first")
async def list_imports(who: CanImport, work: Work, after: UUID | None = None, limit: Limit = 50) -> ImportList:
    rows = await intake.list_imports(work, who.scope, before=after, limit=limit)
    items = [ImportSeen.model_validate(row) for row in rows]
    return ImportList(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/template", summary="An empty workbook with notes and choices", response_class=Response)
async def read_template(kind: RecordKind, _: CanImport) -> StreamingResponse:
    headers = {"Content-Disposition": f'attachment; filename="{kind}.xlsx"'}
    return StreamingResponse(chunks(template(SHEETS[kind])), headers=headers, media_type=XLSX_MEDIA)


@router.get("/{import_id}", summary="How far a file has come")
async def show(import_id: UUID, who: CanImport, work: Work) -> ImportSeen:
    return ImportSeen.model_validate(await intake.show_import(work, who.scope, import_id))


@router.get("/{import_id}/rows", summary="What became of each line")
async def lines(
    import_id: UUID,
    who: CanImport,
    work: Work,
    state: Verdict | None = None,
    after: After = 0,
    limit: LineLimit = 100,
) -> LineList:
    rows = await intake.list_lines(work, who.scope, import_id, state=state, after=after, limit=limit)
    items = [LineSeen.model_validate(row) for row in rows]
    return LineList(items=items, next=items[-1].line if len(items) == limit else None)


@router.get("/{import_id}/report", summary="The file with what became of each line beside it", response_class=Response)
async def report(import_id: UUID, who: CanImport, work: Work) -> StreamingResponse:
    file = await intake.written_report(work, who.scope, import_id)
    headers = {"Content-Disposition": f'attachment; filename="{import_id}.csv"'}
    return StreamingResponse(chunks(file), headers=headers, media_type=CSV_MEDIA)
