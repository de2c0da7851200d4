"""How does the standard of a type come into force, and how is it derived from a township that shows it?"""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from importlib.resources import files
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.adoption.domain.refusals import (
    DraftIsDecided,
    DraftNotFound,
    NotADemonstration,
    NotTheProvince,
    RegionUnknown,
    SecondPersonNeeded,
    VersionNotPublished,
)
from dispatch.adoption.domain.standards import Pack, StandardWanted, TownType, check_pack, kept, next_version, pack_from
from dispatch.adoption.domain.townships import ONE_DAY, Step
from dispatch.adoption.repository import registers, townships
from dispatch.adoption.repository import standards as repository
from dispatch.duties.repository.lists import duties_on, known_matters
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

PRODUCT, SEED = "system:product", "system:seed"


async def seed_standards(work: UnitOfWork, *, now: datetime) -> None:
    """Load the first version of each type, which comes with the product; what stands already stays as it is."""
    rows = []
    for kind in TownType:
        said = json.loads(files("dispatch.adoption").joinpath(f"data/{kind}.json").read_text(encoding="utf-8"))
        pack = pack_from(said.pop("pack"))
        await _check(work, pack)
        begins = {"version": 1, "valid_from": date.fromisoformat(said.pop("valid_from")), "pack": kept(pack)}
        published = {"drawn_up_by": PRODUCT, "published_by": SEED, "published_at": now}
        rows.append(said | begins | published | {"type": str(kind)})
    await repository.add_first(work.connection, rows)


async def draw_up(work: UnitOfWork, scope: Scope, given: StandardWanted, *, now: datetime) -> UUID:
    """Keep a standard until another person of the province publishes it; return its draft's id.

    Raises NotTheProvince, PackRefused, LaterStandardExists, NotADemonstration, RegionUnknown.
    """
    require_province(scope)
    pack = given.pack or await _derived(work, scope, given, town_day(now))
    await _check(work, pack)
    next_version(await repository.standings_of(work.connection, given.type), given.valid_from)
    draft_id = new_id()
    row = {
        "id": draft_id,
        "type": str(given.type),
        "state": "open",
        "valid_from": given.valid_from,
        "title": given.title,
        "adopted_by": given.adopted_by,
        "pack": kept(pack),
        "derived_from": given.derived_from,
        "drawn_up_by": scope.person_id,
        "drawn_up_at": now,
    }
    await repository.add_draft(work.connection, row)
    facts = {"draft": str(draft_id), "derived_from": given.derived_from}
    await repository.add_history(work.connection, given.type, Step.DRAWN_UP, facts, by=scope.person_id, at=now)
    return draft_id


async def publish(work: UnitOfWork, scope: Scope, draft_id: UUID, *, now: datetime) -> tuple[TownType, int, date]:
    """Let a draft hold from its day on; the version before it ends on the day before. Return type, version and day.

    Raises NotTheProvince, DraftNotFound, DraftIsDecided, SecondPersonNeeded, LaterStandardExists.
    """
    draft = await _open_draft(work, scope, draft_id)
    SecondPersonNeeded.unless_two(draft.drawn_up_by, scope.person_id)
    connection = work.connection
    await repository.hold(connection, draft.type)
    version, before = next_version(await repository.standings_of(connection, draft.type), draft.valid_from)
    if before is not None:
        await repository.end_standard(connection, draft.type, before.version, draft.valid_from - ONE_DAY)
    row = {
        "type": draft.type,
        "version": version,
        "valid_from": draft.valid_from,
        "title": draft.title,
        "adopted_by": draft.adopted_by,
        "pack": draft.pack,
        "derived_from": draft.derived_from,
        "drawn_up_by": draft.drawn_up_by,
        "published_by": scope.person_id,
        "published_at": now,
    }
    await repository.add_standard(connection, row)
    await repository.decide_draft(connection, draft_id, "published")
    facts = {"draft": str(draft_id), "version": version, "valid_from": draft.valid_from.isoformat()}
    await repository.add_history(connection, draft.type, Step.PUBLISHED, facts, by=scope.person_id, at=now)
    return TownType(draft.type), version, draft.valid_from


async def withdraw(work: UnitOfWork, scope: Scope, draft_id: UUID, *, now: datetime) -> None:
    """Take an open draft away. Raises NotTheProvince, DraftNotFound, DraftIsDecided."""
    draft = await _open_draft(work, scope, draft_id)
    await repository.decide_draft(work.connection, draft_id, "withdrawn")
    facts = {"draft": str(draft_id)}
    await repository.add_history(work.connection, draft.type, Step.WITHDRAWN, facts, by=scope.person_id, at=now)


async def read_draft(work: UnitOfWork, scope: Scope, draft_id: UUID) -> Row[Any]:
    """Return a draft for the one who publishes it. Raises NotTheProvince, DraftNotFound."""
    require_province(scope)
    draft = await repository.find_draft(work.connection, draft_id)
    if draft is None:
        raise DraftNotFound("no such draft", draft=str(draft_id))
    return draft


async def list_standards(work: UnitOfWork, kind: TownType | None, on: date) -> Sequence[Row[Any]]:
    """Return the standards that hold on a day; every township may read them."""
    return await repository.list_standards(work.connection, str(kind) if kind else None, on)


async def find_standard(work: UnitOfWork, kind: TownType, version: int) -> Row[Any]:
    """Return one version of a type's standard. Raises VersionNotPublished."""
    found = await repository.find_standard(work.connection, kind, version)
    if found is None:
        raise VersionNotPublished("no such version is published", town_type=str(kind), version=version)
    return found


async def standard_on(work: UnitOfWork, kind: TownType, on: date) -> Row[Any]:
    """Return the standard of a type that holds on a day. Raises VersionNotPublished."""
    found = await repository.standard_on(work.connection, kind, on)
    if found is None:
        raise VersionNotPublished("no standard holds on that day", town_type=str(kind), on=on.isoformat())
    return found


def require_province(scope: Scope) -> None:
    """Raise NotTheProvince for who is at home in a part of it only."""
    if len(scope.region) > RegionLevel.PROVINCE.digits:
        raise NotTheProvince("the province decides on standards and demonstrations", scope=scope.region)


async def _derived(work: UnitOfWork, scope: Scope, given: StandardWanted, today: date) -> Pack:
    """Return what a demonstration township has as what its type shall have; what no register tells stays as it was."""
    region = given.derived_from or ""
    if not scope.covers(region):
        raise RegionUnknown("no such township", region=region)
    adopted = await townships.adoption_on(work.connection, region, today)
    shown = await townships.is_demonstration(work.connection, region, today)
    if not shown or adopted is None or adopted.type is not given.type:
        raise NotADemonstration("no demonstration of this type today", region=region, town_type=str(given.type))
    before = pack_from((await standard_on(work, given.type, today)).pack)
    town = await registers.town_on(work.connection, scope, region, today)
    return Pack(
        agencies=tuple(await registers.agencies_on(work.connection, region, today)),
        people=dict(sorted(town.people.items())),
        duties=dict(sorted(Counter((town.duties or {}).values()).items())),
        named_duties=tuple(await duties_on(work.connection, region, today)),
        powers=dict(sorted(Counter(town.powers.values()).items())),
        named_powers=tuple(sorted(town.powers)),
        items=before.items,
        cells_per_village=max(before.cells_per_village, len(town.workers) // max(town.villages, 1)),
        workers_per_cell=min(town.workers.values(), default=before.workers_per_cell),
        qualified_officers=town.officers_qualified,
    )


async def _check(work: UnitOfWork, pack: Pack) -> None:
    known = await known_matters(work.connection, [one.matter for one in pack.named_duties])
    check_pack(pack, known)


async def _open_draft(work: UnitOfWork, scope: Scope, draft_id: UUID) -> Row[Any]:
    require_province(scope)
    draft = await repository.lock_draft(work.connection, draft_id)
    if draft is None:
        raise DraftNotFound("no such draft", draft=str(draft_id))
    if draft.state != "open":
        raise DraftIsDecided("this draft is decided", draft=str(draft_id), state=draft.state)
    return draft
