"""How do cells look over HTTP? As a GeoJSON FeatureCollection (RFC 7946), in WGS-84 unless it says otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

import shapely
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Row

from grid.cells.domain import BadCells, Drawn, Rings
from shared.crs import Crs
from shared.geo import Position, read_features
from shared.runtime.text import Line
from shared.schemas.vocabulary import CellKind

OUTLINE = "outline"
MAX_CELLS = 2000

# What desktop programs write into the `crs` member of GeoJSON 2008 for longitude and latitude.
_SAME_AS_WGS84 = ("OGC:1.3:CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490")


class CellProperties(BaseModel):
    """The properties of one feature; whatever else a map program wrote there is left aside."""

    model_config = ConfigDict(extra="ignore")

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{15}$")]
    name: Line
    kind: CellKind = CellKind.INTEGRATED
    place_names: list[Line] = Field(default_factory=list, max_length=500)
    synthetic: bool = False
    crs: Crs | None = None


class CellsReplaced(BaseModel):
    region: str
    valid_from: date
    cells: int
    drawn: int
    ended: int


class CellFeature(BaseModel):
    type: Literal["Feature"] = "Feature"
    id: str
    geometry: dict[str, Any]
    properties: dict[str, Any]


class CellCollection(BaseModel):
    """`next` is the cursor for `after`, null at the end."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[CellFeature]
    next: str | None


@dataclass(frozen=True, slots=True)
class GivenSet:
    cells: list[Drawn]
    outline: Rings | None


def read_set(collection: Mapping[str, Any]) -> GivenSet:
    """Read a FeatureCollection; the feature of kind `outline`, if any, bounds the township.

    Raises BadCells with the paths of the fields, BadShape, BadPosition.
    """
    usual = _crs_of(collection.get("crs"))
    cells: list[Drawn] = []
    outline: Rings | None = None
    errors: list[str] = []
    for index, (properties, shape) in enumerate(_features(collection)):
        try:
            if properties.get("kind") == OUTLINE:
                outline = _rings(shape, _crs_of(properties.get("crs")) or usual or Crs.WGS84)
            else:
                read = CellProperties.model_validate(properties)
                cells.append(_drawn(read, shape, read.crs or usual or Crs.WGS84))
        except ValidationError as error:
            path = f"features.{index}.properties"
            errors += [f"{path}.{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False)]
    if errors:
        raise BadCells("the properties of some features do not fit", errors=errors[:50])
    return GivenSet(cells, outline)


def _features(collection: Mapping[str, Any]) -> list[tuple[dict[str, Any], BaseGeometry]]:
    try:
        return read_features(collection)
    except GEOSException as error:
        # A ring whose corners are no numbers cannot even be built.
        raise BadCells("a polygon cannot be built", errors=[f"features: {error}"]) from None


def _crs_of(given: object) -> Crs | None:
    if given is None:
        return None
    if isinstance(given, Mapping):
        properties = given.get("properties")
        name = str(properties.get("name", "")) if isinstance(properties, Mapping) else ""
        if name.endswith(_SAME_AS_WGS84):
            return Crs.WGS84
    elif isinstance(given, str) and given in set(Crs):
        return Crs(given)
    raise BadCells("the coordinates are in an unknown system", errors=[f"crs: one of {', '.join(Crs)}"])


def _drawn(read: CellProperties, shape: BaseGeometry, crs: Crs) -> Drawn:
    names = tuple(dict.fromkeys(read.place_names))
    return Drawn(read.code, read.name, read.kind, _rings(shape, crs), names, read.synthetic)


def _rings(shape: BaseGeometry, crs: Crs) -> Rings:
    """Return the rings of a polygon given in `crs`, in WGS-84. Raises BadCells, BadPosition."""
    parts = shapely.get_parts(shape)
    if len(parts) != 1:
        raise BadCells("a cell, like the outline, is one piece", errors=[f"geometry: {len(parts)} pieces"])
    lines = [parts[0].exterior, *parts[0].interiors]
    return tuple(tuple(_converted(lon, lat, crs) for lon, lat in line.coords) for line in lines)


def _converted(lon: float, lat: float, crs: Crs) -> tuple[float, float]:
    place = Position.read(lon, lat, crs)
    return place.lon, place.lat


def collection_of(rows: Sequence[Row[Any]], branches: Mapping[str, Row[Any]], limit: int) -> CellCollection:
    """Return the rows of `repository.cells_on` as GeoJSON, each with the Party branch that leads it."""
    features = [_feature(row, branches.get(row.cell)) for row in rows]
    return CellCollection(features=features, next=rows[-1].cell if len(rows) == limit else None)


def _feature(row: Row[Any], branch: Row[Any] | None) -> CellFeature:
    names = ("name", "kind", "place_names", "synthetic", "version", "valid_from", "valid_to")
    led = {"id": branch.branch_id, "name": branch.name, "members": branch.members} if branch else None
    return CellFeature(
        id=row.cell,
        geometry={"type": "Polygon", "coordinates": row.rings},
        properties={"code": row.cell} | {name: getattr(row, name) for name in names} | {"branch": led},
    )
