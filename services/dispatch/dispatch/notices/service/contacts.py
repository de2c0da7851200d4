"""How does it become known where people and units are reached, and who looks at a number?"""

import base64
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from dispatch.exchange.domain.grants import require_address
from dispatch.notices.domain.contacts import is_mobile, masked, read_number
from dispatch.notices.domain.refusals import BadSecret, NoNumber, PersonUnknown, UnitUnknown
from dispatch.notices.repository import contacts as repository
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

LEAST_SECRET_BYTES = 24


async def put_number(work: UnitOfWork, scope: Scope, *, person_id: str, number: str, now: datetime) -> str:
    """Keep a person's number, sealed; return it masked. Raises BadNumber, PersonUnknown."""
    if not await repository.is_there(work.connection, scope, person_id, town_day(now)):
        raise PersonUnknown("no such person in your region", person=person_id)
    return await _save(work, person_id, number, by=scope.person_id, now=now)


async def put_own_number(work: UnitOfWork, scope: Scope, *, number: str, now: datetime) -> str:
    """Keep the caller's own number, sealed; return it masked. Raises BadNumber, PersonUnknown."""
    if not await repository.is_known(work.connection, scope.person_id):
        raise PersonUnknown("the register does not know you", person=scope.person_id)
    return await _save(work, scope.person_id, number, by=scope.person_id, now=now)


async def _save(work: UnitOfWork, person_id: str, number: str, *, by: str, now: datetime) -> str:
    digits = read_number(number)
    row = {
        "person_id": person_id,
        "number": work.sealer.seal(digits, about=person_id),
        "is_mobile": is_mobile(digits),
        "set_by": by,
        "set_at": now,
    }
    await repository.save_number(work.connection, row)
    return masked(digits)


async def masked_numbers(work: UnitOfWork, person_ids: Collection[str]) -> dict[str, str]:
    """Return as much of persons' numbers as may be shown without a purpose."""
    sealed = await repository.numbers_of(work.connection, person_ids)
    return {person: masked(work.sealer.open(number, about=person)) for person, number in sealed.items()}


async def look_at_number(work: UnitOfWork, scope: Scope, *, person_id: str, purpose: str, now: datetime) -> str:
    """Return a person's number and note who saw it, and what for. Raises PersonUnknown, NoNumber."""
    if not await repository.is_there(work.connection, scope, person_id, town_day(now)):
        raise PersonUnknown("no such person in your region", person=person_id)
    return await open_number(work, scope, person_id=person_id, purpose=purpose, now=now)


async def open_number(work: UnitOfWork, scope: Scope, *, person_id: str, purpose: str, now: datetime) -> str:
    """Return the number of a person whom the caller may reach, and note the look. Raises NoNumber."""
    sealed = (await repository.numbers_of(work.connection, [person_id])).get(person_id)
    if sealed is None:
        raise NoNumber("no number is known of this person", person=person_id)
    look = {"id": new_id(), "by": scope.person_id, "at": now, "purpose": purpose, "person_id": person_id}
    await repository.note_look(work.connection, look)
    return work.sealer.open(sealed, about=person_id)


async def put_webhook(
    work: UnitOfWork, scope: Scope, *, unit_id: str, url: str, secret: str, plain_allowed: bool, now: datetime
) -> None:
    """Keep where a unit's own system takes its notices.

    Raises UnitUnknown, BadSecret, AddressRefused; `plain_allowed`: http and this machine, outside production.
    """
    region = await repository.unit_region(work.connection, scope, unit_id, town_day(now))
    if region is None:
        raise UnitUnknown("no such unit in your region", unit=unit_id)
    require_address(url, plain_allowed=plain_allowed)
    _require_secret(secret)
    row = {"unit_id": unit_id, "region": region, "url": url, "secret": work.sealer.seal(secret, about=unit_id)}
    await repository.save_webhook(work.connection, row | {"set_by": scope.person_id, "set_at": now})


def _require_secret(secret: str) -> None:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if len(key) < LEAST_SECRET_BYTES:
        raise BadSecret("a secret is base64 of at least 24 bytes", least_bytes=LEAST_SECRET_BYTES)


async def list_webhooks(work: UnitOfWork, scope: Scope, *, after: str, limit: int) -> Sequence[Any]:
    return await repository.list_webhooks(work.connection, scope, after=after, limit=limit)


async def remove_webhook(work: UnitOfWork, scope: Scope, *, unit_id: str) -> None:
    """Tell a unit's system nothing more. Raises UnitUnknown."""
    if not await repository.remove_webhook(work.connection, scope, unit_id):
        raise UnitUnknown("no system of this unit is told", unit=unit_id)
