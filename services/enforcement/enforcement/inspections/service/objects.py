"""How does the team know whom it supervises, and what it asks of him?"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
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
    Identity,
    NewEnterprise,
    ObjectInspected,
    ObjectKind,
    ObjectKnown,
    ObjectNotFound,
    check_number,
    is_there,
    require_changeable,
    require_end_day,
)
from enforcement.inspections.repository import inspections, objects
from enforcement.records.repository import lock_record
from enforcement.records.service import New, begin_record, write
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.approval_window import LicenceCorrected, LicenceEnded, LicenceGranted, LicenceRenewed

Licence = LicenceGranted | LicenceRenewed | LicenceCorrected | LicenceEnded
PARTY = "inspection.party"
# What the record of an enterprise says.
ENTERED, CORRECTED, ENDED = "enter", "correct", "end"


@dataclass(frozen=True, slots=True)
class Correction:
    """Who an enterprise is, rightly, of the version that was read; and why it was written otherwise."""

    object_id: UUID
    version: int
    identity: Identity
    why: str


async def keep_licences(work: UnitOfWork, licences: Sequence[Licence], now: datetime) -> None:
    """Keep what the window licensed: each event says all of a licence, and the highest version counts."""
    for licence in licences:
        said = licence.model_dump(include={"version", "region", "item", "power", "valid_to"})
        ended = licence.ended_on if isinstance(licence, LicenceEnded) else None
        row = {"id": licence.licence_id, "kind": ObjectKind.LICENCE, "ended_on": ended, "added_at": now}
        await objects.keep_licence(work.connection, row | said)


async def enter_enterprise(work: UnitOfWork, scope: Scope, *, new: NewEnterprise, now: datetime) -> Row[Any]:
    """Enter an enterprise by hand and begin its record; return its row.

    Raises RegionOutside, NumberMalformed, ObjectKnown.
    """
    if not scope.covers(new.region):
        raise RegionOutside("this place is outside your region", region=new.region)
    await _require_unknown(work, new.identity.number, new.region, new.field, town_day(now))
    object_id = new_id()
    row = {"id": object_id, "kind": ObjectKind.ENTERPRISE, "region": new.region, "version": 1, "field": new.field}
    by = {"added_by": scope.person_id, "added_at": now}
    await objects.add_object(work.connection, row | _sealed(work, object_id, new.identity) | by)
    entered = await get_object(work, scope, object_id=object_id)
    await _write(work, scope, entered, New(ENTERED, {"version": 1, "field": new.field}, _words(new.identity)), now)
    return entered


async def correct_enterprise(work: UnitOfWork, scope: Scope, to: Correction, now: datetime) -> Row[Any]:
    """Say rightly who an enterprise is: what was written before stays on its record.

    Raises ObjectNotFound, ObjectOfWindow, ObjectChanged, ObjectEnded, NumberMalformed, ObjectKnown.
    """
    row = await get_object(work, scope, object_id=to.object_id, lock=True)
    require_changeable(ObjectKind(row.kind), row.version, to.version, row.ended_on)
    await _require_unknown(work, to.identity.number, row.region, row.field, town_day(now), but=row.id)
    changes = _sealed(work, row.id, to.identity) | {"version": row.version + 1}
    saved = await objects.save_object(work.connection, row.id, changes)
    facts = {"version": saved.version, "why": to.why}
    await _write(work, scope, saved, New(CORRECTED, facts, _words(to.identity)), now)
    return saved


async def end_enterprise(
    work: UnitOfWork, scope: Scope, *, object_id: UUID, version: int, ended_on: date, why: str, now: datetime
) -> Row[Any]:
    """Supervise an enterprise no more since a day: it is neither drawn nor inspected, and may be entered again.

    Raises ObjectNotFound, ObjectOfWindow, ObjectChanged, ObjectEnded, EndDayUnfit, ObjectInspected.
    """
    # In the order of whoever opens an inspection: first the enterprise, then its row.
    await hold_object(work, await get_object(work, scope, object_id=object_id))
    row = await get_object(work, scope, object_id=object_id, lock=True)
    require_changeable(ObjectKind(row.kind), row.version, version, row.ended_on)
    require_end_day(ended_on, town_day(row.added_at), town_day(now))
    if running := await inspections.running_of_object(work.connection, object_id):
        raise ObjectInspected("it is being inspected", inspection=running)
    changes = {"ended_on": ended_on, "version": version + 1}
    saved = await objects.save_object(work.connection, object_id, changes)
    facts = {"version": saved.version, "ended_on": ended_on.isoformat(), "why": why}
    await _write(work, scope, saved, New(ENDED, facts), now)
    return saved


async def get_object(work: UnitOfWork, scope: Scope, *, object_id: UUID, lock: bool = False) -> Row[Any]:
    """Return an object's row. Raises ObjectNotFound, also for one of another region."""
    row = await objects.find_object(work.connection, scope, object_id, lock=lock)
    if row is None:
        raise ObjectNotFound("no such object", object=str(object_id))
    return row


async def read_party(
    work: UnitOfWork, scope: Scope, *, object_id: UUID, purpose: str, now: datetime
) -> dict[str, Any] | None:
    """Return who an enterprise is; the look is logged. None for a licence, whose holder the window knows.

    Raises ObjectNotFound.
    """
    row = await get_object(work, scope, object_id=object_id)
    look = {"id": new_id(), "object_id": object_id, "at": now, "by": scope.person_id, "purpose": purpose}
    await objects.add_look(work.connection, look)
    return party_of(work, row)


def party_of(work: UnitOfWork, row: Row[Any]) -> dict[str, Any] | None:
    """Return who an enterprise is, for a rule of the platform or who logged a look."""
    opened: dict[str, Any] | None = json.loads(work.sealer.open(row.sealed, about=str(row.id))) if row.sealed else None
    return opened


async def same_enterprises(
    work: UnitOfWork, number: str, region: str, field: str, *, there_on: date | None = None
) -> list[UUID]:
    """Return the objects of a field in a region that are the enterprise with a number; none without a key.

    `there_on`: only those that have not ended by that day.
    """
    blind = work.sealer.blind
    marks = blind.marks(PARTY, number) if blind.current else []
    rows = await objects.same_enterprises(work.connection, marks, region, field) if marks else []
    return [row.id for row in rows if there_on is None or is_there(None, row.ended_on, there_on)]


async def hold_object(work: UnitOfWork, row: Row[Any]) -> None:
    """Let nobody else in the county inspect or end the same enterprise until the transaction ends."""
    party = party_of(work, row)
    mark = mark_of(work, party["number"]) if party else None
    key = f"{row.region[: RegionLevel.COUNTY.digits]}\n{mark.hex()}" if mark else str(row.id)
    await inspections.hold_object(work.connection, key)


def mark_of(work: UnitOfWork, number: str) -> bytes | None:
    """Return by what an enterprise is found again."""
    return work.sealer.blind.mark(PARTY, number)


async def _require_unknown(
    work: UnitOfWork, number: str, region: str, field: str, today: date, but: UUID | None = None
) -> None:
    """Hold a township's enterprises of a field. Raises NumberMalformed, ObjectKnown."""
    check_number(number)
    township = region[: RegionLevel.TOWNSHIP.digits]
    await objects.hold_enterprises(work.connection, township, field)
    same = await same_enterprises(work, number, township, field, there_on=today)
    if known := [one for one in same if one != but]:
        raise ObjectKnown("entered already", object=str(known[0]))


def _sealed(work: UnitOfWork, object_id: UUID, identity: Identity) -> dict[str, Any]:
    sealed = work.sealer.seal(_words(identity), about=str(object_id))
    return {"sealed": sealed, "party_mark": mark_of(work, identity.number)}


def _words(identity: Identity) -> str:
    return json.dumps(asdict(identity), ensure_ascii=False)


async def _write(work: UnitOfWork, scope: Scope, row: Row[Any], line: New, now: datetime) -> None:
    """Write on an enterprise's record, which those that were entered first do not have yet."""
    if await lock_record(work.connection, row.id) is None:
        await begin_record(work, row.id, row.region)
    await write(work, row.id, [line], by=scope.person_id, now=now)


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
