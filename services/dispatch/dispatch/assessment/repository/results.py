"""How are results of years, and what somebody proposes to fix, read and written?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, func, or_, select, update

from dispatch.assessment.domain.figures import type_of
from dispatch.assessment.domain.results import FixingState
from dispatch.assessment.domain.terms import last_day
from dispatch.assessment.domain.totals import ScoreState
from dispatch.assessment.models import (
    assessment_fixings,
    assessment_objections,
    assessment_results,
    assessment_scores,
)
from dispatch.assessment.repository.record import list_newest
from dispatch.organisation.models import regions
from shared.clock import day_end
from shared.codes import RegionLevel
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

F, R = assessment_fixings.c, assessment_results.c


async def add_fixing(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, assessment_fixings, [dict(row)])


async def lock_fixing(connection: Connection, scope: Scope, fixing_id: UUID) -> Row[Any] | None:
    mine = and_(F.id == fixing_id, visible_in(scope, assessment_fixings))
    return (await connection.execute(select(assessment_fixings).where(mine).with_for_update())).one_or_none()


async def decide_fixing(connection: Connection, fixing_id: UUID, state: FixingState, *, by: str, at: datetime) -> None:
    decided = update(assessment_fixings).where(F.id == fixing_id)
    await connection.execute(decided.values(state=str(state), decided_by=by, decided_at=at))


async def list_fixings(connection: Connection, scope: Scope, **page: Any) -> Sequence[Row[Any]]:
    return await list_newest(connection, scope, assessment_fixings, **page)


async def add_results(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, assessment_results, rows)


async def list_results(
    connection: Connection,
    scope: Scope,
    *,
    region: str,
    year: int | None,
    on: date | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Return all versions of what was fixed (by a day), the newest first."""
    query = select(assessment_results).where(visible_in(scope, assessment_results))
    query = query.where(R.region.startswith(region, autoescape=True))
    if year is not None:
        query = query.where(R.year == year)
    if on is not None:
        query = query.where(R.confirmed_at < day_end(on))
    if after is not None:
        query = query.where(R.id < after)
    return (await connection.execute(query.order_by(R.id.desc()).limit(limit))).all()


async def versions_of(connection: Connection, towns: Collection[str], year: int) -> dict[str, int]:
    """Return the newest version of a year by township, of those that have one."""
    query = select(R.region, func.max(R.version).label("version")).where(among(R.region, towns), R.year == year)
    return {row.region: row.version for row in await connection.execute(query.group_by(R.region))}


async def is_any_fixed(connection: Connection, region: str, year: int) -> bool:
    """Tell whether a township's year, or that of any below a county, is fixed."""
    below = and_(R.region.startswith(region, autoescape=True), R.year == year)
    return bool((await connection.execute(select(exists(select(R.id).where(below))))).scalar())


async def is_corrected(connection: Connection, town: str, year: int) -> bool:
    """Tell whether somebody has proposed a further version of a township's year that waits for its confirmation."""
    county = and_(F.region == town[: RegionLevel.COUNTY.digits], F.type == str(type_of(town)))
    waits = and_(F.year == year, F.state == str(FixingState.OPEN), F.reason.is_not(None), or_(F.region == town, county))
    return bool((await connection.execute(select(exists(select(F.id).where(waits))))).scalar())


async def scored_since(connection: Connection, towns: Collection[str], year: int, since: datetime) -> list[str]:
    """Return the townships in which a score of a year came to count, or ceased to, since a moment."""
    s = assessment_scores.c
    counts = and_(s.state != str(ScoreState.WITHDRAWN), s.decided_at >= since)
    of_the_year = and_(among(s.region, towns), s.day.between(date(year, 1, 1), last_day(year)))
    query = select(s.region).where(of_the_year, counts).distinct().order_by(s.region)
    return list((await connection.execute(query)).scalars())


async def townships_in(connection: Connection, county: str) -> list[str]:
    """Return the townships of a county; farms and zones that only look like one are none."""
    here = and_(regions.c.parent == county, regions.c.level == str(RegionLevel.TOWNSHIP), ~regions.c.is_pseudo)
    return list((await connection.execute(select(regions.c.code).where(here))).scalars())


# --------------------------------------------------------------------------------------------------- what stands behind
async def objections_of(connection: Connection, towns: Collection[str], year: int) -> Sequence[Row[Any]]:
    """Return all objections of townships in a year, the oldest first."""
    o = assessment_objections.c
    query = select(assessment_objections).where(among(o.region, towns), o.year == year)
    return (await connection.execute(query.order_by(o.id))).all()


async def scores_of(connection: Connection, town: str, registers: Collection[UUID]) -> Sequence[Row[Any]]:
    """Return the scores of a township that count by its registers or did so once, the oldest first."""
    s = assessment_scores.c
    once = s.state.in_(("confirmed", "corrected", "overturned"))
    query = select(assessment_scores).where(s.region == town, among(s.register_id, registers), once)
    return (await connection.execute(query.order_by(s.id))).all()
