"""Which corrections of its decision does an application have, and which licence came of it?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, or_, select, update

from approval_window.applications.domain.corrections import CorrectionState
from approval_window.applications.models import application_corrections, licences
from shared.runtime.db import Connection

_C = application_corrections.c


async def corrections_of(connection: Connection, application_id: UUID) -> Sequence[Row[Any]]:
    """Return the corrections that were asked for, in order."""
    query = select(application_corrections).where(_C.application_id == application_id)
    return (await connection.execute(query.order_by(_C.asked_at, _C.id))).all()


async def asked_of(connection: Connection, application_id: UUID) -> Row[Any] | None:
    """Return the correction that waits for a decision; None where none does."""
    query = select(application_corrections).where(_C.application_id == application_id)
    return (await connection.execute(query.where(_C.state == CorrectionState.ASKED))).one_or_none()


async def find_correction(connection: Connection, application_id: UUID, correction_id: UUID) -> Row[Any] | None:
    query = select(application_corrections).where(_C.application_id == application_id, _C.id == correction_id)
    return (await connection.execute(query)).one_or_none()


async def add_correction(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(application_corrections).values(row))


async def save_correction(connection: Connection, correction_id: UUID, decided: dict[str, Any]) -> None:
    await connection.execute(update(application_corrections).where(_C.id == correction_id).values(decided))


async def licence_of(connection: Connection, application_id: UUID, renews: UUID | None) -> Row[Any] | None:
    """Return the licence that came of an application, or that it would extend, held; None where there is none."""
    query = select(licences).where(or_(licences.c.application_id == application_id, licences.c.id == renews))
    return (await connection.execute(query.with_for_update())).one_or_none()
