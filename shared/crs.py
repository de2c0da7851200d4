"""How do coordinates of the Chinese web maps become WGS-84?

No kept library does it with an inverse that is exact: the ones on PyPI are years old or stop after one round. The
transform is the published one (the State Bureau's "Mars" offset as known since 2010; the constants are those that
every open implementation shares), its inverse is a fixed-point iteration: three rounds leave less than a millimetre.
"""

import math
from enum import StrEnum
from typing import Final


class Crs(StrEnum):
    """CGCS2000 (EPSG:4490) and WGS-84 (EPSG:4326) are the same to centimetres and are treated alike."""

    CGCS2000 = "cgcs2000"
    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


# Krasovsky 1940, the ellipsoid of the offset formula.
_SEMI_MAJOR: Final = 6378245.0
_ECCENTRICITY_SQUARED: Final = 0.00669342162296594323
_BD_ANGLE: Final = math.pi * 3000.0 / 180.0
_ROUNDS: Final = 5  # the third leaves 0.2 mm
# The offset applies inside this box only; outside the maps show WGS-84.
_WEST, _SOUTH, _EAST, _NORTH = 72.004, 0.8293, 137.8347, 55.8271


def to_wgs84(lon: float, lat: float, crs: Crs) -> tuple[float, float]:
    """Return (longitude, latitude) in WGS-84 degrees of a point given in `crs`."""
    if crs is Crs.BD09:
        lon, lat = _bd09_to_gcj02(lon, lat)
    elif crs is not Crs.GCJ02:
        return lon, lat
    guess_lon, guess_lat = lon, lat
    for _ in range(_ROUNDS):
        there_lon, there_lat = wgs84_to_gcj02(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - there_lon, guess_lat + lat - there_lat
    return guess_lon, guess_lat


def wgs84_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """Return where a map in GCJ-02 shows a WGS-84 point, degrees."""
    if not (_WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH):
        return lon, lat
    east, north = _offset(lon - 105.0, lat - 35.0)
    phi = math.radians(lat)
    flattened = 1 - _ECCENTRICITY_SQUARED * math.sin(phi) ** 2
    root = math.sqrt(flattened)
    lat_degrees = north * 180.0 * flattened * root / (_SEMI_MAJOR * (1 - _ECCENTRICITY_SQUARED) * math.pi)
    lon_degrees = east * 180.0 * root / (_SEMI_MAJOR * math.cos(phi) * math.pi)
    return lon + lon_degrees, lat + lat_degrees


def gcj02_to_bd09(lon: float, lat: float) -> tuple[float, float]:
    """Return where Baidu's map shows a point of a GCJ-02 map, degrees."""
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * _BD_ANGLE)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * _BD_ANGLE)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def _bd09_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    guess_lon, guess_lat = lon - 0.0065, lat - 0.006
    for _ in range(_ROUNDS):
        there_lon, there_lat = gcj02_to_bd09(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - there_lon, guess_lat + lat - there_lat
    return guess_lon, guess_lat


def _offset(x: float, y: float) -> tuple[float, float]:
    """Return the offset in metres east and north at x, y degrees from 105 E, 35 N."""
    pi = math.pi
    root = math.sqrt(abs(x))
    common = (20.0 * math.sin(6.0 * x * pi) + 20.0 * math.sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += (20.0 * math.sin(y * pi) + 40.0 * math.sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * pi) + 320.0 * math.sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += (20.0 * math.sin(x * pi) + 40.0 * math.sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * pi) + 300.0 * math.sin(x / 30.0 * pi)) * 2.0 / 3.0
    return east, north
