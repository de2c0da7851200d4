"""How often is one enterprise inspected, and what may it be inspected for although it is left in peace?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.inspections.domain.checklists import Checklist
from enforcement.inspections.domain.inspections import InspectionState, ObjectUnfit, Outcome, was_ordered
from enforcement.inspections.domain.objects import require_not_ended
from enforcement.inspections.domain.quiet import Reason, require_below_cap, require_quiet_over, require_recheckable
from enforcement.inspections.repository import inspections
from enforcement.officers.service.asking import require_free_of
from enforcement.penalties.service.earlier import marks_of
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from . import objects
from .steps import get_inspection


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is inspected in which field of a township, and by whom; `reason`: why although he was a short while ago."""

    object_id: UUID
    region: str
    field: str
    reason: Reason | None
    recheck_of: UUID | None
    officers: tuple[str, ...]


async def require_left_in_peace(
    work: UnitOfWork, scope: Scope, visit: Visit, checklist: Checklist, now: datetime
) -> None:
    """Hold an enterprise, which is not inspected again and again, nor by who has something to do with it (art. 43).

    Raises ObjectNotFound, ObjectUnfit, ObjectEnded, ConflictOfInterest, InspectionNotFound, RecheckUnfit, QuietTime,
    YearlyCapReached.
    """
    today = town_day(now)
    row = await objects.get_object(work, scope, object_id=visit.object_id)
    of_field = row.field == visit.field or row.item in checklist.items
    if _township(row.region) != _township(visit.region) or not of_field:
        raise ObjectUnfit("of another place or field", object=str(visit.object_id))
    party = objects.party_of(work, row)
    await require_free_of(work, visit.officers, marks_of(work, party["number"]) if party else [])
    same = await _same(work, row, visit.field)
    # Looked at while it is held: somebody may be ending it.
    require_not_ended((await objects.get_object(work, scope, object_id=visit.object_id)).ended_on, today)
    if visit.recheck_of is not None:
        earlier = await get_inspection(work, scope, inspection_id=visit.recheck_of)
        _require_recheckable(earlier, same=earlier.field == visit.field and earlier.object_id in same)
    since = min(today - timedelta(days=checklist.quiet_days), date(today.year, 1, 1))
    borne = await inspections.earlier_inspections(work.connection, same, visit.field, since)
    require_quiet_over(borne, checklist.quiet_days, today, visit.reason)
    require_below_cap(borne, checklist.yearly_cap, today, visit.reason)


async def require_recheck_of_place(work: UnitOfWork, scope: Scope, recheck_of: UUID, region: str, field: str) -> None:
    """Raise InspectionNotFound, RecheckUnfit: what is checked again was ordered at a place of this township."""
    earlier = await get_inspection(work, scope, inspection_id=recheck_of)
    here = _township(earlier.region) == _township(region) and earlier.object_id is None
    _require_recheckable(earlier, same=here and earlier.field == field)


def _require_recheckable(earlier: Row[Any], *, same: bool) -> None:
    outcome = Outcome(earlier.outcome) if earlier.outcome else None
    require_recheckable(same=same, ordered=was_ordered(InspectionState(earlier.state), outcome))


async def _same(work: UnitOfWork, row: Row[Any], field: str) -> list[UUID]:
    """Return the objects that are the same enterprise in the county; held, so that two do not open at once."""
    await objects.hold_object(work, row)
    party = objects.party_of(work, row)
    if party is None:
        return [row.id]
    county = row.region[: RegionLevel.COUNTY.digits]
    return sorted({row.id, *await objects.same_enterprises(work, party["number"], county, field)})


def _township(region: str) -> str:
    return region[: RegionLevel.TOWNSHIP.digits]
