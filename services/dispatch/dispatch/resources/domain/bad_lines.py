"""Which lines of a bulk are bad? All are taken or none, and each bad one is named by its index."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from dispatch.resources.domain.refusals import LinesRefused, NeitherCityNorCounty, NotACounty, Problem
from shared.codes import RegionLevel

Bad = dict[int, list[Problem]]


def require_county(region: str) -> None:
    if len(region) != RegionLevel.COUNTY.digits:
        raise NotACounty("posts, people and money are moved within one county", region=region)


def require_city_or_county(region: str) -> None:
    if len(region) not in {RegionLevel.CITY.digits, RegionLevel.COUNTY.digits}:
        raise NeitherCityNorCounty("a city says what is uneven, or a county of it", region=region)


def refuse_lines(bad: Mapping[int, Sequence[Problem]]) -> None:
    """Raise LinesRefused where any line is bad, naming each."""
    lines = [{"index": index, "code": str(problem)} for index in sorted(bad) for problem in bad[index]]
    if lines:
        raise LinesRefused("nothing was taken", lines=lines)


def require_above_townships(region: str) -> None:
    if len(region) > RegionLevel.COUNTY.digits:
        raise NotACounty("a stock is taken over by a county or above it", region=region)


def twice(keys: Sequence[object]) -> Bad:
    """Return the lines that speak of what another line speaks of."""
    times = Counter(keys)
    return {index: [Problem.TWICE] for index, key in enumerate(keys) if times[key] > 1}


def kept_already(keys: Sequence[object], kept: Collection[object]) -> Bad:
    """Return the lines of a stock that speak of what is in the books: it changes by what is proposed of it."""
    return {index: [Problem.KEPT_ALREADY] for index, key in enumerate(keys) if key in kept}


def across_counties(ends: Sequence[tuple[str, str]]) -> Bad:
    """Return the lines that lead from one county into another; `ends`: the regions of both."""
    county = RegionLevel.COUNTY.digits
    return {index: [Problem.OUTSIDE_COUNTY] for index, (a, b) in enumerate(ends) if a[:county] != b[:county]}


def overlapping(keys: Sequence[object], begun: Collection[tuple[object, date]], valid_from: date) -> Bad:
    """Return the lines that a term would overlap which begins on that day or later: a term is followed, not changed."""
    later = {key for key, begins in begun if begins >= valid_from}
    return {index: [Problem.OVERLAP] for index, key in enumerate(keys) if key in later}


def misplaced(units: Sequence[str | None], seats: Mapping[str, str], county: str) -> Bad:
    """Return the lines whose unit is unknown on the day, or lies outside the county; `seats`: unit → region."""
    bad: Bad = {}
    for index, unit in enumerate(units):
        if unit is not None and unit not in seats:
            bad[index] = [Problem.UNKNOWN_UNIT]
        elif unit is not None and not seats[unit].startswith(county):
            bad[index] = [Problem.OUTSIDE_COUNTY]
    return bad


def strange_townships(regions: Sequence[str], known: Collection[str], county: str) -> Bad:
    """Return the lines whose region is no township of the county."""
    bad: Bad = {}
    for index, region in enumerate(regions):
        if len(region) != RegionLevel.TOWNSHIP.digits or region not in known:
            bad[index] = [Problem.UNKNOWN_TOWNSHIP]
        elif not region.startswith(county):
            bad[index] = [Problem.OUTSIDE_COUNTY]
    return bad


def unknown_powers(powers: Sequence[str | None], known: Collection[str]) -> Bad:
    """Return the lines that name a power which the province's catalogue has never held."""
    return {
        index: [Problem.UNKNOWN_POWER] for index, power in enumerate(powers) if power is not None and power not in known
    }


def merged(*found: Bad) -> Bad:
    """Return all that is bad, by line."""
    indexes = sorted({index for one in found for index in one})
    return {index: [problem for one in found for problem in one.get(index, [])] for index in indexes}
