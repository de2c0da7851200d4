"""How does a licence end: revoked, cancelled, or by its last day?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.applications.domain.licences import (
    LicenceEnd,
    LicenceNotFound,
    RevokeGround,
    is_compensated,
    require_held,
    require_revocable,
)
from approval_window.applications.repository import licences as repository
from shared.clock import town_day
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope, platform_scope
from shared.schemas.approval_window import LicenceEnded as EndedEvent

EXPIRED_A_BATCH = 500
ONE_DAY = timedelta(days=1)
CLOCK = platform_scope("licences.expiry")


@dataclass(frozen=True, slots=True)
class Revocation:
    """On which ground, whether that would harm the public greatly, and what is written of it."""

    ground: RevokeGround
    harms_public: bool
    reason: str


async def get_licence(work: UnitOfWork, scope: Scope, licence_id: UUID) -> Row[Any]:
    """Return a licence. Raises LicenceNotFound, also for one of another region."""
    row = await repository.find_licence(work.connection, scope, licence_id)
    if row is None:
        raise LicenceNotFound("no such licence", licence=str(licence_id))
    return row


async def revoke(
    work: UnitOfWork, scope: Scope, *, licence_id: UUID, revocation: Revocation, now: datetime
) -> tuple[Row[Any], bool]:
    """Revoke what should not have been granted; return it, and whether its holder is compensated (licence law art. 69).

    Raises LicenceNotFound, LicenceEnded, HarmsPublic, GrantedByYourself.
    """
    row = await held_licence(work, scope, licence_id)
    ground = revocation.ground
    decided_by = {term.by for term in (await repository.terms_of(work.connection, [row.id])).get(row.id, [])} | {row.by}
    require_revocable(ground, harms_public=revocation.harms_public, granted_by=decided_by, person=scope.person_id)
    ended = _ended(row, LicenceEnd.REVOKED, town_day(now), scope.person_id, now) | {"ground": ground}
    sealed = work.sealer.seal(revocation.reason, about=f"licence:{row.id}")
    return await _save(work, row, ended | {"words": sealed}), is_compensated(ground)


async def cancel(
    work: UnitOfWork, scope: Scope, *, licence_id: UUID, end: LicenceEnd, proof: str, now: datetime
) -> Row[Any]:
    """Cancel what holds no more (licence law art. 70). Raises LicenceNotFound, LicenceEnded."""
    row = await held_licence(work, scope, licence_id)
    sealed = work.sealer.seal(proof, about=f"licence:{row.id}")
    return await _save(work, row, _ended(row, end, town_day(now), scope.person_id, now) | {"words": sealed})


async def expire(work: UnitOfWork, now: datetime, *, limit: int = EXPIRED_A_BATCH) -> int:
    """Cancel the licences whose last day is over (licence law art. 70 (1)); return how many."""
    rows = await repository.lock_expired(work.connection, town_day(now), limit)
    for row in rows:
        await _save(work, row, _ended(row, LicenceEnd.EXPIRED, row.valid_to + ONE_DAY, CLOCK.person_id, now))
    return len(rows)


async def held_licence(work: UnitOfWork, scope: Scope, licence_id: UUID) -> Row[Any]:
    """Return a licence that still holds, which nobody else changes meanwhile. Raises LicenceNotFound, LicenceEnded."""
    row = await repository.find_licence(work.connection, scope, licence_id, lock=True)
    if row is None:
        raise LicenceNotFound("no such licence", licence=str(licence_id))
    require_held(row.end, row.ended_on)
    return row


def _ended(row: Row[Any], end: LicenceEnd, on: date, by: str, now: datetime) -> dict[str, Any]:
    return {"version": row.version + 1, "end": end, "ended_on": on, "ended_by": by, "ended_at": now}


async def _save(work: UnitOfWork, row: Row[Any], ended: dict[str, Any]) -> Row[Any]:
    saved = await repository.save_licence(work.connection, row.id, ended)
    names = ("application_id", "version", "region", "item", "power", "granted_on", "valid_to", "end", "ended_on")
    told = {name: getattr(saved, name) for name in names}
    outbox.record(work, EndedEvent(licence_id=row.id, number=row.number, **told))
    return saved
