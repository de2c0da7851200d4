"""How are the window's figures counted?"""

from datetime import datetime

from approval_window.figures import repository
from approval_window.figures.domain import FORMULAS, BadPeriod, By, Measure
from shared.formulas import Asked, Counted, counted_of
from shared.periods import Days
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def count(work: UnitOfWork, scope: Scope, asked: Asked[By], *, now: datetime) -> list[Counted[Measure]]:
    """Return every measure for every item, agency, clerk or place that the caller sees, by key. Raises BadPeriod."""
    period = Days.asked(asked.first, asked.last, now, BadPeriod)
    rows = await repository.count(work.connection, scope, by=asked.by, region=asked.region, period=period)
    return counted_of(rows, Measure, FORMULAS)
