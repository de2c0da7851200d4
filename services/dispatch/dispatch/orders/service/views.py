"""What does somebody see who opens an order, or one of its applications?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.intake.repository import log_look
from dispatch.orders.domain.refusals import ApplicationNotFound, OrderNotFound
from dispatch.orders.repository import applications, documents, messages
from dispatch.orders.repository import orders as repository
from dispatch.orders.service.replying import LOOKED_AT_FOR
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def read_order(work: UnitOfWork, scope: Scope, report_id: UUID) -> dict[str, Any]:
    """Return an order with its tries, applications, replies, messages and history. Raises OrderNotFound."""
    row = await _seen(work, scope, report_id)
    connection = work.connection
    asked = await applications.applications_of(connection, [report_id])
    return dict(row._mapping) | {  # noqa: SLF001 - the public name of SQLAlchemy's row mapping
        "contacts": await repository.read_tries(connection, report_id),
        "applications": asked.get(report_id, []),
        "replies": await documents.documents_of(connection, report_id),
        "messages": await messages.messages_of(connection, report_id),
        "history": await repository.read_lines(connection, report_id),
    }


async def read_application(
    work: UnitOfWork, scope: Scope, report_id: UUID, application_id: UUID, *, now: datetime
) -> tuple[Row[Any], str]:
    """Return an application with its text; the look is logged. Raises OrderNotFound, ApplicationNotFound."""
    await _seen(work, scope, report_id)
    rows = (await applications.applications_of(work.connection, [report_id])).get(report_id, [])
    row = next((row for row in rows if row.id == application_id), None)
    if row is None:
        raise ApplicationNotFound("no such application", application=str(application_id))
    await log_look(work.connection, report_id, scope.person_id, LOOKED_AT_FOR, now)
    return row, work.sealer.open(row.sealed_text, about=str(application_id))


async def _seen(work: UnitOfWork, scope: Scope, report_id: UUID) -> Row[Any]:
    row = await repository.find_order(work.connection, scope, report_id)
    if row is None:
        raise OrderNotFound("no such order", order=str(report_id))
    return row
