"""How do officers look over HTTP?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Row

from shared.qualified import Held
from shared.runtime.bodies import Body, Day, Shown
from shared.runtime.text import Code, Line, Prose, RegionCode

from .domain import CertificateKind, Relation


class QualificationShown(BaseModel):
    """A certificate that holds on the day asked about."""

    model_config = ConfigDict(from_attributes=True)

    field: str
    valid_to: date


class OfficerShown(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    person_id: str
    region: str
    unit_id: str | None
    valid_from: date
    valid_to: date | None
    qualifications: list[QualificationShown] = []

    @classmethod
    def of(cls, row: Row[Any], held: Sequence[Held], on: date) -> Self:
        shown = cls.model_validate(row)
        shown.qualifications = [QualificationShown.model_validate(one) for one in held if one.holds_on(on)]
        return shown


class OfficerList(BaseModel):
    """Who may act on the day `on`."""

    on: date
    items: list[OfficerShown]


class PowersUsable(BaseModel):
    """`told`: the powers for the matter that the centre ever told of; none: the township is only observed."""

    matter: str
    region: str
    on: date
    told: list[str]
    in_force: list[str]


class CertificateEntered(Body):
    """An enforcement certificate 行政执法证: its `fields`, `comprehensive` for all of them; both days belong to it."""

    region: RegionCode
    number: Line
    kind: CertificateKind
    fields: Annotated[list[Code], Field(min_length=1, max_length=50)]
    valid_from: Day
    valid_to: Day


class CertificateShown(Shown):
    """It counts once `confirmed_by` is another person than who entered it."""

    id: UUID
    person_id: str
    region: str
    number: str
    kind: CertificateKind
    fields: list[str]
    valid_from: date
    valid_to: date
    entered_by: str
    confirmed_by: str | None
    revoked_from: date | None


class CertificateRevoked(Body):
    """It does not hold on `from_day` any more."""

    from_day: Day
    why: Prose


class CertificateList(Body):
    items: list[CertificateShown]


class ConflictEntered(Body):
    """`number`: of the enterprise or person that the officer has something to do with; only its mark is kept."""

    region: RegionCode
    number: Line
    relation: Relation


class ConflictKept(Body):
    id: UUID


class ConflictEnded(Body):
    why: Prose


class ConflictShown(Shown):
    """Whose number it is about cannot be read."""

    id: UUID
    person_id: str
    region: str
    relation: Relation
    entered_by: str
    entered_at: datetime
    ended_by: str | None
    ended_at: datetime | None


class ConflictList(Body):
    items: list[ConflictShown]
