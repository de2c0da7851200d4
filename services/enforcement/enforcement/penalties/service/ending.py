"""How does a case stand still, go on, end without a decision, or go to the police and come back (art. 27, 57, 60)?"""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from enforcement.officers.service.asking import require_one_today
from enforcement.penalties import repository
from enforcement.penalties.domain.course import Conclusion, EndGround, SuspendGround
from enforcement.penalties.domain.ending import (
    Receipt,
    SentBack,
    investigated_anew,
    received,
    require_over,
    require_transferred,
)
from enforcement.penalties.domain.filing import require_own
from enforcement.penalties.domain.procedure import require_decider
from enforcement.penalties.domain.states import ARTICLES, PenaltyAction, require_version
from enforcement.penalties.domain.terms import decided_after_return, decided_later, extended, require_after
from enforcement.records import service as records
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import COURSE, Asked, Taken, case_of, get_penalty, put_down, take_up
from .limits import extension_days
from .measured import hand_over_with_crime

A = PenaltyAction


async def extend(work: UnitOfWork, scope: Scope, asked: Asked, days: int, basis: str) -> Row[Any]:
    """Put the decision off by days that a rule allows, as the head approves (art. 60).

    Raises what `suspend` raises, DecisionTooLate, ExtendedAlready, ExtendedTooLong.
    """
    taken = await _as_head(work, scope, asked, A.EXTEND)
    course = taken.case.course
    due = extended(taken.row.decide_due_at, days, extension_days())
    facts = {"days": days, "decide_due_at": due.isoformat()}
    changed = replace(course, extended_days=days)
    return await put_down(work, taken, changed, {"decide_due_at": due}, facts=facts, words=basis)


async def suspend(work: UnitOfWork, scope: Scope, asked: Asked, ground: SuspendGround, why: str) -> Row[Any]:
    """Let a case stand still, as the head approves. Raises what `take_up` raises, DeciderTookPart."""
    taken = await _as_head(work, scope, asked, A.SUSPEND)
    course = replace(taken.case.course, suspended_at=asked.now, suspended_from=taken.case.state)
    return await put_down(work, taken, course, facts={"ground": ground}, words=why)


async def resume(work: UnitOfWork, scope: Scope, asked: Asked, why: str) -> Row[Any]:
    """Let a case go on where it stood; how long it stood still is not counted. Raises what `suspend` raises."""
    taken = await _as_head(work, scope, asked, A.RESUME)
    course = taken.case.course
    began, back = course.suspended_at or asked.now, course.suspended_from or taken.leads_to
    due = decided_later(taken.row.decide_due_at, began, asked.now)
    gone_on = replace(taken, leads_to=back)
    free = replace(course, suspended_at=None, suspended_from=None)
    return await put_down(
        work, gone_on, free, {"decide_due_at": due}, facts={"decide_due_at": due.isoformat()}, words=why
    )


async def terminate(work: UnitOfWork, scope: Scope, asked: Asked, ground: EndGround, proof: str) -> Row[Any]:
    """End a case without a decision, as the head approves. Raises what `suspend` raises."""
    taken = await _as_head(work, scope, asked, A.TERMINATE)
    return await put_down(
        work, taken, taken.case.course, {"closed_at": asked.now}, facts={"ground": ground}, words=proof
    )


async def transfer(work: UnitOfWork, scope: Scope, asked: Asked, receipt: Receipt) -> Row[Any]:
    """Hand a crime over to the police, by its receipt (art. 27, 57 (4)), with what is seized (coercion law 21).

    Raises what `suspend` raises, NoCrime, MeasureOpen, TransferUnreceived, DatesInOrder.
    """
    taken = await _as_head(work, scope, asked, A.TRANSFER)
    organ, on = received(receipt)
    require_after(town_day(taken.row.decided_at), on, town_day(asked.now), ARTICLES[A.TRANSFER])
    went = {"conclusion": Conclusion.CRIME, "organ": organ, "on": on.isoformat()}
    facts = {**went, "measures": await hand_over_with_crime(work, taken)}
    course = replace(taken.case.course, transferred_on=on)
    return await put_down(work, taken, course, {"closed_at": asked.now}, facts=facts, words=receipt.words)


async def take_back(work: UnitOfWork, scope: Scope, asked: Asked, sent: SentBack) -> Row[Any]:
    """Go on with a case that comes back because no crime is pursued (art. 27 (1)); the party is told anew.

    The days at the police are not counted (60); what went along with it is not held here any more (coercion law 21).
    One officer of the case takes it: another may have gone meanwhile, and is recused then.

    Raises what `take_up` raises, NotTransferred, CaseErased, NotYourCase, DatesInOrder, and what `require_one_today`
    raises.
    """
    taken = await take_up(work, scope, asked, A.TAKE_BACK)
    row, course = taken.row, taken.case.course
    require_own(taken.by, taken.case.officers)
    await require_one_today(work, taken.by, row.matter, row.region, row.powers, asked.now)
    since = require_transferred(course)
    require_after(since, sent.on, town_day(asked.now), ARTICLES[A.TAKE_BACK])
    due = decided_after_return(row.decide_due_at, since, sent.on)
    facts = {"organ": sent.organ, "document": sent.document, "on": sent.on.isoformat()}
    told = facts | {"transferred_on": since.isoformat(), "decide_due_at": due.isoformat()}
    void = dict.fromkeys(("closed_at", "decided_at", "serve_due_at", "outcome", "circumstance"))
    return await put_down(work, taken, investigated_anew(course), void | {"decide_due_at": due}, facts=told)


async def erase(work: UnitOfWork, scope: Scope, asked: Asked, basis: str) -> Row[Any]:
    """Erase what is personal in a case that is over, by a basis that is named; return its row.

    Raises PenaltyNotFound, VersionConflict, NotOver, DeciderTookPart, RecordErased.
    """
    row = await get_penalty(work, scope, penalty_id=asked.penalty_id, lock=True)
    require_version(row.version, asked.version)
    case = case_of(row)
    require_over(case.state)
    require_decider(scope.person_id, case)
    await records.erase(work, row.id, basis, by=scope.person_id, now=asked.now)
    await repository.forget_marks(work.connection, row.id)
    course = COURSE.dump_python(replace(case.course, erased=True), mode="json")
    gone = {"party_mark": None, "version": row.version + 1, "course": course}
    return await repository.save(work.connection, row.id, gone)


async def _as_head(work: UnitOfWork, scope: Scope, asked: Asked, action: PenaltyAction) -> Taken:
    taken = await take_up(work, scope, asked, action)
    require_decider(taken.by, taken.case)
    return taken
