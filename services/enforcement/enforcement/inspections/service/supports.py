"""How do officers who check again get a grid worker with them, and what comes back (penalty law art. 42)?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.inspections.domain.inspections import InspectionAction
from enforcement.inspections.domain.supports import HEARD
from enforcement.inspections.repository import supports as repository
from enforcement.records.service import New, write
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.enforcement import RecheckSupportChanged
from shared.schemas.grid import SupportProgressed
from shared.schemas.vocabulary import Point, TaskState
from shared.supports import Wanted, is_over

from .steps import Asked, put_down, take_up_as_two


async def ask(work: UnitOfWork, scope: Scope, asked: Asked, second: str | None, wanted: Wanted) -> Row[Any]:
    """Ask the grid for a worker who goes with the two who check again; he replaces neither of them (art. 42).

    Raises what `take_up_as_two` raises.
    """
    taken, officers = await take_up_as_two(work, scope, asked, InspectionAction.ASK_SUPPORT, second)
    place = wanted.position
    where = {"lon": place.lon if place else None, "lat": place.lat if place else None, "due_at": wanted.due_at}
    of = {"id": new_id(), "inspection_id": taken.row.id, "region": taken.row.region, "version": 1, "wanted": True}
    by = {"officials": sorted(officers), "asked_by": taken.by, "asked_at": taken.now}
    await repository.add_support(work.connection, of | where | by)
    kept = await repository.wanted_of(work.connection, taken.row.id)
    assert kept is not None
    outbox.record(work, _told(kept, taken.now))
    return await put_down(work, taken, taken.done, facts={"support": str(of["id"]), "officers": sorted(officers)})


async def end_support(work: UnitOfWork, inspection_id: UUID, now: datetime) -> None:
    """Tell the grid that nobody is wanted any more: it was checked again."""
    wanted = await repository.wanted_of(work.connection, inspection_id)
    if wanted is not None:
        outbox.record(work, _told(await repository.end_wanted(work.connection, wanted.id), now))


async def hear_of_supports(work: UnitOfWork, scope: Scope, events: Sequence[SupportProgressed], now: datetime) -> None:
    """Keep how far the grid is, and write it on the inspection's record: in which role, and never by whom."""
    for event in sorted(events, key=lambda event: event.version):
        done = event.at if event.state is TaskState.FINISHED else None
        told = {"task_version": event.version, "task_state": event.state, "role": event.role}
        told |= {"result": event.result, "done_at": done} | ({"wanted": False} if is_over(event.state) else {})
        inspection_id = await repository.hear(work.connection, event.support_id, told)
        if inspection_id is not None:
            facts = {"support": str(event.support_id), "state": event.state, "role": event.role}
            line = New(HEARD, facts | {"result": event.result, "at": event.at.isoformat()})
            await write(work, inspection_id, [line], by=scope.person_id, now=now)


def _told(row: Row[Any], now: datetime) -> RecheckSupportChanged:
    return RecheckSupportChanged(
        support_id=row.id,
        version=row.version,
        inspection_id=row.inspection_id,
        region=row.region,
        wanted=row.wanted,
        officials=row.officials,
        position=Point(lon=row.lon, lat=row.lat) if row.lon is not None else None,
        due_at=row.due_at,
        changed_at=now,
    )
