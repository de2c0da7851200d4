"""Which pieces do the bodies of every service share? A place, a version, a day, the texts that services ask for."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.geo import Crs, Position
from shared.runtime.text import Code, Line
from shared.schemas.vocabulary import Point

Serial = Annotated[int, Field(ge=1, le=2**31 - 1)]
# Registers reach back to the founding of the state, and not further ahead than anybody plans.
FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2100, 12, 31)
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]


class Body(BaseModel):
    """What comes in: an unknown field is a mistake, not a wish to be ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Shown(BaseModel):
    """What goes out, read from a row or a thing by its names."""

    model_config = ConfigDict(from_attributes=True)


class Place(Body):
    """A position in degrees, in the system of the map or the phone that it comes from."""

    lon: float = Field(ge=-180, le=180, allow_inf_nan=False)
    lat: float = Field(ge=-90, le=90, allow_inf_nan=False)
    crs: Crs = Crs.WGS84

    def read(self) -> Position:
        """Return the place in WGS-84. Raises BadPosition where it is not in China."""
        return Position.read(self.lon, self.lat, self.crs)

    def point(self) -> Point:
        """Return the place as events tell it. Raises BadPosition."""
        found = self.read()
        return Point(lon=found.lon, lat=found.lat)


class ContentsAsked(Body):
    """Another service asks for texts: `on_behalf_of` will read them; `purpose` stands in the log of looks."""

    ids: list[UUID] = Field(min_length=1, max_length=500)
    purpose: Line
    on_behalf_of: Code


class Content(Shown):
    """What somebody wrote, and the place he named; who he is stays where it was taken."""

    id: UUID
    text: str
    place: str | None = None


class Contents(BaseModel):
    """Of the ids that were asked for, those that are known and in reach."""

    items: list[Content]
