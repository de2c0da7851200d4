"""What waits for whom at the counter, and who goes on with it?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.applications.domain.lights import Light, light_of
from approval_window.applications.domain.procedure import require_clerk
from approval_window.applications.domain.states import ApplicationAction, ApplicationState
from approval_window.applications.repository import applications as repository
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.copies import load_calendar_copy, roles_of
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import Asked, put_down, require_not_helping, take_up


@dataclass(frozen=True, slots=True)
class Waiting:
    """An application that waits: until when by law, and how urgent it is."""

    row: Row[Any]
    due_at: datetime | None
    light: Light


async def worklist(
    work: UnitOfWork, scope: Scope, *, holder: str | None, after: UUID | None, limit: int, now: datetime
) -> list[Waiting]:
    """Return what waits, what is due first first, what waits for others last; of one person, or of all."""
    rows = await repository.list_waiting(work.connection, scope, holder=holder, after=after, limit=limit)
    calendar = await load_calendar_copy(work.connection)
    return [Waiting(row, row.due_at, light_of(row.due_at, _promised(row), now, calendar)) for row in rows]


def _promised(row: Row[Any]) -> datetime | None:
    promised: datetime | None = row.promise_due_at
    return promised if row.state == ApplicationState.ACCEPTED else None


async def hand_to(work: UnitOfWork, scope: Scope, asked: Asked, person: str, reason: str | None) -> Row[Any]:
    """Let another clerk of the township go on with it; who received it stays on record.

    Raises what `take_up` raises, NotAClerk, HelpsWithIt.
    """
    taken = await take_up(work, scope, asked, ApplicationAction.HAND_TO)
    township = taken.row.region[: RegionLevel.TOWNSHIP.digits]
    require_clerk(person, await roles_of(work.connection, [person], township, town_day(taken.now)))
    await require_not_helping(work, taken.row.id, [person])
    facts = {"from": taken.row.holder_id, "to": person}
    return await put_down(work, taken, {"holder_id": person}, words=reason, facts=facts)
