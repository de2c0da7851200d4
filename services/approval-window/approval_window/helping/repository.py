"""Which help does a caller see, who helps with an application, and how is it saved?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from approval_window.applications.domain.states import WAITING
from approval_window.applications.models import applications
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope

from .domain import OPEN, HelpState
from .models import helps

_OF_APPLICATION = [applications.c[name] for name in ("number", "item", "version", "decision_due_at")]
_OF_HELP = select(helps, *_OF_APPLICATION, applications.c.state.label("application_state")).join(
    applications, applications.c.id == helps.c.application_id
)


async def helpers_of(connection: Connection, application_id: UUID) -> set[str]:
    """Return who helps or helped with an application."""
    c = helps.c
    query = select(c.helper).where(c.application_id == application_id, c.helper.is_not(None))
    return set((await connection.execute(query)).scalars())


async def open_help_of(connection: Connection, application_id: UUID) -> Row[Any] | None:
    mine = helps.c.application_id == application_id, helps.c.state.in_(OPEN)
    return (await connection.execute(select(helps).where(*mine))).one_or_none()


async def find_help(connection: Connection, scope: Scope, help_id: UUID) -> Row[Any] | None:
    """Return help with its application, None where the scope does not reach it."""
    query = _OF_HELP.where(helps.c.id == help_id, visible_in(scope, helps))
    return (await connection.execute(query)).one_or_none()


async def find_own(connection: Connection, person: str, help_id: UUID) -> Row[Any] | None:
    """Return help that a person gives, wherever its application was received."""
    query = _OF_HELP.where(helps.c.id == help_id, helps.c.helper == person)
    return (await connection.execute(query)).one_or_none()


async def list_helps(
    connection: Connection, scope: Scope, *, state: HelpState | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return at most `limit` helps of the region, the newest first, older than `after`."""
    query = _OF_HELP.where(visible_in(scope, helps)).order_by(helps.c.id.desc()).limit(limit)
    query = query if state is None else query.where(helps.c.state == state)
    query = query if after is None else query.where(helps.c.id < after)
    return (await connection.execute(query)).all()


async def list_own(connection: Connection, person: str, limit: int) -> Sequence[Row[Any]]:
    """Return what a person has to do for others: what is due first first; what has ended waits for nobody."""
    mine = helps.c.helper == person, helps.c.state == HelpState.GIVEN, applications.c.state.in_(WAITING)
    query = _OF_HELP.where(*mine).order_by(applications.c.decision_due_at.asc().nulls_last(), helps.c.id)
    return (await connection.execute(query.limit(limit))).all()


async def add_help(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(helps).values(row))


async def save_help(connection: Connection, help_id: UUID, changes: dict[str, Any]) -> None:
    await connection.execute(update(helps).where(helps.c.id == help_id).values(changes))
