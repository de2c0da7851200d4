"""How does a synthetic township get into the running platform, and where in it does a named place lie?"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import shapely
from shapely.geometry import Polygon, mapping

from onefour.synthesis import Person, Township, Unit, synthesise_township
from shared.geo import Position
from shared.places import find_place_name

__all__ = ["build_township", "feature_collection", "find_place_name", "scatter_position", "synthesise_township"]

_MOST_TRIES: Final = 1_000


class Answer(Protocol):
    """What is needed of an HTTP answer."""

    def raise_for_status(self) -> object: ...


class Client(Protocol):
    """An `httpx.AsyncClient` with its base address and token, or what does the same."""

    async def put(self, url: str, *, json: Any, params: Mapping[str, str] | None = None) -> Answer: ...


async def build_township(dispatch: Client, grid: Client, township: Township) -> None:
    """Send a township through the public interfaces, in the order in which one part needs another.

    Everything is a PUT: twice is as good as once. Raises what the client raises for a refused request.
    """
    units = [*township.units, *township.departments]
    await _put(dispatch, "/organisation/units", {"units": [_unit(unit) for unit in units]})
    await _put(dispatch, "/organisation/persons", {"persons": [_person(person) for person in township.persons]})
    await _put(grid, "/cells", feature_collection(township), region=township.code)
    await _put(grid, "/workers", {"workers": worker_rows(township)})


def feature_collection(township: Township) -> dict[str, Any]:
    """Return the cells as GeoJSON, positions in CGCS2000 degrees."""
    features = [
        {
            "type": "Feature",
            "geometry": mapping(cell.polygon),
            "properties": {
                "code": cell.code,
                "name": cell.name,
                "kind": "general",
                "place_names": list(cell.place_names),
                "synthetic": township.synthetic,
            },
        }
        for cell in township.cells
    ]
    return {"type": "FeatureCollection", "features": features}


def worker_rows(township: Township) -> list[dict[str, Any]]:
    """Return who looks after which cell, everybody on duty."""
    return [{"person_id": p.person_id, "cell": p.cell, "role": p.role, "on_duty": True} for p in township.posts]


def scatter_position(outline: Polygon, place_name: str, seed: int) -> Position:
    """Return the one synthetic position of a place name inside `outline`: the same for the same arguments.

    Tries positions in the outline's box until one lies inside, which soon happens unless the outline is a thread.
    """
    west, south, east, north = outline.bounds
    shapely.prepare(outline)
    for attempt in range(_MOST_TRIES):
        right, up = _fractions(f"{seed}/{place_name}/{attempt}")
        lon, lat = round(west + right * (east - west), 6), round(south + up * (north - south), 6)
        if shapely.contains_xy(outline, lon, lat):
            return Position(lon, lat)
    inside = outline.representative_point()
    return Position(inside.x, inside.y)


def _fractions(key: str) -> tuple[float, float]:
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4]) / 2**32, int.from_bytes(digest[4:]) / 2**32


async def _put(client: Client, path: str, body: Mapping[str, Any], **params: str) -> None:
    answer = await client.put(path, json=body, params=params or None)
    answer.raise_for_status()


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "id": unit.id,
        "kind": unit.kind,
        "name": unit.name,
        "name_en": unit.name_en,
        "region": unit.region,
        "synthetic": True,
    }


def _person(person: Person) -> dict[str, Any]:
    roles: Sequence[str] = person.roles
    return {
        "id": person.id,
        "name": person.name,
        "unit": person.unit,
        "roles": list(roles),
        "region": person.region,
        "synthetic": True,
    }
