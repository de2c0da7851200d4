"""How does a township hand a matter up to a department of its county, and how does that answer?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.cases.domain.clocks import ClockKind
from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.workflow import Action
from dispatch.cases.service.desk import Desk
from dispatch.cases.service.docket import load_moves, save_moves
from dispatch.coordination.domain.hand_ups import (
    Handed,
    HandUpAct,
    HandUpAsked,
    HandUpState,
    Wants,
    next_state,
    require_hand_up,
)
from dispatch.coordination.domain.refusals import NoHandUp
from dispatch.coordination.domain.subtasks import due_of
from dispatch.coordination.repository import hand_ups as repository
from dispatch.coordination.repository import handovers, whistles
from dispatch.coordination.service.desk import AT_THE_COUNTY, hold_case, seal_text
from dispatch.coordination.service.handovers import give_over
from dispatch.coordination.service.parts import Limits, start_clock, stop_clocks
from dispatch.duties.domain.authority import COUNTY_DIGITS
from dispatch.notices.domain import Notice, Recipient
from dispatch.notices.service import tell
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

BATCH = 200


@dataclass(frozen=True, slots=True)
class HandedUp:
    """A hand-up after an act; `version` and `holder` are the case's."""

    id: UUID
    case_id: UUID
    unit: str
    state: HandUpState
    due_at: datetime | None
    version: int
    holder: str | None


async def hand_up(work: UnitOfWork, scope: Scope, desk: Desk, case_id: UUID, asked: HandUpAsked) -> HandedUp:
    """Hand a case up to a department for its opinion, or for it to handle; the township keeps it meanwhile.

    Raises CaseNotFound, DueTooLate where no limit says by when, and what `require_hand_up` raises.
    """
    move = await hold_case(work, scope, desk, case_id)
    case, connection = move.case, work.connection
    handed = Handed(
        *(case.state, case.region, case.matter, case.handover, case.unit),
        subjects=await whistles.subject_units(connection, case_id),
        asked=await repository.asked_of(connection, case_id),
    )
    unit = await handovers.unit_on(connection, asked.unit, town_day(desk.now))
    require_hand_up(handed, unit, named=asked.unit, scope_region=scope.region)
    limits = Limits(desk.rules.policies_of(case), desk.rules.calendar, desk.now)
    due_at, hand_up_id = due_of(limits.due_by(case, ClockKind.HAND_UP), None, desk.now), new_id()
    row = {
        "id": hand_up_id,
        "case_id": case_id,
        "region": case.region,
        "unit": asked.unit,
        "matter": case.matter,
        "wants": str(asked.wants),
        "reason": asked.reason,
        "state": str(HandUpState.OPEN),
        "sealed_text": seal_text(work, hand_up_id, text=asked.text) if asked.text else None,
        "asked_by": scope.person_id,
        "asked_at": desk.now,
    }
    await repository.add_hand_up(connection, row)
    await start_clock(work, case, ClockKind.HAND_UP, hand_up_id, due_at, limits)
    facts: dict[str, object] = {"wants": str(asked.wants), "reason": asked.reason, "due_at": due_at.isoformat()}
    _note(move, (hand_up_id, asked.unit), HandUpState.OPEN, by=scope.person_id, desk=desk, facts=facts)
    await save_moves(work, desk.rules, [move], desk.now)
    await _tell(work, move, hand_up_id, "hand-up-asked", [Recipient.unit(asked.unit)], desk.now)
    return HandedUp(hand_up_id, case_id, asked.unit, HandUpState.OPEN, due_at, move.case.version, move.case.unit)


async def answer(
    work: UnitOfWork,
    scope: Scope,
    desk: Desk,
    hand_up_id: UUID,
    act: HandUpAct,
    *,
    basis: str | None = None,
    text: str | None = None,
) -> HandedUp:
    """Answer for one's department: what it thinks, that it takes the case over, or that it is not its, and by what.

    Raises NoHandUp, HandUpNotPossible.
    """
    move, row = await _hold(work, scope, desk, hand_up_id, unit=scope.unit or "")
    state = next_state(HandUpState(row.state), act, Wants(row.wants))
    changed = {"basis": basis, "sealed_answer": seal_text(work, row.id, text=text) if text else None}
    if act is HandUpAct.TAKE_OVER:
        facts: dict[str, object] = {"hand_up": str(row.id)}
        await give_over(work, scope, desk, move, unit=row.unit, asked_by=row.asked_by, facts=facts)
    done = await _end(work, scope, desk, move, row, state, changed)
    told = [Recipient.person(row.asked_by), *_centre(row.region)]
    if act is HandUpAct.NOT_OURS:
        told += [Recipient.role(role, row.region[:COUNTY_DIGITS]) for role in AT_THE_COUNTY]
    await _tell(work, move, row.id, f"hand-up-{state}", told, desk.now)
    return done


async def recall(work: UnitOfWork, scope: Scope, desk: Desk, hand_up_id: UUID, *, reason: str) -> HandedUp:
    """Take a hand-up back as the township. Raises NoHandUp, HandUpNotPossible."""
    move, row = await _hold(work, scope, desk, hand_up_id, unit=None)
    state = next_state(HandUpState(row.state), HandUpAct.RECALL, Wants(row.wants))
    done = await _end(work, scope, desk, move, row, state, {"recalled_because": reason})
    await _tell(work, move, row.id, "hand-up-recalled", [Recipient.unit(row.unit)], desk.now)
    return done


async def tell_late(work: UnitOfWork, now: datetime) -> int:
    """Tell the county, the department and who asked of what is not answered in time, once; return how many."""
    late = await repository.lock_late(work.connection, now, BATCH)
    await repository.save_hand_ups(work.connection, [{"id": row.id, "late_at": now} for row in late])
    for row in late:
        county = [Recipient.role(role, row.region[:COUNTY_DIGITS]) for role in AT_THE_COUNTY]
        told = [*county, Recipient.unit(row.unit), Recipient.person(row.asked_by)]
        facts: dict[str, str | int] = {"hand_up": str(row.id), "unit": row.unit, "due_at": row.due_at.isoformat()}
        await tell(work, [Notice("hand-up-late", to, row.region, row.case_id, facts) for to in told], now)
    return len(late)


async def _hold(
    work: UnitOfWork, scope: Scope, desk: Desk, hand_up_id: UUID, *, unit: str | None
) -> tuple[Move, Row[Any]]:
    found = await repository.find_hand_up(work.connection, scope, hand_up_id, unit=unit)
    if found is None:
        raise NoHandUp("no such hand-up", hand_up=str(hand_up_id))
    (move,) = await load_moves(work, desk.rules, [found.case_id])
    return move, await repository.lock_hand_up(work.connection, hand_up_id)


async def _end(
    work: UnitOfWork,
    scope: Scope,
    desk: Desk,
    move: Move,
    row: Row[Any],
    state: HandUpState,
    changed: dict[str, Any],
) -> HandedUp:
    ended = {"id": row.id, "state": str(state), "ended_by": scope.person_id, "ended_at": desk.now}
    await repository.save_hand_ups(work.connection, [ended | changed])
    await stop_clocks(work, [row.id], desk.now)
    said = {name: value for name, value in changed.items() if isinstance(value, str)}
    _note(move, (row.id, row.unit), state, by=scope.person_id, desk=desk, facts=said)
    await save_moves(work, desk.rules, [move], desk.now)
    return HandedUp(row.id, row.case_id, row.unit, state, None, move.case.version, move.case.unit)


def _note(move: Move, of: tuple[UUID, str], step: HandUpState, *, by: str, desk: Desk, facts: dict[str, Any]) -> None:
    told: dict[str, object] = {"hand_up": str(of[0]), "unit": of[1], "step": str(step)} | facts
    move.note(Action.HAND_UP, by=by, now=desk.now, facts=told)


def _centre(region: str) -> list[Recipient]:
    return [Recipient.role(AT_THE_COUNTY[0], region)]


async def _tell(work: UnitOfWork, move: Move, hand_up_id: UUID, what: str, to: list[Recipient], now: datetime) -> None:
    facts: dict[str, str | int] = {"hand_up": str(hand_up_id), "case": move.case.number}
    await tell(work, [Notice(what, one, move.case.region, move.case.id, facts) for one in to], now)
