"""How is the province's catalogue kept, version by version?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, select, update

from dispatch.powers.domain.catalogue import CatalogueRow, Known
from dispatch.powers.models import (
    power_catalogue,
)
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among
from shared.runtime.sets import insert_rows


async def newest_versions(connection: Connection, codes: Collection[str]) -> dict[str, Known]:
    """Return the newest version of each power in the catalogue, by code."""
    query = (
        select(power_catalogue)
        .where(among(power_catalogue.c.code, codes))
        .order_by(power_catalogue.c.version)
        .with_for_update()
    )
    rows = await connection.execute(query)
    return {row.code: Known(row.version, row.valid_from, row.valid_to) for row in rows}


async def add_catalogue(
    connection: Connection, rows: Sequence[CatalogueRow], versions: Mapping[str, int], beside: Mapping[str, Any]
) -> None:
    """Write the next version of each row; `beside` is the same for all: from when, by which document, by whom."""
    written = [
        asdict(row) | {"version": versions[row.code], "kind": str(row.kind), "mode": str(row.mode)} | dict(beside)
        for row in rows
    ]
    await insert_rows(connection, power_catalogue, written)


async def end_catalogue(connection: Connection, codes: Collection[str], last: date) -> None:
    """End what holds beyond a day on that day."""
    still = (power_catalogue.c.valid_to.is_(None)) | (power_catalogue.c.valid_to > last)
    mine = and_(among(power_catalogue.c.code, codes), still)
    await connection.execute(update(power_catalogue).where(mine).values(valid_to=last))


async def catalogue_on(connection: Connection, codes: Collection[str], on: date) -> dict[str, Row[Any]]:
    """Return the rows of the catalogue that hold on a day, by code."""
    query = select(power_catalogue).where(among(power_catalogue.c.code, codes), in_force(power_catalogue, on))
    return {row.code: row for row in await connection.execute(query)}


async def known_powers(connection: Connection, codes: Collection[str]) -> set[str]:
    """Return those of `codes` that the catalogue holds or has ever held."""
    query = select(power_catalogue.c.code).where(among(power_catalogue.c.code, codes))
    return set((await connection.execute(query)).scalars())


async def list_catalogue(
    connection: Connection, *, on: date, kind: str | None, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return the catalogue of a day, by code; it is the same for every township of the province."""
    query = select(power_catalogue).where(in_force(power_catalogue, on), power_catalogue.c.code > after)
    if kind is not None:
        query = query.where(power_catalogue.c.kind == kind)
    return (await connection.execute(query.order_by(power_catalogue.c.code).limit(limit))).all()
