"""How are the rows of supervision read and set for a region?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from dispatch.memory import Group, touch
from dispatch.organisation.repository import known_regions
from dispatch.supervision.domain.refusals import NotYourRules, RulesUnknown, StaleRules
from dispatch.supervision.domain.rules import EVERYWHERE, RuleTable, nearest_first
from dispatch.supervision.repository import rules as repository
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def read_in_force(work: UnitOfWork, scope: Scope, region: str) -> Sequence[Row[Any]]:
    """Return the tables that speak of a region, the nearest first: for each clock the first that has a row for it.

    Raises RulesUnknown for a region of others.
    """
    require_near(scope, region)
    found = await repository.tables_of(work.connection, nearest_first(region))
    return [found[one] for one in nearest_first(region) if one in found]


async def set_table(
    work: UnitOfWork, scope: Scope, region: str, *, table: RuleTable, version: int, now: datetime
) -> int:
    """Write the next version of a region's table; return it. `version`: the one that was read, 0 for none.

    It holds at once for clocks that nobody has been told of. Raises NotYourRules, RulesUnknown, StaleRules.
    """
    if not scope.covers(region):
        raise NotYourRules("these rows are not yours to set", region=region, scope=scope.region)
    if region != EVERYWHERE and not await known_regions(work.connection, [region]):
        raise RulesUnknown("no such region", region=region)
    newest = (await repository.tables_of(work.connection, [region])).get(region)
    known = newest.version if newest else 0
    saved = known == version and await repository.add_table(
        work.connection, region, version + 1, table, by=scope.person_id, at=now
    )
    if not saved:
        raise StaleRules("the table was changed meanwhile", version=known, given=version)
    await repository.watch_anew(work.connection, region)
    await touch(work.connection, Group.SUPERVISION)
    return version + 1


def require_near(scope: Scope, region: str) -> None:
    """Raise RulesUnknown unless a region is the caller's, lies in his, or his in it."""
    if region != EVERYWHERE and not scope.covers(region) and not scope.region.startswith(region):
        raise RulesUnknown("no rows for you to read there", region=region)
