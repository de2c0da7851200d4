"""How big is the province of the reform, and what is the share of some of its counties?

The figures are those that the reform reports of itself (README, "A province in a box").
"""

from dataclasses import dataclass, fields, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Scale:
    """`licences` and `penalties` stand in the catalogue; a township has taken over `…_taken` of them on average."""

    townships: int = 1_257
    synthetic: int = 54
    agencies: int = 9_392
    matters: int = 627
    county_led: int = 503
    licences: int = 46
    penalties: int = 323
    licences_taken: int = 38
    penalties_taken: int = 102
    administrative_posts: int = 2_221
    institution_posts: int = 7_256
    people: int = 21_847
    courses: int = 1_626
    attendances: int = 99_010


PROVINCE: Final = Scale()
_PER_TOWNSHIP: Final = ("agencies", "administrative_posts", "institution_posts", "people", "courses", "attendances")


def share(townships: int, synthetic: int) -> Scale:
    """Return the scale of so many townships; the whole province where they are all."""
    kept = {field.name: getattr(PROVINCE, field.name) for field in fields(Scale)}
    scaled = {name: max(1, round(kept[name] * townships / PROVINCE.townships)) for name in _PER_TOWNSHIP}
    return replace(PROVINCE, townships=townships, synthetic=synthetic, **scaled)
