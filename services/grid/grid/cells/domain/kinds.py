"""How do the three kinds of cells lie beside and in one another?

Every place has one code of 15 digits, and one who answers for it. So integrated and special cells divide the township
between them: a park, a market, an enterprise or a school that is a cell of its own takes its area out of the integrated
ones, and names the unit that runs it. A micro cell divides further what is one integrated cell: it lies inside
exactly one, of the same community. A place in it is located in the micro cell; its holders answer first, then those of
the cell around it. Whether they are drawn right is measured with a square metre of tolerance, as the coverage is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from grid.cells.domain.sets import MAX_NAMED_PROBLEMS, BadCells, Drawn, geojson
from shared.codes import RegionLevel, at_level
from shared.coverage import area_m2
from shared.errors import Invalid, Reason
from shared.geo import read_shape
from shared.schemas.vocabulary import CellKind

TOLERANCE_M2 = 1.0


class MicroNotInside(Invalid):
    """Micro cells that lie inside no integrated cell of their community, or across two; `cells` names them."""

    code = "cells.micro-not-inside"
    said = "微网格须完整位于本村（社区）的一个综合网格之内"


class MicroOverlap(Invalid):
    """Two micro cells that lie over one another; `pairs` names them."""

    code = "cells.micro-overlap"
    said = "微网格之间有重叠"


def check_kinds(cells: Sequence[Drawn]) -> None:
    """Raise BadCells where a special cell does not say what it is and who runs it, or another one does."""
    errors = [f"{cell.cell}: {why}" for cell in cells if (why := _unfit(cell))]
    if errors:
        raise BadCells("the kinds of some cells do not fit", errors=errors[:MAX_NAMED_PROBLEMS])


def _unfit(cell: Drawn) -> str | None:
    if cell.kind is CellKind.SPECIAL:
        return None if cell.special_kind and cell.operating_unit else "a special cell has special_kind, operating_unit"
    return "only a special cell has special_kind, operating_unit" if cell.special_kind or cell.operating_unit else None


def dividing(cells: Iterable[Drawn]) -> list[Drawn]:
    """Return the cells that divide the township between them: all but the micro ones."""
    return [cell for cell in cells if cell.kind is not CellKind.MICRO]


def place_micro(cells: Sequence[Drawn]) -> dict[str, str]:
    """Return in which integrated cell each micro cell lies, by code. Raises MicroNotInside, MicroOverlap."""
    shapes = {cell.cell: read_shape(geojson(cell.rings)) for cell in cells if cell.kind is not CellKind.SPECIAL}
    micro = [cell.cell for cell in cells if cell.kind is CellKind.MICRO]
    around = [cell.cell for cell in cells if cell.kind is CellKind.INTEGRATED]
    found = {code: _around(code, around, shapes) for code in micro}
    if lost := sorted(code for code, outer in found.items() if outer is None):
        raise MicroNotInside("a micro cell lies inside one integrated cell of its community", cells=lost)
    if pairs := _overlapping([(code, shapes[code]) for code in sorted(micro)]):
        raise MicroOverlap("micro cells lie over one another", pairs=pairs[:MAX_NAMED_PROBLEMS])
    return {code: outer for code, outer in found.items() if outer}


def _around(code: str, candidates: Iterable[str], shapes: Mapping[str, BaseGeometry]) -> str | None:
    community = at_level(code, RegionLevel.VILLAGE)
    inside = (
        outer
        for outer in candidates
        if at_level(outer, RegionLevel.VILLAGE) == community
        and shapes[outer].intersects(shapes[code])
        and area_m2(shapely.difference(shapes[code], shapes[outer])) <= TOLERANCE_M2
    )
    return next(inside, None)


def _overlapping(named: Sequence[tuple[str, BaseGeometry]]) -> list[list[str]]:
    tree = shapely.STRtree([shape for _, shape in named])
    pairs: list[list[str]] = []
    for index, (code, shape) in enumerate(named):
        later = sorted(int(hit) for hit in tree.query(shape, predicate="intersects") if hit > index)
        others = (named[other] for other in later)
        pairs += [[code, name] for name, other in others if area_m2(shape.intersection(other)) > TOLERANCE_M2]
    return pairs


class Hint(Reason):
    """Why a set that is taken should be looked at once more."""

    CELL_SMALL = "cells.small", "网格户数偏少"
    CELL_LARGE = "cells.large", "网格户数偏多"
    NOT_LISTED = "cells.communities-not-listed", "本乡镇尚未登记村（社区）名录，无法核对网格编码"


@dataclass(frozen=True, slots=True)
class Warned:
    """What is lawful, and yet hardly meant; `households` is the number that is unusual."""

    hint: Hint
    cell: str | None = None
    households: int | None = None


def size_warnings(households: Mapping[str, int], least: int, most: int) -> list[Warned]:
    """Return the cells that have fewer or more households than a cell should; a hint, never a refusal."""
    small = [Warned(Hint.CELL_SMALL, cell, n) for cell, n in sorted(households.items()) if n < least]
    return small + [Warned(Hint.CELL_LARGE, cell, n) for cell, n in sorted(households.items()) if n > most]
