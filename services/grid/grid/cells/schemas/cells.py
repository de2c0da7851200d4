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

from grid.cells.domain.communities import Community
from grid.cells.domain.kinds import Warned
from grid.cells.domain.numbering import Unnumbered
from grid.cells.domain.sets import BadCells, Drawn, Rings, SpecialKind
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
    special_kind: SpecialKind | None = None
    operating_unit: Line | None = None
    households: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    owner: Line | None = None
    crs: Crs | None = None


class CommunityProperties(BaseModel):
    model_config = ConfigDict(extra="ignore")

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
    name: Line


class UnnumberedProperties(BaseModel):
    """A polygon to be numbered; with a `code` it keeps that."""

    model_config = ConfigDict(extra="ignore")

    community: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
    kind: CellKind = CellKind.INTEGRATED
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{15}$")] | None = None


class Warning(BaseModel):  # noqa: A001 (the word that is meant)
    """What is lawful and yet hardly meant, and what that is in Chinese."""

    code: str
    message: str
    cell: str | None
    households: int | None


class MoveSeen(BaseModel):
    """So many things of a kind go from one cell to another (null: to none); `ids` names the first hundred."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    from_cell: str | None
    to_cell: str | None
    count: int
    ids: list[str]


class CellsReplaced(BaseModel):
    """`moves`: of a trial, what would move on the day."""

    region: str
    valid_from: date
    cells: int
    drawn: int
    ended: int
    warnings: list[Warning] = []
    moves: list[MoveSeen] = []


class CodeProposed(BaseModel):
    """The code for a feature, by its place in the collection."""

    feature: int
    code: str


class CodesProposed(BaseModel):
    items: list[CodeProposed]


class CommunitiesListed(BaseModel):
    changed: list[str]


class CommunitySeen(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    community: str
    name: str
    has_outline: bool


class CommunityList(BaseModel):
    items: list[CommunitySeen]


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
    """A set as it was read; `owners`: whom it says it belongs to, `households`: what the drawer counted, by cell."""

    cells: list[Drawn]
    outline: Rings | None
    owners: frozenset[str]
    households: dict[str, int]


def read_set(collection: Mapping[str, Any]) -> GivenSet:
    """Read a FeatureCollection; the feature of kind `outline`, if any, bounds the township.

    Raises BadCells with the paths of the fields, BadShape, BadPosition.
    """
    usual = _crs_of(collection.get("crs"))
    cells: list[Drawn] = []
    outline: Rings | None = None
    owners = {str(collection["owner"])[:40]} if collection.get("owner") else set()
    households: dict[str, int] = {}
    errors: list[str] = []
    for index, (properties, shape) in enumerate(_features(collection)):
        try:
            if properties.get("kind") == OUTLINE:
                outline = _rings(shape, _crs_of(properties.get("crs")) or usual or Crs.WGS84)
            else:
                read = CellProperties.model_validate(properties)
                cells.append(_drawn(read, shape, read.crs or usual or Crs.WGS84))
                owners |= {read.owner} if read.owner else set()
                households |= {read.code: read.households} if read.households is not None else {}
        except ValidationError as error:
            errors += _field_errors(index, error)
    _refuse(errors)
    return GivenSet(cells, outline, frozenset(owners), households)


def read_communities(collection: Mapping[str, Any]) -> list[Community]:
    """Read the communities of a township; a feature without a geometry has no outline.

    Raises BadCells with the paths of the fields, BadShape, BadPosition.
    """
    usual = _crs_of(collection.get("crs")) or Crs.WGS84
    given = collection.get("features")
    if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
        raise BadCells("this is no FeatureCollection", errors=["features: a list of features"])
    found: list[Community] = []
    errors: list[str] = []
    for index, feature in enumerate(given):
        try:
            read = CommunityProperties.model_validate(feature.get("properties"))
        except ValidationError as error:
            errors += _field_errors(index, error)
            continue
        rings = None
        if feature.get("geometry") is not None:
            [(_, shape)] = _features({"type": "FeatureCollection", "features": [feature]})
            rings = _rings(shape, usual)
        found.append(Community(read.code, read.name, rings))
    _refuse(errors)
    return found


def read_unnumbered(collection: Mapping[str, Any]) -> list[Unnumbered]:
    """Read polygons that ask for a code; each is named by its place in the collection. Raises as `read_set` does."""
    usual = _crs_of(collection.get("crs")) or Crs.WGS84
    found: list[Unnumbered] = []
    errors: list[str] = []
    for index, (properties, shape) in enumerate(_features(collection)):
        try:
            read = UnnumberedProperties.model_validate(properties)
            last = read.kind is CellKind.MICRO
            found.append(Unnumbered(f"{index:05d}", read.community, _rings(shape, usual), read.code, last))
        except ValidationError as error:
            errors += _field_errors(index, error)
    _refuse(errors)
    return found


def _field_errors(index: int, error: ValidationError) -> list[str]:
    path = f"features.{index}.properties"
    return [f"{path}.{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False)]


def _refuse(errors: Sequence[str]) -> None:
    if errors:
        raise BadCells("the properties of some features do not fit", errors=errors[:50])


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
    rings = _rings(shape, crs)
    return Drawn(read.code, read.name, read.kind, rings, names, read.synthetic, read.special_kind, read.operating_unit)


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


def warnings_of(warned: Sequence[Warned]) -> list[Warning]:
    return [Warning(code=one.hint, message=one.hint.said, cell=one.cell, households=one.households) for one in warned]


def proposed(codes: Mapping[str, str]) -> CodesProposed:
    return CodesProposed(items=[CodeProposed(feature=int(key), code=code) for key, code in sorted(codes.items())])


def communities_seen(found: Sequence[Community]) -> CommunityList:
    items = [CommunitySeen(community=one.community, name=one.name, has_outline=bool(one.rings)) for one in found]
    return CommunityList(items=items)


def collection_of(rows: Sequence[Row[Any]], branches: Mapping[str, Row[Any]], limit: int) -> CellCollection:
    """Return the rows of `repository.cells_on` as GeoJSON, each with the Party branch that leads it."""
    features = [_feature(row, branches.get(row.cell)) for row in rows]
    return CellCollection(features=features, next=rows[-1].cell if len(rows) == limit else None)


def _feature(row: Row[Any], branch: Row[Any] | None) -> CellFeature:
    names = ("name", "kind", "place_names", "synthetic", "version", "valid_from", "valid_to")
    more = {name: value for name in ("special_kind", "operating_unit", "within") if (value := getattr(row, name))}
    led = {"id": branch.branch_id, "name": branch.name, "members": branch.members} if branch else None
    return CellFeature(
        id=row.cell,
        geometry={"type": "Polygon", "coordinates": row.rings},
        properties={"code": row.cell} | {name: getattr(row, name) for name in names} | {"branch": led} | more,
    )
