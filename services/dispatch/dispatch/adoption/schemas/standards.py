"""What does a caller see of standards, and how does he draw one up?"""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from dispatch.adoption.domain.standards import AgencyWanted, Pack, StandardWanted, TownType, kept
from dispatch.duties.domain.authority import Duty, DutyKind
from shared.errors import Unfit
from shared.runtime.bodies import Body, Day, Shown
from shared.runtime.text import Code, Line, RegionCode

MAX_AGENCIES = 30
Least = Annotated[int, Field(ge=0, le=100_000)]
ByKind = Annotated[dict[Code, Least], Field(max_length=50)]
Codes = Annotated[list[Code], Field(max_length=1_000)]


class AgencyGiven(Body):
    kind: Code
    name: Line


Agencies = Annotated[list[AgencyGiven], Field(max_length=MAX_AGENCIES)]


class LineGiven(Body):
    """A line of the township's own duty list; `lead` is a kind of its agencies where it is basic."""

    matter: Code
    kind: DutyKind
    lead: Code
    support: Annotated[list[Code], Field(max_length=20)] = Field(default_factory=list)
    legal_basis: Line

    def as_duty(self) -> Duty:
        return Duty(self.matter, self.kind, self.lead, tuple(self.support), self.legal_basis)


class PackGiven(Body):
    """What a standard asks at least: `people` by role, `duties` and `powers` by kind; `named_duties` as lines of the
    township's own list, `named_powers` and `items` by code.
    """

    agencies: Agencies
    people: ByKind = Field(default_factory=dict)
    duties: ByKind = Field(default_factory=dict)
    powers: ByKind = Field(default_factory=dict)
    named_duties: Annotated[list[LineGiven], Field(max_length=1_000)] = Field(default_factory=list)
    named_powers: Codes = Field(default_factory=list)
    items: Codes = Field(default_factory=list)
    cells_per_village: Annotated[int, Field(ge=0, le=50)] = 1
    workers_per_cell: Annotated[int, Field(ge=0, le=10)] = 1
    qualified_officers: Annotated[int, Field(ge=0, le=100)] = 2

    @classmethod
    def of(cls, pack: Pack) -> Self:
        return cls.model_validate(kept(pack))

    def as_pack(self) -> Pack:
        return Pack(
            agencies=tuple(AgencyWanted(one.kind, one.name) for one in self.agencies),
            people=self.people,
            duties=self.duties,
            powers=self.powers,
            named_duties=tuple(one.as_duty() for one in self.named_duties),
            named_powers=tuple(self.named_powers),
            items=tuple(self.items),
            cells_per_village=self.cells_per_village,
            workers_per_cell=self.workers_per_cell,
            qualified_officers=self.qualified_officers,
        )


class StandardGiven(Body):
    """A standard is given as a pack, or derived from a demonstration township of its type: one of both."""

    type: TownType
    valid_from: Day
    title: Line
    adopted_by: Line
    pack: PackGiven | None = None
    derived_from: RegionCode | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        """Refuse a standard that is given twice, or not at all."""
        if (self.pack is None) == (self.derived_from is None):
            raise Unfit("either `pack` or `derived_from`", "标准包与来源示范镇须填且只填一项")
        return self

    def as_draft(self) -> StandardWanted:
        pack = self.pack.as_pack() if self.pack else None
        return StandardWanted(self.type, self.valid_from, self.title, self.adopted_by, pack, self.derived_from)


class DraftKept(BaseModel):
    id: UUID


class DraftShown(Shown):
    id: UUID
    type: TownType
    state: str
    valid_from: date
    title: str
    adopted_by: str
    derived_from: str | None
    drawn_up_by: str
    drawn_up_at: datetime
    pack: PackGiven


class StandardPublished(BaseModel):
    type: TownType
    version: int
    valid_from: date


class StandardShown(Shown):
    type: TownType
    version: int
    valid_from: date
    valid_to: date | None
    title: str
    adopted_by: str
    derived_from: str | None
    drawn_up_by: str
    published_by: str
    pack: PackGiven
