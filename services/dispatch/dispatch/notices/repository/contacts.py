"""Under which number is a person reached, where does a unit's system listen, and who has looked?"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from dispatch.notices.models import contact_looks, contact_numbers, notice_webhooks
from dispatch.organisation.models import posts_held, unit_terms
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


async def is_there(connection: Connection, scope: Scope, person_id: str, today: date) -> bool:
    """Tell whether a person holds a post within the scope today."""
    c = posts_held.c
    query = select(c.person_id).where(c.person_id == person_id, c.valid.contains(today), visible_in(scope, posts_held))
    return (await connection.execute(query.limit(1))).one_or_none() is not None


async def is_known(connection: Connection, person_id: str) -> bool:
    query = select(posts_held.c.person_id).where(posts_held.c.person_id == person_id).limit(1)
    return (await connection.execute(query)).one_or_none() is not None


async def numbers_of(connection: Connection, person_ids: Collection[str]) -> dict[str, bytes]:
    """Return the sealed numbers of persons that have one."""
    query = select(contact_numbers).where(among(contact_numbers.c.person_id, sorted(person_ids)))
    return {row.person_id: row.number for row in await connection.execute(query)}


async def save_number(connection: Connection, row: dict[str, Any]) -> None:
    statement = insert(contact_numbers).values(row)
    changed = {name: statement.excluded[name] for name in row if name != "person_id"}
    await connection.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=changed))


async def note_look(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, contact_looks, [row])


async def unit_region(connection: Connection, scope: Scope, unit_id: str, today: date) -> str | None:
    """Return the region of a unit that is there today within the scope."""
    c = unit_terms.c
    query = select(c.region).where(c.unit_id == unit_id, c.valid.contains(today), visible_in(scope, unit_terms))
    return (await connection.execute(query)).scalar_one_or_none()


async def save_webhook(connection: Connection, row: dict[str, Any]) -> None:
    statement = insert(notice_webhooks).values(row)
    changed = {name: statement.excluded[name] for name in row if name != "unit_id"}
    await connection.execute(statement.on_conflict_do_update(index_elements=["unit_id"], set_=changed))


async def list_webhooks(connection: Connection, scope: Scope, *, after: str, limit: int) -> Sequence[Any]:
    query = select(notice_webhooks).where(visible_in(scope, notice_webhooks), notice_webhooks.c.unit_id > after)
    found: Sequence[Any] = (await connection.execute(query.order_by(notice_webhooks.c.unit_id).limit(limit))).all()
    return found


async def remove_webhook(connection: Connection, scope: Scope, unit_id: str) -> bool:
    gone = delete(notice_webhooks).where(notice_webhooks.c.unit_id == unit_id, visible_in(scope, notice_webhooks))
    return bool((await connection.execute(gone)).rowcount)
