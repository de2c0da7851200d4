"""How is it noted that somebody spoke with who reported a case? It is told to the service that took the report."""

from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.contacts import Contact, check_contact, with_contact
from dispatch.cases.domain.refusals import CaseNotFound
from dispatch.cases.domain.workflow import Action, Actor, NotYourAction
from dispatch.cases.repository import reading
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from dispatch.cases.service.standing import Caller
from shared.runtime.db import UnitOfWork
from shared.schemas.vocabulary import ContactOutcome

SPEAKING = frozenset({Actor.DISPATCHER, Actor.HANDLER, Actor.EXECUTOR})


async def note_contact(
    work: UnitOfWork,
    caller: Caller,
    rules: Rules,
    case_id: UUID,
    *,
    at: datetime | None,
    outcome: ContactOutcome,
    now: datetime,
) -> None:
    """Note a contact, by the centre, by the unit with which the case lies, or by who has it as a task.

    What he said is written nowhere. Raises CaseNotFound, NotYourAction, and what `check_contact` raises.
    """
    case = await reading.lock_case(work.connection, caller.scope, case_id)
    if case is None:
        raise CaseNotFound("no such case", case=str(case_id))
    if not caller.capacities(case) & SPEAKING:
        raise NotYourAction("this case does not lie with you", state=case.state, by=sorted(SPEAKING))
    contact = Contact(at or now, caller.scope.unit or case.unit, outcome)
    check_contact(case, contact, now)
    (move,) = await load_moves(work, rules, [case_id])
    move.case = with_contact(move.case, contact)
    facts: dict[str, object] = {"outcome": str(outcome), "unit": contact.unit, "contacted_at": contact.at.isoformat()}
    move.note(Action.CONTACT, by=caller.id, now=now, facts=facts)
    await save_moves(work, rules, [move], now)
