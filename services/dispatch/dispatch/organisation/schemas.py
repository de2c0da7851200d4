"""What do regions, units and persons look like over HTTP?"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from dispatch.organisation.domain.rows import Given
from dispatch.organisation.domain.terms import PersonFacts, PersonRole, Term, UnitFacts
from shared.runtime.bodies import Day
from shared.runtime.text import Code, Line, RegionCode

MAX_ROWS = 1000


class RegionRead(BaseModel):
    code: str
    name: str
    level: str
    parent: str | None
    is_pseudo: bool
    synthetic: bool


class RegionStep(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    action: str
    by: str
    at: datetime
    facts: dict[str, Any]


class RegionGiven(BaseModel):
    """A township, village or community that the shipped table lacks, or its new name."""

    model_config = ConfigDict(extra="forbid")

    code: RegionCode
    name: Line
    synthetic: bool = False


class RegionsGiven(BaseModel):
    model_config = ConfigDict(extra="forbid")

    regions: list[RegionGiven] = Field(min_length=1, max_length=MAX_ROWS)


class RegionPage(BaseModel):
    items: list[RegionRead]
    next: str | None


class _Given(BaseModel):
    """`valid_from` and `valid_to` are days that both belong to the range; without an end until further notice."""

    model_config = ConfigDict(extra="forbid")

    id: Code
    region: RegionCode
    name: Line
    valid_from: Day
    valid_to: date | None = Field(default=None, le=date(2100, 12, 31))
    synthetic: bool = False


class UnitGiven(_Given):
    kind: Code


class PersonGiven(_Given):
    unit_id: Code | None = None
    post: Line | None = None
    roles: list[PersonRole] = Field(default_factory=list, max_length=len(PersonRole))


class UnitsGiven(BaseModel):
    model_config = ConfigDict(extra="forbid")

    units: list[UnitGiven] = Field(min_length=1, max_length=MAX_ROWS)


class PersonsGiven(BaseModel):
    model_config = ConfigDict(extra="forbid")

    persons: list[PersonGiven] = Field(min_length=1, max_length=MAX_ROWS)


class Taken(BaseModel):
    """How many rows came in, and of how many something changed."""

    given: int
    changed: int


class UnitRead(BaseModel):
    id: str
    version: int
    region: str
    kind: str
    name: str
    valid_from: date
    valid_to: date | None
    synthetic: bool


class UnitPage(BaseModel):
    items: list[UnitRead]
    next: str | None

    @classmethod
    def of(cls, rows: Sequence[Any], limit: int) -> Self:
        """Return the page of these rows; there may be more where it is full."""
        items = [UnitRead(id=row.unit_id, **_fields(row, UnitRead)) for row in rows]
        return cls(items=items, next=items[-1].id if len(items) == limit else None)


class PersonRead(BaseModel):
    """`name` only where the request named a purpose."""

    id: str
    version: int
    region: str
    unit_id: str | None
    post: str | None
    roles: list[str]
    valid_from: date
    valid_to: date | None
    synthetic: bool
    name: str | None


class PersonPage(BaseModel):
    items: list[PersonRead]
    next: str | None

    @classmethod
    def of(cls, rows: Sequence[Any], names: Mapping[str, str], limit: int) -> Self:
        """Return the page of these rows with the names that were opened; there may be more where it is full."""
        items = [
            PersonRead(
                id=row.person_id,
                roles=sorted(row.roles or ()),
                name=names.get(row.person_id),
                **_fields(row, PersonRead),
            )
            for row in rows
        ]
        return cls(items=items, next=items[-1].id if len(items) == limit else None)


def _fields(row: Any, model: type[BaseModel]) -> dict[str, Any]:
    own = {"id", "roles"} | ({"name"} if model is PersonRead else set())
    return {name: getattr(row, name) for name in model.model_fields if name not in own}


def unit_row(given: UnitGiven) -> Given[UnitFacts]:
    """Return the row as the register decides about it."""
    facts = UnitFacts(given.region, given.kind, given.name)
    return Given(given.id, Term(facts, given.valid_from, given.valid_to), given.synthetic)


def person_row(given: PersonGiven) -> Given[PersonFacts]:
    """Return the row as the register decides about it; a role named twice is held once."""
    facts = PersonFacts(given.region, given.unit_id, given.post, tuple(sorted(set(given.roles))))
    return Given(given.id, Term(facts, given.valid_from, given.valid_to), given.synthetic, given.name)
