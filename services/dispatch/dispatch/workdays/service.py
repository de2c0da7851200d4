"""How does the calendar come to be, and how is it changed and told to the other services?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatch.memory import Group, touch
from dispatch.workdays import repository
from dispatch.workdays.domain import (
    Action,
    Day,
    YearUnknown,
    decide_override,
    decide_seed,
    require_version,
    require_whole,
    require_year,
)
from dispatch.workdays.repository import load_calendar
from shared.calendar import calendar_days_from_package
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope, platform_scope
from shared.schemas.dispatch import CalendarDay, WorkdaysPublished

__all__ = ["Year", "load_calendar", "override_workdays", "read_year", "seed_workdays"]

# How the package signs the days that it knows, whatever its version.
PACKAGE = "chinesecalendar "


@dataclass(frozen=True, slots=True)
class Year:
    """The table of one year as it stands."""

    year: int
    version: int
    days: Sequence[Day]


async def seed_workdays(work: UnitOfWork, years: Iterable[int], *, now: datetime) -> int:
    """Take the calendar of `years` from the package, beside what people overrode; return how many days are new.

    The same years again change nothing. Raises YearNotPublished for a year that the package does not cover.
    """
    wanted = sorted(set(years))
    if not wanted:
        return 0
    given = [Day(*day) for day in calendar_days_from_package(wanted)]
    versions = await repository.lock_years(work.connection, wanted)
    new = decide_seed(await repository.days_of(work.connection, wanted), given, package=PACKAGE)
    await _change(work, Action.SEEDED, versions, new, by=platform_scope("seed").person_id, now=now)
    return len(new)


async def override_workdays(
    work: UnitOfWork, scope: Scope, *, year: int, days: Sequence[Day], version: int | None, now: datetime
) -> Year:
    """Write days as a notice says them over what was known; return the year's new table.

    Raises OnlyForTheWhole, StaleVersion and what `decide_override` raises. The same days again change nothing.
    """
    require_whole(scope.region)
    require_year(year)
    versions = await repository.lock_years(work.connection, [year])
    require_version(versions[year], version)
    new = decide_override(year, await repository.days_of(work.connection, [year]), days)
    await _change(work, Action.OVERRIDDEN, versions, new, by=scope.person_id, now=now)
    return await _year(work, year)


async def read_year(work: UnitOfWork, *, year: int) -> Year:
    """Return the table of a year. Raises YearUnknown where nothing is known of it."""
    found = await _year(work, year) if 0 < year < 10_000 else None  # noqa: PLR2004 - what a date can say
    if found is None or not found.days:
        raise YearUnknown("the calendar of this year is not known yet", year=year)
    return found


async def _change(
    work: UnitOfWork, action: Action, versions: dict[int, int], new: Sequence[Day], *, by: str, now: datetime
) -> None:
    if not new:
        return
    raised = {year: versions[year] + 1 for year in sorted({day.day.year for day in new})}
    await repository.save_days(work.connection, new, raised)
    await repository.add_history(work.connection, action, raised, new, by=by, at=now)
    await touch(work.connection, Group.CALENDAR)
    known = await repository.days_of(work.connection, list(raised))
    by_year: defaultdict[int, list[Day]] = defaultdict(list)
    for day in known.values():
        by_year[day.day.year].append(day)
    outbox.record(work, *(_published(year, version, by_year[year]) for year, version in raised.items()))


def _published(year: int, version: int, days: Sequence[Day]) -> WorkdaysPublished:
    return WorkdaysPublished(
        year=year,
        version=version,
        source="; ".join(sorted({day.source for day in days})),
        days=[CalendarDay(day=day.day, is_workday=day.is_workday) for day in days],
    )


async def _year(work: UnitOfWork, year: int) -> Year:
    days = await repository.days_of(work.connection, [year])
    return Year(year, await repository.version_of(work.connection, year), list(days.values()))
