"""Is a licence left where there are only so many (licence law art. 57)?"""

from datetime import date
from typing import Any

from sqlalchemy import Row

from approval_window.applications.domain.authority import RegionOutside
from approval_window.applications.domain.quotas import Places, require_place
from approval_window.applications.repository import quotas as repository
from approval_window.items.repository import find_item_on
from shared.clock import town_day
from shared.codes import RegionLevel, at_level
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import Taken
from .receiving import item_today


async def require_licence_left(work: UnitOfWork, taken: Taken) -> None:
    """See to it that a licence is left, and that nobody goes before it; no other is granted meanwhile.

    How many there are is a matter of the day on which it is decided: where the catalogue gives out more today, who
    applied before has part in it. Raises QuotaFull, EarlierFirst.
    """
    row = taken.row
    item = await find_item_on(work.connection, row.item, town_day(taken.now)) or taken.item
    if item.quota is None:
        return
    township = at_level(row.region, RegionLevel.TOWNSHIP)
    await repository.lock_quota(work.connection, row.item, township)
    places = await _places(work, item, township)
    earlier = await repository.accepted_before(work.connection, row, township)
    require_place(places, earlier, by_order=item.quota_order_basis is None)


async def places_of(work: UnitOfWork, scope: Scope, *, item: str, region: str, today: date) -> Places | None:
    """Return how many licences there are, hold and are asked for in a township; None where they are not limited.

    Raises RegionOutside, ItemUnknown, ItemNotInForce.
    """
    if len(region) < RegionLevel.TOWNSHIP.digits or not scope.covers(region):
        raise RegionOutside("this place is outside your region", region=region)
    found = await item_today(work, item, today)
    return await _places(work, found, at_level(region, RegionLevel.TOWNSHIP)) if found.quota is not None else None


async def _places(work: UnitOfWork, item: Row[Any], township: str) -> Places:
    held = await repository.held_of(work.connection, item.code, township)
    return Places(item.quota, held, await repository.waiting_for(work.connection, item.code, township))
