"""How are records shown, found and looked into? Masked; in plain words for a purpose alone, and each look is kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.registry.domain.kinds import FORMS, RecordKind
from grid.registry.domain.refusals import FieldUnknown, RecordNotFound, RevealForbidden, TooShort
from grid.registry.repository import looks, records
from grid.registry.service.desk import mark_kind, normal, opened, plain_of
from shared.personal import mask_address, mask_name, mask_number, mask_phone
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.fields import Sealer
from shared.runtime.scope import Scope

# Who finds more by one name says more exactly whom he means.
MOST_FOUND = 100
_MASKS = {
    "name": mask_name,
    "representative": mask_name,
    "contact": mask_name,
    "id_number": mask_number,
    "phone": mask_phone,
    "address": mask_address,
}
# By what a list may be narrowed, beside place: none of it is personal.
NARROWED = {
    RecordKind.HOME: ("use",),
    RecordKind.RESIDENT: ("population", "employment"),
    RecordKind.HOUSEHOLD: ("kind_of_household",),
    RecordKind.ENTERPRISE: ("industry", "credit_code"),
    RecordKind.PLACE: ("kind_of_place", "hazard"),
    RecordKind.FACILITY: ("component", "condition"),
}


class Look(StrEnum):
    """What somebody did to see personal data."""

    REVEAL = "reveal"
    SEARCH = "search"
    HISTORY = "history"
    EXPORT = "export"
    SEND = "send"
    LOOK_UP = "look-up"


@dataclass(frozen=True, slots=True)
class Seen:
    """A record with its plain fields, and its personal ones as they may be shown."""

    row: Row[Any]
    plain: Mapping[str, Any]
    personal: Mapping[str, str | None]


def masked(sealer: Sealer, kind: RecordKind, row: Row[Any]) -> Seen:
    """Return a record of which no personal field can be read."""
    shown = {name: _MASKS[name](value) for name, value in opened(sealer, kind, row).items()}
    return Seen(row, plain_of(kind, row), shown)


async def list_records(
    work: UnitOfWork,
    scope: Scope,
    kind: RecordKind,
    *,
    region: str,
    cell: str | None,
    conditions: Mapping[str, str],
    after: UUID | None,
    limit: int,
) -> list[Seen]:
    """Return the records of a region (of a cell), masked, in order of their ids. Raises FieldUnknown."""
    strange = sorted(conditions.keys() - set(NARROWED[kind]))
    if strange:
        raise FieldUnknown("a list cannot be narrowed by that", fields=strange, possible=list(NARROWED[kind]))
    rows = await records.list_records(
        work.connection, scope, kind, region=region, cell=cell, conditions=conditions, after=after, limit=limit
    )
    return [masked(work.sealer, kind, row) for row in rows]


async def show_record(work: UnitOfWork, scope: Scope, kind: RecordKind, record_id: UUID) -> Seen:
    """Return a record, masked; one that has ended, too. Raises RecordNotFound."""
    return masked(work.sealer, kind, await find(work, scope, kind, record_id))


async def find(work: UnitOfWork, scope: Scope, kind: RecordKind, record_id: UUID) -> Row[Any]:
    """Return the row of a record within the scope. Raises RecordNotFound."""
    row = await records.find_record(work.connection, scope, kind, record_id)
    if row is None:
        raise RecordNotFound("no such record", record=record_id)
    return row


async def reveal(
    work: UnitOfWork,
    scope: Scope,
    kind: RecordKind,
    record_id: UUID,
    *,
    names: Collection[str],
    purpose: str,
    now: datetime,
    numbers: bool = False,
) -> dict[str, str | None]:
    """Return personal fields of a record in plain words; the look is kept.

    `numbers`: identity numbers may be seen, too. Raises RecordNotFound, FieldUnknown, RevealForbidden.
    """
    if "id_number" in names and not numbers:
        raise RevealForbidden("identity numbers are not shown to you", field="id_number")
    strange = sorted(set(names) - set(FORMS[kind].sealed))
    if strange:
        raise FieldUnknown("no such personal field", fields=strange, possible=list(FORMS[kind].sealed))
    row = await find(work, scope, kind, record_id)
    await keep_looks(work, scope, kind, [row], Look.REVEAL, purpose=purpose, names=names, now=now)
    return opened(work.sealer, kind, row, tuple(names))


async def keep_looks(
    work: UnitOfWork,
    scope: Scope,
    kind: RecordKind,
    rows: Sequence[Row[Any]],
    action: Look,
    *,
    purpose: str,
    names: Collection[str],
    now: datetime,
    on_behalf_of: str | None = None,
) -> None:
    """Keep who saw which fields of records, and what for."""
    look = {
        "kind": str(kind),
        "action": str(action),
        "by": scope.person_id,
        "on_behalf_of": on_behalf_of,
        "purpose": purpose,
        "fields": sorted(names),
        "mark": None,
        "found": 1,
        "at": now,
    }
    await looks.add_looks(
        work.connection, [look | {"id": new_id(), "region": row.region, "record_id": row.id} for row in rows]
    )


async def search(
    work: UnitOfWork,
    scope: Scope,
    kind: RecordKind,
    *,
    name: str,
    value: str,
    purpose: str,
    now: datetime,
    on_behalf_of: str | None = None,
) -> list[Seen]:
    """Return the records that a whole name, number, phone or address finds, masked; the look is kept.

    Kept is the mark of what was looked for, never what it was. Raises FieldUnknown, TooShort, BlindKeyMissing.
    """
    if name not in FORMS[kind].marked:
        raise FieldUnknown("records are not found by that", fields=[name], possible=list(FORMS[kind].marked))
    compared = normal(name, value)
    if compared is None or len(compared) < 2:  # noqa: PLR2004 (a name has two characters at least)
        raise TooShort("this is nothing whole to look for", field=name)
    marks = work.sealer.blind.marks(mark_kind(name), compared)
    rows = await records.found_by(work.connection, scope, kind, f"{name}_mark", marks, MOST_FOUND)
    look = {
        "id": new_id(),
        "region": scope.region,
        "kind": str(kind),
        "record_id": None,
        "action": str(Look.SEARCH),
        "by": scope.person_id,
        "on_behalf_of": on_behalf_of,
        "purpose": purpose,
        "fields": [name],
        "mark": work.sealer.blind.mark(mark_kind(name), compared),
        "found": len(rows),
        "at": now,
    }
    await looks.add_looks(work.connection, [look])
    return [masked(work.sealer, kind, row) for row in rows]


async def read_history(
    work: UnitOfWork, scope: Scope, kind: RecordKind, record_id: UUID, *, purpose: str, now: datetime
) -> Sequence[Row[Any]]:
    """Return the steps of a record with what it said before each, personal fields left out; the look is kept.

    Raises RecordNotFound.
    """
    row = await find(work, scope, kind, record_id)
    await keep_looks(work, scope, kind, [row], Look.HISTORY, purpose=purpose, names=(), now=now)
    return await records.history_of(work.connection, record_id)


async def list_looks(
    work: UnitOfWork, scope: Scope, record_id: UUID, *, before: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return who looked at a record, the last first."""
    return await looks.looks_at(work.connection, scope, record_id, before=before, limit=limit)
