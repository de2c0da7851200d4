"""When is a worker's own report the same one again, and what does a step of its case mean for it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.codes import RegionLevel
from shared.errors import Conflict, Invalid, NotFound
from shared.geo import Position
from shared.schemas.vocabulary import Category, Result, Urgency

# The scheme whose codes are the matters themselves; which matter another scheme's code is, the centre alone knows.
OWN_SCHEME = "onefour"

# With these a worker settles a thing on the spot; what needs others is no settling.
SETTLING = frozenset({Result.SOLVED, Result.PERSUADED, Result.EXPLAINED})


class Action(StrEnum):
    REPORT = "report"
    PROGRESS = "progress"


class ReportNotFound(NotFound):
    code = "patrols.report-not-found"
    said = "没有这条巡查上报"


class ClientIdReused(Conflict):
    """The phone used the id of one report for another."""

    code = "patrols.client-id-reused"
    said = "该终端编号已用于另一条上报"


class RegionUnknown(Conflict):
    """Neither the place nor the worker says which township it is."""

    code = "patrols.region-unknown"
    said = "无法判断上报地点属于哪个乡镇（街道）"


class NotSettled(Invalid):
    """What needs others, or was not found, is not settled; `possible` names what is."""

    code = "patrols.not-settled"
    said = "该结果不属于当场解决"


@dataclass(frozen=True, slots=True)
class Settled:
    """What a worker did about it himself on the spot."""

    result: Result
    note: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a worker saw, as his phone sends it; `settled`: and settled at once."""

    client_id: UUID
    category: Category
    text: str
    seen_at: datetime
    position: Position | None
    urgency: Urgency | None
    settled: Settled | None = None


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A step of the case that a report belongs to."""

    case_id: UUID
    version: int
    changed_at: datetime


def is_news(known: CaseSeen | None, heard: CaseSeen) -> bool:
    """Tell whether a step of a case is newer than what a report knows.

    Versions compare within one case; when a report moves to another case (merged, split), the later word counts.
    """
    if known is None:
        return True
    if known.case_id == heard.case_id:
        return heard.version > known.version
    return heard.changed_at > known.changed_at


def check_settled(settled: Settled | None) -> None:
    """Raise NotSettled where a result leaves something to be done."""
    if settled is not None and settled.result not in SETTLING:
        raise NotSettled("this leaves something to be done", result=settled.result, possible=sorted(SETTLING))


def matter_of(category: Category) -> str | None:
    """Return the matter that a category names, None where it does not name one itself."""
    return category.code if category.scheme == OWN_SCHEME else None


def check_same(known: Mapping[str, object], given: Mapping[str, object]) -> None:
    """Raise ClientIdReused unless a report sent again says what the first one said."""
    different = sorted(name for name, value in given.items() if known.get(name) != value)
    if different:
        raise ClientIdReused("this client_id belongs to another report", different=different)


def region_of(cell: str | None, workers_region: str | None, scope_region: str) -> str:
    """Return the township of a report: that of its cell, else of its worker, else of his scope.

    Raises RegionUnknown.
    """
    digits = RegionLevel.TOWNSHIP.digits
    for code in (cell, workers_region, scope_region):
        if code and len(code) >= digits:
            return code[:digits]
    raise RegionUnknown("neither the place nor the worker says which township it is")
