"""Which rules hold in a region?"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from grid.outreach.domain.rules import Rules
from grid.outreach.models import outreach_rules
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope

C = outreach_rules.c


async def rules_for(connection: Connection, region: str) -> Rules:
    """Return what holds in a region: what the nearest region around it says, or what holds where none does."""
    fits = literal(region).startswith(C.region)
    query = select(outreach_rules).where(fits).order_by(func.length(C.region).desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return Rules() if row is None else rules_of(row)


def rules_of(row: Row[Any]) -> Rules:
    return Rules(row.per_second, row.quiet_from, row.quiet_to, row.least_with_care, row.same_after_days)


async def lock_rules(connection: Connection, region: str) -> Row[Any] | None:
    query = select(outreach_rules).where(C.region == region).with_for_update()
    return (await connection.execute(query)).one_or_none()


async def list_rules(connection: Connection, scope: Scope) -> Sequence[Row[Any]]:
    query = select(outreach_rules).where(visible_in(scope, outreach_rules)).order_by(C.region)
    return (await connection.execute(query)).all()


async def save_rules(connection: Connection, region: str, version: int, rules: Rules) -> None:
    row = asdict(rules) | {"region": region, "version": version}
    statement = insert(outreach_rules).values(row)
    changed = {name: statement.excluded[name] for name in row if name != "region"}
    await connection.execute(statement.on_conflict_do_update(index_elements=["region"], set_=changed))
