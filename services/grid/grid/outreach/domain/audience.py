"""Who is meant? Typed conditions on what the registry says of residents, all of which must hold; never an expression.

What nobody may ask away stands in `repository.people`: consent, a mobile number, no opt-out, a record that holds.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from grid.outreach.domain.refusals import AudienceRefused, Flaw
from grid.registry.domain.kinds import Care, Employment, HomeUse, Population, Sex
from shared.runtime.bodies import Body, Day
from shared.runtime.text import RegionCode

CellCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{15}$")]
SkillName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
OLDEST = 130
# Civil Code, articles 17 and 18. Whoever is younger is told of no job.
OF_AGE: Final = 18
# Personal Information Protection Law, article 31: below, a guardian would have to agree, which the registry cannot say.
OWN_CONSENT: Final = 14


class CampaignKind(StrEnum):
    """What is sent: jobs (岗位), or news of the town (通知)."""

    JOBS = "jobs"
    NEWS = "news"

    @property
    def least_age(self) -> int:
        return OF_AGE if self is CampaignKind.JOBS else OWN_CONSENT


class Audience(Body):
    """An empty condition asks nothing.

    Ages are whole years on the day `on` (None: the day of asking); `home_use` is of the home that somebody lives in.
    """

    age_from: int | None = Field(default=None, ge=0, le=OLDEST)
    age_to: int | None = Field(default=None, ge=0, le=OLDEST)
    on: Day | None = None
    sex: Sex | None = None
    population: tuple[Population, ...] = Field(default=(), max_length=3)
    employment: tuple[Employment, ...] = Field(default=(), max_length=6)
    skills_any: tuple[SkillName, ...] = Field(default=(), max_length=50)
    skills_all: tuple[SkillName, ...] = Field(default=(), max_length=20)
    care: tuple[Care, ...] = Field(default=(), max_length=5)
    home_use: tuple[HomeUse, ...] = Field(default=(), max_length=4)
    regions: tuple[RegionCode, ...] = Field(default=(), max_length=200)
    cells: tuple[CellCode, ...] = Field(default=(), max_length=2_000)


def check_audience(audience: Audience, region: str) -> None:
    """Raise AudienceRefused where it can mean nobody, or reaches beyond `region`."""
    flaws: list[tuple[str, Flaw]] = []
    if audience.age_from is not None and audience.age_to is not None and audience.age_from > audience.age_to:
        flaws.append(("age_from", Flaw.AGES_CROSSED))
    flaws += [("regions", Flaw.OUTSIDE) for one in audience.regions if not one.startswith(region)]
    flaws += [("cells", Flaw.OUTSIDE) for one in audience.cells if not one.startswith(region)]
    if flaws:
        raise AudienceRefused("the audience cannot be meant so", *flaws)


def years_before(day: date, years: int) -> date:
    """Return the day `years` before; who was born on 29 February has his birthday on the 28th in other years."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def born_between(audience: Audience, today: date) -> tuple[date | None, date | None]:
    """Return (born after, born on or before) for the ages that are asked for; None asks nothing."""
    day = audience.on or today
    after = None if audience.age_to is None else years_before(day, audience.age_to + 1)
    until = None if audience.age_from is None else years_before(day, audience.age_from)
    return after, until


def shown_count(count: int, audience: Audience, least: int) -> int | None:
    """Return how many are said to be found, None where so few that one of them could be known.

    Where people are chosen by what they are cared for, the number is rounded down, so that the difference of two
    numbers names nobody.
    """
    if not audience.care or least <= 1:
        return count
    return None if count < least else count - count % least
