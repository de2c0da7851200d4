"""What happened in which township on which day, without what is hidden from anybody; and how are briefs kept?"""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, delete, exists, func, select, text

from dispatch.cases.models import case_clocks, case_history, cases
from dispatch.figures.models import brief_regions, briefs
from dispatch.figures.repository.conditions import SHOWN_TO_ALL
from dispatch.organisation.models import regions
from shared.codes import RegionLevel
from shared.runtime.db import Connection, among
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

_c, _h, _k, _b = cases.c, case_history.c, case_clocks.c, briefs.c
PLACE = func.left(_c.region, RegionLevel.TOWNSHIP.digits).label("place")
Span = tuple[datetime, datetime]


def _day_of(moment: ColumnElement[Any]) -> ColumnElement[str]:
    return func.to_char(func.timezone("Asia/Shanghai", moment), "YYYY-MM-DD")


async def by_day(connection: Connection, column: str, span: Span) -> Sequence[Row[Any]]:
    """Return (place, day, count) of the cases whose `column` lies in a span."""
    moment, day = _c[column], _day_of(_c[column])
    query = select(PLACE, day, func.count()).where(SHOWN_TO_ALL, moment >= span[0], moment < span[1])
    return (await connection.execute(query.group_by(PLACE, day))).all()


async def opened_by(connection: Connection, column: str, span: Span) -> Sequence[Row[Any]]:
    """Return (place, value, count) of what was opened in a span, by a column; what has no value is left out."""
    value = _c[column]
    query = select(PLACE, value, func.count()).where(SHOWN_TO_ALL, _c.opened_at >= span[0], _c.opened_at < span[1])
    return (await connection.execute(query.where(value.is_not(None)).group_by(PLACE, value))).all()


async def open_by(connection: Connection, column: str) -> Sequence[Row[Any]]:
    """Return (place, value, count) of what has not ended, by state or queue."""
    value = _c[column]
    query = select(PLACE, value, func.count()).where(SHOWN_TO_ALL, _c.closed_at.is_(None), value.is_not(None))
    return (await connection.execute(query.group_by(PLACE, value))).all()


async def steps_by(connection: Connection, span: Span) -> Sequence[Row[Any]]:
    """Return (place, action, count) of the steps that were taken in a span, whatever actions there are."""
    query = select(PLACE, _h.action, func.count()).join(cases, _c.id == _h.case_id)
    return (
        await connection.execute(
            query.where(SHOWN_TO_ALL, _h.at >= span[0], _h.at < span[1]).group_by(PLACE, _h.action)
        )
    ).all()


async def late_cases(connection: Connection, now: datetime) -> AsyncIterator[Row[Any]]:
    """Return all open cases with a clock past its due time, the longest late first."""
    running = _k.stopped_at.is_(None) & _k.paused_at.is_(None) & (_k.due_at < now)
    due = select(_k.case_id, func.min(_k.due_at).label("due_at")).where(running).group_by(_k.case_id).subquery()
    query: Select[Any] = (
        select(PLACE, _c.number, _c.matter, _c.unit, due.c.due_at)
        .join(due, due.c.case_id == _c.id)
        .where(SHOWN_TO_ALL, _c.closed_at.is_(None))
        .order_by(due.c.due_at, _c.id)
    )
    async with connection.stream(query.execution_options(yield_per=2_000)) as rows:
        async for row in rows:
            yield row


async def region_names(connection: Connection, codes: Sequence[str]) -> dict[str, str]:
    query = select(regions.c.code, regions.c.name).where(among(regions.c.code, codes))
    return {row.code: row.name for row in await connection.execute(query)}


# ----------------------------------------------------------------------------------------------------------- wanted
async def want(connection: Connection, codes: Sequence[str], *, by: str, at: datetime) -> None:
    rows = [{"region": code, "wanted_by": by, "wanted_at": at} for code in codes]
    await insert_rows(connection, brief_regions, rows, skip_known=True)


async def unwant(connection: Connection, region: str) -> bool:
    gone = delete(brief_regions).where(brief_regions.c.region == region).returning(brief_regions.c.region)
    return (await connection.execute(gone)).one_or_none() is not None


async def list_wanted(connection: Connection, within: str, *, after: str, limit: int) -> list[str]:
    column = brief_regions.c.region
    here = column.startswith(within, autoescape=True)
    query = select(column).where(here, column > after).order_by(column).limit(limit)
    return list((await connection.execute(query)).scalars())


async def still_wanted(connection: Connection, day: date) -> list[str]:
    """Return the regions that want a brief of a day and have none."""
    made = exists().where(_b.region == brief_regions.c.region, _b.day == day)
    query = select(brief_regions.c.region).where(~made).order_by(brief_regions.c.region)
    return list((await connection.execute(query)).scalars())


async def alone(connection: Connection) -> bool:
    """Return whether this transaction is the one that makes briefs; another replica's is left to it."""
    return bool((await connection.execute(text("SELECT pg_try_advisory_xact_lock(hashtext('briefs'))"))).scalar_one())


# ------------------------------------------------------------------------------------------------------------- kept
async def add(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, briefs, rows)


async def next_version(connection: Connection, region: str, day: date) -> int:
    """Return the number of the next version of a brief; whoever else makes one waits until this one is kept."""
    await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('briefs'))"))
    query = select(func.coalesce(func.max(_b.version), 0) + 1).where(_b.region == region, _b.day == day)
    return int((await connection.execute(query)).scalar_one())


async def find(connection: Connection, scope: Scope, brief_id: UUID) -> Row[Any] | None:
    query = select(briefs).where(_b.id == brief_id, _b.region.startswith(scope.region, autoescape=True))
    return (await connection.execute(query)).one_or_none()


async def list_briefs(
    connection: Connection, region: str, *, day: date | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the briefs of exactly this region, newest first, without what they say."""
    told: Select[Any] = select(_b.id, _b.region, _b.day, _b.version, _b.as_of, _b.made_by)
    query = told.where(_b.region == region)
    if day is not None:
        query = query.where(_b.day == day)
    if after is not None:
        query = query.where(_b.id < after)
    rows: Sequence[Row[Any]] = (await connection.execute(query.order_by(_b.id.desc()).limit(limit))).all()
    return rows
