"""Which code does a drawn cell get? The next serial number of its community, from west to east and from north to south.

A page is read so: row by row from the north, each row from the west. Two cells stand in one row where their middles are
nearer in latitude than half the usual height of a cell. Who has a code keeps it, and the code of a cell that
ever was is not given to another: the past would speak of the wrong place.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median

from grid.cells.domain.sets import BadCells, Rings, bounds_of
from shared.codes import cell_code

MOST_SERIALS = 999


@dataclass(frozen=True, slots=True)
class Unnumbered:
    """A polygon to be numbered: `key` names it for the asker, `community` has 12 digits, `code` is what it has already.

    `last`: micro cells are numbered after those that divide the township.
    """

    key: str
    community: str
    rings: Rings
    code: str | None = None
    last: bool = False


def propose_codes(drawn: Sequence[Unnumbered], taken: Collection[str]) -> dict[str, str]:
    """Return a code for each key. `taken` are the codes that were ever given. Raises BadCells, MalformedCode."""
    by_community: dict[str, list[Unnumbered]] = defaultdict(list)
    for one in drawn:
        by_community[one.community].append(one)
    found = {one.key: one.code for one in drawn if one.code}
    used = {*taken, *found.values()}
    for community, members in sorted(by_community.items()):
        free = (code for serial in range(1, MOST_SERIALS + 1) if (code := cell_code(community, serial)) not in used)
        for one in in_reading_order([member for member in members if not member.code]):
            found[one.key] = next(free, "")
            if not found[one.key]:
                raise BadCells("no serial number is left", errors=[f"{community}: all {MOST_SERIALS} are given"])
    return found


def in_reading_order(drawn: Sequence[Unnumbered]) -> list[Unnumbered]:
    """Return the cells row by row from the north, each row from the west; the micro ones after the others."""
    ordered: list[Unnumbered] = []
    for last in (False, True):
        ordered += _read([one for one in drawn if one.last is last])
    return ordered


def _read(drawn: Sequence[Unnumbered]) -> list[Unnumbered]:
    if not drawn:
        return []
    boxes = {one.key: bounds_of(one.rings) for one in drawn}
    half = median(north - south for _, south, _, north in boxes.values()) / 2
    rows: list[list[Unnumbered]] = []
    top = 0.0
    for one in sorted(drawn, key=lambda one: (-_middle(boxes[one.key]), one.key)):
        if rows and top - _middle(boxes[one.key]) < half:
            rows[-1].append(one)
        else:
            rows.append([one])
            top = _middle(boxes[one.key])
    return [one for row in rows for one in sorted(row, key=lambda one: (boxes[one.key][0], one.key))]


def _middle(box: tuple[float, float, float, float]) -> float:
    return (box[1] + box[3]) / 2
