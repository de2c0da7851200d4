"""How is a county's surroundings cut into townships, and a township into cells, without a gap or an overlap?

Every county has one lattice of nodes, moved a little each by a hash so that borders look drawn by hand and not by a
ruler. A township is a block of lattice squares, a cell a rectangle of them: whatever lies side by side shares its
vertices, to the last digit.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

SQUARES: Final = 24  # per side of a township
_DECIMALS: Final = 7  # 1 cm
_WOBBLE: Final = 0.3  # of a square's side; below 0.5 no two squares can touch each other's interior


class Block(NamedTuple):
    """Lattice squares from column `west` up to `east` and from row `north` down to `south`, ends not included."""

    west: int
    north: int
    east: int
    south: int

    @property
    def size(self) -> int:
        return (self.east - self.west) * (self.south - self.north)


@dataclass(frozen=True, slots=True)
class Lattice:
    """The lattice of one county: `columns` x `rows` townships in a square of 2 x `reach` degrees around its centre."""

    county: str
    lon: float
    lat: float
    reach: float
    columns: int
    rows: int

    @classmethod
    def around(cls, county: str, centre: tuple[float, float], reach: float, townships: int) -> "Lattice":
        columns = max(1, math.ceil(math.sqrt(townships)))
        return cls(county, *centre, reach, columns, max(1, math.ceil(townships / columns)))

    def block(self, place: int) -> Block:
        """Return the block of the township number `place`, counted from the north-west, row by row."""
        row, column = divmod(place, self.columns)
        west, north = column * SQUARES, row * SQUARES
        return Block(west, north, west + SQUARES, north + SQUARES)

    def ring(self, block: Block) -> list[tuple[float, float]]:
        """Return the closed border of a block, (longitude, latitude), counter-clockwise."""
        south = [(column, block.south) for column in range(block.west, block.east)]
        east = [(block.east, row) for row in range(block.south, block.north, -1)]
        north = [(column, block.north) for column in range(block.east, block.west, -1)]
        west = [(block.west, row) for row in range(block.north, block.south)]
        nodes = south + east + north + west
        return [self.node(*node) for node in [*nodes, nodes[0]]]

    def node(self, column: int, row: int) -> tuple[float, float]:
        """Return the place of a node; nodes on the county's own border stay on its line."""
        columns, rows = self.columns * SQUARES, self.rows * SQUARES
        right, down = _wobble(self.county, column, row)
        east = column + (right if 0 < column < columns else 0)
        south = row + (down if 0 < row < rows else 0)
        lon = self.lon - self.reach + 2 * self.reach * east / columns
        lat = self.lat + self.reach - 2 * self.reach * south / rows
        return round(lon, _DECIMALS), round(lat, _DECIMALS)


def split(block: Block, weights: Sequence[int]) -> list[Block]:
    """Return one block for each weight, together all of `block`, sizes about in proportion. A weight is at least 1."""
    if len(weights) == 1:
        return [block]
    half = len(weights) // 2
    first, second = weights[:half], weights[half:]
    width, height = block.east - block.west, block.south - block.north
    share = sum(first) / sum(weights)
    if width >= height:
        cut = block.west + _cut(width, height, share, sum(first), sum(second))
        halves = block._replace(east=cut), block._replace(west=cut)
    else:
        cut = block.north + _cut(height, width, share, sum(first), sum(second))
        halves = block._replace(south=cut), block._replace(north=cut)
    return split(halves[0], first) + split(halves[1], second)


def _cut(length: int, across: int, share: float, first: int, second: int) -> int:
    """Return where to cut so that both sides have at least as many squares as blocks to come."""
    return min(max(round(length * share), math.ceil(first / across)), length - math.ceil(second / across))


def _wobble(county: str, column: int, row: int) -> tuple[float, float]:
    digest = hashlib.blake2b(f"{county}/{column}/{row}".encode(), digest_size=8).digest()
    right, down = int.from_bytes(digest[:4]), int.from_bytes(digest[4:])
    return _WOBBLE * (right / 2**31 - 1), _WOBBLE * (down / 2**31 - 1)
