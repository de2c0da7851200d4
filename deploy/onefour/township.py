"""How does a synthetic township look to the grid's interface, and where in it does a named place lie?"""

import hashlib
from typing import Any, Final

import shapely
from shapely.geometry import Polygon, mapping

from onefour.synthesis import Township, synthesise_township
from shared.geo import Position
from shared.places import find_place_name
from shared.schemas.vocabulary import CellKind

__all__ = ["feature_collection", "find_place_name", "scatter_position", "synthesise_township"]

_MOST_TRIES: Final = 1_000


def feature_collection(township: Township) -> dict[str, Any]:
    """Return the cells as GeoJSON, positions in CGCS2000 degrees."""
    features = [
        {
            "type": "Feature",
            "geometry": mapping(cell.polygon),
            "properties": {
                "code": cell.code,
                "name": cell.name,
                "kind": str(CellKind.INTEGRATED),
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
