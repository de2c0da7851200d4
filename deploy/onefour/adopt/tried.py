"""Would each register take what a file says of it? Asked of all of them before anything is sent.

Persons and duties are tried as sheets, cells as such: what is tried leaves nothing behind. Agencies are part of the
standard, which the centre has answered for already; workers are compared with the file's own people and cells.
"""

import csv
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from io import StringIO
from typing import Any, Final

import httpx

from onefour.adopt import grid, registers
from onefour.adopt.file import AdoptFile
from onefour.adopt.way import Way, required
from onefour.gateway import Actor
from onefour.refusals import BadFile
from onefour.sheets import what_is_wrong

_INVALID: Final = httpx.codes.UNPROCESSABLE_ENTITY
_CONFLICT: Final = httpx.codes.CONFLICT
# The first line of a sheet is its head.
_FIRST_LINE: Final = 2


async def require_taken(way: Way, file: AdoptFile, units: Mapping[str, str], today: date) -> None:
    """Ask each register whether it would take what the file says. Raises BadFile with every bad line, StillRefused."""
    asked = (_people(way, file, units, today), _duties(way, file), _powers(way, file), _cells(way, file))
    problems = [problem for part in asked async for problem in part]
    if problems:
        raise BadFile("\n".join(["文件有误，未发送任何内容 the file is refused, nothing was sent", *problems]))


async def _people(way: Way, file: AdoptFile, units: Mapping[str, str], today: date) -> AsyncIterator[str]:
    wanted = await registers.people_wanted(way, file, units, today)
    places = [row.id for row in file.people]
    # Agencies may not stand yet; that the township will have them is known.
    rows = [dict(row) | {"unit_id": None} for row in wanted.rows]
    async for index, said in _tried(way, way.first, "persons", rows):
        yield f"people.{places.index(rows[index]['id'])}: {said}"


async def _duties(way: Way, file: AdoptFile) -> AsyncIterator[str]:
    todo = await registers.duties(way, file)
    if file.duties is None or todo.difference.is_empty:
        return
    head = {"region": file.township, "valid_from": file.valid_from.isoformat()}
    head |= {"title": file.duties.title, "adopted_by": file.duties.adopted_by}
    rows = [head | row.model_dump() for row in file.duties.lines]
    async for index, said in _tried(way, way.first, "duty-lists", rows):
        yield f"duties.lines.{index}: {said}"


async def _powers(way: Way, file: AdoptFile) -> AsyncIterator[str]:
    for day in sorted({row.in_force_since for row in file.powers}):
        known = {one["code"] async for one in way.pages("/powers/catalogue", as_of=day.isoformat())}
        for index, row in enumerate(file.powers):
            if row.in_force_since == day and row.power not in known:
                yield f"powers.{index}.power: 当日权力目录没有 the catalogue of that day does not name {row.power}"


async def _cells(way: Way, file: AdoptFile) -> AsyncIterator[str]:
    if file.cells is None or (await grid.cells(way, file)).difference.is_empty:
        return
    place = {"region": file.township, "valid_from": file.valid_from.isoformat(), "dry_run": True}
    answer = await way.gateway.ask("grid", "PUT", "/cells", actor=way.admin, json=file.cells, params=place)
    if answer.status_code in {_INVALID, _CONFLICT}:
        yield f"cells: 网格不接受 the grid refuses them: {answer.text[:1000]}"
        return
    required(answer)


async def _tried(
    way: Way, actor: Actor, sheet: str, rows: Sequence[Mapping[str, Any]]
) -> AsyncIterator[tuple[int, str]]:
    """Try rows as a sheet; yield the index of each bad one, and what is wrong with it."""
    if not rows:
        return
    body, headers = _csv(rows), {"Content-Type": "text/csv"}
    answer = await way.gateway.ask(
        "dispatch", "POST", f"/sheets/{sheet}", actor=actor, content=body, headers=headers, params={"dry_run": True}
    )
    problem = answer.json() if answer.status_code == _INVALID else {}
    if "rows" not in problem:
        required(answer)
    for row in problem.get("rows", ()):
        yield max(row["line"] - _FIRST_LINE, 0), what_is_wrong(row)


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    file = StringIO()
    names = list(rows[0])
    writer = csv.writer(file)
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return file.getvalue().encode()


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(value)
    return "" if value is None else str(value)
