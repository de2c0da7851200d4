"""How is a discretion table published and found?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from . import repository
from .domain import Range, RegionOutside, Table, TableChanged, TableNotFound, require_well_formed, table_on

RANGES = TypeAdapter(tuple[Range, ...])


async def publish(
    work: UnitOfWork, scope: Scope, *, matter: str, table: Table, expected: int, now: datetime
) -> Sequence[Row[Any]]:
    """Publish the next version of a region's table; return all that hold there, this one too.

    Raises RegionOutside, TableMalformed, NotFromThePast, TableChanged.
    """
    if not scope.covers(table.region):
        raise RegionOutside("outside your region", region=table.region)
    require_well_formed(table.ranges, table.valid_from, town_day(now))
    last = await repository.last_version(work.connection, table.region, matter)
    if last != expected:
        raise TableChanged("somebody else published", version=last)
    kept = {"region": table.region, "matter": matter, "version": last + 1, "valid_from": table.valid_from}
    said = {"basis": table.basis, "ranges": RANGES.dump_python(table.ranges, mode="json")}
    await repository.add_table(work.connection, kept | said | {"by": scope.person_id, "published_at": now})
    return await repository.tables_for(work.connection, table.region, matter)


async def versions(work: UnitOfWork, scope: Scope, *, matter: str, region: str) -> Sequence[Row[Any]]:
    """Return every version that was published for a region and above it. Raises RegionOutside, TableNotFound."""
    if not scope.covers(region):
        raise RegionOutside("outside your region", region=region)
    rows = await repository.tables_for(work.connection, region, matter)
    if not rows:
        raise TableNotFound("no table", matter=matter)
    return rows


async def table_for(work: UnitOfWork, region: str, matter: str, on: date) -> Table | None:
    """Return the table that holds for a case of a region that was filed on a day; None where none was published."""
    return table_on([table_of(row) for row in await repository.tables_for(work.connection, region, matter)], on)


def table_of(row: Row[Any]) -> Table:
    """Return a table as its rules see it."""
    return Table(row.region, row.version, row.valid_from, row.basis, RANGES.validate_python(row.ranges))
