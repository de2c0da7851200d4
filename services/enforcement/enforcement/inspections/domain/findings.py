"""What is a finding of the team, and which news of its case counts?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.errors import Forbidden, Invalid, NotFound
from shared.schemas.vocabulary import CaseState, Category, Point, Urgency

# Clocks of phones differ; what lies further ahead is a mistake.
CLOCK_TOLERANCE = timedelta(minutes=5)
# So long a phone may be without a signal. By which power officers acted is asked of the day on which they found
# something: nobody goes back behind the end of a power.
LONGEST_ON_A_PHONE = timedelta(days=7)


class FindingNotFound(NotFound):
    code = "inspections.finding-not-found"
    said = "没有这条执法发现"


class FoundInFuture(Invalid):
    code = "inspections.found-in-future"
    said = "发现时间尚未到来"


class FoundTooLongAgo(Invalid):
    """What officers found is told while it is fresh (penalty law art. 47: the whole process is on record)."""

    code = "inspections.found-too-long-ago"
    said = "执法发现须在七日内上报"


class RegionOutside(Forbidden):
    code = "inspections.region-outside"
    said = "该地点不在您的管辖范围内"


@dataclass(frozen=True, slots=True)
class NewFinding:
    """What two officers found; `text` may be personal and is sealed before it is saved."""

    category: Category
    region: str
    urgency: Urgency | None
    position: Point | None
    text: str
    found_at: datetime
    second_officer_id: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """Who reads a sealed text, for whom, what for and when."""

    by: str
    on_behalf_of: str
    purpose: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A case as the centre told it; `version` counts within one case, `hidden`: it hides from somebody."""

    case_id: UUID
    version: int
    number: str
    state: CaseState
    outcome: str | None
    changed_at: datetime
    hidden: bool = False


def is_news(known: CaseSeen | None, case: CaseSeen) -> bool:
    """Tell whether `case` is newer than what a finding knows of its case.

    Versions compare within one case. A report may move to another case (merge, split): then the later moment counts,
    and the case that was merged away says nothing more.
    """
    if known is None:
        return True
    if known.case_id == case.case_id:
        return case.version > known.version
    return case.state is not CaseState.MERGED and case.changed_at >= known.changed_at


def check_found_at(found_at: datetime, *, now: datetime) -> None:
    """Raises FoundInFuture for a moment that lies ahead by more than clocks differ, FoundTooLongAgo for an old one."""
    if found_at > now + CLOCK_TOLERANCE:
        raise FoundInFuture("what was found lies in the future", found_at=found_at, now=now)
    if found_at < now - LONGEST_ON_A_PHONE:
        raise FoundTooLongAgo("what was found is told within a week", found_at=found_at, now=now)
