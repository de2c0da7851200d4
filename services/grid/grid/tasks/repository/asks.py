"""What do workers ask of one another about tasks, and who sees it?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, or_, select, true, update

from grid.tasks.domain.asking import AskState
from grid.tasks.domain.states import OPEN
from grid.tasks.models import task_ask_looks, task_asks, tasks
from grid.tasks.repository.tasks import place_in
from shared.runtime.db import Connection, new_id
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


def _visible(scope: Scope, *, leads: bool) -> ColumnElement[bool]:
    """What he asked or is asked; a grid leader sees all of his place."""
    mine = or_(task_asks.c.by == scope.person_id, task_asks.c.to == scope.person_id)
    return place_in(scope, task_asks) & (true() if leads else mine)


async def add_ask(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, task_asks, [row])


async def ask_by_id(connection: Connection, ask_id: UUID) -> Row[Any] | None:
    """Return an ask by the id that a phone made, whosever it is: two never share one."""
    return (await connection.execute(select(task_asks).where(task_asks.c.id == ask_id))).one_or_none()


async def find_ask(connection: Connection, scope: Scope, ask_id: UUID, *, leads: bool) -> Row[Any] | None:
    query = select(task_asks).where(task_asks.c.id == ask_id, _visible(scope, leads=leads))
    return (await connection.execute(query)).one_or_none()


async def open_ask(connection: Connection, task_id: UUID, kind: str) -> Row[Any] | None:
    a = task_asks.c
    query = select(task_asks).where(a.task_id == task_id, a.kind == kind, a.state == str(AskState.OPEN))
    return (await connection.execute(query)).one_or_none()


async def list_asks(
    connection: Connection, scope: Scope, *, leads: bool, only_open: bool, limit: int
) -> Sequence[Row[Any]]:
    """Return asks, the newest first; those that are open and whose task is, where asked."""
    query = select(task_asks).where(_visible(scope, leads=leads))
    if only_open:
        query = query.join(tasks, tasks.c.id == task_asks.c.task_id).where(
            task_asks.c.state == str(AskState.OPEN), tasks.c.state.in_(sorted(OPEN)), tasks.c.hidden.is_(False)
        )
    return (await connection.execute(query.order_by(task_asks.c.at.desc(), task_asks.c.id).limit(limit))).all()


async def save_answer(connection: Connection, ask_id: UUID, changes: dict[str, Any]) -> None:
    await connection.execute(update(task_asks).where(task_asks.c.id == ask_id).values(**changes))


async def log_ask_look(connection: Connection, ask_id: UUID, *, by: str, at: datetime, purpose: str) -> None:
    look = {"id": new_id(), "ask_id": ask_id, "by": by, "at": at, "purpose": purpose}
    await insert_rows(connection, task_ask_looks, [look])
