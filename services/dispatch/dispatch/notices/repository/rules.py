"""How are the rules of telling read, locked and changed?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.dialects.postgresql import insert

from dispatch.notices.domain.rules import Channel, Rule
from dispatch.notices.models import notice_rule_history, notice_rules
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


async def load_rules(connection: Connection) -> list[Rule]:
    """Return all rules; they are few."""
    return [_rule(row) for row in await connection.execute(select(notice_rules))]


def _rule(row: Row[Any]) -> Rule:
    values = row._asdict()
    return Rule(**values | {"channels": tuple(map(Channel, row.channels)), "ladder": tuple(row.ladder)})


async def list_rules(connection: Connection, scope: Scope, *, after: str, limit: int) -> Sequence[Row[Any]]:
    query = select(notice_rules).where(visible_in(scope, notice_rules), notice_rules.c.id > after)
    return (await connection.execute(query.order_by(notice_rules.c.id).limit(limit))).all()


async def lock_rule(connection: Connection, rule_id: str) -> Row[Any] | None:
    query = select(notice_rules).where(notice_rules.c.id == rule_id).with_for_update()
    return (await connection.execute(query)).one_or_none()


async def last_version(connection: Connection, rule_id: str) -> int:
    """Return the version that a rule had last, though it may have been removed since; 0 where there never was one."""
    query = select(notice_rule_history.c.version).where(notice_rule_history.c.rule_id == rule_id)
    found = await connection.execute(query.order_by(notice_rule_history.c.version.desc()).limit(1))
    return found.scalar_one_or_none() or 0


async def save_rule(connection: Connection, row: dict[str, Any]) -> None:
    statement = insert(notice_rules).values(row)
    changed = {name: statement.excluded[name] for name in row if name != "id"}
    await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed))


async def remove_rule(connection: Connection, rule_id: str) -> None:
    await connection.execute(delete(notice_rules).where(notice_rules.c.id == rule_id))


async def add_history(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, notice_rule_history, [row])


async def history_of(connection: Connection, scope: Scope, rule_id: str) -> Sequence[Row[Any]]:
    """Return what a rule was, the oldest first."""
    c = notice_rule_history.c
    query = select(notice_rule_history).where(c.rule_id == rule_id, visible_in(scope, notice_rule_history))
    return (await connection.execute(query.order_by(c.version))).all()
