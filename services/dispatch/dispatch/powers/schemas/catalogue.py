"""What does a caller see of the province's catalogue, and how is it given?"""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field

from dispatch.powers.domain.catalogue import CatalogueRow, Mode, PowerKind, law_of
from dispatch.powers.schemas import MAX_ROWS, Few, FromRow
from shared.runtime.bodies import Body, Day
from shared.runtime.text import Code, Line


class CatalogueRowGiven(Body):
    """`principal` is the kind of county department whose power it is; `officers` how many of `field` it needs."""

    code: Code
    name: Line
    kind: PowerKind
    mode: Mode
    field: Code
    principal: Code
    matters: Few = Field(default_factory=list)
    legal_basis: Line
    officers: Annotated[int, Field(ge=0, le=100)] = 0
    equipment: Few = Field(default_factory=list)
    valid_to: Day | None = None

    def as_row(self) -> CatalogueRow:
        given = self.model_dump() | {"matters": tuple(self.matters), "equipment": tuple(self.equipment)}
        return CatalogueRow(**given)


class CatalogueGiven(Body):
    valid_from: Day
    adopted_by: Line
    powers: Annotated[list[CatalogueRowGiven], Field(min_length=1, max_length=MAX_ROWS)]


class CatalogueRowShown(FromRow):
    """`law` is the article by which a power of this kind is handed over in this mode."""

    code: str
    version: int
    valid_from: date
    valid_to: date | None
    name: str
    kind: PowerKind
    mode: Mode
    field: str
    principal: str
    matters: list[str]
    legal_basis: str
    law: str | None = None
    officers: int
    equipment: list[str]
    adopted_by: str

    @classmethod
    def of(cls, row: Any) -> Self:
        return cls.model_validate(row).model_copy(update={"law": law_of(PowerKind(row.kind), Mode(row.mode))})


class CataloguePage(BaseModel):
    items: list[CatalogueRowShown]
    next: str | None
