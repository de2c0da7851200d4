"""How does somebody ask for what another person decides, and what happens then?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.checks import check_designated, check_version, redirect
from dispatch.cases.domain.clocks import Clock, ClockKind
from dispatch.cases.domain.moves import AT_WORK, Move
from dispatch.cases.domain.opening import SYSTEM
from dispatch.cases.domain.refusals import (
    AuthorityOutside,
    CaseNotFound,
    NotYoursToAsk,
    NotYoursToDecide,
    ReasonMissing,
    RequestedAlready,
    RequestIncomplete,
    RequestNotFound,
)
from dispatch.cases.domain.requests import (
    DECIDED_OUTSIDE,
    STEP_OF,
    Asked,
    Decision,
    Request,
    RequestKind,
    RequestState,
    check_askable,
    check_decidable,
)
from dispatch.cases.domain.workflow import Action, Actor
from dispatch.cases.repository import clocks, reading, requests
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from dispatch.cases.service.going import Sending, go_to_work, require_known
from dispatch.cases.service.standing import Caller
from dispatch.duties.domain.authority import WhoMay
from dispatch.notices.domain import Notice, Recipient
from dispatch.notices.service import tell
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.permissions import Role
from shared.schemas.vocabulary import Authority

ASKING = frozenset({Actor.DISPATCHER, Actor.HANDLER, Actor.EXECUTOR})
# Who is told that something waits for approval; whoever may approve finds it in the list.
APPROVERS, DISCIPLINE = Role.SHIFT_LEADER, Role.DISCIPLINE
BATCH = 100


@dataclass(frozen=True, slots=True)
class RequestActed:
    """A request after an act, and its case."""

    id: UUID
    state: RequestState
    case: Case
    warning: dict[str, object] | None = None


async def ask(
    work: UnitOfWork, caller: Caller, rules: Rules, case_id: UUID, *, asked: Asked, version: int, now: datetime
) -> RequestActed:
    """Ask for something that another person decides; the case stays as it is.

    Raises CaseNotFound, StaleVersion, NotYoursToAsk, AuthorityOutside, RequestedAlready, and what `check_askable` does.
    """
    move = await _hold(work, caller, rules, case_id)
    check_version(move.case, version)
    if not caller.capacities(move.case) & ASKING:
        raise NotYoursToAsk("this case does not lie with you", state=move.case.state)
    await _require_own_authority(work, move.case, asked.kind)
    running = await clocks.read_clocks(work.connection, [case_id])
    facts = check_askable(move.case, move.workflow, running, asked, now)
    request_id = new_id()
    about = str(request_id)
    row = {
        "id": request_id,
        "case_id": case_id,
        "kind": str(asked.kind),
        "state": str(RequestState.ASKED),
        "reason": asked.reason,
        "sealed_explanation": work.sealer.seal(asked.explanation, about=about) if asked.explanation else None,
        "until": asked.until,
        "amount": asked.amount,
        "unit": _unit_of(running) if asked.amount else None,
        "asked_by": caller.id,
        "asked_at": now,
    }
    if not await requests.add_request(work.connection, row):
        raise RequestedAlready("one such request waits", kind=asked.kind)
    move.note(Action.ASK, by=caller.id, now=now, facts=facts | {"request": about})
    await save_moves(work, rules, [move], now)
    # What is sealed is known to discipline inspection alone, which approves it, too.
    approvers = DISCIPLINE if move.case.sealed else APPROVERS
    await _tell(work, "case-request-asked", Recipient.role(approvers, move.case.region), move.case, asked.kind, now)
    return RequestActed(request_id, RequestState.ASKED, move.case)


def _unit_of(running: Sequence[Clock]) -> str | None:
    return next((str(clock.unit) for clock in running if clock.kind is ClockKind.HANDLE), None)


async def _require_own_authority(work: UnitOfWork, case: Case, kind: RequestKind) -> None:
    """Raise AuthorityOutside where the platform that sent a case decides, with the doors of the applications to it."""
    if case.authority is Authority.PLATFORM and kind in DECIDED_OUTSIDE:
        reports = (await reading.reports_of_cases(work.connection, [case.id])).get(case.id, [])
        forms = [f"/orders/{report}/applications" for report in reports]
        raise AuthorityOutside("its platform decides", source=case.source, kind=kind, forms=forms)


async def decide(
    work: UnitOfWork,
    caller: Caller,
    rules: Rules,
    who_may: WhoMay,
    case_id: UUID,
    request_id: UUID,
    *,
    decision: Decision,
    now: datetime,
) -> RequestActed:
    """Decide what another person has asked for: granted, the step is taken; refused, nothing moves, and that is noted.

    Raises CaseNotFound, RequestNotFound, NotYoursToDecide, RequestDecided, SecondPersonNeeded, ReasonMissing, and what
    the step raises.
    """
    move = await _hold(work, caller, rules, case_id)
    row = await requests.find_request(work.connection, case_id, request_id)
    if row is None:
        raise RequestNotFound("no such request", request=str(request_id))
    if Actor.APPROVER not in caller.capacities(move.case):
        raise NotYoursToDecide("your roles do not approve here", region=move.case.region)
    request = requests.to_request(row)
    check_decidable(request, caller.id)
    warning, given = None, {}
    if decision.granted:
        given = _given(request, decision, now)
        warning = await _grant(work, who_may, move, request, decision, given, by=caller.id, now=now)
    else:
        _deny(move, request, decision, by=caller.id, now=now)
    state = RequestState.GRANTED if decision.granted else RequestState.REFUSED
    decided = {"decided_by": caller.id, "decided_at": now, "decided_because": decision.reason} | given
    await requests.save_decision(work.connection, request_id, state=str(state), **decided)
    await save_moves(work, rules, [move], now)
    await _tell(work, f"case-request-{state}", Recipient.person(request.asked_by), move.case, request.kind, now)
    return RequestActed(request_id, state, move.case, warning)


def _given(request: Request, decision: Decision, now: datetime) -> dict[str, Any]:
    """Return what is granted of what was asked for. Raises RequestIncomplete."""
    until, amount = decision.until or request.until, decision.amount or request.amount
    fields = [
        *(["until"] if (until is None) is (request.kind is RequestKind.SUSPENSION) or (until and until <= now) else []),
        *(["amount"] if (amount is None) is (request.kind is RequestKind.EXTENSION) else []),
        *(["executor"] if bool(decision.to) is not (request.kind is RequestKind.RETURN) else []),
    ]
    if fields:
        raise RequestIncomplete("the decision does not fit what was asked for", fields=fields, kind=request.kind)
    return {"granted_until": until, "granted_amount": amount}


def _deny(move: Move, request: Request, decision: Decision, *, by: str, now: datetime) -> None:
    if not decision.reason:
        raise ReasonMissing("who refuses says why", field="reason")
    facts: dict[str, object] = {"request": str(request.id), "kind_asked": str(request.kind)}
    facts["reason"] = decision.reason
    move.note(Action.DENY, by=by, now=now, facts=facts)


async def _grant(
    work: UnitOfWork,
    who_may: WhoMay,
    move: Move,
    request: Request,
    decision: Decision,
    given: Mapping[str, Any],
    *,
    by: str,
    now: datetime,
) -> dict[str, object] | None:
    """Take the step that was asked for; what is returned goes at once to whom the approver names."""
    until, amount = given["granted_until"], given["granted_amount"]
    facts: dict[str, object] = {"request": str(request.id), "reason": request.reason, "asked_by": request.asked_by}
    facts |= {"until": until.isoformat()} if until else {}
    facts |= {"amount": amount} if amount else {}
    if request.kind is RequestKind.HELP:
        move.note(Action.HELP, by=by, now=now, facts=facts)
        return None
    if request.kind is RequestKind.RETURN:
        check_designated(move.case, Action.RETURN, {}, scope_region=move.case.region, is_holder=True)
    move.step(STEP_OF[request.kind], actor=Actor.APPROVER, by=by, now=now, facts=facts)
    if request.kind is RequestKind.SUSPENSION:
        move.case = replace(move.case, suspended_until=until)
    if request.kind is RequestKind.EXTENSION:
        move.extended_by = amount
    if request.kind is RequestKind.RETURN:
        await require_known(work, move.case, decision.to)
        move.case = redirect(move.case, decision.to)
        move.step(Action.DISPATCH, actor=Actor.APPROVER, by=by, now=now, facts=dict(decision.to))
        return await go_to_work(work, who_may, move, Sending(by, Action.DISPATCH, decision.reason), now)
    return None


async def withdraw(
    work: UnitOfWork, caller: Caller, rules: Rules, case_id: UUID, request_id: UUID, now: datetime
) -> RequestActed:
    """Take one's own request back. Raises CaseNotFound, RequestNotFound, RequestDecided, NotYoursToAsk."""
    move = await _hold(work, caller, rules, case_id)
    row = await requests.find_request(work.connection, case_id, request_id)
    if row is None:
        raise RequestNotFound("no such request", request=str(request_id))
    if row.asked_by != caller.id:
        raise NotYoursToAsk("another person asked for it", request=str(request_id))
    check_decidable(requests.to_request(row), by="")
    state = RequestState.WITHDRAWN
    await requests.save_decision(work.connection, request_id, state=str(state), decided_by=caller.id, decided_at=now)
    facts: dict[str, object] = {"request": str(request_id), "kind_asked": row.kind, "reason": str(state)}
    move.note(Action.DENY, by=caller.id, now=now, facts=facts)
    await save_moves(work, rules, [move], now)
    return RequestActed(request_id, state, move.case)


async def look_at_request(
    work: UnitOfWork, caller: Caller, case_id: UUID, request_id: UUID, now: datetime
) -> tuple[Row[Any], str | None]:
    """Return a request with what it explains, and log the look. Raises CaseNotFound, RequestNotFound."""
    if await reading.find_case(work.connection, caller.scope, case_id) is None:
        raise CaseNotFound("no such case", case=str(case_id))
    row = await requests.find_request(work.connection, case_id, request_id)
    if row is None:
        raise RequestNotFound("no such request", request=str(request_id))
    await requests.log_look(work.connection, request_id, caller.id, now)
    explained = row.sealed_explanation
    return row, work.sealer.open(explained, about=str(request_id)) if explained is not None else None


async def resume_due(work: UnitOfWork, rules: Rules, who_may: WhoMay, now: datetime) -> int:
    """Let cases go on whose suspension is over, the oldest first; return how many, at most 100."""
    ids = await requests.due_suspensions(work.connection, now, BATCH)
    moves = await load_moves(work, rules, ids)
    for move in moves:
        until = move.case.suspended_until
        facts: dict[str, object] = {"until": until.isoformat() if until else None}
        move.step(Action.RESUME, actor=Actor.SYSTEM, by=SYSTEM, now=now, facts=facts)
        if move.case.state in AT_WORK:
            await go_to_work(work, who_may, move, Sending(SYSTEM, Action.RESUME), now)
    await save_moves(work, rules, moves, now)
    return len(moves)


async def _hold(work: UnitOfWork, caller: Caller, rules: Rules, case_id: UUID) -> Move:
    case = await reading.lock_case(work.connection, caller.scope, case_id)
    if case is None:
        raise CaseNotFound("no such case", case=str(case_id))
    (move,) = await load_moves(work, rules, [case_id])
    return move


async def _tell(work: UnitOfWork, what: str, to: Recipient, case: Case, kind: RequestKind, now: datetime) -> None:
    facts = {"number": case.number, "kind": str(kind)}
    await tell(work, [Notice(what, to, case.region, case.id, facts)], now)
