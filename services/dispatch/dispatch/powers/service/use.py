"""What is kept of the use of powers, and what does the platform know of it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dispatch.powers.domain.refusals import PowerNotFound, TrialNotBegun
from dispatch.powers.domain.takeover import Pair
from dispatch.powers.domain.use import Counted, Days, days_counted
from dispatch.powers.repository import lives
from dispatch.powers.repository import use as repository
from dispatch.powers.service.lives import held_of
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.enforcement import ClueProgressed


@dataclass(frozen=True, slots=True)
class Use:
    """What the platform has counted of a power, and on which days."""

    days: Days
    counted: Counted


async def keep_uses(work: UnitOfWork, events: Sequence[ClueProgressed]) -> None:
    """Keep what the team ended by a power of the county; what is told again changes nothing."""
    rows = {
        (event.task_id, power): {
            "task_id": event.task_id,
            "power": power,
            "case_id": event.case_id,
            "region": event.use.region,
            "assigned_at": event.use.assigned_at,
            "ended_at": event.at,
        }
        for event in events
        if event.use is not None
        for power in event.use.powers
    }
    await repository.add_uses(work.connection, list(rows.values()))


async def days_of_use(work: UnitOfWork, scope: Scope, pair: Pair, on: date) -> Days:
    """Return the days whose use an evaluation of a day would be about. Raises PowerNotFound, TrialNotBegun."""
    row = await lives.find_power(work.connection, scope, *pair)
    if row is None:
        raise PowerNotFound("no such power in this township", region=pair[0], power=pair[1])
    days = days_counted((await held_of(work, [row]))[pair].power, on)
    if days is None:
        raise TrialNotBegun("the power has not been in force yet", region=pair[0], power=pair[1])
    return days


async def use_of(work: UnitOfWork, scope: Scope, pair: Pair, on: date) -> Use:
    """Return what the platform knows of the use of a power by the end of a day. Raises PowerNotFound, TrialNotBegun."""
    days = await days_of_use(work, scope, pair, on)
    return Use(days, await repository.counted(work.connection, pair, days))
