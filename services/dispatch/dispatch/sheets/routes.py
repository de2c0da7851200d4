"""What does the outside see of registers as files: which there are, how they go out, and how they come in?"""

from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from dispatch.memory import memory_of
from dispatch.sheets.domain.refusals import ReadOnly, SheetRefused
from dispatch.sheets.schemas import ColumnShown, SheetShown, SheetTaken
from dispatch.sheets.service import exports, imports
from dispatch.sheets.service.sheet import Asked, Desk, Sheet
from dispatch.sheets.service.table import READING, SHEETS, WRITING, find_sheet, may_read, may_write
from shared.clock import town_day
from shared.runtime.app import Held, Now, Work
from shared.runtime.auth import Principal, principal_of, require
from shared.runtime.http_errors import status_of
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import AsOf
from shared.runtime.text import Line, RegionCode
from shared.sheets.files import XLSX_MEDIA, template
from shared.sheets.reading import File, chunks
from shared.sheets.short import CSV_MEDIA

PATH: Final = "/sheets"
MOST_BYTES: Final = 20 * 1024 * 1024
_BODY = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[str, Any] = {"requestBody": {"required": True, "content": {"text/csv": _BODY, XLSX_MEDIA: _BODY}}}

Region = Annotated[RegionCode | None, Query(description="A region; all that lies in it. The whole scope by default")]
Purpose = Annotated[Line | None, Query(description="Why names are needed; they go out, and the look is noted")]


@dataclass(frozen=True, slots=True)
class Granted:
    """A sheet, and who may do with it what he asks for."""

    sheet: Sheet
    who: Principal


def _reads(sheet: Sheet) -> Permission:
    return sheet.read


def _writes(sheet: Sheet) -> Permission:
    if sheet.write is None:
        raise ReadOnly("this register is not filled from a file", sheet=sheet.name)
    return sheet.write


def granted(
    asked: Callable[[Sheet], Permission], permissions: Collection[Permission]
) -> Callable[..., Coroutine[Any, Any, Granted]]:
    """Return the dependency that asks for what the sheet in the path asks for, one of `permissions`."""

    async def check(sheet: str, who: Annotated[Principal, Depends(principal_of)]) -> Granted:
        found = find_sheet(sheet)
        return Granted(found, require(who, asked(found)))

    check.permissions = permissions  # type: ignore[attr-defined] # read by tests/architecture: every route has some
    return check


async def _any_reader(who: Annotated[Principal, Depends(principal_of)]) -> Principal:
    if not READING & who.permissions:
        require(who, Permission.READ_ORGANISATION)
    return who


_any_reader.permissions = READING  # type: ignore[attr-defined] # as above

CanReadAny = Annotated[Principal, Depends(_any_reader)]
CanRead = Annotated[Granted, Depends(granted(_reads, READING))]
CanWrite = Annotated[Granted, Depends(granted(_writes, WRITING))]


class SheetRoute(IdempotentRoute):
    """Gives a refused file back with the report beside each line, where the caller accepts a CSV."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except SheetRefused as refused:
                if not request.headers.get("accept", "").startswith("text/csv"):
                    raise
                file = File.of(await request.body(), request.headers.get("content-type", ""))
                sheet = find_sheet(request.path_params["sheet"])
                report = await imports.written_report(sheet, file, refused.rows)
                return StreamingResponse(chunks(report), status_of(refused), media_type=CSV_MEDIA)

        return answer


# `{sheet}` is taken by the dependency that asks for the permission (FAST003 sees only the signature).
router = APIRouter(prefix=PATH, tags=["sheets 批量表格"], route_class=SheetRoute)


@router.get("", summary="The registers that go out and come in as files, and what the caller may do with each")
async def list_sheets(who: CanReadAny) -> list[SheetShown]:
    return [
        SheetShown(
            **{name: getattr(sheet, name) for name in ("name", "title", "notes")},
            readable=may_read(sheet, who.permissions),
            writable=may_write(sheet, who.permissions),
            fills=sheet.take is not None,
            columns=[ColumnShown.model_validate(column, from_attributes=True) for column in sheet.columns],
        )
        for sheet in SHEETS.values()
    ]


@router.get("/{sheet}.csv", summary="A register of a day as CSV", response_class=StreamingResponse)  # noqa: FAST003
async def export_csv(
    can: CanRead, work: Work, now: Now, region: Region = None, as_of: AsOf = None, purpose: Purpose = None
) -> StreamingResponse:
    asked = _asked(can, region, as_of or town_day(now), now, purpose)
    file = await exports.write_file(work, can.who.scope, can.sheet, asked, as_workbook=False)
    return _download(can.sheet, "csv", file)


@router.get("/{sheet}.xlsx", summary="A register of a day as an XLSX workbook", response_class=StreamingResponse)  # noqa: FAST003
async def export_workbook(
    can: CanRead, work: Work, now: Now, region: Region = None, as_of: AsOf = None, purpose: Purpose = None
) -> StreamingResponse:
    asked = _asked(can, region, as_of or town_day(now), now, purpose)
    file = await exports.write_file(work, can.who.scope, can.sheet, asked, as_workbook=True)
    return _download(can.sheet, "xlsx", file)


@router.get("/{sheet}/template.xlsx", summary="An empty workbook with notes and choices", response_class=Response)  # noqa: FAST003
async def read_template(can: CanRead) -> StreamingResponse:
    return _download(can.sheet, "xlsx", template(can.sheet))


def _asked(can: Granted, region: str | None, on: date, now: datetime, purpose: str | None) -> Asked:
    return Asked(exports.require_region(can.who.scope, region), on, now, purpose, can.who.permissions)


def _download(sheet: Sheet, ending: str, file: Any) -> StreamingResponse:
    headers = {"Content-Disposition": f'attachment; filename="{sheet.name}.{ending}"'}
    media = CSV_MEDIA if ending == "csv" else XLSX_MEDIA
    return StreamingResponse(chunks(file), headers=headers, media_type=media)


@router.post("/{sheet}", summary="Take a CSV or XLSX file into a register, all lines or none", openapi_extra=_FILE)  # noqa: FAST003
async def import_file(
    request: Request,
    can: CanWrite,
    work: Work,
    held: Held,
    now: Now,
    region: Region = None,
    dry_run: bool = False,
) -> SheetTaken:
    file = File.of(await request.body(), request.headers.get("content-type", ""))
    within = exports.require_region(can.who.scope, region) if region else ""
    desk = Desk(work, can.who.scope, memory_of(held), now)
    done = await imports.put_or_try(desk, can.sheet, file, within, dry_run=dry_run)
    return SheetTaken.model_validate(done)
