"""Which rows of applications does a caller see, and how are they saved?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from approval_window.items.models import items
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows

from .domain import ApplicationState
from .models import application_history, application_looks, applications, licences

NOTICE_COLUMNS = ("version", "notice_due_at", "provisional")
HANDED_COLUMNS = ("version", "handed_to", "handed_on")


async def add_application(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(applications).values(row))


async def find_application(connection: Connection, scope: Scope, application_id: UUID) -> Row[Any] | None:
    """Return the application, or None where the scope does not reach it."""
    query = select(applications).where(applications.c.id == application_id, visible_in(scope, applications))
    return (await connection.execute(query)).one_or_none()


async def lock_application(connection: Connection, scope: Scope, application_id: UUID) -> Row[Any] | None:
    """Return the application, held until the transaction ends, or None where the scope does not reach it."""
    query = select(applications).where(applications.c.id == application_id, visible_in(scope, applications))
    return (await connection.execute(query.with_for_update())).one_or_none()


async def save_state(connection: Connection, application_id: UUID, state: ApplicationState, version: int) -> None:
    mine = update(applications).where(applications.c.id == application_id)
    await connection.execute(mine.values(state=state, version=version))


async def add_licence(connection: Connection, row: dict[str, Any]) -> Row[Any]:
    written: Row[Any] = (await connection.execute(insert(licences).values(row).returning(licences))).one()
    return written


async def list_applications(
    connection: Connection, scope: Scope, *, state: ApplicationState | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return at most `limit` applications, the newest first, older than `after`."""
    query = select(applications).where(visible_in(scope, applications)).order_by(applications.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(applications.c.state == state)
    if after is not None:
        query = query.where(applications.c.id < after)
    return (await connection.execute(query)).all()


async def lock_provisional(connection: Connection, scope: Scope) -> Sequence[Row[Any]]:
    """Return the applications whose deadline was computed with unpublished days, held until the transaction ends."""
    undecided = applications.c.state == ApplicationState.RECEIVED
    query = select(applications).where(applications.c.provisional, undecided, visible_in(scope, applications))
    return (await connection.execute(query.order_by(applications.c.id).with_for_update())).all()


async def lock_open_by(
    connection: Connection, scope: Scope, township: str, power: str, before: datetime
) -> Sequence[Row[Any]]:
    """Return what a township received by a power before a moment and nobody has ended or was given, held."""
    mine = select(applications).join(items, items.c.code == applications.c.item)
    waits = applications.c.state == ApplicationState.RECEIVED, applications.c.handed_to.is_(None)
    here = applications.c.region.startswith(township, autoescape=True), visible_in(scope, applications)
    query = mine.where(*waits, *here, items.c.power == power, applications.c.received_at < before)
    return (await connection.execute(query.order_by(applications.c.id).with_for_update(of=applications))).all()


async def save_notices(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save the notice's deadline of the applications, by one statement."""
    await update_rows(connection, applications, rows, only=NOTICE_COLUMNS)


async def save_handed(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save who goes on with the applications, by one statement."""
    await update_rows(connection, applications, rows, only=HANDED_COLUMNS)


async def history_of(connection: Connection, scope: Scope, application_id: UUID) -> Sequence[Row[Any]]:
    query = (
        select(application_history)
        .join(applications, applications.c.id == application_history.c.application_id)
        .where(applications.c.id == application_id, visible_in(scope, applications))
        .order_by(application_history.c.seq)
    )
    return (await connection.execute(query)).all()


async def add_history(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, application_history, rows)


async def add_look(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(application_looks).values(row))
