"""How does a case's lead give a part of it to a supporting unit, and how do the two answer one another?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.clocks import ClockKind
from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.workflow import Action
from dispatch.cases.service.desk import Desk
from dispatch.cases.service.docket import load_moves, save_moves
from dispatch.coordination.domain.handovers import LIVE
from dispatch.coordination.domain.refusals import HandedOverAlready, NoSubtask, NotYourUnit, SecondPersonNeeded
from dispatch.coordination.domain.subtasks import (
    Led,
    SubtaskAct,
    SubtaskAsked,
    SubtaskState,
    due_of,
    is_pushed_down,
    next_state,
    require_lead,
    require_supporter,
)
from dispatch.coordination.repository import handovers, whistles
from dispatch.coordination.repository import subtasks as repository
from dispatch.coordination.service.desk import Asker, hold_case, seal_text
from dispatch.coordination.service.parts import Limits, start_clock, stop_clocks
from dispatch.duties.domain.authority import Answer
from dispatch.duties.service.authority import require_admitted
from dispatch.notices.domain import Notice, Recipient
from dispatch.notices.service import tell
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.vocabulary import Result, Urgency

BATCH = 200


@dataclass(frozen=True, slots=True)
class Parted:
    """A sub-task after an act; `version` is the case's."""

    id: UUID
    case_id: UUID
    unit: str
    state: SubtaskState
    due_at: datetime | None
    version: int


# ----------------------------------------------------------------------------------------------------------------- lead
async def give(work: UnitOfWork, asker: Asker, desk: Desk, case_id: UUID, asked: SubtaskAsked) -> Parted:
    """Give a part of a case to a unit, as the centre or as the unit that leads the case.

    Raises CaseNotFound, NotTheLead, HandedOverAlready, NotAdmitted, DueTooLate, and what `require_supporter` raises.
    """
    scope, now = asker.scope, desk.now
    move = await hold_case(work, scope, desk, case_id)
    case = move.case
    if not asker.is_centre:
        require_lead(case.unit, scope.unit)
    if case.handover in LIVE:
        raise HandedOverAlready("it is not settled who leads this case", state=str(case.handover))
    await _require_supporter(work, desk, case, asked.unit)
    due_at = due_of(_limit(desk, case), asked.due_at, now)
    subtask_id = new_id()
    row = {
        "id": subtask_id,
        "case_id": case_id,
        "region": case.region,
        "unit": asked.unit,
        "what": asked.what,
        "state": str(SubtaskState.GIVEN),
        "given_by": scope.person_id,
        "given_at": now,
        "sealed_text": seal_text(work, subtask_id, text=asked.text) if asked.text else None,
    }
    await repository.add_subtask(work.connection, row)
    await _start(work, desk, case, subtask_id, due_at)
    facts: dict[str, object] = {"what": asked.what, "due_at": due_at.isoformat()}
    await _note(work, desk, move, (subtask_id, asked.unit), SubtaskState.GIVEN, by=scope.person_id, facts=facts)
    await _tell(work, case, "subtask-given", Recipient.unit(asked.unit), subtask_id, now)
    return Parted(subtask_id, case_id, asked.unit, SubtaskState.GIVEN, due_at, move.case.version)


async def confirm(work: UnitOfWork, asker: Asker, desk: Desk, subtask_id: UUID) -> Parted:
    """Confirm as the lead that a sub-task is done. Raises NoSubtask, NotTheLead, SubtaskNotPossible,
    SecondPersonNeeded.
    """
    move, row = await _as_lead(work, asker, desk, subtask_id)
    SecondPersonNeeded.unless_two(row.done_by, asker.scope.person_id)
    return await _end(work, asker, desk, move, row, SubtaskAct.CONFIRM, {})


async def recall(work: UnitOfWork, asker: Asker, desk: Desk, subtask_id: UUID, *, reason: str) -> Parted:
    """Take a sub-task back as the lead. Raises NoSubtask, NotTheLead, SubtaskNotPossible."""
    move, row = await _as_lead(work, asker, desk, subtask_id)
    return await _end(work, asker, desk, move, row, SubtaskAct.RECALL, {"recalled_because": reason})


async def send_back(
    work: UnitOfWork, asker: Asker, desk: Desk, subtask_id: UUID, *, reason: str, due_at: datetime | None
) -> Parted:
    """Send a sub-task back as the lead: what was done is not enough; a new term runs.

    Raises NoSubtask, NotTheLead, SubtaskNotPossible, DueTooLate.
    """
    move, row = await _as_lead(work, asker, desk, subtask_id)
    state = next_state(SubtaskState(row.state), SubtaskAct.SEND_BACK)
    due = due_of(_limit(desk, move.case), due_at, desk.now)
    changed = {"sent_back": row.sent_back + 1, "sent_back_because": reason, "late_at": None}
    await repository.save_subtasks(work.connection, [{"id": row.id, "state": str(state)} | changed])
    await _start(work, desk, move.case, row.id, due)
    facts: dict[str, object] = {"reason": reason, "due_at": due.isoformat()}
    by = asker.scope.person_id
    await _note(work, desk, move, (row.id, row.unit), SubtaskAct.SEND_BACK, by=by, facts=facts)
    await _tell(work, move.case, "subtask-sent-back", Recipient.unit(row.unit), row.id, desk.now)
    return Parted(row.id, row.case_id, row.unit, state, due, move.case.version)


# ----------------------------------------------------------------------------------------------------------------- unit
async def accept(work: UnitOfWork, scope: Scope, desk: Desk, subtask_id: UUID) -> Parted:
    """Accept a sub-task for one's unit. Raises NoSubtask, NotYourUnit, SubtaskNotPossible."""
    move, row = await _as_unit(work, scope, desk, subtask_id)
    changed = {"answered_by": scope.person_id, "answered_at": desk.now}
    return await _answer(work, scope, desk, move, row, SubtaskAct.ACCEPT, changed)


async def refuse(
    work: UnitOfWork, scope: Scope, desk: Desk, subtask_id: UUID, *, reason: str, text: str | None
) -> Parted:
    """Say why one's unit does not do it: the part is the lead's again. Raises NoSubtask, NotYourUnit,
    SubtaskNotPossible.
    """
    move, row = await _as_unit(work, scope, desk, subtask_id)
    changed = {
        "answered_by": scope.person_id,
        "answered_at": desk.now,
        "refused_because": reason,
        "sealed_refusal": seal_text(work, row.id, text=text) if text else None,
        "ended_by": scope.person_id,
        "ended_at": desk.now,
    }
    return await _answer(work, scope, desk, move, row, SubtaskAct.REFUSE, changed, {"reason": reason})


async def tell_done(
    work: UnitOfWork, scope: Scope, desk: Desk, subtask_id: UUID, *, result: Result, text: str | None
) -> Parted:
    """Tell what one's unit has done. Raises NoSubtask, NotYourUnit, SubtaskNotPossible."""
    move, row = await _as_unit(work, scope, desk, subtask_id)
    changed = {
        "done_by": scope.person_id,
        "done_at": desk.now,
        "result": str(result),
        "sealed_result": seal_text(work, row.id, text=text) if text else None,
    }
    return await _answer(work, scope, desk, move, row, SubtaskAct.DO, changed, {"result": str(result)})


async def tell_late(work: UnitOfWork, now: datetime) -> int:
    """Tell units and leads of sub-tasks that became late, once; return how many, at most 200. Safe beside others."""
    late = await repository.lock_late(work.connection, now, BATCH)
    await repository.save_subtasks(work.connection, [{"id": row.id, "late_at": now} for row in late])
    for row in late:
        facts: dict[str, str | int] = {"subtask": str(row.id), "due_at": row.due_at.isoformat()}
        told = [Recipient.unit(unit) for unit in (row.unit, row.lead) if unit] + [Recipient.person(row.given_by)]
        await tell(work, [Notice("subtask-late", to, row.region, row.case_id, facts) for to in told], now)
    return len(late)


# ---------------------------------------------------------------------------------------------------------------- steps
async def _as_lead(work: UnitOfWork, asker: Asker, desk: Desk, subtask_id: UUID) -> tuple[Move, Row[Any]]:
    """Return the case and its sub-task, held, where the caller is the case's lead or its centre."""
    move, row = await _hold(work, asker, desk, subtask_id)
    if not asker.is_centre:
        require_lead(move.case.unit, asker.scope.unit)
    return move, row


async def _as_unit(work: UnitOfWork, scope: Scope, desk: Desk, subtask_id: UUID) -> tuple[Move, Row[Any]]:
    move, row = await _hold(work, Asker(scope, is_centre=False), desk, subtask_id)
    if row.unit != scope.unit:
        raise NotYourUnit("this is another unit's", unit=scope.unit, named=row.unit)
    return move, row


async def _hold(work: UnitOfWork, asker: Asker, desk: Desk, subtask_id: UUID) -> tuple[Move, Row[Any]]:
    """Hold the case of a sub-task, then itself. Raises NoSubtask where the caller may not know of it."""
    found = await repository.find_subtask(work.connection, asker.scope, subtask_id, all_here=asker.is_centre)
    if found is None:
        raise NoSubtask("no such sub-task", subtask=str(subtask_id))
    (move,) = await load_moves(work, desk.rules, [found.case_id])
    return move, await repository.lock_subtask(work.connection, subtask_id)


async def _require_supporter(work: UnitOfWork, desk: Desk, case: Case, named: str) -> None:
    unit = await handovers.unit_on(work.connection, named, town_day(desk.now))
    led = Led(
        *(case.id, case.state, case.region, case.matter or "", case.executor, case.unit),
        subjects=await whistles.subject_units(work.connection, case.id),
        supporters=await repository.units_at(work.connection, case.id),
        came=await repository.units_that_came(work.connection, case.id),
    )
    answer: Answer = desk.who_may(led.matter, case.region)
    supporter = require_supporter(led, unit, answer, named=named)
    if is_pushed_down(led, supporter, answer):
        require_admitted(answer, led.matter, case.region)


def _limit(desk: Desk, case: Case) -> datetime | None:
    return Limits(desk.rules.policies_of(case), desk.rules.calendar, desk.now).due_by(case, ClockKind.SUPPORT)


async def _start(work: UnitOfWork, desk: Desk, case: Case, subtask_id: UUID, due_at: datetime) -> None:
    limits = Limits(desk.rules.policies_of(case), desk.rules.calendar, desk.now)
    await start_clock(work, case, ClockKind.SUPPORT, subtask_id, due_at, limits)


async def _answer(
    work: UnitOfWork,
    scope: Scope,
    desk: Desk,
    move: Move,
    row: Row[Any],
    act: SubtaskAct,
    changed: dict[str, Any],
    facts: dict[str, object] | None = None,
) -> Parted:
    state = next_state(SubtaskState(row.state), act)
    await repository.save_subtasks(work.connection, [{"id": row.id, "state": str(state)} | changed])
    if act is not SubtaskAct.ACCEPT:
        await stop_clocks(work, [row.id], desk.now)
    await _note(work, desk, move, (row.id, row.unit), state, by=scope.person_id, facts=facts or {})
    told = [Recipient.person(row.given_by)] + ([Recipient.unit(move.case.unit)] if move.case.unit else [])
    for to in told:
        await _tell(work, move.case, f"subtask-{state}", to, row.id, desk.now)
    return Parted(row.id, row.case_id, row.unit, state, None, move.case.version)


async def _end(
    work: UnitOfWork,
    asker: Asker,
    desk: Desk,
    move: Move,
    row: Row[Any],
    act: SubtaskAct,
    changed: dict[str, Any],
) -> Parted:
    state, by = next_state(SubtaskState(row.state), act), asker.scope.person_id
    ended = {"state": str(state), "ended_by": by, "ended_at": desk.now}
    await repository.save_subtasks(work.connection, [{"id": row.id} | ended | changed])
    await stop_clocks(work, [row.id], desk.now)
    await _note(work, desk, move, (row.id, row.unit), state, by=by, facts=changed)
    await _tell(work, move.case, f"subtask-{state}", Recipient.unit(row.unit), row.id, desk.now)
    return Parted(row.id, row.case_id, row.unit, state, None, move.case.version)


async def _note(
    work: UnitOfWork,
    desk: Desk,
    move: Move,
    of: tuple[UUID, str],
    step: str,
    *,
    by: str,
    facts: dict[str, object],
) -> None:
    told = {"subtask": str(of[0]), "unit": of[1], "step": str(step)} | facts
    move.note(Action.SUPPORT, by=by, now=desk.now, facts=told)
    await save_moves(work, desk.rules, [move], desk.now)


async def _tell(work: UnitOfWork, case: Case, what: str, to: Recipient, subtask_id: UUID, now: datetime) -> None:
    facts: dict[str, str | int] = {"subtask": str(subtask_id), "case": case.number}
    urgent = case.urgency is Urgency.URGENT
    await tell(work, [Notice(what, to, case.region, case.id, facts, urgent=urgent)], now)
