"""Which communities has a township, where do they end, and does each cell lie in its own?

The twelve digits before a cell's serial number name a village or community. Once a township's communities are listed, a
code of another one is refused, and a cell may not leave its community where that has an outline.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely

from grid.cells.domain.sets import MAX_NAMED_PROBLEMS, BadCells, Drawn, Rings, geojson
from shared.codes import RegionLevel, at_level, is_region, is_within, region_level
from shared.coverage import area_m2
from shared.errors import Invalid
from shared.geo import read_shape

TOLERANCE_M2 = 1.0


class UnknownCommunity(Invalid):
    """Codes whose first twelve digits are no listed village or community; `communities` names those."""

    code = "cells.unknown-community"
    said = "网格编码中的村（社区）代码不在本乡镇的村（社区）名录中"


class OutsideCommunity(Invalid):
    """Cells that leave their community's outline; `cells` names them, with the square metres outside."""

    code = "cells.outside-community"
    said = "网格超出所属村（社区）的边界"


class CommunitiesOverlap(Invalid):
    code = "cells.communities-overlap"
    said = "村（社区）边界相互重叠"


@dataclass(frozen=True, slots=True)
class Community:
    """A village or community; `rings` is its outline, None where nobody has drawn it."""

    community: str
    name: str
    rings: Rings | None


def check_communities(region: str, communities: Sequence[Community]) -> None:
    """Raise BadCells or CommunitiesOverlap unless these can be the communities of township `region`."""
    codes = [one.community for one in communities]
    errors = [f"{code}: no community of {region}" for code in codes if not _is_community(code, region)]
    errors += [f"{code}: given twice" for code in sorted({code for code in codes if codes.count(code) > 1})]
    if errors or not codes:
        raise BadCells("the communities do not fit", errors=errors[:MAX_NAMED_PROBLEMS] or ["features: none"])
    shapes = [(one.community, read_shape(geojson(one.rings))) for one in communities if one.rings]
    if crossed := [code for code, shape in shapes if not shape.is_valid]:
        raise BadCells("an outline crosses itself", errors=[f"{code}: crosses itself" for code in crossed])
    tree = shapely.STRtree([shape for _, shape in shapes])
    for index, (code, shape) in enumerate(shapes):
        for other in sorted(int(hit) for hit in tree.query(shape, predicate="intersects")):
            if other > index and area_m2(shape.intersection(shapes[other][1])) > TOLERANCE_M2:
                raise CommunitiesOverlap("two communities overlap", communities=[code, shapes[other][0]])


def _is_community(code: str, region: str) -> bool:
    return is_region(code) and region_level(code) is RegionLevel.VILLAGE and is_within(code, region)


def check_inside(cells: Sequence[Drawn], communities: Mapping[str, Community]) -> None:
    """Raise UnknownCommunity or OutsideCommunity; without any listed community nothing can be said, and nothing is."""
    if not communities:
        return
    named = {at_level(cell.cell, RegionLevel.VILLAGE) for cell in cells}
    if unknown := sorted(named - communities.keys()):
        raise UnknownCommunity("no such village or community", communities=unknown)
    outside = []
    for cell in cells:
        outline = communities[at_level(cell.cell, RegionLevel.VILLAGE)].rings
        if outline is None:
            continue
        beyond = area_m2(shapely.difference(read_shape(geojson(cell.rings)), read_shape(geojson(outline))))
        if beyond > TOLERANCE_M2:
            outside.append({"cell": cell.cell, "area_m2": round(beyond, 1)})
    if outside:
        raise OutsideCommunity("cells leave their community", cells=outside[:MAX_NAMED_PROBLEMS])
