"""How are the days of the calendar read, locked and saved?

The calendar is one for the whole platform: no row belongs to a region, so that no query asks for a scope.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Row, SmallInteger, func, select, update
from sqlalchemy.dialects.postgresql import insert

from dispatch.workdays.domain import Action, Day
from dispatch.workdays.models import calendar_days, calendar_year_history, calendar_years
from shared.calendar import WorkCalendar
from shared.runtime.copies import calendar_version
from shared.runtime.db import Connection, new_id
from shared.runtime.sets import arrays, insert_rows


async def lock_years(connection: Connection, years: Sequence[int]) -> dict[int, int]:
    """Hold the rows of `years` until the transaction ends, making them where there are none; return year → version."""
    rows = [{"year": year, "version": 0} for year in sorted(years)]
    await insert_rows(connection, calendar_years, rows, skip_known=True)
    query = select(calendar_years).where(calendar_years.c.year.in_(years)).order_by(calendar_years.c.year)
    found = await connection.execute(query.with_for_update())
    return {row.year: row.version for row in found}


async def version_of(connection: Connection, year: int) -> int:
    """Return the version of a year's table; 0 where there is none."""
    query = select(calendar_years.c.version).where(calendar_years.c.year == year)
    return (await connection.execute(query)).scalar_one_or_none() or 0


async def days_of(connection: Connection, years: Sequence[int]) -> dict[date, Day]:
    """Return the known days of `years`, in order."""
    first, last = date(min(years), 1, 1), date(max(years), 12, 31)
    query = select(calendar_days).where(calendar_days.c.day.between(first, last)).order_by(calendar_days.c.day)
    rows = (await connection.execute(query)).all()
    return {row.day: Day(row.day, row.is_workday, row.source) for row in rows if row.day.year in set(years)}


async def save_days(connection: Connection, days: Sequence[Day], versions: dict[int, int]) -> None:
    """Save `days` and the versions of their years, one statement each."""
    names = ["day", "is_workday", "source", "version"]
    rows = [
        {"day": d.day, "is_workday": d.is_workday, "source": d.source, "version": versions[d.day.year]} for d in days
    ]
    given = arrays(rows, **{name: calendar_days.c[name].type for name in names})
    statement = insert(calendar_days).from_select(names, select(*(given.c[name] for name in names)))
    changed = {name: statement.excluded[name] for name in names[1:]}
    await connection.execute(statement.on_conflict_do_update(index_elements=["day"], set_=changed))
    numbers = [{"year": year, "version": version} for year, version in versions.items()]
    new = arrays(numbers, year=SmallInteger(), version=Integer())
    await connection.execute(
        update(calendar_years).where(calendar_years.c.year == new.c.year).values(version=new.c.version)
    )


async def add_history(
    connection: Connection, action: Action, versions: dict[int, int], days: Sequence[Day], *, by: str, at: datetime
) -> None:
    """Note what was changed: a row a year."""
    rows = [
        {
            "id": new_id(),
            "year": year,
            "version": version,
            "action": str(action),
            "by": by,
            "at": at,
            "facts": {
                "days": {d.day.isoformat(): d.is_workday for d in days if d.day.year == year},
                "sources": sorted({d.source for d in days if d.day.year == year}),
            },
        }
        for year, version in versions.items()
    ]
    await insert_rows(connection, calendar_year_history, rows)


async def history_of(connection: Connection, year: int) -> Sequence[Row[Any]]:
    """Return who changed the year's table, the oldest first."""
    query = select(calendar_year_history).where(calendar_year_history.c.year == year)
    return (await connection.execute(query.order_by(calendar_year_history.c.version))).all()


async def load_calendar(connection: Connection) -> WorkCalendar:
    """Return the calendar that deadlines are computed by; its version changes with every change of a year."""
    days = (await connection.execute(select(calendar_days.c.day, calendar_days.c.is_workday))).all()
    total = (await connection.execute(select(func.coalesce(func.sum(calendar_years.c.version), 0)))).scalar_one()
    return WorkCalendar({row.day: row.is_workday for row in days}, version=calendar_version(total))
