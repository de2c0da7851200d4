"""What do daily briefs look like from outside, and how are they asked for?"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shared.runtime.bodies import Body, Day, Shown
from shared.runtime.text import RegionCode

MOST_REGIONS = 2_000


class BriefSummary(Shown):
    """One version of a brief; `as_of` is when it was made, `made_by` the system or who asked for it again."""

    id: UUID
    region: str
    day: date
    version: int
    as_of: datetime
    made_by: str


class BriefPage(Shown):
    items: list[BriefSummary]
    next: UUID | None


class BriefShown(BriefSummary):
    """`content`: the numbers, as they stood then. Cases hidden from anybody, and sealed ones, are in none of them."""

    content: dict[str, Any]


class BriefAgain(Body):
    region: RegionCode
    day: Day


class BriefMade(Shown):
    id: UUID


class RegionsWanting(Body):
    """For which regions briefs shall be made; those that want them already go on."""

    regions: Annotated[list[RegionCode], Field(min_length=1, max_length=MOST_REGIONS)]


class RegionPage(Shown):
    items: list[str]
    next: str | None
