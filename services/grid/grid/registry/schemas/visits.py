"""What does a worker say of a record that he has seen?"""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, create_model

from grid.registry.domain.kinds import RecordKind
from grid.registry.schemas.rows import REFERRING, ROWS, RecordRow
from shared.runtime.bodies import Body, Serial, Shown
from shared.runtime.text import Code, Prose

# Where a record lies and by which number it is known is not seen at a door.
_KEPT_OUT: Final = frozenset({"region", "code"}) | REFERRING


class VisitGiven(Body):
    """`client_id`: the phone's id of the visit; `version`: the record's as it was seen.

    `confirmed`: the fields that are so; `changed`: field → what it is now, null for what is no more known.
    """

    client_id: UUID
    device_at: AwareDatetime
    version: Serial
    confirmed: list[Code] = Field(default_factory=list, max_length=30)
    changed: dict[Code, Any] = Field(default_factory=dict, max_length=30)
    note: Prose = ""


class VisitSeen(Shown):
    """A visit without its note: which fields were confirmed and changed, and by whom."""

    id: UUID
    record_id: UUID
    worker_id: str
    device_at: datetime
    at: datetime
    confirmed: list[str]
    changed: list[str]
    version: int
    task_id: UUID | None


class VisitList(BaseModel):
    items: list[VisitSeen]


def _part_of(model: type[RecordRow]) -> type[Body]:
    """Return the model of some of a line's fields; what must be there may be changed, but not be taken away."""
    fields: dict[str, Any] = {
        name: (Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation, None)
        for name, info in model.model_fields.items()
        if name not in _KEPT_OUT
    }
    return create_model(f"{model.__name__}Part", __base__=Body, **fields)


PARTS: Final[dict[RecordKind, type[Body]]] = {kind: _part_of(model) for kind, (_, model, _) in ROWS.items()}
