"""How is an inspection opened, by whom, for what, and not too often?"""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from enforcement.inspections.domain.checklists import Checklist
from enforcement.inspections.domain.draws import require_drawn
from enforcement.inspections.domain.findings import RegionOutside
from enforcement.inspections.domain.inspections import (
    Ground,
    Inspected,
    InspectionAction,
    InspectionState,
    NewInspection,
    require_ground,
)
from enforcement.inspections.domain.quiet import Reason
from enforcement.inspections.repository import inspections
from enforcement.officers.service.asking import powers_used, require_two_today
from enforcement.penalties.models import paper_counters
from enforcement.records.service import New, begin_record, write
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.numbering import draw_number
from shared.runtime.scope import Scope

from . import objects
from .draws import RESULT, get_draw
from .frequency import Visit, require_left_in_peace, require_recheck_of_place
from .from_clue import require_free
from .plans import require_in_plan
from .steps import DONE, get_inspection

# 检查.
NUMBERED = "JC"
_RESTS = ("clue_id", "draw_id", "plan_id", "recheck_of")
_TOLD = ("version", "state", "number", "region", "field", "matter", "powers", "officers", "ground", "reason")


async def open_inspection(work: UnitOfWork, scope: Scope, *, new: NewInspection, now: datetime) -> Row[Any]:
    """Open an inspection and begin its record; return its row.

    Raises RegionOutside, ObjectOrPlace, GroundUnfit, ChecklistMissing, PowerNotInForce, ClueNotAccepted, ClueInspected,
    PlanNotFound, PlanNotApproved, NotPlanned, PlanUsedUp, DrawNotFound, NotDrawn, ReasonUnproved, and what
    `require_two_today` and `require_left_in_peace` raise.
    """
    today = town_day(now)
    if not scope.covers(new.region):
        raise RegionOutside("this place is outside your region", region=new.region)
    require_ground(new)
    checklist = await objects.get_checklist(work, scope, region=new.region, field=new.field)
    officers = (scope.person_id, *((new.second_officer,) if new.second_officer else ()))
    powers = await powers_used(work, checklist.matter, new.region, today, named=new.power)
    await require_two_today(work, officers, checklist.matter, new.region, powers, now)
    await _require_grounded(work, scope, new, officers, today)
    await _require_peace(work, scope, new, officers, checklist, now)
    said = {name: getattr(new, name) for name in ("region", "field", "object_id", "ground", *_RESTS)}
    by_list = {"checklist_region": checklist.region, "checklist_version": checklist.version, "powers": powers}
    number = await draw_number(work.connection, paper_counters, NUMBERED, new.region, now)
    stands = {"id": new_id(), "number": number, "state": InspectionState.OPEN, "version": 1, "officers": list(officers)}
    when = {"opened_at": now, "opened_on": today, "reason": new.reason, "matter": checklist.matter}
    row = said | by_list | stands | when | {"course": DONE.dump_python(Inspected(), mode="json")}
    return await _begin(work, scope, row, new, now)


async def _begin(work: UnitOfWork, scope: Scope, row: dict[str, Any], new: NewInspection, now: datetime) -> Row[Any]:
    await inspections.add_inspection(work.connection, row)
    await begin_record(work, row["id"], new.region)
    facts = {name: row[name] for name in _TOLD}
    ids = {name: str(row[name]) for name in ("object_id", *_RESTS) if row[name] is not None}
    written = {"place": new.place, "why": new.why, "proof": new.proof}
    words = json.dumps({name: said for name, said in written.items() if said}, ensure_ascii=False)
    line = New(InspectionAction.OPEN, facts | ids, words if any(written.values()) else None)
    await write(work, row["id"], [line], by=scope.person_id, now=now)
    return await get_inspection(work, scope, inspection_id=row["id"])


async def _require_grounded(
    work: UnitOfWork, scope: Scope, new: NewInspection, officers: tuple[str, ...], today: date
) -> None:
    """Raise what an inspection is refused for by its ground; `open_inspection` names it.

    A clue is the team's and not inspected yet; by a draw the object is inspected by whom it drew; by a plan as often as
    it says.
    """
    if new.ground is Ground.DRAW and new.draw_id is not None:
        drawn = await get_draw(work, scope, draw_id=new.draw_id)
        require_drawn(RESULT.validate_python(drawn.result or ()), str(new.object_id), officers)
    if new.ground is Ground.CLUE and new.clue_id is not None:
        await require_free(work, scope, new.clue_id, new.region)
    if new.ground is Ground.PLAN and new.plan_id is not None:
        await require_in_plan(work, scope, new.plan_id, new.region, new.field, today)


async def _require_peace(
    work: UnitOfWork,
    scope: Scope,
    new: NewInspection,
    officers: tuple[str, ...],
    checklist: Checklist,
    now: datetime,
) -> None:
    """Raise what `require_left_in_peace` raises; of a place nobody is known yet whom it would leave in peace."""
    if new.object_id is not None:
        reason = Reason.CLUE if new.ground is Ground.CLUE else new.reason
        visit = Visit(new.object_id, new.region, new.field, reason, new.recheck_of, officers)
        await require_left_in_peace(work, scope, visit, checklist, now)
    elif new.recheck_of is not None:
        await require_recheck_of_place(work, scope, new.recheck_of, new.region, new.field)


def _township(region: str) -> str:
    return region[: RegionLevel.TOWNSHIP.digits]
