"""How does the centre ask whether a caller is content, and what follows?"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.call_backs import UNSATISFIED, CallBack, check_call_back
from dispatch.cases.domain.checks import check_version
from dispatch.cases.domain.contacts import Contact, with_contact
from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.refusals import CaseNotFound
from dispatch.cases.domain.workflow import Action, Actor, NotYourAction
from dispatch.cases.repository import call_backs, reading
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from dispatch.cases.service.standing import Caller
from shared.runtime.db import UnitOfWork, new_id
from shared.schemas.vocabulary import ContactOutcome


async def call_back(
    work: UnitOfWork, caller: Caller, rules: Rules, case_id: UUID, *, heard: CallBack, version: int, now: datetime
) -> Move:
    """Keep what was heard; a bad review reopens the case, to be done again.

    Raises CaseNotFound, StaleVersion, NotYourAction, and what `check_call_back` raises.
    """
    case = await reading.lock_case(work.connection, caller.scope, case_id)
    if case is None:
        raise CaseNotFound("no such case", case=str(case_id))
    check_version(case, version)
    if Actor.DISPATCHER not in caller.capacities(case):
        raise NotYourAction("the centre calls back", state=case.state, by=[Actor.DISPATCHER])
    check_call_back(case, caller.id)
    (move,) = await load_moves(work, rules, [case_id])
    said = {"reached": heard.reached, "satisfied": heard.satisfied, "rating": heard.rating and str(heard.rating)}
    row = {"id": new_id(), "case_id": case_id, "called_by": caller.id, "called_at": now} | said
    await call_backs.add_call_back(work.connection, row)
    move.note(Action.CALL_BACK, by=caller.id, now=now, facts={k: v for k, v in said.items() if v is not None})
    reached = ContactOutcome.REACHED if heard.reached else ContactOutcome.NOT_REACHED
    called = with_contact(move.case, Contact(now, caller.scope.unit, reached))
    move.case = replace(called, rating=heard.rating or move.case.rating)
    if heard.asks_for_rework:
        move.step(Action.REOPEN, actor=Actor.DISPATCHER, by=caller.id, now=now, facts={"reason": UNSATISFIED})
    await save_moves(work, rules, [move], now)
    return move
