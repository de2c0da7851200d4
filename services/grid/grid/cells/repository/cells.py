"""Which cells does a caller see on a day, and how is a new set of them saved?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Row, Text, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.sql.elements import ColumnElement

from grid.cells.domain.sets import Action, Change, Drawn, Held, SpecialKind, township_of
from grid.cells.models import (
    cell_history,
    cell_periods,
    cells,
)
from shared.codes import RegionLevel
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows
from shared.schemas.vocabulary import CellKind


def _holds_on(day: date) -> ColumnElement[bool]:
    until = cell_periods.c.valid_to
    return and_(cell_periods.c.valid_from <= day, or_(until.is_(None), until > day))


async def cells_on(
    connection: Connection, scope: Scope, *, region: str, day: date, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return the cells of `region` that hold on `day`, in order of their codes after `after`."""
    query = (
        select(cell_periods)
        .where(visible_in(scope, cell_periods), cell_periods.c.cell.startswith(region, autoescape=True))
        .where(_holds_on(day), cell_periods.c.cell > after)
        .order_by(cell_periods.c.cell)
        .limit(limit)
    )
    return (await connection.execute(query)).all()


async def cells_around(connection: Connection, scope: Scope, lon: float, lat: float, day: date) -> list[Drawn]:
    """Return the cells whose bounds hold the point; which of them holds it, geometry decides."""
    period = cell_periods.c
    query = select(cell_periods).where(
        visible_in(scope, cell_periods),
        _holds_on(day),
        period.west <= lon,
        period.east >= lon,
        period.south <= lat,
        period.north >= lat,
    )
    return [drawn_of(row) for row in (await connection.execute(query)).all()]


async def cell_on(connection: Connection, scope: Scope, cell: str, day: date) -> Drawn | None:
    """Return a cell as it is drawn on `day`, None where it is not, or the scope does not reach it."""
    query = select(cell_periods).where(visible_in(scope, cell_periods), cell_periods.c.cell == cell, _holds_on(day))
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else drawn_of(row)


async def lock_known_cells(connection: Connection, scope: Scope, codes: Sequence[str]) -> set[str]:
    """Return those of `codes` that are cells in the scope, and hold their rows until the transaction ends."""
    given = arrays([{"cell": code} for code in sorted(set(codes))], cell=Text())
    query = select(cells.c.cell).where(visible_in(scope, cells), cells.c.cell.in_(select(given.c.cell)))
    rows = await connection.execute(query.order_by(cells.c.cell).with_for_update())
    return {row.cell for row in rows}


async def known_cells(connection: Connection, codes: Iterable[str]) -> set[str]:
    """Return those of `codes` that are, or were, cells."""
    return set((await connection.execute(select(cells.c.cell).where(among(cells.c.cell, codes)))).scalars())


async def townships_of(connection: Connection) -> Sequence[str]:
    """Return the townships that have, or had, cells."""
    township = func.left(cells.c.cell, RegionLevel.TOWNSHIP.digits)
    return (await connection.execute(select(township).distinct().order_by(township))).scalars().all()


async def lock_region(connection: Connection, region: str) -> None:
    """Let one set of cells of a region be saved at a time, also the first one, when there is no row to lock."""
    key = func.hashtextextended(f"grid.cells:{region}", 0)
    await connection.execute(select(func.pg_advisory_xact_lock(key)))


async def latest_boundaries(
    connection: Connection, scope: Scope, region: str
) -> tuple[dict[str, Held], dict[str, int]]:
    """Return the latest boundary of every cell of `region`, and the version of every cell that ever was there."""
    inside = cells.c.region == region
    versions = (await connection.execute(select(cells).where(visible_in(scope, cells), inside))).all()
    newest = (
        select(cell_periods)
        .ext(distinct_on(cell_periods.c.cell))
        .where(visible_in(scope, cell_periods), cell_periods.c.region == region)
        .order_by(cell_periods.c.cell, cell_periods.c.valid_from.desc())
    )
    rows = (await connection.execute(newest)).all()
    held = {row.cell: Held(drawn_of(row), row.valid_from, row.valid_to) for row in rows}
    return held, {row.cell: row.version for row in versions}


async def drawn_on(connection: Connection, scope: Scope, region: str, day: date) -> list[Drawn]:
    """Return the cells of a township that hold on `day`, in order of their codes."""
    query = (
        select(cell_periods)
        .where(visible_in(scope, cell_periods), cell_periods.c.region == region, _holds_on(day))
        .order_by(cell_periods.c.cell)
    )
    return [drawn_of(row) for row in (await connection.execute(query)).all()]


async def outer_cells_on(connection: Connection, scope: Scope, region: str, day: date) -> dict[str, str | None]:
    """Return the cells of a township that hold on `day`, and for each micro cell the one that it lies in."""
    query = select(cell_periods.c.cell, cell_periods.c.within).where(
        visible_in(scope, cell_periods), cell_periods.c.region == region, _holds_on(day)
    )
    return {row.cell: row.within for row in await connection.execute(query)}


async def codes_ever_given(connection: Connection, scope: Scope, region: str) -> set[str]:
    query = select(cells.c.cell).where(visible_in(scope, cells), cells.c.region == region)
    return set((await connection.execute(query)).scalars())


async def save_changes(connection: Connection, changes: Sequence[Change], *, by: str, now: datetime) -> None:
    """Save what a new set changes: the cells' versions, their periods and the history."""
    newest = {change.drawn.cell: change.version for change in changes}
    await _save_versions(connection, newest)
    await _close(connection, [change for change in changes if change.action is Action.CLOSE])
    gone = [change for change in changes if change.action in {Action.CORRECT, Action.WITHDRAW}]
    await _delete(connection, gone)
    drawn = [change for change in changes if change.action in {Action.DRAW, Action.CORRECT}]
    await insert_rows(connection, cell_periods, [_period(change) for change in drawn])
    history = [_history(change, by, now) for change in changes]
    await insert_rows(connection, cell_history, history)


async def _save_versions(connection: Connection, newest: Mapping[str, int]) -> None:
    rows = [{"cell": cell, "region": township_of(cell), "version": version} for cell, version in newest.items()]
    await insert_rows(connection, cells, rows, skip_known=True)
    given = arrays(rows, cell=Text(), version=cells.c.version.type)
    await connection.execute(update(cells).where(cells.c.cell == given.c.cell).values(version=given.c.version))


async def _close(connection: Connection, changes: Sequence[Change]) -> None:
    given = _named(changes)
    same = and_(cell_periods.c.cell == given.c.cell, cell_periods.c.valid_from == given.c.valid_from)
    await connection.execute(update(cell_periods).where(same).values(valid_to=given.c.valid_to))


async def _delete(connection: Connection, changes: Sequence[Change]) -> None:
    given = _named(changes)
    same = and_(cell_periods.c.cell == given.c.cell, cell_periods.c.valid_from == given.c.valid_from)
    await connection.execute(delete(cell_periods).where(same))


def _named(changes: Sequence[Change]) -> Any:
    rows = [{"cell": c.drawn.cell, "valid_from": c.valid_from, "valid_to": c.valid_to} for c in changes]
    return arrays(rows, cell=Text(), valid_from=Date(), valid_to=Date())


def _period(change: Change) -> dict[str, Any]:
    drawn = change.drawn
    west, south, east, north = drawn.bounds
    return {
        "cell": drawn.cell,
        "valid_from": change.valid_from,
        "valid_to": change.valid_to,
        "region": township_of(drawn.cell),
        "version": change.version,
        "name": drawn.name,
        "kind": str(drawn.kind),
        "rings": [[list(point) for point in ring] for ring in drawn.rings],
        "place_names": list(drawn.place_names),
        "synthetic": drawn.synthetic,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "special_kind": str(drawn.special_kind) if drawn.special_kind else None,
        "operating_unit": drawn.operating_unit,
        "within": drawn.within,
    }


def _history(change: Change, by: str, now: datetime) -> dict[str, Any]:
    return {
        "cell": change.drawn.cell,
        "version": change.version,
        "action": str(change.action),
        "by": by,
        "at": now,
        "facts": {
            "valid_from": change.valid_from.isoformat(),
            "valid_to": change.valid_to.isoformat() if change.valid_to else None,
        },
    }


def drawn_of(row: Row[Any]) -> Drawn:
    return Drawn(
        cell=row.cell,
        name=row.name,
        kind=CellKind(row.kind),
        rings=tuple(tuple((lon, lat) for lon, lat in ring) for ring in row.rings),
        place_names=tuple(row.place_names),
        synthetic=row.synthetic,
        special_kind=SpecialKind(row.special_kind) if row.special_kind else None,
        operating_unit=row.operating_unit,
        within=row.within,
    )
