"""How are applications towards the platforms read and written?"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from dispatch.orders.domain.applications import OPEN, Application, ApplicationKind, ApplicationState
from dispatch.orders.models import order_applications
from shared.runtime.db import Connection, among
from shared.runtime.sets import insert_rows

a = order_applications.c


def to_application(row: Row[Any]) -> Application:
    return Application(
        row.id,
        row.report_id,
        ApplicationKind(row.kind),
        ApplicationState(row.state),
        row.reason,
        row.drafted_by,
        row.until,
        row.granted_until,
    )


async def add_application(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, order_applications, [row])


async def save_application(connection: Connection, application_id: UUID, values: Mapping[str, Any]) -> None:
    await connection.execute(update(order_applications).where(a.id == application_id).values(values))


async def applications_of(connection: Connection, report_ids: Iterable[UUID]) -> dict[UUID, list[Row[Any]]]:
    """Return the applications about orders that the caller holds, or may know of; the first first."""
    query = select(order_applications).where(among(a.report_id, report_ids)).order_by(a.id)
    found: dict[UUID, list[Row[Any]]] = {}
    for row in (await connection.execute(query)).all():
        found.setdefault(row.report_id, []).append(row)
    return found


async def lapse(connection: Connection, report_ids: Iterable[UUID]) -> None:
    """Let what is still applied for about these orders come to nothing."""
    pending = among(a.report_id, report_ids) & a.state.in_([str(state) for state in sorted(OPEN)])
    lapsed = {"state": str(ApplicationState.LAPSED)}
    await connection.execute(update(order_applications).where(pending).values(lapsed))
