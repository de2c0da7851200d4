"""May what is said of records come in, and which record speaks of the same thing already?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from grid.cells.repository import cells
from grid.cells.service import locate
from grid.registry.domain.checks import Flaw, Found, completed, flaws_of
from grid.registry.domain.kinds import FORMS, Given, RecordKind
from grid.registry.domain.refusals import RecordsRefused
from grid.registry.repository import records
from grid.registry.service.desk import Desk, Fields, mark_kind, normal
from grid.workers.repository import holdings_of_workers
from shared.codes import RegionLevel
from shared.geo import Position

TOWNSHIP = RegionLevel.TOWNSHIP.digits
Bad = list[tuple[int, Found]]


@dataclass(frozen=True, slots=True)
class Checked:
    """A row that may come in, and the record of the same thing where there is one."""

    given: Given
    held: UUID | None


async def check_records(desk: Desk, kind: RecordKind, given: Sequence[Given]) -> tuple[list[Checked], Bad]:
    """Return which of the rows may come in, and what is wrong with the others, by their `at`.

    Holds the townships that they are in until the transaction ends.
    """
    rows = [replace(one, fields=completed(kind, one.fields)) for one in given]
    bad: Bad = [(one.at, found) for one in rows for found in flaws_of(kind, one.fields, desk.today)]
    rows = await _located(desk, rows, bad)
    bad += await _outside(desk, rows)
    wrong = {at for at, _ in bad}
    rows = [one for one in rows if one.at not in wrong]
    await records.lock_townships(desk.work.connection, {one.fields["region"][:TOWNSHIP] for one in rows})
    bad += await _homeless(desk, kind, rows)
    wrong = {at for at, _ in bad}
    matched = await _matched(desk, kind, [one for one in rows if one.at not in wrong], bad)
    return await _numbered(desk, kind, matched, bad), bad


async def _located(desk: Desk, rows: Sequence[Given], bad: Bad) -> list[Given]:
    """Return the rows with the cell that their position lies in, where they name none."""
    wrong = {at for at, _ in bad}
    found: list[Given] = []
    for one in rows:
        lon, lat = one.fields.get("lon"), one.fields.get("lat")
        if one.at in wrong or one.fields.get("cell") or lon is None or lat is None:
            found.append(one)
            continue
        cell = await locate(desk.work.connection, desk.scope, Position(lon, lat), desk.now)
        inside = cell is not None and cell.startswith(one.fields["region"][:TOWNSHIP])
        found.append(replace(one, fields=one.fields | {"cell": cell if inside else None}))
    return found


async def _outside(desk: Desk, rows: Sequence[Given]) -> Bad:
    """Return what lies where the caller has nothing to say, or in no cell that there is."""
    named = {one.fields["cell"] for one in rows if one.fields.get("cell")}
    known = await cells.known_cells(desk.work.connection, named)
    own = None
    if desk.scope.own_only:
        held = await holdings_of_workers(desk.work.connection, [desk.scope.person_id])
        own = {holding.cell for holding in held[desk.scope.person_id]}
    bad: Bad = []
    for one in rows:
        region, cell = one.fields["region"], one.fields.get("cell")
        if not desk.scope.covers(region) or (own is not None and cell not in own):
            bad.append((one.at, Found("region", Flaw.OUTSIDE_REGION)))
        elif cell and cell not in known:
            bad.append((one.at, Found("cell", Flaw.CELL_UNKNOWN)))
    return bad


async def _homeless(desk: Desk, kind: RecordKind, rows: Sequence[Given]) -> Bad:
    """Return the households whose home the township does not have."""
    if kind is not RecordKind.HOUSEHOLD:
        return []
    wanted = {one.fields["home_id"] for one in rows}
    there = await records.records_by_id(desk.work.connection, desk.scope, RecordKind.HOME, wanted)
    townships = {row.id: row.township for row in there}
    return [
        (one.at, Found("home_id", Flaw.HOME_UNKNOWN))
        for one in rows
        if townships.get(one.fields["home_id"]) != one.fields["region"][:TOWNSHIP]
    ]


async def _matched(desk: Desk, kind: RecordKind, rows: Sequence[Given], bad: Bad) -> list[Checked]:
    """Return the rows with the record of the same thing; what is named twice is bad the second time."""
    held: dict[tuple[str, str, Any], UUID] = {}
    keys = {one.at: _key(desk, kind, one.fields) for one in rows}
    for name in FORMS[kind].same:
        column = f"{name}_mark" if name in FORMS[kind].marked else name
        pairs = [
            (town, value)
            for key in keys.values()
            if key
            for town, by, values in [key]
            if by == name
            for value in values
        ]
        found = await records.with_value(desk.work.connection, kind, column, pairs)
        held |= {(row.township, name, _value(row.value)): row.id for row in found}
    seen: set[tuple[str, str, Any]] = set()
    good: list[Checked] = []
    for one in rows:
        key = keys[one.at]
        names = {(key[0], key[1], value) for value in key[2]} if key else set()
        if names & seen:
            bad.append((one.at, Found(key[1] if key else "", Flaw.TWICE)))
            continue
        seen |= names
        good.append(Checked(one, next((held[name] for name in names if name in held), None)))
    return good


async def _numbered(desk: Desk, kind: RecordKind, rows: Sequence[Checked], bad: Bad) -> list[Checked]:
    """Return the rows whose code is no other thing's, neither in the township nor in a row before."""
    codes = {
        one.given.at: (one.given.fields["region"][:TOWNSHIP], one.given.fields["code"])
        for one in rows
        if one.given.fields.get("code")
    }
    found = await records.with_value(desk.work.connection, kind, "code", sorted(set(codes.values())))
    owners: dict[tuple[str, str], UUID | int] = {(row.township, row.value): row.id for row in found}
    good: list[Checked] = []
    for one in rows:
        code = codes.get(one.given.at)
        # What is new has no id yet: its row stands for it.
        mine = one.held or one.given.at
        if code is not None and owners.setdefault(code, mine) != mine:
            bad.append((one.given.at, Found("code", Flaw.CODE_TAKEN)))
        else:
            good.append(one)
    return good


def _key(desk: Desk, kind: RecordKind, fields: Fields) -> tuple[str, str, list[Any]] | None:
    """Return (township, field, values) by which a record of the same thing is found; a mark has one value a key."""
    for name in FORMS[kind].same:
        value = fields.get(name)
        if not value:
            continue
        if name not in FORMS[kind].marked:
            return fields["region"][:TOWNSHIP], name, [value]
        compared = normal(name, value)
        if compared:
            return fields["region"][:TOWNSHIP], name, desk.work.sealer.blind.marks(mark_kind(name), compared)
    return None


def _value(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def refused(bad: Bad) -> RecordsRefused:
    """Return the refusal that names each flaw by its row."""
    rows = [
        {"index": at, "field": found.field, "code": str(found.flaw), "message": found.flaw.said} for at, found in bad
    ]
    return RecordsRefused("what is said of records cannot be right", rows=sorted(rows, key=lambda row: row["index"]))
