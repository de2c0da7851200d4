"""How is asked who may act before an officer does: by which powers, certificates and training, and with whom?"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from enforcement.officers import repository
from enforcement.officers.domain import (
    RegionUnknown,
    check_officer,
    check_two_officers,
    powers_in_force,
    require_certified,
    require_no_conflict,
    require_power,
    require_qualified,
)
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.qualified import required_on
from shared.runtime import metrics, training_copies
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


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


async def delegated_today(work: UnitOfWork, region: str, powers: Sequence[str], on: date) -> tuple[str, ...]:
    """Return those of some powers that a township holds in its own name and may use on a day (coercion law art. 17)."""
    held = await repository.delegated_powers(work.connection, region[: RegionLevel.TOWNSHIP.digits], powers)
    return tuple(powers_in_force(held, on))


async def require_qualified_for(work: UnitOfWork, matter: str, region: str, persons: Collection[str], on: date) -> None:
    """Raise NotQualified unless all persons are qualified for the matter on a day (art. 42).

    In a township that is not held to it yet they may act all the same.
    """
    powers = await training_copies.requirements_for(work.connection, matter)
    if not powers:
        return
    bound_from = await training_copies.bound_from(work.connection, region[: RegionLevel.TOWNSHIP.digits])
    held = await training_copies.certificates_of(work.connection, persons)
    for activity, terms in powers:
        required = required_on(activity, terms, bound_from, on)
        if required is None:
            continue
        for person in persons:
            if not require_qualified(person, held.get(person, ()), required, on):
                metrics.officers_observed.labels(activity).inc()


async def require_certificates(
    work: UnitOfWork, region: str, persons: Collection[str], on: date, powers: Collection[str]
) -> None:
    """Raise NotCertified, FieldNotCertified: who punishes or inspects holds a certificate for the power's field."""
    fields = await repository.fields_of_powers(work.connection, region[: RegionLevel.TOWNSHIP.digits], powers)
    held = await repository.confirmed_of(work.connection, persons)
    require_certified(persons, held, on, region=region, fields=fields)


async def require_registered(work: UnitOfWork, region: str, persons: Collection[str], on: date) -> None:
    """Raise NotCertified for who acts for a clue without a certificate, where the township keeps the register.

    What came to the centre goes on where nobody has begun the register: nothing is punished by that alone.
    """
    if await repository.keeps_register(work.connection, region[: RegionLevel.TOWNSHIP.digits]):
        require_certified(persons, await repository.confirmed_of(work.connection, persons), on, region=region)


async def require_free_of(work: UnitOfWork, persons: Collection[str], marks: Collection[bytes]) -> None:
    """Raise ConflictOfInterest where one of the persons has something to do with a party himself (art. 43)."""
    if marks:
        require_no_conflict(persons, await repository.conflicted_with(work.connection, marks))


async def require_one_today(
    work: UnitOfWork, officer: str, matter: str, region: str, powers: Collection[str], now: datetime
) -> None:
    """Raise NotAnOfficer, NotCertified, FieldNotCertified, NotQualified for what one officer of the day may do."""
    on = town_day(now)
    check_officer(officer, region=region, officers=await repository.officers_among(work.connection, [officer], on))
    await require_certificates(work, region, [officer], on, powers)
    await require_qualified_for(work, matter, region, [officer], on)


async def require_two_today(
    work: UnitOfWork, officers: tuple[str, ...], matter: str, region: str, powers: Collection[str], now: datetime
) -> None:
    """Raise TwoOfficersNeeded, NotAnOfficer, NotCertified, FieldNotCertified, NotQualified (art. 42, 55).

    Two officers of the day, certified for the field of the power that is used, and qualified for the matter.
    """
    on = town_day(now)
    first, second = officers[0], officers[1] if len(officers) > 1 else None
    check_two_officers(
        first, second, region=region, officers=await repository.officers_among(work.connection, officers, on)
    )
    await require_certificates(work, region, sorted(officers), on, powers)
    await require_qualified_for(work, matter, region, sorted(officers), on)
