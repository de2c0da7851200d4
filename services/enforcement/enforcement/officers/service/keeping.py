"""How are certificates and conflicts of interest of officers entered, confirmed and ended, each by two persons?

Each has a record of its own, hash-chained like that of a case: who entered, confirmed, revoked or ended it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.officers import repository
from enforcement.officers.domain import (
    CertificateNotFound,
    ConflictNotFound,
    NoMarks,
    RegionUnknown,
    require_certificate_days,
    require_number_free,
    require_revocable,
)
from enforcement.records.service import New, begin_record, write
from shared.errors import SecondPersonNeeded
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

# A party is found again by its number's mark.
PARTY = "penalty.party"


async def enter_certificate(
    work: UnitOfWork, scope: Scope, person: str, certificate: Mapping[str, Any], *, now: datetime
) -> Row[Any]:
    """Keep a certificate as one person enters it; it counts once another has confirmed it.

    Raises RegionUnknown, CertificateDays, NumberTaken.
    """
    if not scope.covers(certificate["region"]):
        raise RegionUnknown("no such township", region=certificate["region"])
    require_certificate_days(certificate["valid_from"], certificate["valid_to"])
    others = await repository.others_with_number(work.connection, certificate["number"], person)
    require_number_free(certificate["number"], others)
    row = {"id": new_id(), "person_id": person, "entered_by": scope.person_id, "entered_at": now, **certificate}
    await repository.add_certificate(work.connection, row)
    await begin_record(work, row["id"], row["region"])
    days = {name: row[name].isoformat() for name in ("valid_from", "valid_to")}
    said = {name: row[name] for name in ("person_id", "region", "number", "kind", "fields")}
    await write(work, row["id"], [New("enter-certificate", said | days)], by=scope.person_id, now=now)
    return (await repository.list_certificates(work.connection, scope, person))[0]


async def confirm_certificate(work: UnitOfWork, scope: Scope, certificate_id: UUID, *, now: datetime) -> Row[Any]:
    """Confirm what another person has entered. Raises CertificateNotFound, SecondPersonNeeded, NumberTaken."""
    row = await _certificate(work, scope, certificate_id, confirmed=False)
    SecondPersonNeeded.unless_two(row.entered_by, scope.person_id)
    require_number_free(row.number, await repository.others_with_number(work.connection, row.number, row.person_id))
    await write(work, row.id, [New("confirm-certificate", {})], by=scope.person_id, now=now)
    confirmed = {"confirmed_by": scope.person_id, "confirmed_at": now}
    return await repository.save_certificate(work.connection, certificate_id, confirmed)


async def revoke_certificate(
    work: UnitOfWork, scope: Scope, certificate_id: UUID, from_day: date, why: str, *, now: datetime
) -> Row[Any]:
    """Say from which day on a certificate does not hold any more. Raises CertificateNotFound, RevokedAlready.

    One person may: it takes away, and nobody can act by it. And CertificateDays for a day before it began.
    """
    row = await _certificate(work, scope, certificate_id, confirmed=True)
    require_revocable(row.revoked_from, row.valid_from, from_day)
    line = New("revoke-certificate", {"revoked_from": from_day.isoformat()}, why)
    await write(work, row.id, [line], by=scope.person_id, now=now)
    revoked = {"revoked_from": from_day, "revoked_by": scope.person_id}
    return await repository.save_certificate(work.connection, certificate_id, revoked)


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
    kept_as = new_id()
    said = {"person_id": person, "region": conflict["region"], "relation": conflict["relation"]}
    kept = {"id": kept_as, "party_mark": mark, "entered_by": scope.person_id, "entered_at": now}
    await repository.add_conflict(work.connection, said | kept)
    await begin_record(work, kept_as, conflict["region"])
    await write(work, kept_as, [New("enter-conflict", said)], by=scope.person_id, now=now)
    return kept_as


async def end_conflict(work: UnitOfWork, scope: Scope, conflict_id: UUID, why: str, *, now: datetime) -> Row[Any]:
    """Say that an officer has nothing to do with a party any more; another person than who entered it says so.

    Raises ConflictNotFound, SecondPersonNeeded.
    """
    row = await repository.lock_conflict(work.connection, scope, conflict_id)
    if row is None:
        raise ConflictNotFound("no such conflict", conflict=str(conflict_id))
    SecondPersonNeeded.unless_two(row.entered_by, scope.person_id)
    await write(work, row.id, [New("end-conflict", {}, why)], by=scope.person_id, now=now)
    return await repository.save_conflict(work.connection, conflict_id, {"ended_by": scope.person_id, "ended_at": now})


async def _certificate(work: UnitOfWork, scope: Scope, certificate_id: UUID, *, confirmed: bool) -> Row[Any]:
    row = await repository.lock_certificate(work.connection, scope, certificate_id, confirmed=confirmed)
    if row is None:
        raise CertificateNotFound("no such certificate", certificate=str(certificate_id))
    return row
