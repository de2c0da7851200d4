"""Is this report about something that is already a case? One matter, one cell, near in place and time, still open."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians
from uuid import UUID

NEAR_METRES = 30.0
WITHIN = timedelta(days=3)
# What the 30 m are at most in degrees of longitude or latitude, anywhere in China.
NEAR_DEGREES = 0.0005
_METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where and when something was reported; `target` is its case, or the index of an opening of the same batch."""

    target: UUID | int
    lon: float
    lat: float
    at: datetime


class Spots:
    """What a report may join, by (matter, cell)."""

    def __init__(self) -> None:
        self._spots: dict[tuple[str, str], list[Spot]] = defaultdict(list)

    def add(self, matter: str, cell: str, spot: Spot) -> None:
        self._spots[matter, cell].append(spot)

    def find(self, matter: str, cell: str, lon: float, lat: float, at: datetime) -> tuple[UUID | int, float] | None:
        """Return (target, metres) of the nearest spot within 30 m and 3 days, or None."""
        near = [
            (metres, spot.target)
            for spot in self._spots.get((matter, cell), ())
            if (metres := distance(lon, lat, spot.lon, spot.lat)) <= NEAR_METRES and abs(at - spot.at) <= WITHIN
        ]
        if not near:
            return None
        metres, target = min(near, key=lambda pair: pair[0])
        return target, metres


def distance(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Return metres between two near points; a plane is exact enough within a cell."""
    east = (lon_b - lon_a) * cos(radians((lat_a + lat_b) / 2))
    return hypot(east, lat_b - lat_a) * _METRES_PER_DEGREE


def pairs(wanted: Iterable[tuple[str | None, str | None]]) -> set[tuple[str, str]]:
    """Return the complete (matter, cell) pairs among those given."""
    return {(matter, cell) for matter, cell in wanted if matter is not None and cell is not None}
