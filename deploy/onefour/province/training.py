"""Which courses were held in the province's cities, and who was there?"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from onefour.province.authority import FIELDS
from onefour.province.organisation import DOCUMENT, Town
from onefour.province.scale import Scale
from onefour.province.shares import apportion

_FIRST, _DAYS = date(2024, 1, 8), 900
_HOURS_A_DAY: Final = 8
_SAFETY_EVERY: Final = 3


def past_training(towns: Sequence[Town], scale: Scale, random: Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each city with what it held: courses of a day, one session each, and who was there.

    All attendances, which are so many person-times, add up to those of `scale`; a third of the courses is safety.
    """
    people: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for town in towns:
        people[town.place.city][town.place.county] += [person.id for person in town.people]
    cities = sorted(people)
    weights = [sum(len(ids) for ids in people[city].values()) for city in cities]
    courses = apportion(scale.courses, weights)
    attendances = apportion(scale.attendances, weights)
    for city, number, times in zip(cities, courses, attendances, strict=True):
        yield city, _city(city, number, times, people[city], random)


def course_code(city: str, number: int) -> str:
    return f"SC{city}-{number:03d}"


def _city(city: str, courses: int, attendances: int, people: dict[str, list[str]], random: Random) -> dict[str, Any]:
    # A development zone has too few people to fill a session.
    counties = sorted(people, key=lambda county: (-len(people[county]), county))[: max(1, len(people) * 2 // 3)]
    times = apportion(attendances, [1] * courses)
    return {
        "document": DOCUMENT,
        "courses": [_course(city, number) for number in range(1, courses + 1)],
        "sessions": [
            _session(course_code(city, number), county, people[county], there, random)
            for number, there in enumerate(times, start=1)
            for county in [counties[number % len(counties)]]
        ],
    }


def _course(city: str, number: int) -> dict[str, Any]:
    field = FIELDS[0] if number % _SAFETY_EVERY == 0 else FIELDS[number % len(FIELDS)]
    name = f"合成培训{number:03d}"
    return {"code": course_code(city, number), "name": name, "field": field, "hours": _HOURS_A_DAY, "organiser": city}


def _session(course: str, county: str, people: Sequence[str], attendances: int, random: Random) -> dict[str, Any]:
    day = (_FIRST + timedelta(days=random.randrange(_DAYS))).isoformat()
    there = sorted(random.sample(people, attendances))
    attended = [{"day": day, "hours": _HOURS_A_DAY, "persons": there}] if there else []
    ends = {"first_day": day, "last_day": day}
    return {"course": course, "region": county, "hours_a_day": _HOURS_A_DAY, "attended": attended, **ends}
