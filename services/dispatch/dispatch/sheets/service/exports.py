"""How does a register go out as a file?"""

import asyncio
from typing import IO

from dispatch.sheets.domain.refusals import PurposeNeeded, RegionUnknown
from dispatch.sheets.service.sheet import Asked, Sheet
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.sheets.files import CsvWriter, XlsxWriter
from shared.sheets.reading import READERS


def require_region(scope: Scope, region: str | None) -> str:
    """Return the region that is asked about, the whole scope where none is named. Raises RegionUnknown."""
    if region is not None and not scope.covers(region):
        raise RegionUnknown("no such region", region=region)
    return scope.region if region is None else region


async def write_file(work: UnitOfWork, scope: Scope, sheet: Sheet, asked: Asked, *, as_workbook: bool) -> IO[bytes]:
    """Return a register as a file on disk: whole before the first byte leaves, or not at all. Raises PurposeNeeded."""
    if sheet.sensitive and asked.purpose is None:
        raise PurposeNeeded("this register goes out only for a purpose", sheet=sheet.name)
    loop = asyncio.get_running_loop()
    writer = XlsxWriter(sheet) if as_workbook else CsvWriter(sheet)
    async for page in sheet.rows(work, scope, asked):
        await loop.run_in_executor(READERS, writer.add, page)
    return await loop.run_in_executor(READERS, writer.finished)
