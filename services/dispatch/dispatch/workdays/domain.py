"""What may change in the calendar of a year, by whom, and what follows from a notice that names some of its days?

The State Council's yearly notice on holidays (国务院办公厅关于部分节假日安排的通知) says which days are moved; the seed
comes from a package that follows the notices, an override is for a notice that the package does not know yet.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.calendar import FIRST_DAY, LAST_DAY
from shared.errors import Conflict, Forbidden, Invalid, NotFound

PROVINCE_DIGITS = 2


class Action(StrEnum):
    SEEDED = "seeded"
    OVERRIDDEN = "overridden"


class YearUnknown(NotFound):
    code = "workdays.year-unknown"
    said = "没有该年度的工作日历"


class YearOutOfRange(Invalid):
    code = "workdays.year-out-of-range"
    said = "年度超出工作日历范围"


class DayOutsideYear(Invalid):
    code = "workdays.day-outside-year"
    said = "日期不在该年度内"


class DayTwice(Invalid):
    code = "workdays.day-twice"
    said = "同一天出现两次"


class OnlyForTheWhole(Forbidden):
    code = "workdays.only-for-the-whole"
    said = "工作日历全省统一，不能单独调整"


class StaleVersion(Conflict):
    code = "workdays.stale-version"
    said = "工作日历已被他人更新，请重新读取"


@dataclass(frozen=True, slots=True)
class Day:
    """A day, whether it is worked, and where that is known from."""

    day: date
    is_workday: bool
    source: str


def require_year(year: int) -> None:
    """Raise YearOutOfRange where no calendar is computed for `year`."""
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise YearOutOfRange("no such calendar year", first=FIRST_DAY.year, last=LAST_DAY.year, given=year)


def require_whole(region: str) -> None:
    """Raise OnlyForTheWhole unless who asks answers for a province at least: every deadline hangs on this table."""
    if len(region) > PROVINCE_DIGITS:
        raise OnlyForTheWhole("the calendar is one for all townships; a part cannot change it", scope=region)


def require_version(known: int, given: int | None) -> None:
    """Raise StaleVersion where somebody changed the year since it was read."""
    if given is not None and given != known:
        raise StaleVersion("the calendar of this year was changed meanwhile", version=known, given=given)


def decide_override(year: int, known: Mapping[date, Day], given: Iterable[Day]) -> list[Day]:
    """Return the days of `given` that say something new; a source alone is new as well.

    Raises YearOutOfRange, DayOutsideYear, DayTwice.
    """
    require_year(year)
    days = list(given)
    outside = [day.day.isoformat() for day in days if day.day.year != year]
    if outside:
        raise DayOutsideYear("days of another year", year=year, days=outside)
    twice = sorted(day.isoformat() for day, times in Counter(day.day for day in days).items() if times > 1)
    if twice:
        raise DayTwice("a day is named twice", days=twice)
    return [day for day in days if known.get(day.day) != day]


def decide_seed(known: Mapping[date, Day], given: Iterable[Day], *, package: str) -> list[Day]:
    """Return the days that the package may write: new ones, and its own of an earlier version; never an override."""
    return [day for day in given if _is_seedable(known.get(day.day), day, package)]


def _is_seedable(known: Day | None, given: Day, package: str) -> bool:
    if known is None:
        return True
    # Another version of the package that says the same is no news.
    return known.source.startswith(package) and known.is_workday != given.is_workday
