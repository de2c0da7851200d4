"""Which pieces do the bodies of several capabilities share? A place at the counter's map, a person's way of contact."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.geo import Crs, Position
from shared.runtime.text import Line
from shared.schemas.vocabulary import Point

# 9 digits a township, 12 a village or community: where somebody stands at a counter.
CounterRegion = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{8}(?:[0-9]{3})?$")]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9][0-9 \-]{4,18}[0-9]$")]
Serial = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Body(BaseModel):
    """What comes in: an unknown field is a mistake, not a wish to be ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(Body):
    """A position in degrees, in the system of the map that it was picked on."""

    lon: float = Field(ge=-180, le=180, allow_inf_nan=False)
    lat: float = Field(ge=-90, le=90, allow_inf_nan=False)
    crs: Crs = Crs.WGS84

    def point(self) -> Point:
        """Return the place in WGS-84. Raises BadPosition where it is not in China."""
        found = Position.read(self.lon, self.lat, self.crs)
        return Point(lon=found.lon, lat=found.lat)


class Person(Body):
    name: Line
    phone: Phone | None = None
