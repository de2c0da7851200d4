"""Which pieces do the bodies of several capabilities share? A position on a map, a version."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.geo import Crs, Position
from shared.schemas.vocabulary import Point

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
