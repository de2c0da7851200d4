"""How do regions come into the register?"""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib.resources import files
from typing import Any

from sqlalchemy import Row

from dispatch.organisation import repository
from dispatch.organisation.domain.refusals import RegionUnknown, RegionWithoutParent
from dispatch.organisation.domain.regions import RegionRow, check_regions
from shared.codes import parent_of, region_level
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


def packaged_regions() -> list[RegionRow]:
    """Return the regions that the product brings along; data/SOURCE.md says where from."""
    with files("dispatch.organisation").joinpath("data/regions.csv").open(encoding="utf-8") as file:
        return [RegionRow(row["code"], row["name"], is_pseudo=row["is_pseudo"] == "1") for row in csv.DictReader(file)]


async def load_packaged(work: UnitOfWork) -> int:
    """Take the packaged regions into the register, but for what an installation has said of them itself."""
    said = await repository.regions_with_history(work.connection)
    return await load_regions(work, [row for row in packaged_regions() if row.code not in said])


async def load_regions(work: UnitOfWork, rows: Iterable[RegionRow]) -> int:
    """Take regions into the register; return how many are new or changed.

    The level is that of the code. Raises MalformedCode, and RegionWithoutParent where the region above is unknown.
    """
    given = {row.code: row for row in rows}
    if not given:
        return 0
    parents = {code: parent_of(code) for code in given}
    outside = {parent for parent in parents.values() if parent is not None and parent not in given}
    missing = outside - await repository.known_regions(work.connection, outside)
    if missing:
        raise RegionWithoutParent("the regions above are unknown", parents=sorted(missing))
    changed = await repository.save_regions(
        work.connection,
        [
            {
                "code": code,
                "name": row.name,
                "level": str(region_level(code)),
                "parent": parents[code],
                "is_pseudo": row.is_pseudo,
                "synthetic": row.synthetic,
            }
            for code, row in sorted(given.items())
        ],
    )
    return len(changed)


async def find_region(work: UnitOfWork, scope: Scope, *, code: str) -> Row[Any]:
    """Return a region within the scope or above it. Raises RegionUnknown."""
    found = await repository.find_region(work.connection, scope, code)
    if found is None:
        raise RegionUnknown("no such region", region=code)
    return found


async def history_of(work: UnitOfWork, scope: Scope, *, code: str) -> Sequence[Row[Any]]:
    """Return what was done about a region by hand, the oldest first. Raises RegionUnknown."""
    await find_region(work, scope, code=code)
    return await repository.region_history_of(work.connection, code)


async def list_regions(
    work: UnitOfWork, scope: Scope, *, parent: str | None, after: str, limit: int
) -> Sequence[Row[Any]]:
    return await repository.list_regions(work.connection, scope, parent=parent, after=after, limit=limit)


async def put_regions(work: UnitOfWork, scope: Scope, rows: Sequence[RegionRow], *, now: datetime) -> int:
    """Take regions below those of the shipped table, or new names of them, all or none; return how many changed.

    Raises RowsRefused, RegionWithoutParent.
    """
    # Whoever adds to the same region at the same time comes after: what was there before must be what is compared.
    await repository.lock_regions(work.connection, {parent for row in rows if (parent := parent_of(row.code))})
    before = await repository.regions_among(work.connection, [row.code for row in rows])
    check_regions(rows, {code: row.synthetic for code, row in before.items()}, scope.region)
    # A new name does not turn what exists for statistics only into a township.
    changed = await load_regions(
        work, [row._replace(is_pseudo=before[row.code].is_pseudo) if row.code in before else row for row in rows]
    )
    noted = {"by": scope.person_id, "at": now}
    steps = [
        _added(row) | noted if row.code not in before else _renamed(row, before[row.code].name) | noted
        for row in rows
        if row.code not in before or row.name != before[row.code].name
    ]
    await repository.add_region_history(work.connection, steps)
    return changed


def _added(row: RegionRow) -> dict[str, object]:
    return {"region": row.code, "action": "added", "facts": {"name": row.name, "synthetic": row.synthetic}}


def _renamed(row: RegionRow, before: str) -> dict[str, object]:
    return {"region": row.code, "action": "renamed", "facts": {"name": row.name, "before": before}}
