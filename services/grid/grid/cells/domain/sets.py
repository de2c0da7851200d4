"""Which sets of cells may divide a township, and what does a new set change?

A unit grid cell has 15 digits: county 6, township 3, village or community 3, serial number 3. The cells of a township
cover it without gap or overlap, so that every place has one cell, and one who answers for it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.codes import RegionLevel, at_level, is_cell, is_region, is_within, region_level
from shared.errors import Conflict, Invalid, NotFound
from shared.geo import Problem, ProblemKind, check_coverage, read_shape
from shared.schemas.vocabulary import CellKind

Rings = tuple[tuple[tuple[float, float], ...], ...]


class SpecialKind(StrEnum):
    """What a special cell is (专属网格)."""

    PARK = "park"
    MARKET = "market"
    ENTERPRISE = "enterprise"
    SCHOOL = "school"


# More would not help who has to correct them.
MAX_NAMED_PROBLEMS = 50


class Action(StrEnum):
    DRAW = "draw"
    CORRECT = "correct"
    CLOSE = "close"
    WITHDRAW = "withdraw"


class RegionNotFound(NotFound):
    code = "cells.region-not-found"
    said = "没有这个乡镇（街道）"


class NotATownship(Invalid):
    code = "cells.not-a-township"
    said = "网格须按乡镇（街道）划分"


class BadCells(Invalid):
    """Features whose properties do not fit; `errors` names the fields."""

    code = "cells.bad-cells"
    said = "网格属性不符合要求"


class BadCoverage(Invalid):
    """The cells overlap, leave gaps, cross themselves or leave the outline; `problems` names the places."""

    code = "cells.bad-coverage"
    said = "网格有重叠、空隙或超出边界"


class LaterSetExists(Conflict):
    """A set that begins later is already there; `latest` is its first day."""

    code = "cells.later-set-exists"
    said = "该日或以后已有网格划分方案"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell as it is drawn; `rings` is a GeoJSON polygon's coordinates, WGS-84 degrees."""

    cell: str
    name: str
    kind: CellKind
    rings: Rings
    place_names: tuple[str, ...]
    synthetic: bool
    special_kind: SpecialKind | None = None
    operating_unit: str | None = None
    # In which cell a micro cell lies.
    within: str | None = None

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        return bounds_of(self.rings)


@dataclass(frozen=True, slots=True)
class Held:
    """The latest boundary of a cell, on the days from `valid_from` up to but not including `valid_to`."""

    drawn: Drawn
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Change:
    """One step of one cell: what is true of `drawn` after it, and under which version."""

    action: Action
    drawn: Drawn
    version: int
    valid_from: date
    valid_to: date | None


# ---------------------------------------------------------------------------------------------------------- one shape
def require_township(region: str) -> str:
    """Return `region`. Raises NotATownship unless it has the form of a township's code."""
    if not is_region(region) or region_level(region) is not RegionLevel.TOWNSHIP:
        raise NotATownship("cells are drawn for a township of 9 digits", given=region[:15])
    return region


def township_of(cell: str) -> str:
    return at_level(cell, RegionLevel.TOWNSHIP)


def bounds_of(rings: Rings) -> tuple[float, float, float, float]:
    """Return west, south, east, north in degrees."""
    lons, lats = zip(*rings[0], strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def geojson(rings: Rings) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": rings}


# ------------------------------------------------------------------------------------------------------------ one set
def check_set(region: str, cells: Sequence[Drawn], outline: Rings | None) -> None:
    """Raise BadCells or BadCoverage unless `cells` divide `region` (within `outline`, where one is given).

    Micro cells lie inside others and divide nothing; `grid.cells.domain.kinds` looks at them.
    """
    errors = [f"{cell.cell}: {why}" for cell in cells if (why := _wrong_code(cell.cell, region))]
    errors += [f"{code}: given {times} times" for code, times in Counter(c.cell for c in cells).items() if times > 1]
    if all(cell.kind is CellKind.MICRO for cell in cells):
        errors.append("features: no cell")
    if errors:
        raise BadCells("the cells' codes do not fit", errors=errors[:MAX_NAMED_PROBLEMS])
    shapes = [(c.cell, read_shape(geojson(c.rings))) for c in cells if c.kind is not CellKind.MICRO]
    problems = check_coverage(shapes, read_shape(geojson(outline)) if outline else None)
    inner = [(c.cell, read_shape(geojson(c.rings))) for c in cells if c.kind is CellKind.MICRO]
    problems += [problem for problem in check_coverage(inner) if problem.kind is ProblemKind.SELF_CROSSING]
    if problems:
        raise BadCoverage(
            "the cells do not cover the township without gap and overlap",
            found=len(problems),
            problems=[_named(problem) for problem in problems[:MAX_NAMED_PROBLEMS]],
        )


def _wrong_code(code: str, region: str) -> str | None:
    if not is_cell(code):
        return "not 15 digits"
    return None if is_within(code, region) else f"not in {region}"


def _named(problem: Problem) -> dict[str, object]:
    return {
        "kind": problem.kind,
        "codes": list(problem.codes),
        "at": list(problem.at),
        "area_m2": round(problem.area_m2, 1),
    }


# ---------------------------------------------------------------------------------------------------------- its effect
def decide_changes(
    given: Sequence[Drawn], held: Mapping[str, Held], versions: Mapping[str, int], valid_from: date
) -> list[Change]:
    """Decide what the set `given` changes from the day `valid_from`; nothing where it says what is so already.

    `held` has the latest boundary of each cell of the township, `versions` the version of each cell that ever was.
    Raises LaterSetExists.
    """
    latest = max((_last_day(boundary) for boundary in held.values()), default=valid_from)
    wanted = {drawn.cell: drawn for drawn in given}
    changes: list[Change] = []
    for cell in sorted(wanted.keys() | held.keys()):
        changes += _changes_of(wanted.get(cell), held.get(cell), versions.get(cell, 0), valid_from)
    if changes and latest > valid_from:
        raise LaterSetExists("a set of cells begins later", latest=latest, valid_from=valid_from)
    return changes


def _last_day(boundary: Held) -> date:
    return boundary.valid_to or boundary.valid_from


def _changes_of(wanted: Drawn | None, held: Held | None, version: int, day: date) -> list[Change]:
    if held is None or held.valid_to is not None:
        return [Change(Action.DRAW, wanted, version + 1, day, None)] if wanted else []
    if wanted == held.drawn:
        return []
    if held.valid_from < day:
        closed = Change(Action.CLOSE, held.drawn, version + 1, held.valid_from, day)
        return [closed, Change(Action.DRAW, wanted, version + 2, day, None)] if wanted else [closed]
    if wanted is None:
        # It would have held from this very day: it never did, and its period is empty.
        return [Change(Action.WITHDRAW, held.drawn, version + 1, day, day)]
    return [Change(Action.CORRECT, wanted, version + 1, day, None)]
