"""How is a decision performed, and a case closed (art. 66, 67, 72)?"""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row

from enforcement.penalties.domain.procedure import open_fen, require_payable, require_performed
from enforcement.penalties.domain.states import PenaltyAction
from enforcement.penalties.domain.terms import late_fee_fen, require_in_order
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import Asked, Taken, put_down, take_up_as_officer

A = PenaltyAction


async def pay(work: UnitOfWork, scope: Scope, asked: Asked, amount_fen: int, on: date, receipt: str) -> Row[Any]:
    """Keep what a bank took on a day, by its receipt (art. 67); late it is more (art. 72).

    Raises what `take_up_as_officer` raises, DatesInOrder, NothingToPay.
    """
    taken = await take_up_as_officer(work, scope, asked, A.PAY)
    course = taken.case.course
    served = course.served_on or on
    require_in_order(ended_on=served, found_on=on, today=town_day(asked.now))
    late = _late(taken, on)
    require_payable(amount_fen, open_fen(course, late))
    paid = replace(course, paid_fen=course.paid_fen + amount_fen)
    facts = {"amount_fen": amount_fen, "on": on.isoformat(), "late_fen": late, "open_fen": open_fen(paid, late)}
    if open_fen(paid, late) == 0:
        paid = replace(paid, late_fen=late, performed_on=on)
    return await put_down(work, taken, paid, facts=facts, words=receipt)


async def close(work: UnitOfWork, scope: Scope, asked: Asked, report: str) -> Row[Any]:
    """Close a case whose decision is performed. Raises what `take_up_as_officer` raises, NotPerformed."""
    taken = await take_up_as_officer(work, scope, asked, A.CLOSE)
    course = taken.case.course
    late = course.late_fen if course.performed_on else _late(taken, town_day(asked.now))
    require_performed(open_fen(course, late))
    return await put_down(work, taken, course, {"closed_at": asked.now}, words=report)


def _late(taken: Taken, on: date) -> int:
    """Return what lateness had added to the fine by a day, in fen (art. 72 (1))."""
    due, decided = taken.row.pay_due_on, taken.case.course.decided
    return late_fee_fen(decided.fine_fen, due, on) if due and decided else 0
