"""Do the cells cover a region without gaps and overlaps, and where do they not?"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

METRES_PER_DEGREE: Final = 111_195.0  # of latitude, mean sphere
_AT: Final = re.compile(r"\[(-?[0-9.eE+-]+) (-?[0-9.eE+-]+)\]")


class ProblemKind(StrEnum):
    OVERLAP = "overlap"
    GAP = "gap"
    SELF_CROSSING = "self-crossing"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, with which cells (for a gap: those around it), at which point, over how many square metres."""

    kind: ProblemKind
    codes: tuple[str, ...]
    at: tuple[float, float]
    area_m2: float


def check_coverage(
    cells: Iterable[tuple[str, BaseGeometry]], outline: BaseGeometry | None = None, *, tolerance_m2: float = 1.0
) -> list[Problem]:
    """Return every overlap, gap, crossing of its own border and part outside `outline` of more than `tolerance_m2`.

    Without an outline a gap is a hole that cells enclose. Areas are exact to about a thousandth in a county's size.
    """
    named = sorted(cells, key=lambda cell: cell[0])
    codes = [code for code, _ in named]
    shapes = np.array([polygon for _, polygon in named], dtype=object)
    is_sound = shapely.is_valid(shapes)
    problems = [_self_crossing(codes[i], shapes[i]) for i in np.flatnonzero(~is_sound).tolist()]
    sound = shapes[is_sound]
    sound_codes = [code for code, valid in zip(codes, is_sound, strict=True) if valid]
    tree = shapely.STRtree(sound)
    problems += _overlaps(tree, sound, sound_codes, tolerance_m2)
    # A cell that crosses itself covers nothing that could be told: its place would be a false gap.
    covered = shapely.union_all(np.concatenate([sound, shapely.make_valid(shapes[~is_sound])]))
    problems += _gaps(tree, covered, outline, sound_codes, tolerance_m2)
    if outline is not None:
        problems += _outside(sound, outline, sound_codes, tolerance_m2)
    return problems


def area_m2(shape: BaseGeometry) -> float:
    """Return the area of a shape given in degrees, square metres, by the scale at its middle latitude."""
    if shape.is_empty:
        return 0.0
    _, south, _, north = shape.bounds
    return float(shape.area * METRES_PER_DEGREE**2 * math.cos(math.radians((south + north) / 2)))


def _self_crossing(code: str, polygon: BaseGeometry) -> Problem:
    found = _AT.search(str(shapely.is_valid_reason(polygon)))
    at = (float(found[1]), float(found[2])) if found else _point_of(polygon.envelope)
    return Problem(ProblemKind.SELF_CROSSING, (code,), at, area_m2(polygon))


def _overlaps(
    tree: shapely.STRtree, shapes: NDArray[np.object_], codes: Sequence[str], tolerance: float
) -> list[Problem]:
    left, right = tree.query(shapes, predicate="intersects")
    is_once = left < right
    left, right = left[is_once], right[is_once]
    if not len(left):
        return []
    shared = shapely.intersection(shapes[left], shapes[right])
    # Neighbours share a line, of no area; only the rest is worth measuring.
    return [
        Problem(ProblemKind.OVERLAP, (codes[left[i]], codes[right[i]]), _point_of(shared[i]), area)
        for i in np.flatnonzero(shapely.area(shared) > 0).tolist()
        if (area := area_m2(shared[i])) > tolerance
    ]


def _gaps(
    tree: shapely.STRtree, covered: BaseGeometry, outline: BaseGeometry | None, codes: Sequence[str], tolerance: float
) -> list[Problem]:
    if outline is not None:
        missing = shapely.get_parts(shapely.difference(outline, covered))
    else:
        parts = shapely.get_parts(covered)
        missing = np.array([shapely.Polygon(ring) for part in parts for ring in getattr(part, "interiors", ())])
    return [
        Problem(ProblemKind.GAP, tuple(codes[i] for i in sorted(_around(tree, gap))), _point_of(gap), area)
        for gap in missing
        if (area := area_m2(gap)) > tolerance
    ]


def _around(tree: shapely.STRtree, gap: BaseGeometry) -> list[int]:
    return [int(i) for i in tree.query(gap, predicate="intersects")]


def _outside(
    shapes: NDArray[np.object_], outline: BaseGeometry, codes: Sequence[str], tolerance: float
) -> list[Problem]:
    shapely.prepare(outline)
    suspects = np.flatnonzero(~shapely.covers(outline, shapes))
    beyond = shapely.difference(shapes[suspects], outline)
    return [
        Problem(ProblemKind.OUTSIDE, (codes[i],), _point_of(part), area)
        for i, part in zip(suspects.tolist(), beyond, strict=True)
        if (area := area_m2(part)) > tolerance
    ]


def _point_of(shape: BaseGeometry) -> tuple[float, float]:
    point = shape.representative_point()
    return round(point.x, 7), round(point.y, 7)
