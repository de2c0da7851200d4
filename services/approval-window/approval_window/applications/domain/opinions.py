"""Until when is an agency asked for its opinion, who gives it, and what waits for it (licence law art. 26 (2))?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from approval_window.items.domain.drafts import (
    AgencyLevel,
)
from shared.calendar import Deadline, TermUnit, WorkCalendar
from shared.codes import RegionLevel, at_level
from shared.errors import Conflict, Forbidden, NotFound

_LEVELS = {AgencyLevel.COUNTY: RegionLevel.COUNTY, AgencyLevel.TOWNSHIP: RegionLevel.TOWNSHIP}


class AgencyOpinion(StrEnum):
    """What an agency says of an application."""

    AGREE = "agree"
    DISAGREE = "disagree"


class OpinionNotFound(NotFound):
    code = "opinions.not-found"
    said = "没有这项征求意见"


class NotAskedOfYou(Forbidden):
    """The agency itself answers: who belongs by the register today to the unit that is asked."""

    code = "opinions.not-asked-of-you"
    said = "征求的不是您所在单位的意见"


class ReceivedByYourself(Forbidden):
    """Who received an application, or goes on with it, does not speak for an agency as well."""

    code = "opinions.received-by-yourself"
    said = "受理、经办人员不得代部门反馈意见"


class OpinionGivenAlready(Conflict):
    code = "opinions.given-already"
    said = "该部门已反馈意见"


class AgreedBySilence(Conflict):
    """The days are over, and the item has it that silence agrees; `due_at` was their end."""

    code = "opinions.agreed-by-silence"
    said = "逾期未反馈，已视为同意"


class OpinionsOpen(Conflict):
    """It is decided when all have answered, or their silence counts; `agencies` have not (licence law art. 26)."""

    code = "applications.opinions-open"
    said = "征求的部门意见尚未全部反馈，不能作出决定"


class AgencyDisagrees(Conflict):
    """What an agency disagrees with is not granted; `agencies` do (licence law art. 26, 38)."""

    code = "applications.agency-disagrees"
    said = "有部门不同意，不能准予"


class OpinedYourself(Forbidden):
    """Who spoke for an agency does not decide."""

    code = "applications.opined-yourself"
    said = "代部门反馈意见的人员不得作出决定"


@dataclass(frozen=True, slots=True)
class Asked:
    """An agency that is asked: until when, what its silence means, and what it has said."""

    agency: str
    due_at: datetime
    silence_agrees: bool
    opinion: AgencyOpinion | None
    by: str | None

    def is_silent(self, now: datetime) -> bool:
        """Tell whether its silence counts as agreement."""
        return self.opinion is None and self.silence_agrees and now > self.due_at


def region_asked(level: AgencyLevel, region: str) -> str:
    """Return the region of the unit that is asked about what was applied for in a region."""
    return at_level(region, _LEVELS[level])


def deadline_for_opinion(asked_at: datetime, days: int, calendar: WorkCalendar) -> Deadline:
    """Return until when an agency is to answer: within its working days (licence law art. 26 (2), 82).

    They run on where the term of the decision stands still: what is heard or tested meanwhile is the window's.
    """
    return calendar.deadline_after(asked_at, days, TermUnit.WORKING_DAYS)


def require_asked(unit: str | None, asked: str | None) -> None:
    """Raise NotAskedOfYou unless somebody's unit is the one that is asked (licence law art. 26 (2))."""
    if unit is None or unit != asked:
        raise NotAskedOfYou("another unit is asked", asked=asked, article="行政许可法 26")


def require_not_of_window(person: str, window: Collection[str]) -> None:
    """Raise ReceivedByYourself for who handles the application himself."""
    if person in window:
        raise ReceivedByYourself("you handle this application yourself", article="行政许可法 26")


def require_unanswered(asked: Asked, now: datetime) -> None:
    """Raise OpinionGivenAlready, AgreedBySilence; late is said, and where silence does not agree it is taken."""
    if asked.opinion is not None:
        raise OpinionGivenAlready("this agency has answered", agency=asked.agency)
    if asked.is_silent(now):
        raise AgreedBySilence("it agreed by its silence", agency=asked.agency, due_at=asked.due_at.isoformat())


def require_opinions(all_asked: Sequence[Asked], person: str, now: datetime) -> None:
    """Raise OpinionsOpen before all have answered or are silent, OpinedYourself (licence law art. 26 (2))."""
    waited_for = [one.agency for one in all_asked if one.opinion is None and not one.is_silent(now)]
    if waited_for:
        raise OpinionsOpen("these have not answered", agencies=waited_for, article="行政许可法 26")
    if any(one.by == person for one in all_asked):
        raise OpinedYourself("another person decides", article="行政许可法 26")


def require_agreed(all_asked: Sequence[Asked]) -> None:
    """Raise AgencyDisagrees (licence law art. 26 (2), 38)."""
    against = [one.agency for one in all_asked if one.opinion is AgencyOpinion.DISAGREE]
    if against:
        raise AgencyDisagrees("these disagree", agencies=against, article="行政许可法 26")


def silent_of(all_asked: Sequence[Asked], now: datetime) -> list[str]:
    """Return which agencies agreed by their silence."""
    return [one.agency for one in all_asked if one.is_silent(now)]
