"""How is what the centre told of powers and training asked before an officer acts?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from shared.clock import town_day
from shared.codes import RegionLevel
from shared.errors import SecondPersonNeeded
from shared.qualified import required_on
from shared.runtime import metrics, training_copies
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

from . import repository
from .domain import (
    CertificateNotFound,
    NoMarks,
    RegionUnknown,
    check_two_officers,
    powers_in_force,
    require_certificate_days,
    require_certified,
    require_no_conflict,
    require_power,
    require_qualified,
)

# A party is found again by its number's mark.
PARTY = "penalty.party"


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
    """Raise NotQualified, NotCertified unless all persons are qualified for the matter and certified on a day.

    In a township that is not held to it yet, or keeps no register of certificates, they may act all the same.
    """
    township = region[: RegionLevel.TOWNSHIP.digits]
    await require_certificates(work, township, persons, on)
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


async def require_certificates(work: UnitOfWork, township: str, persons: Collection[str], on: date) -> None:
    """Raise NotCertified unless all persons hold a certificate on a day, where the township keeps the register."""
    keeps = await repository.keeps_register(work.connection, township)
    if keeps:
        held = await repository.confirmed_of(work.connection, persons)
        require_certified(persons, held, on, keeps_register=keeps)


async def require_free_of(work: UnitOfWork, persons: Collection[str], marks: Collection[bytes]) -> None:
    """Raise ConflictOfInterest where one of the persons has something to do with a party himself (art. 43)."""
    if marks:
        require_no_conflict(persons, await repository.conflicted_with(work.connection, marks))


async def enter_certificate(
    work: UnitOfWork, scope: Scope, person: str, certificate: Mapping[str, Any], *, now: datetime
) -> Row[Any]:
    """Keep a certificate as one person enters it; it counts once another has confirmed it.

    Raises RegionUnknown, CertificateDays.
    """
    if not scope.covers(certificate["region"]):
        raise RegionUnknown("no such township", region=certificate["region"])
    require_certificate_days(certificate["valid_from"], certificate["valid_to"])
    row = {"id": new_id(), "person_id": person, "entered_by": scope.person_id, "entered_at": now, **certificate}
    await repository.add_certificate(work.connection, row)
    return (await repository.list_certificates(work.connection, scope, person))[0]


async def confirm_certificate(work: UnitOfWork, scope: Scope, certificate_id: UUID, *, now: datetime) -> Row[Any]:
    """Confirm what another person has entered. Raises CertificateNotFound, SecondPersonNeeded."""
    row = await repository.lock_entered(work.connection, scope, certificate_id)
    if row is None:
        raise CertificateNotFound("no such certificate waits", certificate=str(certificate_id))
    SecondPersonNeeded.unless_two(row.entered_by, scope.person_id)
    confirmed = {"confirmed_by": scope.person_id, "confirmed_at": now}
    return await repository.save_certificate(work.connection, certificate_id, confirmed)


async def enter_conflict(
    work: UnitOfWork, scope: Scope, person: str, conflict: Mapping[str, Any], *, now: datetime
) -> UUID:
    """Keep that an officer has something to do with a party himself (art. 43); return its id.

    Raises RegionUnknown, NoMarks.
    """
    if not scope.covers(conflict["region"]):
        raise RegionUnknown("no such township", region=conflict["region"])
    mark = work.sealer.blind.mark(PARTY, conflict["number"])
    if mark is None:
        raise NoMarks("no key for marks")
    row = {"id": new_id(), "person_id": person, "region": conflict["region"], "relation": conflict["relation"]}
    kept = row | {"party_mark": mark, "entered_by": scope.person_id, "entered_at": now}
    await repository.add_conflict(work.connection, kept)
    return UUID(str(row["id"]))


async def require_two_today(
    work: UnitOfWork, officers: tuple[str, ...], matter: str, region: str, now: datetime
) -> None:
    """Raise TwoOfficersNeeded, NotAnOfficer, NotQualified: two officers of the day, qualified for the matter (42)."""
    on = town_day(now)
    first, second = officers[0], officers[1] if len(officers) > 1 else None
    check_two_officers(
        first, second, region=region, officers=await repository.officers_among(work.connection, officers, on)
    )
    await require_qualified_for(work, matter, region, sorted(officers), on)
