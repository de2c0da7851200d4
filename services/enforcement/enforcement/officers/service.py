"""How is what the centre told of powers and training asked before an officer acts?"""

from collections.abc import Collection
from datetime import date

from shared.codes import RegionLevel
from shared.qualified import required_on
from shared.runtime import metrics, training_copies
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from . import repository
from .domain import RegionUnknown, powers_in_force, require_power, require_qualified


async def powers_used(work: UnitOfWork, matter: str, region: str, on: date, *, named: str | None = None) -> list[str]:
    """Return by which powers a township acts in a matter on a day. Raises PowerNotInForce.

    Where its county gave powers for the matter to other townships alone, the act is observed and counted.
    """
    held = await repository.powers_for(work.connection, region[: RegionLevel.TOWNSHIP.digits], matter)
    used = require_power(held, matter=matter, region=region, on=on, named=named)
    if not held and await repository.given_in_county(work.connection, region[: RegionLevel.COUNTY.digits], matter):
        metrics.powers_observed.labels(matter).inc()
    return used


async def powers_known(
    work: UnitOfWork, scope: Scope, matter: str, region: str, on: date
) -> tuple[list[str], list[str]]:
    """Return which powers for a matter a township was ever told to have, and which of them are in force on a day.

    Raises RegionUnknown.
    """
    if not scope.covers(region):
        raise RegionUnknown("no such township", region=region)
    held = await repository.powers_for(work.connection, region[: RegionLevel.TOWNSHIP.digits], matter)
    return sorted(power.code for power in held), powers_in_force(held, on)


async def require_qualified_for(work: UnitOfWork, matter: str, region: str, persons: Collection[str], on: date) -> None:
    """Raise NotQualified unless all persons are qualified for the matter on a day.

    In a township that is not held to it yet they may act all the same; it is counted.
    """
    township = region[: RegionLevel.TOWNSHIP.digits]
    powers = await training_copies.requirements_for(work.connection, matter)
    if not powers:
        return
    bound_from = await training_copies.bound_from(work.connection, township)
    held = await training_copies.certificates_of(work.connection, persons)
    for activity, terms in powers:
        required = required_on(activity, terms, bound_from, on)
        if required is None:
            continue
        for person in persons:
            if not require_qualified(person, held.get(person, ()), required, on):
                metrics.officers_observed.labels(activity).inc()
