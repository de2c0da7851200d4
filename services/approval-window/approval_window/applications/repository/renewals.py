"""Which licences would applications extend, and how are they saved when nobody said anything in time?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, select

from approval_window.applications.domain.states import OPEN
from approval_window.applications.models import applications, licences
from approval_window.items.models import item_versions
from shared.runtime.db import Connection
from shared.runtime.sets import update_rows

DECIDED_COLUMNS = (
    *("version", "state", "paused_at", "decision_due_at", "promise_due_at"),
    *("decided_at", "delivery_due_at", "provisional"),
)
EXTENDED_COLUMNS = ("version", "valid_to")


async def open_renewal_of(connection: Connection, licence_id: UUID) -> Row[Any] | None:
    """Return the application that would extend a licence and is not decided; there is one at most."""
    mine = applications.c.renews == licence_id, applications.c.state.in_(OPEN)
    return (await connection.execute(select(applications).where(*mine))).one_or_none()


async def lock_silent_renewals(connection: Connection, due_until: datetime, limit: int) -> Sequence[Row[Any]]:
    """Return what would extend a licence and was due until a moment, held with the licence; the oldest first.

    Each with version and last day of its licence (`licence_…`), and what its item says of power and months. What
    somebody else holds is passed over; so is what a department of the county goes on with, and a licence that has ended
    otherwise.
    """
    of_version = item_versions.c.code == applications.c.item, item_versions.c.version == applications.c.item_version
    licence = [licences.c[name].label(f"licence_{name}") for name in EXTENDED_COLUMNS]
    query = (
        select(applications, *licence, item_versions.c.renewal_months, item_versions.c.power)
        .join(licences, licences.c.id == applications.c.renews)
        .join(item_versions, and_(*of_version))
        .where(applications.c.state.in_(OPEN), applications.c.handed_to.is_(None))
        .where(applications.c.renewal_due_at <= due_until, licences.c.ended_on.is_(None))
        .order_by(applications.c.renewal_due_at, applications.c.id)
        .limit(limit)
    )
    held = query.with_for_update(of=[applications, licences], skip_locked=True)
    return (await connection.execute(held)).all()


async def save_decided(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save the applications that were decided by silence, by one statement."""
    await update_rows(connection, applications, rows, only=DECIDED_COLUMNS)


async def save_extended(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save the licences that were extended, by one statement."""
    await update_rows(connection, licences, rows, only=EXTENDED_COLUMNS)
