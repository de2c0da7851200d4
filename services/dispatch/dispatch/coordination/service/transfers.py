"""How does a case that lies in another township come to it?"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.flow import QUEUE_OF
from dispatch.cases.domain.moves import AT_WORK, Move
from dispatch.cases.domain.workflow import Action, Actor
from dispatch.cases.service.desk import Desk
from dispatch.cases.service.docket import load_moves, save_moves
from dispatch.cases.service.gate import DANGER, Going, let_through
from dispatch.coordination.domain.handovers import HandoverState
from dispatch.coordination.domain.refusals import NotOfThisCounty, NoTransfer
from dispatch.coordination.domain.transfers import (
    Placed,
    Transfer,
    TransferAct,
    TransferState,
    next_state,
    require_designator,
    require_in_county,
    require_of_township,
    require_transferable,
)
from dispatch.coordination.repository import handovers
from dispatch.coordination.repository import transfers as repository
from dispatch.coordination.service.desk import AT_THE_COUNTY, hold_case, seal_text
from dispatch.duties.domain.authority import COUNTY_DIGITS, TOWNSHIP_DIGITS
from dispatch.duties.service.authority import require_admitted
from dispatch.notices.domain import Notice, Recipient
from dispatch.notices.service import tell
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.permissions import Role
from shared.runtime.scope import Scope
from shared.schemas.vocabulary import ReturnReason

BATCH = 200
# In a township's queue: what came from another one, and waits to be dispatched.
TRANSFERRED = "transferred"


@dataclass(frozen=True, slots=True)
class Transferred:
    """A transfer and its case after an act."""

    id: UUID
    state: TransferState
    case: Case


async def offer(
    work: UnitOfWork, scope: Scope, desk: Desk, case_id: UUID, *, to_region: str, reason: str, text: str | None
) -> Transferred:
    """Offer a case to the township in which it lies; its first receiver keeps it, clocks running, until that takes it.

    Raises CaseNotFound, NotAdmitted where the other township's list does not name the matter, and what
    `require_transferable` raises.
    """
    move = await hold_case(work, scope, desk, case_id)
    case, connection = move.case, work.connection
    was_designated = await repository.was_designated(connection, case_id)
    placed = Placed(case.state, case.region, case.handover, case.unit, bool(move.subtasks), was_designated)
    require_transferable(placed, to_region)
    if not await repository.is_region(connection, to_region):
        raise NotOfThisCounty("no such township", region=to_region)
    if case.matter and not await handovers.is_danger(connection, case_id, case.matter):
        # What no list gives to a township is a department's, wherever it lies.
        require_admitted(desk.who_may(case.matter, to_region), case.matter, to_region)
    transfer_id = new_id()
    row = {
        "id": transfer_id,
        "case_id": case_id,
        "from_region": case.region[:TOWNSHIP_DIGITS],
        "to_region": to_region,
        "state": str(TransferState.OPEN),
        "reason": reason,
        "sealed_text": seal_text(work, transfer_id, text=text) if text else None,
        "offered_by": scope.person_id,
        "offered_at": desk.now,
    }
    await repository.add_transfer(connection, row)
    move.case = replace(case, handover=HandoverState.OPEN)
    facts: dict[str, object] = {"from": case.region, "to": to_region, "reason": reason}
    _note(move, transfer_id, TransferState.OPEN, by=scope.person_id, desk=desk, facts=facts)
    await save_moves(work, desk.rules, [move], desk.now)
    await _tell(work, move, transfer_id, "transfer-offered", [Recipient.role(Role.DISPATCHER, to_region)], desk.now)
    return Transferred(transfer_id, TransferState.OPEN, move.case)


async def take(work: UnitOfWork, scope: Scope, desk: Desk, transfer_id: UUID) -> Transferred:
    """Take a case as the centre of the other township: it lies there from now on, and all its clocks go on.

    Raises NoTransfer, NotYourTownship, TransferNotPossible, NotAdmitted.
    """
    move, row, before = await _hold(work, scope, desk, transfer_id)
    require_of_township(scope.region, before.to_region)
    state = next_state(before.state, TransferAct.TAKE)
    facts = await _place(work, desk, move, before.to_region, by=scope.person_id)
    done = await _settle(work, scope, desk, move, row, state, facts=facts)
    await _tell(work, move, row.id, "transfer-taken", [Recipient.person(row.offered_by)], desk.now)
    return done


async def decline(work: UnitOfWork, scope: Scope, desk: Desk, transfer_id: UUID, *, reason: str) -> Transferred:
    """Say as the other township that it lies not there: its first receiver keeps it, and the county rules.

    Raises NoTransfer, NotYourTownship, TransferNotPossible.
    """
    move, row, before = await _hold(work, scope, desk, transfer_id)
    require_of_township(scope.region, before.to_region)
    state = next_state(before.state, TransferAct.DECLINE)
    said = {"declined_by": scope.person_id, "declined_at": desk.now, "declined_because": reason}
    await repository.save_transfers(work.connection, [{"id": row.id, "state": str(state)} | said])
    move.case = replace(move.case, handover=HandoverState.DISPUTED, queue=str(state))
    _note(move, row.id, state, by=scope.person_id, desk=desk, facts={"reason": reason})
    await save_moves(work, desk.rules, [move], desk.now)
    county = [Recipient.role(role, before.from_region[:COUNTY_DIGITS]) for role in AT_THE_COUNTY]
    await _tell(work, move, row.id, "transfer-disputed", [*county, Recipient.person(row.offered_by)], desk.now)
    return Transferred(row.id, state, move.case)


async def withdraw(work: UnitOfWork, scope: Scope, desk: Desk, transfer_id: UUID, *, reason: str) -> Transferred:
    """Take an offer back as the township that made it. Raises NoTransfer, NotYourTownship, TransferNotPossible."""
    move, row, before = await _hold(work, scope, desk, transfer_id)
    require_of_township(scope.region, before.from_region)
    state = next_state(before.state, TransferAct.WITHDRAW)
    _stay(move)
    done = await _settle(work, scope, desk, move, row, state, facts={"reason": reason})
    await _tell(work, move, row.id, "transfer-withdrawn", _centres(before), desk.now)
    return done


async def designate(
    work: UnitOfWork, scope: Scope, desk: Desk, transfer_id: UUID, *, region: str, reason: str, document: str
) -> Transferred:
    """Say for the county in which township a case lies that one declined, or left lying; it is offered to nobody again.

    Raises NoTransfer, NotOfThisCounty, TransferNotPossible, NotAdmitted, and what `require_designator` raises.
    """
    move, row, before = await _hold(work, scope, desk, transfer_id)
    state = next_state(before.state, TransferAct.DESIGNATE)
    require_designator(before, scope_region=scope.region, by=scope.person_id, now=desk.now)
    require_in_county(before.from_region, region)
    if not await repository.is_region(work.connection, region):
        raise NotOfThisCounty("no such township", region=region)
    facts: dict[str, object] = {"region": region, "reason": reason, "document": document}
    if region == before.from_region:
        _stay(move)
    else:
        facts |= await _place(work, desk, move, region, by=scope.person_id)
    said = {"designated": region, "document": document}
    done = await _settle(work, scope, desk, move, row, state, facts=facts, said=said)
    ends = [Recipient.role(Role.DISPATCHER, one) for one in {before.from_region, before.to_region, region}]
    await _tell(work, move, row.id, "transfer-designated", ends, desk.now)
    return done


async def tell_late(work: UnitOfWork, now: datetime) -> int:
    """Tell the county and both townships of what nobody took in time, once; return how many, at most 200."""
    late = await repository.lock_late(work.connection, now, BATCH)
    await repository.save_transfers(work.connection, [{"id": row.id, "late_at": now} for row in late])
    for row in late:
        county = [Recipient.role(role, row.from_region[:COUNTY_DIGITS]) for role in AT_THE_COUNTY]
        told = [*county, Recipient.role(Role.DISPATCHER, row.to_region), Recipient.person(row.offered_by)]
        facts: dict[str, str | int] = {"transfer": str(row.id), "to": row.to_region, "due_at": row.due_at.isoformat()}
        await tell(work, [Notice("transfer-late", to, row.from_region, row.case_id, facts) for to in told], now)
    return len(late)


# ---------------------------------------------------------------------------------------------------------------- steps
async def _hold(work: UnitOfWork, scope: Scope, desk: Desk, transfer_id: UUID) -> tuple[Move, Row[Any], Transfer]:
    """Return the case of a transfer, the transfer, held, and how it stands. Raises NoTransfer."""
    found = await repository.find_transfer(work.connection, scope, transfer_id)
    if found is None:
        raise NoTransfer("no such transfer", transfer=str(transfer_id))
    (move,) = await load_moves(work, desk.rules, [found.case_id])
    row = await repository.lock_transfer(work.connection, transfer_id)
    state, ends = TransferState(row.state), (row.from_region, row.to_region)
    return move, row, Transfer(state, *ends, row.offered_by, row.declined_by, row.due_at)


async def _place(work: UnitOfWork, desk: Desk, move: Move, region: str, *, by: str) -> dict[str, object]:
    """Let a case lie in another township, at its desk; return what that township's list says of it on this day."""
    facts: dict[str, object] = {"from": move.case.region, "to": region}
    move.case = replace(move.case, handover=None)
    if move.case.matter:
        danger = await handovers.is_danger(work.connection, move.case.id, move.case.matter)
        going = Going(replace(move.case, region=region), by, danger, DANGER if danger else None)
        through = await let_through(work, desk.who_may, going, desk.now)
        facts["authority"] = through.said
    if move.case.state in AT_WORK:
        why: dict[str, object] = {"reason": str(ReturnReason.WRONG_PLACE)}
        move.step(Action.RETURN, actor=Actor.DISPATCHER, by=by, now=desk.now, facts=why)
    move.case = replace(
        move.case,
        region=region,
        cell=None,
        unit=None,
        worker_id=None,
        task_id=None,
        executor=None,
        queue=TRANSFERRED,
    )
    return facts


def _stay(move: Move) -> None:
    """Let a case stay where it is, as if nobody had been asked to take it."""
    queue, state = move.case.queue, move.case.state
    if queue == TransferState.DISPUTED:
        # What nobody works on waits at the desk again.
        queue = QUEUE_OF.get(state) or (None if state in AT_WORK else "returned")
    move.case = replace(move.case, handover=None, queue=queue)


async def _settle(
    work: UnitOfWork,
    scope: Scope,
    desk: Desk,
    move: Move,
    row: Row[Any],
    state: TransferState,
    *,
    facts: dict[str, object],
    said: dict[str, Any] | None = None,
) -> Transferred:
    settled = {"id": row.id, "state": str(state), "settled_by": scope.person_id, "settled_at": desk.now}
    await repository.save_transfers(work.connection, [settled | (said or {})])
    _note(move, row.id, state, by=scope.person_id, desk=desk, facts=facts)
    await save_moves(work, desk.rules, [move], desk.now)
    return Transferred(row.id, state, move.case)


def _note(move: Move, transfer_id: UUID, step: TransferState, *, by: str, desk: Desk, facts: dict[str, object]) -> None:
    told: dict[str, object] = {"transfer": str(transfer_id), "step": str(step)} | facts
    move.note(Action.TRANSFER, by=by, now=desk.now, facts=told)


def _centres(before: Transfer) -> list[Recipient]:
    return [Recipient.role(Role.DISPATCHER, before.to_region)]


async def _tell(work: UnitOfWork, move: Move, transfer_id: UUID, what: str, to: list[Recipient], now: datetime) -> None:
    facts: dict[str, str | int] = {"transfer": str(transfer_id), "case": move.case.number}
    await tell(work, [Notice(what, one, move.case.region, move.case.id, facts) for one in to], now)
