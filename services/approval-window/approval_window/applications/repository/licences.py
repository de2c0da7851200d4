"""Which licences does a caller see, and how do they end?"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from approval_window.applications.models import applications, licences
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope

_OF_LICENCE = select(licences, applications.c.number).join(applications, applications.c.id == licences.c.application_id)


async def find_licence(
    connection: Connection, scope: Scope, licence_id: UUID, *, lock: bool = False
) -> Row[Any] | None:
    """Return a licence with its application's number, None where the scope does not reach it; held if asked."""
    query = _OF_LICENCE.where(licences.c.id == licence_id, visible_in(scope, licences))
    query = query.with_for_update(of=licences) if lock else query
    return (await connection.execute(query)).one_or_none()


async def list_licences(
    connection: Connection, scope: Scope, *, holds: bool | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return at most `limit` licences, the newest first, older than `after`; those that hold, or hold no more."""
    query = _OF_LICENCE.where(visible_in(scope, licences)).order_by(licences.c.id.desc()).limit(limit)
    if holds is not None:
        query = query.where(licences.c.ended_on.is_(None) if holds else licences.c.ended_on.is_not(None))
    if after is not None:
        query = query.where(licences.c.id < after)
    return (await connection.execute(query)).all()


async def lock_expired(connection: Connection, today: date, limit: int) -> Sequence[Row[Any]]:
    """Return licences whose last day is over and that nobody has ended, held; what others hold is passed over."""
    over = licences.c.valid_to < today, licences.c.ended_on.is_(None)
    query = _OF_LICENCE.where(*over).order_by(licences.c.valid_to).limit(limit)
    return (await connection.execute(query.with_for_update(of=licences, skip_locked=True))).all()


async def save_licence(connection: Connection, licence_id: UUID, changes: dict[str, Any]) -> Row[Any]:
    mine = update(licences).where(licences.c.id == licence_id)
    saved: Row[Any] = (await connection.execute(mine.values(changes).returning(licences))).one()
    return saved
