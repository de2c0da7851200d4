"""What was sent: CSV or XLSX, and which lines are in it?"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, Final

from shared.sheets.files import XLSX_MEDIA
from shared.sheets.lines import Line
from shared.sheets.refusals import UnknownMedia
from shared.sheets.texts import csv_rows, decoded
from shared.sheets.workbooks import read_workbook

# Reading a file is work for the processor: few at a time, and never on the loop that answers everybody else.
READERS: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="sheets")
CHUNK: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """What was sent: its bytes, and whether it is an XLSX."""

    body: bytes
    is_workbook: bool

    @classmethod
    def of(cls, body: bytes, media: str) -> "File":
        """Return the file by its media type. Raises UnknownMedia."""
        kind = media.partition(";")[0].strip().lower()
        if kind not in {"text/csv", XLSX_MEDIA}:
            raise UnknownMedia("a sheet is CSV or XLSX", given=kind[:100], known=["text/csv", XLSX_MEDIA])
        return cls(body, kind == XLSX_MEDIA)

    def lines(self, wanted: tuple[str, ...]) -> tuple[Iterator[Line], list[str]]:
        """Return the lines of the file, and the names of worksheets that are not read.

        `wanted`: names of the worksheet that is read where a workbook has several. Raises FileRefused.
        """
        if self.is_workbook:
            return read_workbook(self.body, wanted)
        return enumerate(csv_rows(decoded(self.body)), start=1), []


async def chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    """Return the bytes of a file, piece by piece, and close it."""
    with file:
        while piece := await asyncio.to_thread(file.read, CHUNK):
            yield piece
