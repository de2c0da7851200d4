"""Which tables of supervision are in force, which were, and how is a new version saved?"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, tuple_, update

from dispatch.cases.models import case_clocks, cases
from dispatch.supervision.domain.rules import EVERYWHERE, RuleTable, SupervisionRules
from dispatch.supervision.models import supervision_rules
from shared.runtime.db import Connection, among
from shared.runtime.sets import insert_rows


async def load_rules(connection: Connection) -> SupervisionRules:
    """Return the newest table of every region."""
    c = supervision_rules.c
    newest = select(c.region, func.max(c.version)).group_by(c.region)
    rows = (await connection.execute(select(supervision_rules).where(tuple_(c.region, c.version).in_(newest)))).all()
    return SupervisionRules({row.region: RuleTable.model_validate(row.definition) for row in rows})


async def tables_of(connection: Connection, regions: Iterable[str]) -> dict[str, Row[Any]]:
    """Return the newest table of each of these regions that has one."""
    c = supervision_rules.c
    newest = select(c.region, func.max(c.version)).where(among(c.region, list(regions))).group_by(c.region)
    query = select(supervision_rules).where(tuple_(c.region, c.version).in_(newest))
    return {row.region: row for row in (await connection.execute(query)).all()}


async def versions_of(
    connection: Connection, region: str, *, after: int | None = None, limit: int
) -> Sequence[Row[Any]]:
    """Return the versions of a region's table, the newest first; `after`: the last one of the page before."""
    c = supervision_rules.c
    query = select(supervision_rules).where(c.region == region)
    if after is not None:
        query = query.where(c.version < after)
    return (await connection.execute(query.order_by(c.version.desc()).limit(limit))).all()


async def add_table(
    connection: Connection, region: str, version: int, table: RuleTable, *, by: str, at: datetime
) -> bool:
    """Save a version; return False where somebody else has saved it meanwhile."""
    row = {
        "region": region,
        "version": version,
        "definition": table.model_dump(mode="json", exclude_none=True),
        "by": by,
        "at": at,
    }
    return bool(await insert_rows(connection, supervision_rules, [row], skip_known=True, returning="version"))


async def watch_anew(connection: Connection, region: str) -> None:
    """Let the running clocks of a region that nobody has been told of follow its new table."""
    mine = select(cases.c.id).where(cases.c.closed_at.is_(None))
    if region != EVERYWHERE:
        mine = mine.where(cases.c.region.startswith(region, autoescape=True))
    c = case_clocks.c
    waits = c.stopped_at.is_(None) & (c.stage == 0) & (c.due_at > func.coalesce(c.yellow_at, c.started_at))
    await connection.execute(update(case_clocks).where(waits, c.case_id.in_(mine)).values(watched_due_at=None))
