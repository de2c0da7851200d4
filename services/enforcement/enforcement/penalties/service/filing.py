"""How is a penalty case filed (administrative penalty law art. 54)?"""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from enforcement.officers.service import powers_used
from enforcement.penalties import repository
from enforcement.penalties.domain.course import Course
from enforcement.penalties.domain.filing import Filing, RegionOutside, check_party, require_some_power
from enforcement.penalties.domain.states import PenaltyAction, PenaltyState
from enforcement.penalties.domain.terms import deadline_to_decide, require_in_order, require_within_limitation
from enforcement.penalties.models import paper_counters
from enforcement.records.service import New, begin_record, write
from shared.clock import town_day
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.numbering import draw_number
from shared.runtime.scope import Scope

from .acting import COURSE, get_penalty, require_two_today

# 处罚.
NUMBERED = "CF"


async def file_case(work: UnitOfWork, scope: Scope, *, filing: Filing, now: datetime) -> Row[Any]:
    """File a case and begin its record; return its row.

    Raises RegionOutside, NumberMalformed, DatesInOrder, OutOfTime, TwoOfficersNeeded, NotAnOfficer, NotQualified,
    PowerNotInForce, NoPower.
    """
    today = town_day(now)
    if not scope.covers(filing.region):
        raise RegionOutside("this place is outside your region", region=filing.region)
    check_party(filing.party, today=today)
    require_in_order(ended_on=filing.ended_on, found_on=filing.found_on, today=today)
    require_within_limitation(ended_on=filing.ended_on, found_on=filing.found_on, life=filing.life)
    officers = (scope.person_id, *((filing.second_officer,) if filing.second_officer else ()))
    await require_two_today(work, officers, filing.matter, filing.region, now)
    powers = await powers_used(work, filing.matter, filing.region, today, named=filing.power)
    require_some_power(powers, filing.matter, filing.region, today)
    row = await _row(work, filing, officers, powers, now)
    await repository.add_penalty(work.connection, row)
    await begin_record(work, row["id"], filing.region)
    facts = {name: row[name] for name in ("number", "region", "matter", "powers", "officers", "party", "weighty")}
    days = {"ended_on": filing.ended_on.isoformat(), "found_on": filing.found_on.isoformat()}
    told = {"version": 1, "state": PenaltyState.INVESTIGATING, **facts, **days}
    words = json.dumps({"party": asdict(filing.party), "what": filing.what}, ensure_ascii=False)
    await write(work, row["id"], [New(PenaltyAction.FILE, told, words)], by=scope.person_id, now=now)
    return await get_penalty(work, scope, penalty_id=row["id"])


async def _row(
    work: UnitOfWork, filing: Filing, officers: tuple[str, ...], powers: list[str], now: datetime
) -> dict[str, Any]:
    due = deadline_to_decide(now, await load_calendar_copy(work.connection))
    return {
        "id": new_id(),
        "number": await draw_number(work.connection, paper_counters, NUMBERED, filing.region, now),
        "region": filing.region,
        "matter": filing.matter,
        "powers": powers,
        "state": PenaltyState.INVESTIGATING,
        "version": 1,
        "party": filing.party.kind,
        "officers": list(officers),
        "weighty": filing.weighty,
        "ended_on": filing.ended_on,
        "found_on": filing.found_on,
        "filed_at": now,
        "decide_due_at": due.due_at,
        "course": COURSE.dump_python(Course(), mode="json"),
    }
