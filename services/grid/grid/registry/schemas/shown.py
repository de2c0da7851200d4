"""How is a record shown?"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from grid.registry.domain.kinds import EndReason, RecordKind, Source, State
from grid.registry.domain.ties import Relation
from shared.runtime.bodies import Shown


class RecordKept(Shown):
    """What became of a record: added, changed, or it said the same."""

    id: UUID
    version: int
    outcome: str


class RecordSeen(BaseModel):
    """`fields`: what it says; personal ones are masked. `checked_at`: when somebody last saw that it is so."""

    id: UUID
    kind: RecordKind
    version: int
    state: State
    fields: dict[str, Any]
    source: Source
    added_at: datetime
    changed_at: datetime
    checked_at: datetime
    ended_at: datetime | None
    end_reason: EndReason | None


class RecordList(BaseModel):
    items: list[RecordSeen]
    next: UUID | None


class Revealed(BaseModel):
    """Personal fields in plain words; that they were looked at is kept."""

    id: UUID
    fields: dict[str, str | None]


class HistoryStep(Shown):
    """A step: which fields it changed, and what the others than the personal ones said before it."""

    version: int
    action: str
    source: str
    by: str
    at: datetime
    fields: list[str]
    plain: dict[str, Any]


class HistoryList(BaseModel):
    items: list[HistoryStep]


class LookSeen(Shown):
    id: UUID
    action: str
    by: str
    on_behalf_of: str | None
    purpose: str
    fields: list[str]
    at: datetime


class LookList(BaseModel):
    items: list[LookSeen]
    next: UUID | None


class TieKept(BaseModel):
    id: UUID


class TieSeen(Shown):
    id: UUID
    from_kind: RecordKind
    from_id: UUID
    to_kind: RecordKind
    to_id: UUID
    relation: Relation
    valid_from: date
    valid_to: date | None


class TieList(BaseModel):
    items: list[TieSeen]


def seen(kind: RecordKind, one: Any) -> RecordSeen:
    """Return a record (`service.looking.Seen`) as it is shown."""
    names = ("id", "version", "state", "source", "added_at", "changed_at", "checked_at", "ended_at", "end_reason")
    return RecordSeen(
        kind=kind, fields={**one.plain, **one.personal}, **{name: getattr(one.row, name) for name in names}
    )
