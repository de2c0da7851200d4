"""What went to townships past their lists, and what goes to those that are not held to theirs yet?"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.dialects.postgresql import insert

from dispatch.cases.repository.sight import of_known_case
from dispatch.duties.models import (
    duty_exits,
    duty_observed,
)
from shared.clock import SHANGHAI
from shared.runtime.db import Connection, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows


async def add_exits(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Note what went to townships although no list of theirs names it."""
    await insert_rows(connection, duty_exits, [{"id": new_id(), **row} for row in rows])


async def add_observed(connection: Connection, counts: Mapping[tuple[str, str, str], int], day: date) -> None:
    """Add to a day's counts; `counts`: (township, matter, standing) → cases. Always in the same order."""
    rows: list[dict[str, Any]] = [
        {"region": region, "day": day, "matter": matter, "standing": standing, "cases": cases}
        for (region, matter, standing), cases in sorted(counts.items())
    ]
    c, names = duty_observed.c, list(rows[0])
    given = arrays(rows, **{name: c[name].type for name in names})
    new = insert(duty_observed).from_select(names, select(*(given.c[name] for name in names)))
    more = {"cases": c.cases + new.excluded.cases}
    await connection.execute(new.on_conflict_do_update(index_elements=list(duty_observed.primary_key), set_=more))


async def list_observed(
    connection: Connection, scope: Scope, *, region: str, days: tuple[date, date], limit: int
) -> Sequence[Row[Any]]:
    """Return what would have been refused in some days (both are among them), the most frequent first."""
    c, cases = duty_observed.c, func.sum(duty_observed.c.cases).label("cases")
    query: Select[Any] = (
        select(c.region, c.matter, c.standing, cases, func.max(c.day).label("last_day"))
        .where(visible_in(scope, duty_observed), c.region.startswith(region, autoescape=True))
        .where(c.day.between(*days))
        .group_by(c.region, c.matter, c.standing)
        .order_by(cases.desc(), c.region, c.matter)
    )
    found: Sequence[Row[Any]] = (await connection.execute(query.limit(limit))).all()
    return found


async def list_exits(
    connection: Connection, scope: Scope, *, region: str, days: tuple[date, date], after: UUID | None, limit: int
) -> tuple[int, Sequence[Row[Any]]]:
    """Return how many exits some days had (both are among them), and a page of them, the newest first."""
    c = duty_exits.c
    begins, ends = (datetime.combine(day, time(), SHANGHAI) for day in (days[0], days[1] + timedelta(days=1)))
    here = visible_in(scope, duty_exits) & of_known_case(scope, c.case_id)
    found = (here, c.region.startswith(region, autoescape=True), c.at >= begins, c.at < ends)
    total = (await connection.execute(select(func.count()).select_from(duty_exits).where(*found))).scalar_one()
    query = select(duty_exits).where(*found)
    if after is not None:
        query = query.where(c.id < after)
    return total, (await connection.execute(query.order_by(c.id.desc()).limit(limit))).all()
