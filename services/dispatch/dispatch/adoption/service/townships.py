"""How is a township taken in by a standard, and what does it lack against the one of today?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from dispatch.adoption.domain.gaps import gaps_of, version_gaps
from dispatch.adoption.domain.refusals import NotTheCounty, RegionUnknown, TypeUnknown
from dispatch.adoption.domain.standards import (
    Overlay,
    Pack,
    fitted,
    kept,
    merged,
    overlaid,
    pack_from,
    require_type,
    type_of,
)
from dispatch.adoption.domain.townships import (
    Adoption,
    Compared,
    Decided,
    Wanted,
    decide_adoption,
    require_in_force,
)
from dispatch.adoption.repository import registers
from dispatch.adoption.repository import standards as standards_rows
from dispatch.adoption.repository import townships as repository
from dispatch.adoption.repository.townships import Asked
from dispatch.adoption.service.standards import find_standard, standard_on
from dispatch.organisation.repository import find_region, lock_region
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def decide(work: UnitOfWork, scope: Scope, given: Wanted) -> Decided:
    """Return what an adoption would be, and keep nothing.

    Raises NotATownship, NotTheCounty, RegionUnknown, TypeDoesNotFit, VersionNotPublished, VersionNotInForce,
    OverlayRefused, OlderVersion, LaterAdoptionExists.
    """
    await _hold(work, scope, given.region)
    require_type(given.region, given.type, given.reason)
    if given.version is None:
        standard = await standard_on(work, given.type, given.valid_from)
    else:
        standard = await find_standard(work, given.type, given.version)
    require_in_force(standard.version, standard.valid_from, given.valid_from)
    pack, newest = pack_from(standard.pack), await repository.newest_of(work.connection, given.region)
    overlay = given.overlay
    if overlay is None:
        overlay = fitted(newest.overlay, pack) if newest else Overlay()
    adoption = Adoption(
        region=given.region,
        type=given.type,
        version=standard.version,
        valid_from=given.valid_from,
        document=given.document,
        overlay=overlay,
        reason=given.reason,
    )
    before = await _asked_by(work, newest) if newest else None
    return Decided(adoption, decide_adoption(newest, adoption), overlaid(pack, overlay), before)


async def adopt(work: UnitOfWork, scope: Scope, given: Wanted, *, now: datetime) -> Decided:
    """Take a township in, with its history; the same again changes nothing. Raises what `decide` raises."""
    decided = await decide(work, scope, given)
    if decided.step is None:
        return decided
    one = decided.adoption
    row = {
        "region": one.region,
        "valid_from": one.valid_from,
        "valid_to": None,
        "type": str(one.type),
        "version": one.version,
        "document": one.document,
        "overlay": kept(one.overlay),
        "reason": one.reason,
        "by": scope.person_id,
        "at": now,
    }
    await repository.put_adoption(work.connection, row)
    said = ("type", "version", "document", "overlay", "reason")
    facts = {name: row[name] for name in said} | {"valid_from": one.valid_from.isoformat()}
    await standards_rows.add_history(work.connection, one.region, decided.step, facts, by=scope.person_id, at=now)
    return decided


async def compare(work: UnitOfWork, scope: Scope, region: str, on: date, *, version: int | None = None) -> Compared:
    """Compare a township with the standard of its type that holds on a day, under its overlay of that day.

    One that no standard took in is compared by the type of its code; `version`: with another standard than that of the
    day, before it is followed. Raises NotATownship, RegionUnknown, TypeUnknown, VersionNotPublished.
    """
    by_code = type_of(region)
    await _require_visible(work, scope, region)
    adopted = await repository.adoption_on(work.connection, region, on)
    kind = adopted.type if adopted else by_code
    if kind is None:
        raise TypeUnknown("neither its code nor an adoption says the township's type", region=region)
    standard = await (find_standard(work, kind, version) if version else standard_on(work, kind, on))
    pack = pack_from(standard.pack)
    if adopted is not None:
        pack = merged(pack, fitted(adopted.overlay, pack))
    town = await registers.town_on(work.connection, scope, region, on)
    follows = adopted.version if adopted else None
    gaps = [*version_gaps(follows, standard.version), *gaps_of(town, pack)]
    return Compared(kind, standard.version, follows, pack, gaps)


async def read(work: UnitOfWork, scope: Scope, region: str, on: date) -> Row[Any]:
    """Return the adoption of a township that holds on a day. Raises RegionUnknown."""
    rows = await repository.list_townships(work.connection, scope, Asked(region), on=on, after="", limit=1)
    if not rows or rows[0].region != region:
        raise RegionUnknown("no township that is taken in on that day", region=region, on=on.isoformat())
    return rows[0]


async def history_of(work: UnitOfWork, scope: Scope, region: str) -> Sequence[Row[Any]]:
    """Return what was done about a township, the oldest first. Raises NotATownship, RegionUnknown."""
    type_of(region)
    await _require_visible(work, scope, region)
    return await standards_rows.history_of(work.connection, region)


def today_or(on: date | None, now: datetime) -> date:
    return on or town_day(now)


async def _asked_by(work: UnitOfWork, adoption: Adoption) -> Pack:
    standard = await find_standard(work, adoption.type, adoption.version)
    return overlaid(pack_from(standard.pack), adoption.overlay)


async def _hold(work: UnitOfWork, scope: Scope, region: str) -> None:
    type_of(region)
    if await lock_region(work.connection, scope, region) is None:
        raise RegionUnknown("no such township", region=region)
    if len(scope.region) > RegionLevel.COUNTY.digits:
        raise NotTheCounty("the county takes its townships in", scope=scope.region)


async def _require_visible(work: UnitOfWork, scope: Scope, region: str) -> None:
    if not scope.covers(region) or await find_region(work.connection, scope, region) is None:
        raise RegionUnknown("no such township", region=region)
