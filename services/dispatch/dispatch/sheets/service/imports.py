"""How does a file come into a register: all of it, or nothing with a reason for every bad line?"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import IO, Any

from dispatch.sheets.domain.refusals import ReadOnly, SheetRefused
from dispatch.sheets.service.sheet import Asked, Desk, Sheet, Standing
from shared.clock import town_day
from shared.errors import Refusal
from shared.runtime.bodies import LAST_DAY
from shared.runtime.trying import undone
from shared.sheets.files import written_back
from shared.sheets.lines import Read, read_lines, said
from shared.sheets.reading import READERS, File
from shared.sheets.refusals import Problem
from shared.sheets.report import note_refusal

FINE = "接受 accepted"


@dataclass(slots=True)
class Done:
    """What became of a file."""

    sheet: str
    rows: int
    ignored_worksheets: list[str]
    dry_run: bool = False
    changed: int = 0
    drafts: list[str] = field(default_factory=list)


async def put_or_try(desk: Desk, sheet: Sheet, file: File, region: str, *, dry_run: bool) -> Done:
    """Take a file into its register, or find out what would become of it and leave nothing behind.

    Raises what `put_file` raises; what was done until then is undone by whoever holds the transaction.
    """
    if not dry_run:
        return await put_file(desk, sheet, file, region)
    async with undone(desk.work):
        done = await put_file(desk, sheet, file, region)
    return replace(done, dry_run=True, drafts=[])


async def put_file(desk: Desk, sheet: Sheet, file: File, region: str) -> Done:
    """Take a file into its register; all rows or none.

    Raises ReadOnly, FileRefused, SheetRefused with every bad line.
    """
    if sheet.take is None:
        raise ReadOnly("this register is not filled from a file", sheet=sheet.name)
    loop = asyncio.get_running_loop()
    found, ignored = await loop.run_in_executor(READERS, partial(_read, sheet, file, region))
    if not found.report:
        done = Done(sheet.name, len(found.rows), ignored)
        for part in await _parts(desk, sheet, found, region):
            await _put_part(desk, sheet, found, part, done)
        if not found.report:
            return done
    titles = {column.name: column.title for column in sheet.columns}
    rows, more = [row | {"title": titles.get(row["column"])} for row in found.report.rows()], found.report.more
    raise SheetRefused("nothing of the file was taken", sheet=sheet.name, rows=rows, bad=len(rows) + more, more=more)


def _read(sheet: Sheet, file: File, region: str) -> tuple[Read, list[str]]:
    lines, ignored = file.lines(sheet.worksheets)
    return read_lines(lines, sheet.shape, region), ignored


async def _parts(desk: Desk, sheet: Sheet, found: Read, region: str) -> list[Sequence[int]]:
    """Return which rows are taken at once: each document, else so many that others get a turn between them.

    What the register holds word for word already is left out.
    """
    if not sheet.group:
        every: Sequence[int] = range(len(found.rows))
        if sheet.first is not None:
            wanted = sheet.first
            every = sorted(every, key=lambda place: wanted(found.rows[place]))
        places = await _news(desk, sheet, found.rows, every, Asked(region, LAST_DAY, desk.now))
        return [places[start : start + sheet.batch] for start in range(0, len(places), sheet.batch)]
    documents: dict[tuple[Any, ...], list[int]] = {}
    for place, row in enumerate(found.rows):
        documents.setdefault(tuple(getattr(row, name) for name in sheet.group), []).append(place)
    parts = []
    for places in documents.values():
        first = found.rows[places[0]]
        held_on = getattr(first, "valid_from", None) or town_day(desk.now)
        asked = Asked(getattr(first, sheet.within or "", region), held_on, desk.now)
        parts.append(await _news(desk, sheet, found.rows, places, asked))
    return [part for part in parts if part]


async def _news(desk: Desk, sheet: Sheet, rows: Sequence[Any], places: Sequence[int], asked: Asked) -> Sequence[int]:
    if sheet.standing is None:
        return places
    stand = {said(row, sheet.columns) async for page in sheet.rows(desk.work, desk.scope, asked) for row in page}
    given = {place: said(rows[place].model_dump(), sheet.columns) for place in places}
    if sheet.standing is Standing.ROWS:
        return [place for place in places if given[place] not in stand]
    head = [place for place, column in enumerate(sheet.columns) if column.name in sheet.group]
    first = given[places[0]]
    document = {one for one in stand if all(one[place] == first[place] for place in head)}
    return [] if document == set(given.values()) else places


async def _put_part(desk: Desk, sheet: Sheet, found: Read, part: Sequence[int], into: Done) -> None:
    assert sheet.take is not None
    lines, names = [found.lines[place] for place in part], [column.name for column in sheet.columns]
    if sheet.group and len(part) > sheet.most:
        found.report.note(lines[sheet.most], None, Problem.TOO_MANY_ROWS, f"a document has {sheet.most} at most")
        return
    try:
        put = await sheet.take(desk, [found.rows[place] for place in part])
    except Refusal as refusal:
        note_refusal(found.report, refusal.code, str(refusal), refusal.facts, lines, names)
        return
    into.changed += put.changed
    into.drafts += put.drafts


async def written_report(sheet: Sheet, file: File, rows: Iterable[dict[str, Any]]) -> IO[bytes]:
    """Return the file with what is said of each line beside it."""
    words: dict[int, str] = {}
    for row in rows:
        text = f"{row['title'] or row['column'] or ''} {row['message']} {row['detail']} ({row['code']})".strip()
        words[row["line"]] = f"{words[row['line']]}; {text}" if row["line"] in words else text
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(READERS, lambda: written_back(file.lines(sheet.worksheets)[0], words, FINE))
