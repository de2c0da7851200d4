"""How do the lines of a file come into the registry, five hundred at a time, whoever dies between?

Each step is a transaction that holds the file's row: its lines, their records and how far it has come are written
together, so a process that is killed leaves whole steps, and another goes on behind them. A step that raises is undone,
tried again some times, and then the file is set aside, so that it holds up nobody; that the database is away counts for
nothing. Before a file is read, which may cost a process its memory and its life, that it is begun is committed: whoever
finds a file that another began and holds no more counts a failure.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

import structlog
from sqlalchemy import Row

from grid.registry.domain.checks import Flaw, Found
from grid.registry.domain.imports import ImportState, Mode, Verdict, after_checks, again_after, given_up_at
from grid.registry.domain.kinds import Given, RecordKind, Source
from grid.registry.repository import imports
from grid.registry.schemas.rows import RecordRow, fields_of
from grid.registry.service.checking import check_records
from grid.registry.service.desk import Desk
from grid.registry.service.imports.linking import Linked, link, resolve, second_heads
from grid.registry.service.imports.reading import SHEETS, file_about, line_about, read_file
from grid.registry.service.keeping import Kept, put_records
from shared.errors import Unavailable
from shared.runtime import metrics
from shared.runtime.db import UnitOfWork, is_too_slow, is_unavailable, new_id
from shared.runtime.scope import platform_scope
from shared.runtime.trying import attempted
from shared.sheets.reading import READERS, File
from shared.sheets.refusals import FileRefused, Problem

log = structlog.get_logger()

BATCH: Final = 500
# What a line calls a field that its record calls otherwise.
_COLUMNS: Final = {"home_id": "home_code"}


# One for each process; a process that starts again is another.
PROCESS: Final = new_id()


class Unreadable(Exception):
    """The bytes of a file could not be read, for a reason that nobody has thought of."""


class DiedOver(Exception):
    """The process that began to read a file is gone."""


async def go_on(work: UnitOfWork, now: datetime) -> int:
    """Do the next step of the oldest file that nobody else is at; return 0 where there is none."""
    held = await imports.hold_next(work.connection, now, PROCESS)
    if held is None:
        return 0
    desk = Desk(work, platform_scope("registry.imports"), now, Source.IMPORTED, by=held.by)
    if held.begun_by not in (None, PROCESS):
        await _failed(desk, held, DiedOver())
    elif held.begun_by is None and held.state == ImportState.WAITING:
        await imports.save_import(work.connection, held.id, begun_by=PROCESS, begun_at=now)
    else:
        await _step(desk, held)
    return 1


async def _step(desk: Desk, held: Row[Any]) -> None:
    steps = {ImportState.WAITING: _read, ImportState.CHECKING: _check, ImportState.TAKING: _take}
    try:
        async with attempted(desk.work):
            await steps[ImportState(held.state)](desk, held)
    except Exception as error:
        if _passes(error):
            raise
        await _failed(desk, held, error)


def _passes(error: Exception) -> bool:
    """Tell whether it is the database that is at fault, and no step of no file.

    A statement that takes too long is the file's: the same one would hold up the others for ever.
    """
    return isinstance(error, Unavailable) or (is_unavailable(error) and not is_too_slow(error))


async def _failed(desk: Desk, held: Row[Any], error: Exception) -> None:
    """Note that a step failed and was undone; after the last try the file is set aside."""
    log.error(
        "registry.import-step-failed", id=str(held.id), state=held.state, error=type(error).__name__, exc_info=error
    )
    tries = held.tries + 1
    wait = again_after(tries)
    if wait is not None:
        await _note(desk, held, tries=tries, again_at=desk.now + wait)
        return
    problem = given_up_at(ImportState(held.state))
    await _end(desk, held, ImportState.FAILED, problem=str(problem), tries=tries)


# ------------------------------------------------------------------------------------------------------------- reading
async def _read(desk: Desk, held: Row[Any]) -> None:
    work = desk.work
    sealed = await imports.body_of(work.connection, desk.scope, held.id)
    assert sealed is not None
    file = File(work.sealer.open_bytes(sealed, about=file_about(held.id)), held.is_workbook)
    sheet = SHEETS[RecordKind(held.kind)]
    read = partial(read_file, work.sealer, sheet, file, held.region, held.id)
    try:
        lines = await asyncio.get_running_loop().run_in_executor(READERS, read)
    except FileRefused as refused:
        await _end(desk, held, ImportState.REFUSED, problem=str(refused.facts["reason"]))
        return
    except OSError as error:
        # Of the file and not of the database, which says it by the same class.
        raise Unreadable from error
    if any(flaw["code"] == Problem.TOO_MANY_ROWS for line in lines for flaw in line["flaws"]):
        await _end(desk, held, ImportState.REFUSED, problem=str(Problem.TOO_MANY_ROWS))
        return
    await imports.add_lines(work.connection, lines)
    good = sum(line["state"] == Verdict.READ for line in lines)
    counts = {"rows": len(lines), "refused": len(lines) - good, "checked": len(lines) - good}
    if not good:
        await _end(desk, held, ImportState.REFUSED, **counts)
        return
    await _save(desk, held, state=str(ImportState.CHECKING), **counts)


# ------------------------------------------------------------------------------------------------------------ checking
async def _check(desk: Desk, held: Row[Any]) -> None:
    rows = await imports.next_lines(desk.work.connection, held.id, Verdict.READ, BATCH)
    if not rows:
        good = await imports.count_lines(desk.work.connection, held.id, {Verdict.CHECKED})
        state = after_checks(Mode(held.mode), good=good, refused=held.refused)
        if state is ImportState.REFUSED:
            await _end(desk, held, state)
        else:
            await _save(desk, held, state=str(state))
        return
    _, _, flaws = await _judged(desk, held, rows)
    lines = [
        _line(row, Verdict.REFUSED if row.line in flaws else Verdict.CHECKED, flaws.get(row.line, ())) for row in rows
    ]
    await imports.save_lines(desk.work.connection, lines)
    await _save(desk, held, checked=held.checked + len(rows), refused=held.refused + len(flaws))


async def _judged(
    desk: Desk, held: Row[Any], rows: Sequence[Row[Any]]
) -> tuple[list[Any], dict[int, list[Linked]], dict[int, list[dict[str, Any]]]]:
    """Return which lines may come in, what they hang on, and what is wrong with the others."""
    kind = RecordKind(held.kind)
    said = {row.line: _opened(desk, held, row) for row in rows}
    links, unknown = await resolve(desk, kind, said)
    given = []
    for line, row in said.items():
        fields, usual = fields_of(row)
        if kind is RecordKind.HOUSEHOLD:
            fields["home_id"] = next((one.record_id for one in links.get(line, ())), None)
        given.append(Given(fields, line, usual))
    refused = {line for line, _ in unknown}
    good, bad = await check_records(desk, kind, [one for one in given if one.at not in refused])
    bad += await second_heads(desk, good, links)
    refused |= {line for line, _ in bad}
    return [one for one in good if one.given.at not in refused], links, _flaws([*unknown, *bad])


def _opened(desk: Desk, held: Row[Any], row: Row[Any]) -> RecordRow:
    plain = desk.work.sealer.open_bytes(bytes(row.sealed), about=line_about(held.id, row.line))
    return SHEETS[RecordKind(held.kind)].model.model_validate_json(plain)


def _flaws(bad: Sequence[tuple[int, Found]]) -> dict[int, list[dict[str, Any]]]:
    flaws: dict[int, list[dict[str, Any]]] = {}
    for line, found in bad:
        flaw: Flaw = found.flaw
        column = _COLUMNS.get(found.field, found.field)
        flaws.setdefault(line, []).append({"column": column, "code": str(flaw), "message": flaw.said, "detail": ""})
    return flaws


def _line(row: Row[Any], state: Verdict, flaws: Sequence[Any], kept: Kept | None = None) -> dict[str, Any]:
    done = {"import_id": row.import_id, "line": row.line, "state": str(state), "flaws": list(flaws)}
    sealed = bytes(row.sealed) if state is Verdict.CHECKED else None
    return done | {"sealed": sealed, "record_id": kept.id if kept else None}


# -------------------------------------------------------------------------------------------------------------- taking
async def _take(desk: Desk, held: Row[Any]) -> None:
    """Take the next lines. They are checked again: others write in the registry meanwhile."""
    rows = await imports.next_lines(desk.work.connection, held.id, Verdict.CHECKED, BATCH)
    if not rows:
        await _end(desk, held, ImportState.DONE)
        return
    kind = RecordKind(held.kind)
    good, links, flaws = await _judged(desk, held, rows)
    kept = dict(zip([one.given.at for one in good], await put_records(desk, kind, good), strict=True))
    regions = {one.given.at: one.given.fields["region"] for one in good}
    await link(desk, kind, kept, links, regions)
    lines = [_taken(row, kept.get(row.line), flaws.get(row.line, ())) for row in rows]
    await imports.save_lines(desk.work.connection, lines)
    counts = {
        name: getattr(held, name) + sum(line["state"] == name for line in lines)
        for name in ("added", "changed", "same", "refused")
    }
    for line in lines:
        metrics.registry_imported.labels(held.kind, line["state"]).inc()
    await _save(desk, held, **counts)


def _taken(row: Row[Any], kept: Kept | None, flaws: Sequence[Any]) -> dict[str, Any]:
    return _line(row, Verdict(str(kept.outcome)) if kept else Verdict.REFUSED, flaws, kept)


# -------------------------------------------------------------------------------------------------------------- saving
async def _save(desk: Desk, held: Row[Any], **values: Any) -> None:
    """Note how far a file has come by a step that went well."""
    await _note(desk, held, **{"tries": 0, "again_at": None, **values})


async def _note(desk: Desk, held: Row[Any], **values: Any) -> None:
    alive = {"begun_by": None, "begun_at": None}
    await imports.save_import(desk.work.connection, held.id, changed_at=desk.now, **alive, **values)


async def _end(desk: Desk, held: Row[Any], state: ImportState, **values: Any) -> None:
    """End an import: what its lines say is forgotten at once, the file itself when its time has come."""
    await imports.close_lines(desk.work.connection, held.id)
    await _save(desk, held, state=str(state), ended_at=desk.now, **values)
    metrics.registry_imports.labels(held.kind, str(state)).inc()
