"""How do officers look over HTTP?"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Row

from shared.qualified import Held


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
