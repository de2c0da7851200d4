"""What may be said of a record, by its kind?"""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from grid.registry.domain.kinds import (
    Care,
    Condition,
    Employment,
    EndReason,
    Hazard,
    HomeUse,
    HouseholdKind,
    IdKind,
    PlaceKind,
    Population,
    RecordKind,
    Sex,
)
from grid.registry.domain.ties import Relation
from shared.runtime.bodies import Body, Day, Place, Serial
from shared.runtime.text import Code, Line, RegionCode, clean

CellCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{15}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(clean)]
Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=40), AfterValidator(clean)]
Skill = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), AfterValidator(clean)]


class RecordGiven(Body):
    """What every record says: its number in the township's own books, and where it is."""

    code: Code | None = None
    region: RegionCode
    cell: CellCode | None = None
    position: Place | None = None

    def read(self) -> dict[str, Any]:
        """Return the fields by name. Raises BadPosition."""
        fields = self.model_dump(mode="python", exclude={"kind", "position"})
        place = self.position.read() if self.position else None
        return fields | {"lon": place.lon if place else None, "lat": place.lat if place else None}


class HomeGiven(RecordGiven):
    """`meter`: the number of its electricity meter."""

    kind: Literal[RecordKind.HOME]
    address: Line
    use: HomeUse = HomeUse.LIVED_IN
    meter: Code | None = None
    area_m2: float | None = Field(default=None, gt=0, le=100_000, allow_inf_nan=False)


class ResidentSays(Body):
    """What is said of a resident beside his number; `message_consent`: may be sent messages, since `consent_on`."""

    name: Name
    id_kind: IdKind = IdKind.CITIZEN
    phone: Number | None = None
    born_on: date | None = None
    sex: Sex = Sex.UNKNOWN
    population: Population = Population.REGISTERED
    employment: Employment = Employment.UNKNOWN
    skills: list[Skill] = Field(default_factory=list, max_length=30)
    care: list[Care] = Field(default_factory=list, max_length=10)
    message_consent: bool = False
    consent_on: Day | None = None


class ResidentGiven(RecordGiven, ResidentSays):
    kind: Literal[RecordKind.RESIDENT]
    id_number: Number | None = None


class HouseholdGiven(RecordGiven):
    kind: Literal[RecordKind.HOUSEHOLD]
    kind_of_household: HouseholdKind = HouseholdKind.FAMILY
    home_id: UUID | None = None


class EnterpriseGiven(RecordGiven):
    kind: Literal[RecordKind.ENTERPRISE]
    name: Line
    credit_code: Number | None = None
    industry: Line | None = None
    employees: int | None = Field(default=None, ge=0, le=1_000_000)
    address: Line | None = None
    representative: Name | None = None
    phone: Number | None = None


class PlaceGiven(RecordGiven):
    kind: Literal[RecordKind.PLACE]
    name: Line
    kind_of_place: PlaceKind
    hazard: Hazard = Hazard.NONE
    address: Line | None = None
    contact: Name | None = None
    phone: Number | None = None


class FacilityGiven(RecordGiven):
    """`component`: its kind, five digits of GB/T 47678.5."""

    kind: Literal[RecordKind.FACILITY]
    name: Line
    component: Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
    condition: Condition = Condition.SOUND


AnyGiven = Annotated[
    HomeGiven | ResidentGiven | HouseholdGiven | EnterpriseGiven | PlaceGiven | FacilityGiven,
    Field(discriminator="kind"),
]


class RecordChange(Body):
    """All that a record says from now on; `version`: the one that was seen."""

    version: Serial
    record: AnyGiven


class RecordEnd(Body):
    version: Serial
    reason: EndReason


class Sought(Body):
    """A whole name, number, phone or address (`field` says which), and what it is looked for."""

    kind: RecordKind
    field: Code
    value: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(clean)]
    purpose: Line


class TieGiven(Body):
    """`from_…` hangs on `to_…`."""

    from_kind: RecordKind
    from_id: UUID
    to_kind: RecordKind
    to_id: UUID
    relation: Relation
    valid_from: Day | None = None
