"""Which files does an application have for its materials, and which objects of the store belong to none?"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, or_, select

from approval_window.applications.domain.states import OPEN
from approval_window.applications.models import application_files, applications
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


async def lock_with_bundle(connection: Connection, scope: Scope, application_id: UUID) -> dict[UUID, Row[Any]]:
    """Return an application, and those of the same form that are open and nobody else's, all held, by their ids.

    Nothing where the scope does not reach it.
    """
    c = applications.c
    seen = visible_in(scope, applications)
    bundle = (await connection.execute(select(c.bundle_id).where(c.id == application_id, seen))).scalar_one_or_none()
    asked = c.id == application_id
    if bundle is not None:
        beside = and_(c.state.in_(OPEN), c.handed_to.is_(None))
        asked = and_(c.bundle_id == bundle, or_(c.id == application_id, beside))
    # By id: two who send at once for two applications of one form wait for each other in one order.
    rows = await connection.execute(select(applications).where(asked, seen).order_by(c.id).with_for_update())
    return {row.id: row for row in rows}


async def add_files(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, application_files, rows)


async def files_of(connection: Connection, application_id: UUID, material: str | None = None) -> Sequence[Row[Any]]:
    """Return the files of an application, or of one of its materials, the oldest first; the caller sees it."""
    c = application_files.c
    query = select(application_files).where(c.application_id == application_id).order_by(c.id)
    if material is not None:
        query = query.where(c.material == material)
    return (await connection.execute(query)).all()


async def kept_among(connection: Connection, objects: Iterable[str]) -> set[str]:
    """Return which of these objects belong to a file."""
    query = select(application_files.c.object).where(among(application_files.c.object, objects))
    return set((await connection.execute(query)).scalars())
