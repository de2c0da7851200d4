"""How do officers look over HTTP?"""

from datetime import date

from pydantic import BaseModel, ConfigDict


class OfficerShown(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    person_id: str
    region: str
    unit_id: str | None
    valid_from: date
    valid_to: date | None


class OfficerList(BaseModel):
    """Who may act on the day `on`."""

    on: date
    items: list[OfficerShown]
