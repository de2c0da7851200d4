"""How does the team know whom it supervises, and what it asks of him?"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.inspections.domain.checklists import (
    Checklist,
    ChecklistChanged,
    ChecklistMissing,
    check_questions,
)
from enforcement.inspections.domain.findings import RegionOutside
from enforcement.inspections.domain.objects import (
    NewEnterprise,
    ObjectKind,
    ObjectKnown,
    ObjectNotFound,
    check_number,
)
from enforcement.inspections.repository import objects
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.approval_window import LicenceCorrected, LicenceEnded, LicenceGranted, LicenceRenewed

Licence = LicenceGranted | LicenceRenewed | LicenceCorrected | LicenceEnded
PARTY = "inspection.party"


async def keep_licences(work: UnitOfWork, licences: Sequence[Licence], now: datetime) -> None:
    """Keep what the window licensed: each event says all of a licence, and the highest version counts."""
    for licence in licences:
        said = licence.model_dump(include={"version", "region", "item", "power", "valid_to"})
        ended = licence.ended_on if isinstance(licence, LicenceEnded) else None
        row = {"id": licence.licence_id, "kind": ObjectKind.LICENCE, "ended_on": ended, "added_at": now}
        await objects.keep_licence(work.connection, row | said)


async def enter_enterprise(work: UnitOfWork, scope: Scope, *, new: NewEnterprise, now: datetime) -> Row[Any]:
    """Enter an enterprise by hand; return its row. Raises RegionOutside, NumberMalformed, ObjectKnown."""
    if not scope.covers(new.region):
        raise RegionOutside("this place is outside your region", region=new.region)
    check_number(new.number)
    township = new.region[: RegionLevel.TOWNSHIP.digits]
    await objects.hold_enterprises(work.connection, township, new.field)
    known = await same_enterprises(work, new.number, township, new.field)
    if known:
        raise ObjectKnown("entered already", object=str(known[0]))
    object_id = new_id()
    words = json.dumps({"name": new.name, "number": new.number}, ensure_ascii=False)
    row = {"id": object_id, "kind": ObjectKind.ENTERPRISE, "region": new.region, "version": 1, "field": new.field}
    sealed = {"sealed": work.sealer.seal(words, about=str(object_id)), "party_mark": mark_of(work, new.number)}
    await objects.add_object(work.connection, row | sealed | {"added_by": scope.person_id, "added_at": now})
    return await get_object(work, scope, object_id=object_id)


async def get_object(work: UnitOfWork, scope: Scope, *, object_id: UUID) -> Row[Any]:
    """Return an object's row. Raises ObjectNotFound, also for one of another region."""
    row = await objects.find_object(work.connection, scope, object_id)
    if row is None:
        raise ObjectNotFound("no such object", object=str(object_id))
    return row


async def read_party(
    work: UnitOfWork, scope: Scope, *, object_id: UUID, purpose: str, now: datetime
) -> dict[str, str] | None:
    """Return name and number of an enterprise; the look is logged. None for a licence, whose holder the window knows.

    Raises ObjectNotFound.
    """
    row = await get_object(work, scope, object_id=object_id)
    look = {"id": new_id(), "object_id": object_id, "at": now, "by": scope.person_id, "purpose": purpose}
    await objects.add_look(work.connection, look)
    return party_of(work, row)


def party_of(work: UnitOfWork, row: Row[Any]) -> dict[str, str] | None:
    """Return name and number of an enterprise, for a rule of the platform or who logged a look."""
    opened: dict[str, str] | None = json.loads(work.sealer.open(row.sealed, about=str(row.id))) if row.sealed else None
    return opened


async def same_enterprises(work: UnitOfWork, number: str, region: str, field: str) -> list[UUID]:
    """Return the objects of a field in a region that are the enterprise with a number; none without a key."""
    blind = work.sealer.blind
    marks = blind.marks(PARTY, number) if blind.current else []
    return [row.id for row in await objects.same_enterprises(work.connection, marks, region, field)] if marks else []


def mark_of(work: UnitOfWork, number: str) -> bytes | None:
    """Return by what an enterprise is found again."""
    return work.sealer.blind.mark(PARTY, number)


async def publish_checklist(
    work: UnitOfWork, scope: Scope, *, checklist: Checklist, known: int, now: datetime
) -> Checklist:
    """Publish the version after `known`; return it. Raises RegionOutside, QuestionsDoubled, ChecklistChanged."""
    if not scope.covers(checklist.region):
        raise RegionOutside("this place is outside your region", region=checklist.region)
    check_questions(checklist.questions)
    newest = await objects.newest_version(work.connection, checklist.region, checklist.field)
    by = {"published_by": scope.person_id, "published_at": now}
    if newest != known or not await objects.add_checklist(work.connection, _row(checklist) | by):
        raise ChecklistChanged("somebody was faster", version=newest)
    return checklist


async def get_checklist(work: UnitOfWork, scope: Scope, *, region: str, field: str) -> Checklist:
    """Return what holds for a field in a region: its own, else the nearest above.

    Raises RegionOutside, ChecklistMissing.
    """
    if not scope.covers(region):
        raise RegionOutside("this place is outside your region", region=region)
    found = await objects.find_checklist(work.connection, region, field)
    if found is None:
        raise ChecklistMissing("no checklist for this field here", field=field, region=region)
    return found


def _row(checklist: Checklist) -> dict[str, Any]:
    return asdict(checklist) | {
        "items": list(checklist.items),
        "questions": [asdict(one) for one in checklist.questions],
    }
