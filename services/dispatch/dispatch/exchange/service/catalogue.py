"""How does a county's catalogue come to hold, and where is a department pushed to?"""

import base64
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.exchange.domain.catalogue import (
    ONE_DAY,
    SetGiven,
    Step,
    check_sets,
    next_version,
    require_county,
    set_from,
    set_line,
)
from dispatch.exchange.domain.grants import require_address
from dispatch.exchange.domain.refusals import (
    DraftIsDecided,
    DraftNotFound,
    NoReceiver,
    RegionUnknown,
    SecondPersonNeeded,
    UnitUnknown,
)
from dispatch.exchange.repository import catalogue as repository
from dispatch.organisation.repository import lock_region
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

SECRET_BYTES = 32


async def draw_up(
    work: UnitOfWork,
    scope: Scope,
    *,
    region: str,
    valid_from: date,
    adopted_by: str,
    sets: Sequence[SetGiven],
    now: datetime,
) -> UUID:
    """Keep entries of a catalogue until another person publishes them; return the draft's id.

    Raises NotACounty, RegionUnknown, SetsRefused, LaterSetExists.
    """
    require_county(region)
    await _hold(work, scope, region)
    await _check(work, region, valid_from, sets)
    draft_id = new_id()
    row = {
        "id": draft_id,
        "region": region,
        "state": "open",
        "valid_from": valid_from,
        "adopted_by": adopted_by,
        "sets": [set_line(one) for one in sets],
        "drawn_up_by": scope.person_id,
        "drawn_up_at": now,
    }
    await repository.add_draft(work.connection, row)
    facts = {"draft": str(draft_id), "sets": [one.code for one in sets]}
    await repository.add_history(work.connection, region, Step.DRAWN_UP, facts, by=scope.person_id, at=now)
    return draft_id


async def publish(work: UnitOfWork, scope: Scope, draft_id: UUID, *, now: datetime) -> dict[str, int]:
    """Let the entries of a draft hold from its day on; return code → version.

    Raises DraftNotFound, DraftIsDecided, SecondPersonNeeded, SetsRefused, LaterSetExists.
    """
    draft = await _open_draft(work, scope, draft_id)
    await _hold(work, scope, draft.region)
    SecondPersonNeeded.unless_two(draft.drawn_up_by, scope.person_id)
    sets = [set_from(line) for line in draft.sets]
    await _check(work, draft.region, draft.valid_from, sets)
    versions = {one.code: await _write(work, draft, one, by=scope.person_id, now=now) for one in sets}
    await repository.decide_draft(work.connection, draft_id, "published")
    facts = {"draft": str(draft_id), "versions": versions}
    await repository.add_history(work.connection, draft.region, Step.PUBLISHED, facts, by=scope.person_id, at=now)
    return versions


async def _write(work: UnitOfWork, draft: Row[Any], given: SetGiven, *, by: str, now: datetime) -> int:
    connection = work.connection
    before = await repository.versions_of(connection, draft.region, given.code)
    version, ended = next_version(before, draft.valid_from)
    if ended is not None:
        await repository.end_set(connection, draft.region, given.code, ended.version, draft.valid_from - ONE_DAY)
    row = set_line(given) | {
        "region": draft.region,
        "version": version,
        "valid_from": draft.valid_from,
        "valid_to": None,
        "adopted_by": draft.adopted_by,
        "drawn_up_by": draft.drawn_up_by,
        "published_by": by,
        "published_at": now,
    }
    await repository.add_set(connection, row)
    return version


async def withdraw(work: UnitOfWork, scope: Scope, draft_id: UUID, *, now: datetime) -> None:
    """Take an open draft away. Raises DraftNotFound, DraftIsDecided."""
    draft = await _open_draft(work, scope, draft_id)
    await repository.decide_draft(work.connection, draft_id, "withdrawn")
    facts = {"draft": str(draft_id)}
    await repository.add_history(work.connection, draft.region, Step.WITHDRAWN, facts, by=scope.person_id, at=now)


async def note_receiver(
    work: UnitOfWork, scope: Scope, unit: str, url: str, *, plain_allowed: bool, now: datetime
) -> None:
    """Note where a department is pushed to, with a new secret that it reads itself.

    An office notes it, and not who asks: else a token of a department could send the platform anywhere.
    Raises AddressRefused, UnitUnknown.
    """
    require_address(url, plain_allowed=plain_allowed)
    found = await repository.unit_on(work.connection, unit, town_day(now))
    if found is None or not scope.covers(found.region):
        raise UnitUnknown("no such unit on this day", unit=unit)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    row = {
        "unit": unit,
        "region": found.region,
        "url": url,
        "secret": work.sealer.seal(secret, about=unit),
        "by": scope.person_id,
        "at": now,
    }
    await repository.note_receiver(work.connection, row)
    facts = {"unit": unit, "url": url}
    await repository.add_history(work.connection, found.region, Step.RECEIVER_NOTED, facts, by=scope.person_id, at=now)


async def secret_of(work: UnitOfWork, scope: Scope) -> tuple[str, str]:
    """Return (url, secret) of the caller's own department. Raises NoReceiver."""
    found = await repository.receiver_of(work.connection, scope.unit) if scope.unit else None
    if found is None:
        raise NoReceiver("no address is noted to push to", unit=scope.unit)
    return found.url, work.sealer.open(found.secret, about=found.unit)


async def _check(work: UnitOfWork, region: str, valid_from: date, sets: Sequence[SetGiven]) -> None:
    owners = {one.owner for one in sets}
    check_sets(sets, await repository.units_in(work.connection, region, owners, valid_from))
    for one in sets:
        next_version(await repository.versions_of(work.connection, region, one.code), valid_from)


async def _open_draft(work: UnitOfWork, scope: Scope, draft_id: UUID) -> Row[Any]:
    draft = await repository.lock_draft(work.connection, scope, draft_id)
    if draft is None:
        raise DraftNotFound("no such draft", draft=str(draft_id))
    if draft.state != "open":
        raise DraftIsDecided("this draft is decided", draft=str(draft_id), state=draft.state)
    return draft


async def _hold(work: UnitOfWork, scope: Scope, region: str) -> None:
    if await lock_region(work.connection, scope, region) is None:
        raise RegionUnknown("no such region", region=region)
