"""Which licences does a caller see, and how do they end?"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, func, select, update

from approval_window.applications.domain.states import OPEN
from approval_window.applications.models import applications, licence_terms, licences
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

_OF_LICENCE = select(licences, applications.c.number).join(applications, applications.c.id == licences.c.application_id)


async def find_licence(
    connection: Connection, scope: Scope, licence_id: UUID, *, lock: bool = False
) -> Row[Any] | None:
    """Return a licence with its application's number, None where the scope does not reach it; held if asked."""
    query = _OF_LICENCE.where(licences.c.id == licence_id, visible_in(scope, licences))
    query = query.with_for_update(of=licences) if lock else query
    return (await connection.execute(query)).one_or_none()


async def licences_of(connection: Connection, ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """Return licences with their applications' numbers."""
    return (await connection.execute(_OF_LICENCE.where(among(licences.c.id, ids)))).all()


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
    """Return licences whose last day is over and that nobody has ended, held; what others hold is passed over.

    Not one that somebody is asked to extend: it ends, or goes on, by what becomes of that (licence law art. 50).
    """
    asked = applications.alias("asked")
    is_asked = exists().where(asked.c.renews == licences.c.id, asked.c.state.in_(OPEN))
    over = licences.c.valid_to < today, licences.c.ended_on.is_(None), ~is_asked
    query = _OF_LICENCE.where(*over).order_by(licences.c.valid_to).limit(limit)
    return (await connection.execute(query.with_for_update(of=licences, skip_locked=True))).all()


async def save_licence(connection: Connection, licence_id: UUID, changes: dict[str, Any]) -> Row[Any]:
    mine = update(licences).where(licences.c.id == licence_id)
    saved: Row[Any] = (await connection.execute(mine.values(changes).returning(licences))).one()
    return saved


async def add_terms(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write for which days licences hold, by one statement."""
    await insert_rows(connection, licence_terms, rows)


async def save_last_day(connection: Connection, licence_id: UUID, last_day: date) -> None:
    """Write until which day the newest of a licence's terms holds."""
    c = licence_terms.c
    newest = select(func.max(c.seq)).where(c.licence_id == licence_id).scalar_subquery()
    mine = update(licence_terms).where(c.licence_id == licence_id, c.seq == newest)
    await connection.execute(mine.values(last_day=last_day))


async def terms_of(connection: Connection, ids: Collection[UUID]) -> dict[UUID, list[Row[Any]]]:
    """Return by licence the days for which it was granted and extended, in order."""
    found: dict[UUID, list[Row[Any]]] = {}
    query = select(licence_terms).where(among(licence_terms.c.licence_id, ids)).order_by(licence_terms.c.seq)
    for row in await connection.execute(query):
        found.setdefault(row.licence_id, []).append(row)
    return found
