"""What do other services ask of the registry, and what are they told?"""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from grid.registry.domain.kinds import RecordKind, State
from shared.runtime.bodies import Body
from shared.runtime.text import Code, Line, clean

Value = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=40), AfterValidator(clean)]
MOST_ASKED = 100


class QuestionGiven(Body):
    """A whole identity number or phone of a resident, a credit code or phone of an enterprise, a phone of a place."""

    kind: RecordKind
    field: Code
    value: Value


class LookupsAsked(Body):
    """`on_behalf_of`: the person who will see it; `purpose` stands in the log of looks."""

    items: list[QuestionGiven] = Field(min_length=1, max_length=MOST_ASKED)
    purpose: Line
    on_behalf_of: Code


class HitSeen(BaseModel):
    """A record to keep the id and version of; personal fields are masked."""

    id: UUID
    kind: RecordKind
    version: int
    state: State
    region: str
    cell: str | None
    fields: dict[str, Any]


class AnswerSeen(BaseModel):
    found: list[HitSeen]


class LookupsAnswered(BaseModel):
    """One answer a question, in their order."""

    items: list[AnswerSeen]


def hit(kind: RecordKind, one: Any) -> HitSeen:
    """Return a record (`service.looking.Seen`) as another service sees it."""
    row = {name: getattr(one.row, name) for name in ("id", "version", "state", "region", "cell")}
    return HitSeen(kind=kind, fields={**one.plain, **one.personal}, **row)
