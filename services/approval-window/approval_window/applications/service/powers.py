"""By which power does a township handle an item, and is its clerk qualified for that?"""

from collections.abc import Sequence
from datetime import date, datetime

from approval_window.applications.domain.authority import activities_of, require_power, require_qualified
from approval_window.items.repository import find_power
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.qualified import required_on
from shared.runtime import metrics, training_copies
from shared.runtime.db import UnitOfWork


async def power_used(
    work: UnitOfWork, power: str | None, *, region: str, now: datetime, clerk_id: str | None = None
) -> dict[str, object]:
    """Return by which power the township handles this, and for whom; what it may do by itself needs none.

    Raises PowerNotInForce, NotQualified.
    """
    if power is None:
        return {}
    township = region[: RegionLevel.TOWNSHIP.digits]
    held = require_power(power, await find_power(work.connection, township, power), region=region, on=town_day(now))
    if clerk_id is not None:
        await _require_qualified(work, activities_of(power, held.field), township, clerk_id, town_day(now))
    return {"power": power, "mode": held.mode, "principal": held.principal}


async def _require_qualified(
    work: UnitOfWork, activities: Sequence[str], township: str, clerk_id: str, on: date
) -> None:
    """Raise NotQualified where a clerk lacks what a licence power requires; not bound yet, it is counted."""
    asked = await training_copies.requirements_of(work.connection, activities)
    if not asked:
        return
    bound_from = await training_copies.bound_from(work.connection, township)
    held = (await training_copies.certificates_of(work.connection, [clerk_id])).get(clerk_id, [])
    for activity, terms in asked:
        required = required_on(activity, terms, bound_from, on)
        if required is not None and not require_qualified(clerk_id, held, required, on):
            metrics.clerks_observed.labels(activity).inc()
