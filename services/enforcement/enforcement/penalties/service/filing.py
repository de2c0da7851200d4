"""How is a penalty case filed (administrative penalty law art. 54)?"""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.officers.service.asking import powers_used, require_free_of, require_two_today
from enforcement.papers.domain import papers_given
from enforcement.papers.service.issuing import issue
from enforcement.penalties import repository
from enforcement.penalties.domain.course import Course, Procedure
from enforcement.penalties.domain.earlier import ask_about_filed
from enforcement.penalties.domain.filing import Filing, RegionOutside, check_party, require_some_power
from enforcement.penalties.domain.minors import age_band
from enforcement.penalties.domain.states import PenaltyAction, PenaltyState
from enforcement.penalties.domain.terms import deadline_to_decide, require_in_order, require_within_limitation
from enforcement.penalties.models import paper_counters
from enforcement.records.service import New, begin_record, write
from shared.clock import town_day
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.numbering import draw_number
from shared.runtime.scope import Scope

from .acting import COURSE, get_penalty
from .earlier import earlier_of_number, mark_of, marks_of

# 处罚.
NUMBERED = "CF"
_TOLD = ("version", "state", "number", "region", "matter", "powers", "officers", "party", "procedure", "weighty")


async def file_case(
    work: UnitOfWork,
    scope: Scope,
    *,
    filing: Filing,
    now: datetime,
    inspection_id: UUID | None = None,
    clue_id: UUID | None = None,
) -> Row[Any]:
    """File a case and begin its record; return its row: from which inspection, from which clue it came, if so.

    Raises what `checked` raises.
    """
    known = await checked(work, scope, filing, now)
    due = deadline_to_decide(now, await load_calendar_copy(work.connection)).due_at
    number = await draw_number(work.connection, paper_counters, NUMBERED, filing.region, now)
    where = {"number": number, "state": PenaltyState.INVESTIGATING, "procedure": Procedure.ORDINARY}
    course = Course(age=age_band(filing.party, filing.ended_on))
    row = known | where | {"decide_due_at": due, "course": COURSE.dump_python(course, mode="json")}
    came_from = {"inspection_id": inspection_id, "clue_id": clue_id}
    found = {name: str(one) for name, one in came_from.items() if one is not None}
    return await begin(work, scope, row | came_from, PenaltyAction.FILE, filing, now, **found)


async def checked(work: UnitOfWork, scope: Scope, filing: Filing, now: datetime) -> dict[str, Any]:
    """Return what is kept of a filing that the law allows: by whom, for what, by which powers.

    Raises RegionOutside, NumberMalformed, DatesInOrder, OutOfTime, PowerNotInForce, NoPower, ConflictOfInterest,
    FiledAlready, and what `require_two_today` raises.
    """
    today = town_day(now)
    if not scope.covers(filing.region):
        raise RegionOutside("this place is outside your region", region=filing.region)
    check_party(filing.party, today=today)
    require_in_order(ended_on=filing.ended_on, found_on=filing.found_on, today=today)
    require_within_limitation(ended_on=filing.ended_on, found_on=filing.found_on, life=filing.life)
    officers = (scope.person_id, *((filing.second_officer,) if filing.second_officer else ()))
    powers = await powers_used(work, filing.matter, filing.region, today, named=filing.power)
    require_some_power(powers, filing.matter, filing.region, today)
    await require_two_today(work, officers, filing.matter, filing.region, powers, now)
    await require_free_of(work, officers, marks_of(work, filing.party.number))
    earlier = await earlier_of_number(work, filing.party.number, filing.region)
    if not filing.again:
        ask_about_filed(earlier, filing.matter, filing.ended_on)
    said = {name: getattr(filing, name) for name in ("region", "matter", "weighty", "ended_on", "found_on")}
    of_case = {"id": new_id(), "version": 1, "party": filing.party.kind, "officers": list(officers), "filed_at": now}
    return said | of_case | {"powers": powers, "party_mark": mark_of(work, filing.party.number)}


async def begin(
    work: UnitOfWork,
    scope: Scope,
    row: dict[str, Any],
    action: PenaltyAction,
    filing: Filing,
    now: datetime,
    **more: object,
) -> Row[Any]:
    """Save a new case and begin its record; return its row. `more` stands in the first line, too."""
    await repository.add_penalty(work.connection, row)
    await begin_record(work, row["id"], filing.region)
    facts = {name: row[name] for name in _TOLD}
    days = {"ended_on": filing.ended_on.isoformat(), "found_on": filing.found_on.isoformat()}
    words = json.dumps({"party": asdict(filing.party), "what": filing.what, "place": filing.place}, ensure_ascii=False)
    papers = await issue(work, papers_given(action, row["state"], more), filing.region, row["powers"], now)
    await write(work, row["id"], [New(action, facts | days | more | papers, words)], by=scope.person_id, now=now)
    return await get_penalty(work, scope, penalty_id=row["id"])
