"""How does a draw look over HTTP, and how is it announced and closed?"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from enforcement.inspections.domain.draws import DrawFault, DrawState, Recused
from enforcement.inspections.schemas import FieldRegion
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import Code, Line


class DrawAnnounced(Body):
    """A share of the objects of a field in the region, or a number of them."""

    region: FieldRegion
    field: Code
    name: Line
    share_percent: Annotated[int, Field(ge=1, le=100)] | None = None
    how_many: Annotated[int, Field(ge=1, le=100_000)] | None = None


class RecusedGiven(Body):
    """An officer who is left out, for one object or altogether."""

    officer: Code
    object: UUID | None = None

    def recused(self) -> Recused:
        """Return it as the rules see it."""
        return Recused(self.officer, str(self.object) if self.object else None)


class DrawClosed(Body):
    officers: Annotated[list[Code], Field(min_length=2, max_length=1000)]
    recused: Annotated[list[RecusedGiven], Field(max_length=1000)] = Field(default_factory=list)


class RecusedShown(Shown):
    officer: str
    object: str | None


class DrawListShown(Shown):
    field: str
    objects: list[str]
    officers: list[str]
    recused: list[RecusedShown]
    count: int


class PairShown(Shown):
    object: str
    officers: list[str]


class DrawShown(Shown):
    """A draw without its list. `commitment`: the hash of the seed, which is published with the draw."""

    id: UUID
    region: str
    field: str
    name: str
    share_percent: int | None
    how_many: int | None
    state: DrawState
    commitment: str
    list_hash: str | None
    announced_by: str
    announced_at: datetime
    closed_at: datetime | None
    drawn_at: datetime | None


class DrawDetail(DrawShown):
    """All that is needed to draw again."""

    seed: str | None
    listed: DrawListShown | None
    result: list[PairShown] | None


class DrawPage(Body):
    """`next` goes into `after` for the page that follows."""

    items: list[DrawShown]
    next: UUID | None


class DrawProof(Body):
    """`faults`: what is not as it was published; none: whoever draws again comes to the same."""

    id: UUID
    faults: list[DrawFault]
