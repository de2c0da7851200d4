"""What may be drawn up as a duty list, and from which day may it hold?"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from dispatch.duties.domain.authority import Duty, DutyKind
from dispatch.duties.domain.refusals import LaterListExists, LinesRefused, NotAListRegion
from shared.codes import MalformedCode, RegionLevel, region_level

ONE_DAY = timedelta(days=1)


class Problem(StrEnum):
    """Why one line of a list is refused."""

    TWICE = "duties.twice"
    UNKNOWN_MATTER = "duties.unknown-matter"
    SUPPORTS_ITSELF = "duties.supports-itself"


class Step(StrEnum):
    """What happened to the lists of a region; stands in their history."""

    DRAWN_UP = "drawn-up"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"
    BOUND = "bound"


@dataclass(frozen=True, slots=True)
class DraftGiven:
    """A list as somebody draws it up; `adopted_by` is the number of the document."""

    region: str
    valid_from: date
    title: str
    adopted_by: str
    duties: Sequence[Duty]


@dataclass(frozen=True, slots=True)
class NewList:
    """A list that is about to hold; `drawn_up_by` is another person than who publishes it."""

    id: UUID
    region: str
    valid_from: date
    title: str
    adopted_by: str
    drawn_up_by: str


@dataclass(frozen=True, slots=True)
class Published:
    """A list that stands already: its version and its days."""

    version: int
    valid_from: date
    valid_to: date | None


def require_list_region(region: str) -> None:
    """Raise NotAListRegion for what is neither a county nor a township."""
    try:
        level = region_level(region)
    except MalformedCode as error:
        raise NotAListRegion("a county or a township has a duty list", region=region) from error
    if level not in {RegionLevel.COUNTY, RegionLevel.TOWNSHIP}:
        raise NotAListRegion("a county or a township has a duty list", region=region, level=str(level))


def check_lines(duties: Sequence[Duty], known_matters: Collection[str]) -> None:
    """Raise LinesRefused, naming every bad line."""
    times = Counter(duty.matter for duty in duties)
    bad = [
        {"index": index, "matter": duty.matter, "code": str(problem)}
        for index, duty in enumerate(duties)
        for problem in _problems(duty, times[duty.matter], known_matters)
    ]
    if bad:
        raise LinesRefused("nothing of the list was taken", lines=bad)


def _problems(duty: Duty, times: int, known_matters: Collection[str]) -> list[Problem]:
    found = []
    if times > 1:
        found.append(Problem.TWICE)
    if duty.matter not in known_matters:
        found.append(Problem.UNKNOWN_MATTER)
    if duty.lead in duty.support:
        found.append(Problem.SUPPORTS_ITSELF)
    return found


def next_version(before: Sequence[Published], valid_from: date) -> tuple[int, Published | None]:
    """Return the number of a list that begins on a day, and the list that it ends (on the day before).

    Raises LaterListExists where one begins on that day or later.
    """
    later = [one for one in before if one.valid_from >= valid_from]
    if later:
        newest = max(later, key=lambda one: one.valid_from)
        raise LaterListExists(
            "a list that begins later stands already", version=newest.version, valid_from=newest.valid_from.isoformat()
        )
    version = max((one.version for one in before), default=0) + 1
    in_force = next((one for one in before if one.valid_to is None or one.valid_to >= valid_from), None)
    return version, in_force


def townships_of(duties: Sequence[Duty]) -> int:
    """Return how many of the duties the township leads."""
    return sum(duty.kind is DutyKind.BASIC for duty in duties)
