"""How is a case refused, taken, declined and designated, and how does its new holder tell what he did?"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.checks import check_version
from dispatch.cases.domain.moves import AT_WORK, Move
from dispatch.cases.domain.refusals import CaseNotFound
from dispatch.cases.domain.workflow import Action, Actor
from dispatch.cases.repository import reading
from dispatch.cases.service.desk import Desk
from dispatch.cases.service.docket import save_moves
from dispatch.cases.service.gate import Going, let_through
from dispatch.coordination.domain.handovers import (
    HELD,
    Act,
    Handover,
    HandoverState,
    Held,
    Offer,
    Refusal,
    UnitOn,
    in_order,
    leader_of,
    next_state,
    require_designator,
    require_named,
    require_next_holder,
    require_refusable,
)
from dispatch.coordination.domain.refusals import IsTheSubject, NoHandover, NotPossible, NotYourUnit, UnitUnknown
from dispatch.coordination.repository import handovers as repository
from dispatch.coordination.repository.whistles import subject_units
from dispatch.coordination.service.desk import hold_case
from dispatch.duties.domain.authority import COUNTY_DIGITS
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.vocabulary import CaseState, Executor, Result


@dataclass(frozen=True, slots=True)
class Acted:
    """A hand-over and its case after an act."""

    id: UUID
    state: HandoverState
    case: Case


async def offer(work: UnitOfWork, scope: Scope, desk: Desk, case_id: UUID) -> Offer:
    """Return to whom a case may be handed over, the department that triage has named first.

    Raises CaseNotFound and what `require_refusable` raises.
    """
    case = await reading.find_case(work.connection, scope, case_id)
    if case is None:
        raise CaseNotFound("no such case", case=str(case_id))
    held = await _held(work, case)
    require_refusable(held)
    kinds, region = leader_of(desk.who_may(held.matter, held.region), held.region)
    units = in_order(await repository.units_of(work.connection, region, kinds, town_day(desk.now)), held)
    named = units[0].id if units and units[0].id == case.unit else None
    return Offer(case_id, case.version, held.matter, kinds, region, units, named)


async def refuse(work: UnitOfWork, scope: Scope, desk: Desk, case_id: UUID, *, refusal: Refusal) -> Acted:
    """Refuse a case for the unit that is named; its receiver keeps it, clocks running, until that unit takes it.

    Raises CaseNotFound, StaleVersion, IsTheSubject, and what `require_refusable` and `require_next_holder` raise.
    """
    move = await hold_case(work, scope, desk, case_id)
    case = move.case
    check_version(case, refusal.version)
    held = await _held(work, case)
    require_refusable(held)
    unit = await repository.unit_on(work.connection, refusal.to, town_day(desk.now))
    to = require_next_holder(held, desk.who_may(held.matter, held.region), unit, named=refusal.to)
    await _require_no_subject(work, case_id, to.id)
    handover_id = new_id()
    row = {
        "id": handover_id,
        "case_id": case_id,
        "region": case.region,
        "matter": held.matter,
        "state": str(HandoverState.OPEN),
        # A county matter lies with the township's centre: its department has not got it yet.
        "from_unit": None if case.executor is Executor.COUNTY else case.unit,
        "to_unit": to.id,
        "reason": refusal.reason,
        "refused_by": scope.person_id,
        "refused_at": desk.now,
    }
    await repository.add_handover(work.connection, row)
    facts: dict[str, object] = {"handover": str(handover_id), "to": to.id, "reason": refusal.reason}
    move.case = replace(case, handover=HandoverState.OPEN)
    move.note(Action.REFUSE, by=scope.person_id, now=desk.now, facts=facts)
    await save_moves(work, desk.rules, [move], desk.now)
    return Acted(handover_id, HandoverState.OPEN, move.case)


async def take(work: UnitOfWork, scope: Scope, desk: Desk, case_id: UUID) -> Acted:
    """Take a case over as a person of the named unit.

    Raises CaseNotFound, NoHandover, NotYourUnit, NotPossible, NotAdmitted.
    """
    move, row, before = await _standing(work, scope, desk, case_id)
    require_named(before, scope.unit)
    state = next_state(before, Act.TAKE)
    unit = await _unit(work, desk, before.to_unit)
    said = await _let_through(work, desk, move.case, unit, by=scope.person_id)
    await _settle(work, scope, desk, row, state)
    facts: dict[str, object] = {"handover": str(row.id), "unit": unit.id} | said
    _give(move, unit, state, Action.TAKE_OVER, by=scope.person_id, now=desk.now, facts=facts)
    await save_moves(work, desk.rules, [move], desk.now)
    return Acted(row.id, state, move.case)


async def decline(work: UnitOfWork, scope: Scope, desk: Desk, case_id: UUID, *, reason: str) -> Acted:
    """Say that it is not the named unit's, either: its first receiver keeps it, and the county finds its holder.

    Raises CaseNotFound, NoHandover, NotYourUnit, NotPossible.
    """
    move, row, before = await _standing(work, scope, desk, case_id)
    require_named(before, scope.unit)
    state = next_state(before, Act.DECLINE)
    said = {"declined_by": scope.person_id, "declined_at": desk.now, "declined_because": reason}
    await repository.save_handover(work.connection, row.id, state=str(state), **said)
    move.case = replace(move.case, handover=state, queue=str(state))
    facts: dict[str, object] = {"handover": str(row.id), "unit": before.to_unit, "reason": reason}
    move.note(Action.DECLINE, by=scope.person_id, now=desk.now, facts=facts)
    await save_moves(work, desk.rules, [move], desk.now)
    return Acted(row.id, state, move.case)


async def designate(
    work: UnitOfWork, scope: Scope, desk: Desk, case_id: UUID, *, unit: str, reason: str, document: str
) -> Acted:
    """Say for the county who holds a disputed case, or one that the named unit has left lying; nobody returns it again.

    Raises CaseNotFound, NoHandover, UnitUnknown, NotAdmitted, NotPossible, and what `require_designator` raises.
    """
    move, row, before = await _standing(work, scope, desk, case_id)
    state = next_state(before, Act.DESIGNATE)
    require_designator(before, scope_region=scope.region, by=scope.person_id, now=desk.now)
    holder = await _unit(work, desk, unit)
    if not _is_near(holder, move.case.region):
        raise UnitUnknown("this unit is not of this place", unit=unit, region=move.case.region)
    await _require_no_subject(work, case_id, unit)
    # Nor does the county push down what is not on the township's list.
    said = await _let_through(work, desk, move.case, holder, by=scope.person_id)
    await _settle(work, scope, desk, row, state, document=document)
    facts: dict[str, object] = {"handover": str(row.id), "unit": unit, "reason": reason, "document": document} | said
    _give(move, holder, state, Action.DESIGNATE, by=scope.person_id, now=desk.now, facts=facts)
    await save_moves(work, desk.rules, [move], desk.now)
    return Acted(row.id, state, move.case)


async def give_over(
    work: UnitOfWork, scope: Scope, desk: Desk, move: Move, *, unit: str, asked_by: str, facts: dict[str, object]
) -> None:
    """Let a held case go to a department that takes over what was handed up to it, as any hand-over that is taken.

    Raises UnitUnknown.
    """
    holder, case = await _unit(work, desk, unit), move.case
    row = {
        "id": new_id(),
        "case_id": case.id,
        "region": case.region,
        "matter": case.matter,
        "state": str(HandoverState.TAKEN),
        "from_unit": case.unit,
        "to_unit": unit,
        "reason": "handed-up",
        "refused_by": asked_by,
        "refused_at": desk.now,
        "settled_by": scope.person_id,
        "settled_at": desk.now,
    }
    await repository.add_handover(work.connection, row)
    told: dict[str, object] = {"handover": str(row["id"]), "unit": unit} | facts
    _give(move, holder, HandoverState.TAKEN, Action.TAKE_OVER, by=scope.person_id, now=desk.now, facts=told)


async def tell_result(work: UnitOfWork, scope: Scope, desk: Desk, case_id: UUID, *, result: Result) -> Acted:
    """Tell what the unit that holds a case by a hand-over did. Raises CaseNotFound, NoHandover, NotYourUnit."""
    move, row, before = await _standing(work, scope, desk, case_id)
    if before.state not in HELD or scope.unit != move.case.unit:
        raise NotYourUnit("this case is another unit's", unit=scope.unit, holder=move.case.unit)
    if move.open_task is not None:
        raise NotPossible("the team tells it by its task", task=str(move.open_task.id))
    facts: dict[str, object] = {"result": str(result)}
    if move.case.state is CaseState.DISPATCHED:
        # Sent back for rework, or reopened: it was his already.
        move.step(Action.ACCEPT, actor=Actor.EXECUTOR, by=scope.person_id, now=desk.now)
    move.step(Action.FEED_BACK, actor=Actor.EXECUTOR, by=scope.person_id, now=desk.now, facts=facts)
    await save_moves(work, desk.rules, [move], desk.now)
    return Acted(row.id, before.state, move.case)


async def _require_no_subject(work: UnitOfWork, case_id: UUID, unit: str) -> None:
    """Raise IsTheSubject for a unit that the case complains of: it would be given what is hidden from it."""
    if unit in await subject_units(work.connection, case_id):
        raise IsTheSubject("the case complains of it", units=[unit])


async def _held(work: UnitOfWork, case: Case) -> Held:
    matter = case.matter or ""
    danger = await repository.is_danger(work.connection, case.id, matter)
    return Held(case.state, case.region, matter, case.executor, case.unit, case.handover, danger)


async def _standing(work: UnitOfWork, scope: Scope, desk: Desk, case_id: UUID) -> tuple[Move, Row[Any], Handover]:
    """Return a case that is held until the transaction ends, with its newest hand-over."""
    move = await hold_case(work, scope, desk, case_id)
    row = await repository.newest_of(work.connection, case_id)
    if row is None:
        raise NoHandover("nobody has refused this case", case=str(case_id))
    state = HandoverState(row.state)
    return move, row, Handover(state, row.to_unit, row.refused_by, row.declined_by, row.due_at)


async def _unit(work: UnitOfWork, desk: Desk, unit: str) -> UnitOn:
    found = await repository.unit_on(work.connection, unit, town_day(desk.now))
    if found is None:
        raise UnitUnknown("no such unit today", unit=unit)
    return found


async def _let_through(work: UnitOfWork, desk: Desk, case: Case, unit: UnitOn, *, by: str) -> dict[str, object]:
    """Return what is kept of a case that goes to a unit; a township's is asked of its list, on the day of the act."""
    if unit.executor is Executor.COUNTY:
        return {}
    through = await let_through(work, desk.who_may, Going(case, by), desk.now)
    return {"authority": through.said}


def _is_near(unit: UnitOn, region: str) -> bool:
    return unit.region == region[:COUNTY_DIGITS] or region.startswith(unit.region)


async def _settle(
    work: UnitOfWork, scope: Scope, desk: Desk, row: Row[Any], state: HandoverState, document: str | None = None
) -> None:
    settled = {"settled_by": scope.person_id, "settled_at": desk.now, "document": document}
    await repository.save_handover(work.connection, row.id, state=str(state), **settled)


def _give(
    move: Move,
    unit: UnitOn,
    state: HandoverState,
    action: Action,
    *,
    by: str,
    now: datetime,
    facts: dict[str, object],
) -> None:
    """Let a case go to its new holder: it is at work there at once, and whoever had a task of it has none any more."""
    move.note(action, by=by, now=now, facts=facts)
    was_at_work = move.case.state in AT_WORK
    move.case = replace(
        move.case, handover=state, queue=None, executor=unit.executor, unit=unit.id, worker_id=None, task_id=None
    )
    if was_at_work:
        move.recall("handed-over")
    else:
        move.step(Action.DISPATCH, actor=Actor.DISPATCHER, by=by, now=now)
    if unit.executor is Executor.TEAM:
        move.assign(new_id(), now)
    elif move.case.state is CaseState.DISPATCHED:
        move.step(Action.ACCEPT, actor=Actor.EXECUTOR, by=by, now=now)
