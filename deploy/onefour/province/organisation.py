"""Which units and people does the province have, and which posts and modes did the reform give them?"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from random import Random
from typing import Any, Final

from onefour.province.places import Place
from onefour.province.scale import Scale
from onefour.province.shares import uneven
from onefour.register import regions, unit_kinds
from shared.codes import RegionLevel

# The day on which the books of the reform begin.
START: Final = "2020-01-01"
DOCUMENT: Final = "合成〔2020〕1号"
FEWEST_AGENCIES, MOST_AGENCIES = 7, 9
_MADE_UP: Final = {"synthetic": True, "valid_from": START}
# What every township has; the others as its size allows.
_ALWAYS: Final = frozenset({"party-office", "service-centre", "governance-office", "enforcement-team"})
_ROLES: Final = {"service-centre": "clerk", "governance-office": "dispatcher", "enforcement-team": "officer"}
ADMINISTRATIVE, INSTITUTION = "administrative", "public-institution"
TRANSFERRED, COUNTY_KEPT = "transferred", "county-kept-township-used"


@dataclass(frozen=True, slots=True)
class Sent:
    """A person who was sent down: on which kind of post, from which department to which agency."""

    id: str
    region: str
    agency: str
    department: str
    kind: str
    mode: str


@dataclass(frozen=True, slots=True)
class Town:
    """A township with its agencies (unit ids), its posts by (agency, kind) and its people."""

    place: Place
    agencies: Sequence[str]
    posts: Counter[tuple[str, str]]
    people: Sequence[Sent]


def make_towns(places: Sequence[Place], scale: Scale, random: Random) -> list[Town]:
    """Return the townships; their agencies, posts and people add up to those of `scale`."""
    number = len(places)
    agencies = uneven(scale.agencies, number, random, least=FEWEST_AGENCIES, most=MOST_AGENCIES)
    administrative = uneven(scale.administrative_posts, number, random, least=0, most=6)
    institution = uneven(scale.institution_posts, number, random, least=0, most=16)
    people = uneven(scale.people, number, random, least=0, most=40)
    return [
        _town(place, kinds, Counter({ADMINISTRATIVE: upper, INSTITUTION: lower}), count, random)
        for place, kinds, upper, lower, count in zip(places, agencies, administrative, institution, people, strict=True)
    ]


def _town(place: Place, agencies: int, kinds: Counter[str], people: int, random: Random) -> Town:
    units = [f"u-{place.code}-{kind}" for kind in _kinds(agencies, random)]
    posts = Counter((random.choice(units), kind) for kind in kinds.elements())
    return Town(place, units, posts, list(_people(place, units, posts, people, random)))


def _kinds(agencies: int, random: Random) -> list[str]:
    kinds = [kind.kind for kind in unit_kinds(RegionLevel.TOWNSHIP)]
    others = [kind for kind in kinds if kind not in _ALWAYS]
    chosen = _ALWAYS | set(random.sample(others, agencies - len(_ALWAYS)))
    return [kind for kind in kinds if kind in chosen]


def _people(
    place: Place, units: Sequence[str], posts: Counter[tuple[str, str]], people: int, random: Random
) -> Iterator[Sent]:
    """Yield people on the posts that came down, as far as there are any; the others on posts that the county keeps."""
    seats = list(posts.elements())[:people]
    departments = [f"u-{place.county}-{kind.kind}" for kind in unit_kinds(RegionLevel.COUNTY)]
    for number in range(1, people + 1):
        person, department = f"p-{place.code}-s{number:03d}", random.choice(departments)
        if number <= len(seats):
            agency, kind = seats[number - 1]
            yield Sent(person, place.code, agency, department, kind, TRANSFERRED)
        else:
            yield Sent(person, place.code, random.choice(units), department, INSTITUTION, COUNTY_KEPT)


def region_rows(places: Sequence[Place]) -> list[dict[str, Any]]:
    return [{"code": place.code, "name": place.name, "synthetic": True} for place in places if place.synthetic]


def unit_rows(towns: Sequence[Town]) -> list[dict[str, Any]]:
    """Return the departments of the counties and the agencies of the townships."""
    kinds = {kind.kind: kind.name for level in RegionLevel for kind in unit_kinds(level)}
    counties = sorted({town.place.county for town in towns})
    departments = [
        (f"u-{county}-{kind.kind}", county) for county in counties for kind in unit_kinds(RegionLevel.COUNTY)
    ]
    agencies = [(unit, town.place.code) for town in towns for unit in town.agencies]
    names = {county: regions()[county].name for county in counties} | {t.place.code: t.place.name for t in towns}
    return [
        {"id": unit, "region": region, "kind": _kind(unit), "name": names[region] + kinds[_kind(unit)], **_MADE_UP}
        for unit, region in chain(departments, agencies)
    ]


def _kind(unit: str) -> str:
    return unit.split("-", 2)[2]


def person_rows(towns: Sequence[Town]) -> list[dict[str, Any]]:
    return [
        {
            "id": person.id,
            "name": f"下沉人员{number:03d}（合成）",
            "region": person.region,
            "unit_id": person.agency,
            "roles": [role] if (role := _ROLES.get(_kind(person.agency))) else [],
            **_MADE_UP,
        }
        for town in towns
        for number, person in enumerate(town.people, start=1)
    ]


def post_rows(towns: Sequence[Town]) -> dict[str, list[dict[str, Any]]]:
    """Return by region the posts that came down, and those that the counties' departments keep for whom they lend."""
    held = Counter({key: number for town in towns for key, number in town.posts.items()})
    lent = Counter((p.department, p.kind) for town in towns for p in town.people if p.mode == COUNTY_KEPT)
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for (unit, kind), number in sorted((held + lent).items()):
        rows[_region(unit)].append({"unit_id": unit, "kind": kind, "approved": number, "posts": number})
    return rows


def _region(unit: str) -> str:
    return unit.split("-", 2)[1]


def placement_rows(town: Town) -> list[dict[str, Any]]:
    return [
        {"person_id": p.id, "mode": p.mode, "from_unit": p.department, "to_unit": p.agency, "kind": p.kind}
        for p in town.people
    ]
