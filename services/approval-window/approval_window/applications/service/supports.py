"""How do officials who verify on site get a grid worker with them, and what comes back (licence law art. 34)?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.applications.domain.states import ApplicationAction
from approval_window.applications.domain.supports import (
    SupportAskedAlready,
    require_supportable,
)
from approval_window.applications.repository import applications
from approval_window.applications.repository import supports as repository
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.approval_window import VerificationSupportChanged
from shared.schemas.grid import SupportProgressed
from shared.schemas.vocabulary import Point, TaskState
from shared.supports import Wanted, is_over

from .acting import Asked, put_down, take_up


async def ask(work: UnitOfWork, scope: Scope, asked: Asked, wanted: Wanted) -> Row[Any]:
    """Ask the grid for a worker who supports those who verify; what he brings is a lead (licence law art. 34).

    Raises what `take_up` raises, NoVerification, VerifiedAlready, SupportAskedAlready.
    """
    taken = await take_up(work, scope, asked, ApplicationAction.ASK_SUPPORT)
    found = await applications.verification_of(work.connection, taken.row.id)
    officials, signed, on = (found.officials, found.signed, found.verified_on) if found else ([], [], None)
    require_supportable(officials, signed, on)
    if await repository.wanted_of(work.connection, [taken.row.id]):
        raise SupportAskedAlready("the grid has a task for this")
    place = wanted.position
    row = {
        "id": new_id(),
        "application_id": taken.row.id,
        "version": 1,
        "wanted": True,
        "lon": place.lon if place else None,
        "lat": place.lat if place else None,
        "due_at": wanted.due_at,
        "asked_by": taken.by,
        "asked_at": taken.now,
    }
    await repository.add_support(work.connection, row)
    (kept,) = await repository.wanted_of(work.connection, [taken.row.id])
    outbox.record(work, _told(kept, kept.version, taken.now, wanted=True))
    return await put_down(work, taken, facts={"support": str(row["id"])})


async def end_supports(work: UnitOfWork, application_ids: Collection[UUID], now: datetime) -> None:
    """Tell the grid that nobody is wanted any more: what would be verified has ended, or by others."""
    rows = await repository.wanted_of(work.connection, application_ids)
    if rows:
        await repository.end_wanted(work.connection, application_ids)
        outbox.record(work, *(_told(row, row.version + 1, now, wanted=False) for row in rows))


async def hear_of_supports(work: UnitOfWork, events: Sequence[SupportProgressed]) -> None:
    """Keep how far the grid is: when it was done, in which role, and never by whom."""
    for event in sorted(events, key=lambda event: event.version):
        done = event.at if event.state is TaskState.FINISHED else None
        told = {"task_version": event.version, "task_state": event.state, "role": event.role}
        told |= {"result": event.result, "done_at": done} | ({"wanted": False} if is_over(event.state) else {})
        await repository.hear(work.connection, event.support_id, told)


def _told(row: Row[Any], version: int, now: datetime, *, wanted: bool) -> VerificationSupportChanged:
    return VerificationSupportChanged(
        support_id=row.id,
        version=version,
        application_id=row.application_id,
        region=row.region,
        wanted=wanted,
        officials=row.officials,
        position=Point(lon=row.lon, lat=row.lat) if row.lon is not None else None,
        due_at=row.due_at,
        changed_at=now,
    )
