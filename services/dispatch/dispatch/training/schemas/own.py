"""What does a person see of his own training?"""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from shared.runtime.bodies import Shown


class OwnCertificate(Shown):
    """`reminded`: the last step of days before the end that was told, if any was."""

    field: str
    valid_from: date
    valid_to: date
    reminded: int | None


class OwnSession(Shown):
    id: UUID
    name: str
    field: str
    region: str
    first_day: date
    last_day: date
    cancelled_on: date | None


class OwnTraining(BaseModel):
    certificates: list[OwnCertificate]
    sessions: list[OwnSession]
