"""What does a caller see of certificates, and of who may do what by them?"""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from dispatch.training.domain.certificates import RevokeReason
from dispatch.training.schemas.courses import FieldCode
from shared.runtime.bodies import Body, Day, Shown

# To penalise or to license: in a field of duty, or by one power of the catalogue.
Activity = Annotated[str, StringConstraints(pattern=r"^(penalty|licence):[A-Za-z0-9][A-Za-z0-9_.:\-]{0,127}$")]


class CertificateShown(Shown):
    id: UUID
    person_id: str
    region: str
    field: str
    valid_from: date
    valid_to: date
    session_id: UUID


class CertificatePage(BaseModel):
    items: list[CertificateShown]
    next: UUID | None


class RevocationGiven(Body):
    reason: RevokeReason


class RequirementGiven(Body):
    """All of `fields` are required from the day on."""

    fields: list[FieldCode] = Field(min_length=1, max_length=20)
    valid_from: Day


class RequirementKept(BaseModel):
    activity: str
    version: int


class RequirementShown(Shown):
    activity: str
    version: int
    fields: list[str]
    valid_from: date
    drawn_up_by: str
    confirmed_by: str | None


class QualifiedShown(Shown):
    """`until`: the last day on which all that is required holds, as things stand."""

    person_id: str
    region: str
    until: date


class QualifiedPage(BaseModel):
    activity: str
    fields: list[str]
    on: date
    items: list[QualifiedShown]
    next: str | None
