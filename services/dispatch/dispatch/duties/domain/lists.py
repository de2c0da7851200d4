"""What may be drawn up as a duty list, and from which day may it hold?"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from dispatch.duties.domain.authority import ADMISSION_FORM, COUNTY_DIGITS, Duty, DutyKind
from dispatch.duties.domain.refusals import (
    BeginsInThePast,
    LaterListExists,
    LinesRefused,
    NeedsAdmission,
    NotAListRegion,
)
from shared.codes import MalformedCode, RegionLevel, region_level
from shared.errors import Reason

ONE_DAY = timedelta(days=1)


class Problem(Reason):
    """Why one line of a list is refused."""

    TWICE = "duties.twice", "同一事项出现两次"
    UNKNOWN_MATTER = "duties.unknown-matter", "没有这个事项"
    SUPPORTS_ITSELF = "duties.supports-itself", "牵头单位不能同时是配合单位"


class Step(StrEnum):
    """What happened to the lists of a region; stands in their history."""

    DRAWN_UP = "drawn-up"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"
    BINDING_PROPOSED = "binding-proposed"
    BINDING_WITHDRAWN = "binding-withdrawn"
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


@dataclass(frozen=True, slots=True)
class Change:
    """Which matters a list brings, says otherwise of, and leaves out, against the one before."""

    added: list[str]
    changed: list[str]
    removed: list[str]


def change_of(before: Iterable[Duty], after: Iterable[Duty]) -> Change:
    """Return what a list changes."""
    old, new = {one.matter: one for one in before}, {one.matter: one for one in after}
    changed = sorted(matter for matter in new.keys() & old.keys() if new[matter] != old[matter])
    return Change(sorted(new.keys() - old.keys()), changed, sorted(old.keys() - new.keys()))


def require_nothing_new(
    region: str, begins: date, duties: Sequence[Duty], lists: Mapping[str, Sequence[Duty]], *, today: date
) -> None:
    """Raise NeedsAdmission, BeginsInThePast where a list would give townships more than they are held to.

    `lists`: the lines of the county and of each of its townships that is held to its list on the day on which this one
    begins, as they stand.
    """
    county = region[:COUNTY_DIGITS]
    held = [one for one in lists if one != county]
    if not held:
        return
    if begins < today:
        raise BeginsInThePast("a township is held to what stands", begins=begins.isoformat(), townships=held)
    after = {**lists, region: duties}
    added: set[str] = set()
    for township in held:
        theirs = _basic(after.get(county, ()), after[township]) - _basic(lists.get(county, ()), lists[township])
        added |= theirs
    if added:
        raise NeedsAdmission("a further matter is admitted first", matters=sorted(added), form=ADMISSION_FORM)


def _basic(county: Iterable[Duty], own: Iterable[Duty]) -> set[str]:
    """Return what a township leads by its own lines, and by those of its county on which it has none."""
    lines = {one.matter: one for one in county} | {one.matter: one for one in own}
    return {matter for matter, one in lines.items() if one.kind is DutyKind.BASIC}


def townships_of(duties: Sequence[Duty]) -> int:
    """Return how many of the duties the township leads."""
    return sum(duty.kind is DutyKind.BASIC for duty in duties)
