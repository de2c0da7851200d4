"""How is a decision performed, put off, appealed against and enforced, and a case closed (art. 66, 67, 72, 73)?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row

from enforcement.penalties.domain.course import (
    Appeal,
    AppealKind,
    AppealResult,
    Conclusion,
    Course,
    Ended,
    Payment,
    PutOff,
)
from enforcement.penalties.domain.goods import to_give_back
from enforcement.penalties.domain.measures import require_nothing_held
from enforcement.penalties.domain.performing import (
    due_by,
    late_fen,
    open_fen,
    paid_up,
    require_appeal,
    require_instalments,
    require_later,
    require_overdue,
    require_payable,
    running_appeal,
)
from enforcement.penalties.domain.procedure import require_decider
from enforcement.penalties.domain.sanctions import Sanction, require_not_heavier, require_sound, taken_apart
from enforcement.penalties.domain.states import ARTICLES, PenaltyAction, PenaltyState
from enforcement.penalties.domain.terms import last_day_of_demand, require_after
from enforcement.publications.service import fall_due
from shared.clock import town_day
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import Asked, Taken, put_down, take_up, take_up_as_officer
from .confiscating import after_appeal, undelivered
from .measured import follow_decision
from .weighing import said_of

A = PenaltyAction


async def pay(work: UnitOfWork, scope: Scope, asked: Asked, amount_fen: int, on: date, receipt: str) -> Row[Any]:
    """Keep what a bank took on a day, by its receipt (art. 67); late it is more (art. 72).

    Raises what `take_up_as_officer` raises, DatesInOrder, NothingToPay.
    """
    taken = await take_up_as_officer(work, scope, asked, A.PAY)
    course = taken.case.course
    _require_after_service(taken, on)
    require_after(course.last_paid_on or on, on, town_day(asked.now), ARTICLES[A.PAY])
    late = late_fen(course, taken.row.pay_due_on, on)
    require_payable(amount_fen, open_fen(course, late))
    payments = (*course.payments, Payment(on, amount_fen))
    paid = replace(course, paid_fen=course.paid_fen + amount_fen, last_paid_on=on, payments=payments)
    facts = {"amount_fen": amount_fen, "on": on.isoformat(), "late_fen": late, "open_fen": open_fen(paid, late)}
    paid = paid_up(paid, taken.row.pay_due_on)
    return await put_down(work, taken, paid, facts=facts, words=receipt)


async def put_off(
    work: UnitOfWork, scope: Scope, asked: Asked, to: date, why: str, instalments: Sequence[Payment] = ()
) -> Row[Any]:
    """Let a party who is in need pay later or by instalments until a day, as the head approves (art. 66 (2)).

    Raises what `take_up` raises, DeciderTookPart, NotLater, InstalmentsMisfit.
    """
    taken = await take_up(work, scope, asked, A.PUT_OFF)
    require_decider(taken.by, taken.case)
    today, course, was_due = town_day(asked.now), taken.case.course, taken.row.pay_due_on
    require_later(to, was_due, today)
    require_instalments(instalments, to, open_fen(course, late_fen(course, was_due, today)), today)
    put = PutOff(today, was_due and due_by(course, was_due, today), tuple(instalments), course.paid_fen)
    course = replace(course, put_off_to=to, put_offs=(*course.put_offs, put))
    plan = [{"on": one.on.isoformat(), "amount_fen": one.amount_fen} for one in instalments]
    facts = {"to": to.isoformat(), "instalments": plan}
    return await put_down(work, taken, course, {"pay_due_on": to}, facts=facts, words=why)


async def appeal(work: UnitOfWork, scope: Scope, asked: Asked, kind: AppealKind, on: date, paper: str) -> Row[Any]:
    """Keep that the party appeals: it is enforced all the same, and lateness costs nothing meanwhile (art. 73).

    Raises what `take_up_as_officer` raises, DatesInOrder.
    """
    taken = await take_up_as_officer(work, scope, asked, A.APPEAL)
    _require_after_service(taken, on)
    ended = [one.ended_on for one in taken.case.course.appeals if one.ended_on is not None]
    require_after(max(ended, default=on), on, town_day(asked.now), ARTICLES[A.APPEAL])
    course = replace(taken.case.course, appeals=(*taken.case.course.appeals, Appeal(kind, on)))
    return await put_down(work, taken, course, facts={"kind": kind, "on": on.isoformat()}, words=paper)


async def end_appeal(work: UnitOfWork, scope: Scope, asked: Asked, told: Ended, paper: str) -> Row[Any]:
    """Keep what an appeal came to: upheld, changed, or revoked, which ends the case once goods are given back.

    Raises what `take_up_as_officer` raises, DatesInOrder, MeasureOpen, NothingImposed, AmountMisfit, Heavier,
    GoodsMisfit.
    """
    taken = await take_up_as_officer(work, scope, asked, A.END_APPEAL)
    course, running = taken.case.course, running_appeal(taken.case.course)
    if running is None:
        require_appeal(course, runs=True)
        raise AssertionError("refused above")
    result, on = told.result, told.on
    require_after(running.began_on, on, town_day(asked.now), ARTICLES[A.END_APPEAL])
    ended = tuple(replace(one, ended_on=on, result=result) if one is running else one for one in course.appeals)
    facts: dict[str, object] = {"result": result, "on": on.isoformat()}
    course = replace(course, appeals=ended)
    if result is not AppealResult.UPHELD:
        await fall_due(work, taken.row.id, asked.now)
    if result is AppealResult.REVOKED:
        require_nothing_held(taken.case.measures)
        return await _revoked(work, taken, course, facts, paper)
    if result is AppealResult.CHANGED:
        changed = _changed(taken, told.sanction)
        goods = after_appeal(course, changed, told.keeps)
        await follow_decision(work, taken, changed, goods)
        course = paid_up(replace(course, decided=changed, goods=goods), taken.row.pay_due_on)
        facts |= said_of(changed)
    return await put_down(work, taken, course, facts=facts, words=paper)


async def demand(work: UnitOfWork, scope: Scope, asked: Asked, on: date, receipt: str) -> Row[Any]:
    """Press a party who has not paid, by a letter that was served on a day (coercion law 54).

    Raises what `take_up_as_officer` raises, DatesInOrder, NotOverdue.
    """
    taken = await take_up_as_officer(work, scope, asked, A.DEMAND)
    _require_after_service(taken, on)
    require_overdue(taken.case.course, taken.row.pay_due_on, on)
    until = last_day_of_demand(on, await load_calendar_copy(work.connection))
    course = replace(taken.case.course, demanded_on=on, demand_until=until)
    late = late_fen(course, taken.row.pay_due_on, on)
    facts = {"on": on.isoformat(), "late_fen": late, "open_fen": open_fen(course, late), **undelivered(course)}
    return await put_down(work, taken, course, facts=facts, words=receipt)


async def apply_to_court(work: UnitOfWork, scope: Scope, asked: Asked, paper: str) -> Row[Any]:
    """Ask the court to enforce, as the head decides (coercion law 53-55).

    Raises what `take_up` raises, DeciderTookPart, NotOverdue, NotDemanded, CourtTooSoon, CourtTooLate.
    """
    taken = await take_up(work, scope, asked, A.APPLY_TO_COURT)
    require_decider(taken.by, taken.case)
    today, course = town_day(asked.now), taken.case.course
    late = late_fen(course, taken.row.pay_due_on, today)
    facts = {"on": today.isoformat(), "late_fen": late, "open_fen": open_fen(course, late), **undelivered(course)}
    return await put_down(work, taken, replace(course, applied_on=today), facts=facts, words=paper)


async def close(work: UnitOfWork, scope: Scope, asked: Asked, report: str) -> Row[Any]:
    """Close a case whose decision is performed.

    Raises what `take_up_as_officer` raises, NotCorrected, GoodsOpen, NotPerformed.
    """
    taken = await take_up_as_officer(work, scope, asked, A.CLOSE)
    return await put_down(work, taken, taken.case.course, {"closed_at": asked.now}, words=report)


async def _revoked(work: UnitOfWork, taken: Taken, course: Course, facts: dict[str, object], paper: str) -> Row[Any]:
    """End a case whose decision was revoked; where goods were taken it is closed when they are given back (66)."""
    goods = after_appeal(course, None, None)
    free = replace(course, decided=None, goods=goods)
    changes: dict[str, Any] = {"outcome": Conclusion.UNFOUNDED, "pay_due_on": None}
    if to_give_back(goods):
        return await put_down(work, taken, replace(free, correction=None), changes, facts=facts, words=paper)
    closed = replace(taken, leads_to=PenaltyState.CLOSED)
    return await put_down(work, closed, free, changes | {"closed_at": taken.now}, facts=facts, words=paper)


def _require_after_service(taken: Taken, on: date) -> None:
    """Raise DatesInOrder for a day before the service, or in the future."""
    require_after(taken.case.course.served_on or on, on, town_day(taken.now), ARTICLES[taken.action])


def _changed(taken: Taken, sanction: Sanction | None) -> Sanction:
    """Return what is imposed after a change: nothing heavier than before."""
    changed, before = sanction or Sanction(()), taken.case.course.decided
    require_sound(changed)
    if before is not None:
        require_not_heavier(changed, taken_apart(before, changed), defended=True)
    return changed
