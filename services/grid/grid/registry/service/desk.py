"""Who acts on the registry, when, and where does what he says come from? And how are his records' fields kept?"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.registry.domain.kinds import COMMON, FORMS, RecordKind, Source
from shared.clock import town_day
from shared.personal import is_mobile, normal_number, normal_phone, normal_words
from shared.runtime.blind import NO_KEY
from shared.runtime.db import UnitOfWork
from shared.runtime.fields import Sealer
from shared.runtime.scope import Scope

Fields = Mapping[str, Any]

# How a personal field is made the same before it is marked: what is not is never found.
_NORMAL = {"phone": normal_phone, "id_number": normal_number, "name": normal_words, "address": normal_words}


@dataclass(frozen=True, slots=True)
class Desk:
    """`source`: where what is said comes from; `by`: who says it, where that is not who asks (an import that runs)."""

    work: UnitOfWork
    scope: Scope
    now: datetime
    source: Source = Source.ENTERED
    by: str = ""

    @property
    def actor(self) -> str:
        return self.by or self.scope.person_id

    @property
    def today(self) -> date:
        return town_day(self.now)


def about(record_id: UUID, name: str) -> str:
    """Return what a sealed field is bound to: its record and its name, so that no field stands in another's place."""
    return f"{record_id}:{name}"


def normal(name: str, value: str) -> str | None:
    """Return a personal value as it is compared, None where it is nothing to compare."""
    return _NORMAL[name](value) or None


def mark_kind(name: str) -> str:
    """Return the kind of mark of a field: every phone is marked alike, so that one search finds whose it is."""
    return f"registry-{name}"


def mark_of(sealer: Sealer, name: str, value: str | None) -> bytes | None:
    compared = normal(name, value) if value else None
    return sealer.blind.mark(mark_kind(name), compared) if compared else None


def kept_fields(sealer: Sealer, kind: RecordKind, record_id: UUID, fields: Fields) -> dict[str, Any]:
    """Return the columns that a record's fields are kept in: personal ones sealed and marked."""
    form = FORMS[kind]
    row = {name: fields.get(name) for name in (*COMMON, *form.plain)}
    for name in form.sealed:
        value = fields.get(name)
        row[name] = sealer.seal(value, about=about(record_id, name)) if value else None
    for name in form.marked:
        row[f"{name}_mark"] = mark_of(sealer, name, fields.get(name))
    if kind is RecordKind.RESIDENT:
        row["has_mobile"] = is_mobile(fields.get("phone"))
    return row | {"sealed_under": sealer.current_name, "marked_under": sealer.blind.current or NO_KEY}


def plain_of(kind: RecordKind, row: Row[Any]) -> dict[str, Any]:
    """Return the fields of a record that are not personal."""
    return {name: getattr(row, name) for name in (*COMMON, *FORMS[kind].plain)}


def opened(sealer: Sealer, kind: RecordKind, row: Row[Any], names: tuple[str, ...] = ()) -> dict[str, str | None]:
    """Return personal fields of a record in plain words: those named, else all."""
    found: dict[str, str | None] = {}
    for name in names or FORMS[kind].sealed:
        sealed = getattr(row, name)
        found[name] = sealer.open(sealed, about=about(row.id, name)) if sealed is not None else None
    return found


def before_of(kind: RecordKind, row: Row[Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what a record says now as its history keeps it: (plain, sealed in base64)."""
    plain = {name: _as_json(value) for name, value in plain_of(kind, row).items()}
    sealed = {name: getattr(row, name) for name in FORMS[kind].sealed}
    return plain, {name: base64.b64encode(value).decode() for name, value in sealed.items() if value is not None}


def _as_json(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
