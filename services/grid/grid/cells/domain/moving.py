"""Where does what has no position of its own go when its cell ends? To the cell that takes over the whole of its area.

Where several share the area nobody can tell from a map alone: it goes to none, and somebody has to look.
"""

from collections.abc import Iterable, Mapping

import shapely

from grid.cells.domain.kinds import dividing
from grid.cells.domain.sets import Drawn, geojson
from shared.coverage import area_m2
from shared.geo import read_shape

# Drawn anew, a border is seldom the same to the metre.
SHARE_OF_ALL = 0.99


def successors(former: Mapping[str, Drawn], cells: Iterable[Drawn]) -> dict[str, str]:
    """Return for each former cell that is none of `cells` the one that takes over its area, where one does."""
    today = list(cells)
    codes = {cell.cell for cell in today}
    shapes = [(cell.cell, read_shape(geojson(cell.rings))) for cell in dividing(today)]
    found: dict[str, str] = {}
    for code, drawn in former.items():
        if code in codes:
            continue
        area = read_shape(geojson(drawn.rings))
        for heir, shape in shapes:
            if area_m2(shapely.intersection(area, shape)) >= SHARE_OF_ALL * area_m2(area):
                found[code] = heir
                break
    return found
