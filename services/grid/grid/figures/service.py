"""How are the grid's figures counted, and looked behind?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from grid.figures import repository
from grid.figures.domain import FORMULAS, BadPeriod, By, Measure, Part
from shared.formulas import Asked, Counted
from shared.periods import Days
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def count(work: UnitOfWork, scope: Scope, asked: Asked[By], *, now: datetime) -> list[Counted[Measure]]:
    """Return every measure for every cell, worker or place that the caller sees, by key. Raises BadPeriod."""
    period = Days.asked(asked.first, asked.last, now, BadPeriod)
    found: list[Counted[Measure]] = []
    for measure in Measure:
        rows = await repository.count(work.connection, scope, measure, by=asked.by, region=asked.region, period=period)
        found += [Counted(row.key, measure, row.numerator, row.denominator, FORMULAS[measure]) for row in rows]
    return sorted(found, key=lambda one: (one.key, list(Measure).index(one.measure)))


async def look_behind(
    work: UnitOfWork,
    scope: Scope,
    asked: Asked[By],
    measure: Measure,
    *,
    key: str,
    part: Part,
    after: UUID | None,
    limit: int,
    now: datetime,
) -> Sequence[UUID]:
    """Return the ids behind one number. Raises BadPeriod."""
    period = Days.asked(asked.first, asked.last, now, BadPeriod)
    return await repository.behind(
        work.connection,
        scope,
        measure,
        by=asked.by,
        key=key,
        region=asked.region,
        period=period,
        part=part,
        after=after,
        limit=limit,
    )
