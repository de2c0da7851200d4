"""How is it kept who did what in outreach, and how is it read?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from grid.outreach.models import outreach_history
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

H = outreach_history.c


async def add_step(
    connection: Connection,
    *,
    kind: str,
    subject: UUID | str,
    version: int,
    region: str,
    action: str,
    by: str,
    now: datetime,
    facts: dict[str, Any] | None = None,
) -> None:
    """Note a step; `facts` are codes, numbers and days, never what somebody is called."""
    row = {"subject": str(subject), "version": version, "kind": kind, "region": region, "action": action}
    await insert_rows(connection, outreach_history, [row | {"by": by, "at": now, "facts": facts or {}}])


async def steps_of(connection: Connection, scope: Scope, subject: UUID | str) -> Sequence[Row[Any]]:
    """Return the steps of one thing within the scope, in order."""
    query = select(outreach_history).where(H.subject == str(subject), visible_in(scope, outreach_history))
    return (await connection.execute(query.order_by(H.version))).all()
