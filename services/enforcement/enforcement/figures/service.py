"""How are the team's figures counted?"""

from datetime import datetime

from shared.formulas import Asked, Counted, counted_of
from shared.periods import Days
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from . import repository
from .domain import FORMULAS, BadPeriod, By, Measure, in_force_within

# So many powers a province's townships have not used are looked at.
MOST_UNUSED = 10_000


async def count(work: UnitOfWork, scope: Scope, asked: Asked[By], *, now: datetime) -> list[Counted[Measure]]:
    """Return every measure for every key that the caller sees, in the order of keys. Raises BadPeriod."""
    period = Days.asked(asked.first, asked.last, now, BadPeriod)
    rows = await repository.count(work.connection, scope, by=asked.by, region=asked.region, period=period)
    return counted_of(rows, Measure, FORMULAS)


async def unused(work: UnitOfWork, scope: Scope, asked: Asked[By], *, now: datetime) -> list[tuple[str, str]]:
    """Return township and code of the powers that nobody used in a period. Raises BadPeriod."""
    period = Days.asked(asked.first, asked.last, now, BadPeriod)
    rows = await repository.unused_powers(work.connection, scope, region=asked.region, period=period, limit=MOST_UNUSED)
    held = [row for row in rows if in_force_within(row.terms, asked.first, asked.last)]
    return [(row.region, row.code) for row in held]
