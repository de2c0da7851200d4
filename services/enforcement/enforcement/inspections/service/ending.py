"""What comes of an inspection: nothing, an order and its re-check, a penalty case, or a word to the centre?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.inspections.domain.clues import Act, ClueAction
from enforcement.inspections.domain.course import (
    require_order_term,
    require_term_over,
)
from enforcement.inspections.domain.findings import NewFinding
from enforcement.inspections.domain.inspections import (
    RESULTS,
    InspectionAction,
    InspectionState,
    ObjectUnfit,
    Outcome,
    Recheck,
)
from enforcement.inspections.repository import clues
from enforcement.penalties.domain.filing import Filing
from enforcement.penalties.service.filing import file_case
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.vocabulary import TaskState

from .clues import act_on_clue
from .findings import report_finding
from .objects import same_enterprises
from .steps import Asked, Taken, put_down, take_up, take_up_as_own, take_up_as_two
from .supports import end_support

A = InspectionAction


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What two officers found when they came back."""

    second: str | None
    corrected: bool
    found: str


async def break_off(work: UnitOfWork, scope: Scope, asked: Asked, why: str) -> Row[Any]:
    """Close an inspection at which nobody was inspected; clue, plan and quiet time are as before.

    Raises what `take_up_as_own` raises.
    """
    taken = await take_up_as_own(work, scope, asked, A.BREAK_OFF)
    closed = {"outcome": Outcome.BROKEN_OFF, "closed_at": asked.now}
    return await put_down(work, taken, taken.done, closed, facts={"outcome": Outcome.BROKEN_OFF}, words=why)


async def find_nothing(work: UnitOfWork, scope: Scope, asked: Asked) -> Row[Any]:
    """Close an inspection that found nothing. Raises what `take_up_as_own` raises."""
    taken = await take_up_as_own(work, scope, asked, A.FIND_NOTHING)
    return await _close(work, scope, taken, Outcome.NOTHING_FOUND, taken.officers)


async def order(work: UnitOfWork, scope: Scope, asked: Asked, due_on: date, what: str) -> Row[Any]:
    """Order to correct by a day (art. 28). Raises what `take_up_as_own` raises, OrderTermUnfit."""
    taken = await take_up_as_own(work, scope, asked, A.ORDER)
    require_order_term(due_on, town_day(asked.now))
    facts = {"due_on": due_on.isoformat()}
    return await put_down(work, taken, taken.done, {"due_on": due_on}, facts=facts, words=what)


async def recheck(work: UnitOfWork, scope: Scope, asked: Asked, rechecked: Rechecked) -> Row[Any]:
    """Keep what two officers, not necessarily the same, found afterwards; what was corrected is closed (art. 28, 42).

    Raises what `take_up_as_two` raises, TermRuns.
    """
    taken, officers = await take_up_as_two(work, scope, asked, A.RECHECK, rechecked.second)
    require_term_over(taken.row.due_on, town_day(asked.now), corrected=rechecked.corrected)
    await end_support(work, taken.row.id, asked.now)
    one = Recheck(asked.now, officers, rechecked.corrected)
    seen = replace(taken, done=replace(taken.done, rechecks=(*taken.done.rechecks, one)))
    facts = {"corrected": rechecked.corrected, "officers": list(officers)}
    if rechecked.corrected:
        return await _close(work, scope, seen, Outcome.CORRECTED, officers, facts=facts, words=rechecked.found)
    changes = {"state": InspectionState.UNCORRECTED}
    return await put_down(work, seen, seen.done, changes, facts=facts, words=rechecked.found)


async def file_penalty(work: UnitOfWork, scope: Scope, asked: Asked, filing: Filing) -> Row[Any]:
    """File a penalty case for what was found, and close the inspection; return the inspection.

    Whoever is punished for what was found at a place was inspected there. Raises what `take_up` and `file_case` raise,
    ObjectUnfit.
    """
    taken = await take_up(work, scope, asked, A.FILE_PENALTY)
    _require_here(taken, filing.region)
    came_from = {"inspection_id": taken.row.id, "clue_id": taken.row.clue_id}
    case = await file_case(work, scope, filing=filing, now=asked.now, **came_from)
    facts, changes = {"penalty": case.number}, {"penalty_id": case.id}
    if taken.row.object_id is None:
        township = filing.region[: RegionLevel.TOWNSHIP.digits]
        there = {"there_on": town_day(asked.now)}
        known = await same_enterprises(work, filing.party.number, township, taken.row.field, **there)
        if known:
            changes["object_id"], facts["object_id"] = known[0], str(known[0])
    return await _close(work, scope, taken, Outcome.PENALTY, tuple(case.officers), changes, facts=facts)


async def hand_over(work: UnitOfWork, scope: Scope, asked: Asked, finding: NewFinding) -> Row[Any]:
    """Tell the centre what is for a department, and close the inspection; return the inspection.

    Raises what `take_up` and `report_finding` raise, ObjectUnfit.
    """
    taken = await take_up(work, scope, asked, A.HAND_OVER)
    _require_here(taken, finding.region)
    finding_id = await report_finding(work, scope, new=finding, by=taken.by, now=asked.now)
    officers = (taken.by, *((finding.second_officer_id,) if finding.second_officer_id else ()))
    changes, facts = {"finding_id": finding_id}, {"finding": str(finding_id)}
    return await _close(work, scope, taken, Outcome.HANDED_OVER, officers, changes, facts=facts)


def _require_here(taken: Taken, region: str) -> None:
    """Raise ObjectUnfit: what comes of an inspection is where it was."""
    township = taken.row.region[: RegionLevel.TOWNSHIP.digits]
    if not region.startswith(township):
        raise ObjectUnfit("of another place", region=region)


async def _close(
    work: UnitOfWork,
    scope: Scope,
    taken: Taken,
    outcome: Outcome,
    officers: tuple[str, ...],
    changes: dict[str, Any] | None = None,
    *,
    facts: Mapping[str, object] | None = None,
    words: str | None = None,
) -> Row[Any]:
    """Close an inspection, and with it the clue that it came from: the centre hears of it."""
    told: dict[str, object] = {**(facts or {}), "outcome": outcome}
    if taken.row.clue_id is not None:
        told |= {"clue_finished": await _finish_clue(work, scope, taken, outcome, officers)}
    closed = (changes or {}) | {"outcome": outcome, "closed_at": taken.now}
    return await put_down(work, taken, taken.done, closed, facts=told, words=words)


async def _finish_clue(
    work: UnitOfWork, scope: Scope, taken: Taken, outcome: Outcome, officers: tuple[str, ...]
) -> bool:
    """Finish the clue with its two officers; False where the centre took it back meanwhile."""
    clue_id: UUID = taken.row.clue_id
    clue = (await clues.lock_clues(work.connection, scope, [clue_id])).get(clue_id)
    if clue is None or clue.state != TaskState.ACCEPTED:
        return False
    act = Act(ClueAction.FINISH, taken.row.id, second_officer_id=officers[1], result=RESULTS[outcome])
    await act_on_clue(work, scope, clue_id=clue_id, act=act, by=taken.by, now=taken.now)
    return True
