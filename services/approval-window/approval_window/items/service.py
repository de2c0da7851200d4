"""How is it said which power an item needs, and which items does a township take on a day?"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row

from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from . import repository
from .domain import ItemNotFound, RegionUnknown, is_offered


async def set_power(work: UnitOfWork, *, code: str, power: str | None) -> None:
    """Say which of the county's powers a township needs for an item. Raises ItemNotFound."""
    if not await repository.set_power(work.connection, code, power):
        raise ItemNotFound("no such item", item=code)


async def offered_in(work: UnitOfWork, scope: Scope, region: str, on: date) -> Sequence[tuple[Row[Any], bool]]:
    """Return each item, and whether a township takes it on a day. Raises RegionUnknown."""
    if len(region) < RegionLevel.TOWNSHIP.digits or not scope.covers(region):
        raise RegionUnknown("no such township", region=region)
    held = await repository.powers_for_items(work.connection, region[: RegionLevel.TOWNSHIP.digits])
    rows = await repository.list_items(work.connection)
    return [(row, is_offered(row.power, held.get(row.power or ""), on)) for row in rows]
