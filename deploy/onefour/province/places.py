"""Which townships does the province have: the real ones of the division table, and the synthetic ones beside them?"""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Final, NamedTuple

from onefour.province.scale import PROVINCE
from onefour.refusals import CommandRefused
from onefour.register import children_of, regions
from shared.codes import RegionLevel, at_level

# Codes from 100 to 199 are towns; real ones end long before.
_FIRST_SERIAL: Final = 190


class Place(NamedTuple):
    code: str
    name: str
    synthetic: bool = False

    @property
    def county(self) -> str:
        return at_level(self.code, RegionLevel.COUNTY)

    @property
    def city(self) -> str:
        return at_level(self.code, RegionLevel.CITY)


@cache
def all_townships() -> tuple[Place, ...]:
    """Return all townships of the reform's province, in the order of their codes.

    The division table of today has fewer townships than the reform counted: the rest is made up, one a county, each
    labelled as synthetic in its name.
    """
    real = [Place(r.code, r.name) for r in regions().values() if r.level is RegionLevel.TOWNSHIP and not r.is_pseudo]
    counties = [r.code for r in regions().values() if r.level is RegionLevel.COUNTY and not r.is_pseudo]
    made_up = (_made_up(county) for county in counties[: PROVINCE.synthetic])
    return tuple(sorted((*real, *made_up)))


def _made_up(county: str) -> Place:
    taken = {region.code for region in children_of(county)}
    code = next(f"{county}{n}" for n in range(_FIRST_SERIAL, _FIRST_SERIAL + 10) if f"{county}{n}" not in taken)
    return Place(code, f"{regions()[county].name}合成镇（合成）", synthetic=True)


def townships_of(counties: Collection[str]) -> list[Place]:
    """Return the townships of some counties, of all where none is named. Raises CommandRefused."""
    known = {place.county for place in all_townships()}
    if strangers := sorted(set(counties) - known):
        raise CommandRefused(f"没有该县 no such county with townships: {', '.join(strangers)}")
    return [place for place in all_townships() if not counties or place.county in counties]


def listed_counties(places: Collection[Place]) -> Iterator[str]:
    """Yield the counties that have a duty list: development zones counted as counties have none of their own."""
    for county in sorted({place.county for place in places}):
        if not regions()[county].is_pseudo:
            yield county
