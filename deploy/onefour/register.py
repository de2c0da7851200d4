"""Which real regions exist, where about are they, and which kinds of unit does a township have? The shipped tables."""

import csv
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from shared.codes import RegionLevel, at_level, is_region, region_level
from shared.errors import NotFound

# The kind of unit in whose name a township gives its papers; no agency of the reform, and not counted as one.
GOVERNMENT: Final = "government"
_LARGEST_REACH: Final = 0.15  # degrees from a county's centre, some 15 km


class NoSuchTownship(NotFound):
    """The code names no township of the shipped tables."""

    code = "township.not-found"


class Region(NamedTuple):
    code: str
    name: str
    level: RegionLevel
    is_pseudo: bool


class Centre(NamedTuple):
    """About where a county is: degrees, and how far one may go from there without entering its neighbour's square."""

    lon: float
    lat: float
    reach: float


class UnitKind(NamedTuple):
    kind: str
    level: RegionLevel
    name: str
    name_en: str


@cache
def regions() -> dict[str, Region]:
    """Return all shipped regions by code, in the order of levels and codes."""
    rows = _rows("dispatch", "organisation/data/regions.csv")
    return {
        row["code"]: Region(row["code"], row["name"], RegionLevel(row["level"]), row["is_pseudo"] == "1")
        for row in rows
    }


@cache
def children_of(code: str) -> tuple[Region, ...]:
    """Return the regions one level below, in the order of their codes."""
    return tuple(r for r in regions().values() if len(r.code) > len(code) and _parent(r.code) == code)


def township(code: str) -> Region:
    """Return the township with this code. Raises NoSuchTownship."""
    found = regions().get(code)
    if found is None or not is_region(code) or region_level(code) is not RegionLevel.TOWNSHIP:
        raise NoSuchTownship("no township of Jiangsu has this code", given=code[:20])
    return found


@cache
def centre_of(county: str) -> Centre:
    """Return about where a county is; two counties' squares (centre ± reach) never overlap."""
    centres = {
        row["code"]: (float(row["lon"]), float(row["lat"])) for row in _rows("onefour", "data/county_centres.csv")
    }
    lon, lat = centres[county]
    others = (place for code, place in centres.items() if code != county)
    nearest = min(max(abs(lon - other_lon), abs(lat - other_lat)) for other_lon, other_lat in others)
    return Centre(lon, lat, min(_LARGEST_REACH, nearest / 2))


@cache
def unit_kinds(level: RegionLevel) -> tuple[UnitKind, ...]:
    """Return the kinds of unit of townships, or of counties' departments."""
    rows = _rows("onefour", "data/unit_kinds.csv")
    kinds = (UnitKind(row["kind"], RegionLevel(row["level"]), row["name"], row["name_en"]) for row in rows)
    return tuple(kind for kind in kinds if kind.level is level)


def county_of(code: str) -> Region:
    """Return the county that a township lies in."""
    return regions()[at_level(code, RegionLevel.COUNTY)]


def _parent(code: str) -> str:
    return code[: {4: 2, 6: 4, 9: 6, 12: 9}[len(code)]]


def _rows(package: str, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader((files(package) / path).read_text(encoding="utf-8").splitlines()))


def government_of(township_name: str) -> str:
    """Return in whose name a township gives its papers: a town's government, a street's office, a zone's committee."""
    if township_name.endswith("街道"):
        return f"{township_name}办事处"
    return f"{township_name}人民政府" if township_name.endswith(("镇", "乡")) else f"{township_name}管理委员会"
