"""What does a synthetic township look like: its outline, villages, cells, agencies and people?

Real are the division codes and names, and about where the place is. All else is made up, the same for the same code and
seed, and says so: `synthetic` is true wherever it leaves this module.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

from shapely.geometry import Polygon

from onefour.lattice import Block, Lattice, split
from onefour.register import (
    GOVERNMENT,
    UnitKind,
    centre_of,
    children_of,
    county_of,
    government_of,
    township,
    unit_kinds,
)
from shared.codes import RegionLevel, cell_code
from shared.errors import Invalid

DEFAULT_CELLS: Final = 16
MOST_CELLS: Final = 144  # four lattice squares each
PLACES_PER_CELL: Final = 3
_SYNTHETIC_VILLAGES: Final = 6
_VILLAGE_OFFICES: Final = ("居民委员会", "村民委员会", "居委会", "村委会")
_FIRST: Final = "春安锦瑞福兴永嘉翠明"
_SECOND: Final = "晖泰华景宁和丰园"
_KINDS_OF_PLACE: Final = ("小区", "路", "花园", "街", "新村", "广场")


class BadTownship(Invalid):
    """A township that cannot be made up as asked."""

    code = "township.bad"


@dataclass(frozen=True, slots=True)
class Village:
    code: str
    name: str
    is_real: bool


@dataclass(frozen=True, slots=True)
class TownshipCell:
    """A unit grid cell; `place_names` are what people call places in it, each in one cell of the township only."""

    code: str
    name: str
    polygon: Polygon
    place_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    id: str
    kind: str
    name: str
    name_en: str
    region: str


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    unit: str
    roles: tuple[str, ...]
    region: str


@dataclass(frozen=True, slots=True)
class WorkerPost:
    """Who looks after a cell: A is the first, B stands in."""

    person_id: str
    cell: str
    role: str


@dataclass(frozen=True, slots=True)
class Township:
    """A township made up around its real code and name."""

    code: str
    name: str
    seed: int
    outline: Polygon
    villages: tuple[Village, ...]
    cells: tuple[TownshipCell, ...]
    units: tuple[Unit, ...]
    departments: tuple[Unit, ...]
    persons: tuple[Person, ...]
    posts: tuple[WorkerPost, ...]
    synthetic: bool = True


def synthesise_township(code: str, *, seed: int, cells: int = DEFAULT_CELLS) -> Township:
    """Make up the township `code` with about `cells` cells, at least one for each of its villages.

    Pure: the same arguments, the same township; townships of one county lie side by side whatever their arguments.
    Raises NoSuchTownship, BadTownship.
    """
    real = township(code)
    if not 1 <= cells <= MOST_CELLS:
        raise BadTownship(f"a township has 1 to {MOST_CELLS} cells", cells=cells)
    villages = _villages(code, real.name)
    lattice, block = _place(code)
    made = tuple(_cells(code, seed, villages, lattice, block, max(cells, len(villages))))
    units = tuple(_unit(kind, code, real.name) for kind in unit_kinds(RegionLevel.TOWNSHIP))
    return Township(
        code=code,
        name=real.name,
        seed=seed,
        outline=Polygon(lattice.ring(block)),
        villages=villages,
        cells=made,
        units=(_government(code, real.name), *units),
        departments=county_departments(county_of(code).code),
        persons=(*_workers(code, len(made)), *_staff(code)),
        posts=_posts(code, made),
    )


def county_departments(county: str) -> tuple[Unit, ...]:
    """Return the departments of a county, one of each kind, to which a matter that is not the township's can go."""
    name = county_of(county).name
    return tuple(_unit(kind, county, name) for kind in unit_kinds(RegionLevel.COUNTY))


def _place(code: str) -> tuple[Lattice, Block]:
    county = county_of(code)
    centre = centre_of(county.code)
    siblings = [region.code for region in children_of(county.code)]
    lattice = Lattice.around(county.code, (centre.lon, centre.lat), centre.reach, len(siblings))
    return lattice, lattice.block(siblings.index(code))


def _villages(code: str, name: str) -> tuple[Village, ...]:
    real = tuple(Village(region.code, _village_name(region.name), is_real=True) for region in children_of(code))
    return real or tuple(
        Village(f"{code}{number:03d}", f"{name}合成社区{number}", is_real=False)
        for number in range(1, _SYNTHETIC_VILLAGES + 1)
    )


def _village_name(official: str) -> str:
    """Return what people call it: 复兴社区居委会 → 复兴社区, 浏南村委会 → 浏南村."""
    for office in _VILLAGE_OFFICES:
        if official.endswith(office):
            bare = official.removesuffix(office)
            return bare if bare.endswith(("社区", "村")) else bare + ("村" if office.startswith("村") else "社区")
    return official


def _cells(
    code: str, seed: int, villages: tuple[Village, ...], lattice: Lattice, block: Block, count: int
) -> Iterator[TownshipCell]:
    shares = [count // len(villages) + (number < count % len(villages)) for number in range(len(villages))]
    names = _place_names(f"{seed}/{code}", count)
    for village, share, area in zip(villages, shares, split(block, shares), strict=True):
        # West to east, north to south.
        blocks = sorted(split(area, [1] * share), key=lambda part: (part.north, part.west))
        for serial, part in enumerate(blocks, start=1):
            places = tuple(next(names) for _ in range(PLACES_PER_CELL))
            yield TownshipCell(
                code=cell_code(village.code, serial),
                name=f"{village.name}第{serial}网格",
                polygon=Polygon(lattice.ring(part)),
                # A village's name alone leads to its first cell.
                place_names=(village.name, *places) if serial == 1 else places,
            )


def _place_names(key: str, cells: int) -> Iterator[str]:
    """Yield names that occur once, in an order that the key decides."""
    made = ["".join(parts) for parts in product(_FIRST, _SECOND, _KINDS_OF_PLACE)]
    if cells * PLACES_PER_CELL > len(made):
        raise BadTownship("there are not so many names", names=len(made))
    yield from sorted(made, key=lambda name: hashlib.blake2b(f"{key}/{name}".encode()).digest())


def _unit(kind: UnitKind, region: str, place: str) -> Unit:
    return Unit(f"u-{region}-{kind.kind}", kind.kind, place + kind.name, f"{kind.name_en} (synthetic)", region)


def _government(code: str, place: str) -> Unit:
    return Unit(f"u-{code}-{GOVERNMENT}", GOVERNMENT, government_of(place), "Government (synthetic)", code)


def _workers(code: str, count: int) -> Iterator[Person]:
    unit = f"u-{code}-governance-office"
    for number in range(1, count + 1):
        yield Person(_worker_id(code, number), f"网格员{number:02d}（合成）", unit, ("worker",), code)


def _posts(code: str, cells: tuple[TownshipCell, ...]) -> tuple[WorkerPost, ...]:
    """Give everybody a cell of his own, and the next one's to stand in for: two people for a cell, two cells each."""
    own = [WorkerPost(_worker_id(code, number), cell.code, "A") for number, cell in enumerate(cells, start=1)]
    stand_in = [
        WorkerPost(_worker_id(code, number), cell.code, "B")
        for number, cell in enumerate(cells[1:] + cells[:1], start=1)
    ]
    return (*own, *stand_in) if len(cells) > 1 else tuple(own)


def _worker_id(code: str, number: int) -> str:
    return f"p-{code}-w{number:02d}"


# Letter of the id, what the person is called, unit, roles, how many. An enforcement act needs two officers.
_STAFF: Final = (
    ("d", "指挥员", "governance-office", "dispatcher", 2),
    ("c", "窗口人员", "service-centre", "clerk", 2),
    ("o", "执法队员", "enforcement-team", "officer", 3),
    ("l", "镇领导", "party-office", "leader", 1),
)


def _staff(code: str) -> Iterator[Person]:
    for letter, name, unit, role, count in _STAFF:
        for number in range(1, count + 1):
            yield Person(
                f"p-{code}-{letter}{number:02d}", f"{name}{number:02d}（合成）", f"u-{code}-{unit}", (role,), code
            )
