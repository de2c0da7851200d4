"""How many of what are there right now?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from dispatch.cases.models import case_clocks, cases
from dispatch.cases.repository.sight import seen_by
from dispatch.situation.models import applications_seen
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


async def add_applications(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, applications_seen, rows, skip_known=True)


async def count_cases(connection: Connection, scope: Scope, region: str, column: str) -> dict[str, int]:
    """Return how many cases that have not ended there are, by `column` (state or queue)."""
    by = cases.c[column]
    query = select(by, func.count()).where(seen_by(scope), cases.c.closed_at.is_(None), by.is_not(None))
    if region:
        query = query.where(cases.c.region.startswith(region, autoescape=True))
    return {row[0]: row[1] for row in (await connection.execute(query.group_by(by))).all()}


async def count_ended(connection: Connection, scope: Scope, region: str, since: datetime) -> int:
    query = select(func.count()).select_from(cases).where(seen_by(scope), cases.c.closed_at >= since)
    if region:
        query = query.where(cases.c.region.startswith(region, autoescape=True))
    return int((await connection.execute(query)).scalar_one())


async def count_overdue(connection: Connection, scope: Scope, region: str) -> int:
    query = (
        select(func.count(case_clocks.c.case_id.distinct()))
        .join(cases, cases.c.id == case_clocks.c.case_id)
        .where(seen_by(scope), case_clocks.c.stopped_at.is_(None), case_clocks.c.overdue_at.is_not(None))
    )
    if region:
        query = query.where(cases.c.region.startswith(region, autoescape=True))
    return int((await connection.execute(query)).scalar_one())


async def count_applications(connection: Connection, scope: Scope, region: str, day: date) -> int:
    query = select(func.count()).where(applications_seen.c.day == day, visible_in(scope, applications_seen))
    if region:
        query = query.where(applications_seen.c.region.startswith(region, autoescape=True))
    return int((await connection.execute(query)).scalar_one())
