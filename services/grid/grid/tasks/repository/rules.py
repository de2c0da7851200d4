"""Which rule holds for a matter in a region, and how is one set?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert

from grid.tasks.domain.rules import ANY, USUAL, Article, Rule
from grid.tasks.models import task_rule_history, task_rules
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


async def rule_for(connection: Connection, region: str, matter: str | None) -> Rule:
    """Return the nearest rule: one for the matter before one for all matters, then that of the smallest region."""
    r = task_rules.c
    query = (
        select(task_rules)
        .where(or_(r.matter == ANY, r.matter == (matter or ANY)), literal(region).startswith(r.region))
        .order_by((r.matter != ANY).desc(), func.length(r.region).desc())
        .limit(1)
    )
    row = (await connection.execute(query)).one_or_none()
    return USUAL if row is None else rule_of(row)


def rule_of(row: Row[Any]) -> Rule:
    article = Article(row.article) if row.article else None
    return Rule(row.tolerance_m, row.most_accuracy_m, row.photo_before, row.photo_after, article)


async def rules_in(connection: Connection, scope: Scope) -> Sequence[Row[Any]]:
    """Return the rules that hold somewhere in the scope: those set within it, and those above it."""
    above = literal(scope.region).startswith(task_rules.c.region)
    query = select(task_rules).where(or_(visible_in(scope, task_rules), above))
    return (await connection.execute(query.order_by(task_rules.c.region, task_rules.c.matter))).all()


async def lock_rule(connection: Connection, region: str, matter: str) -> Row[Any] | None:
    """Return a rule, and hold it, or hold its place where there is none yet."""
    key = func.hashtextextended(f"grid.task-rules:{region}:{matter}", 0)
    await connection.execute(select(func.pg_advisory_xact_lock(key)))
    query = select(task_rules).where(task_rules.c.region == region, task_rules.c.matter == matter)
    return (await connection.execute(query)).one_or_none()


async def save_rule(connection: Connection, row: dict[str, Any], *, by: str, at: datetime) -> None:
    """Save a rule whose place is held, and what it said."""
    keys = {"region", "matter"}
    changed = insert(task_rules).values(**row)
    changes = {name: changed.excluded[name] for name in row if name not in keys}
    await connection.execute(changed.on_conflict_do_update(index_elements=sorted(keys), set_=changes))
    facts = {name: value for name, value in row.items() if name not in keys | {"version"}}
    step = {name: row[name] for name in ("region", "matter", "version")} | {"by": by, "at": at, "facts": facts}
    await insert_rows(connection, task_rule_history, [step])
