"""Which columns do the terms of a decision fill, and how does a clock go on that stood still?"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from approval_window.applications.domain.terms import deadlines_for_decision
from approval_window.applications.repository import applications as repository
from shared.calendar import Pause, WorkCalendar
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork


def terms_of(
    row: Row[Any], pauses: Iterable[Row[Any]], calendar: WorkCalendar, *, extended_days: int | None = None
) -> dict[str, Any]:
    """Return the columns of the decision's terms, by all pauses that have ended."""
    terms = deadlines_for_decision(
        row.accepted_at,
        calendar,
        legal_days=row.legal_days,
        promised_days=row.promised_days,
        extended_days=row.extended_days if extended_days is None else extended_days,
        renewal_due_at=row.renewal_due_at,
        pauses=[Pause(one.began_at, one.ended_at) for one in pauses if one.ended_at is not None],
    )
    return {
        "decision_due_at": terms.by_law.due_at,
        "promise_due_at": terms.promised.due_at,
        "provisional": terms.by_law.provisional or terms.promised.provisional,
    }


async def go_on(work: UnitOfWork, row: Row[Any], now: datetime) -> tuple[dict[str, Any], str]:
    """End the pause that runs; return the columns that this changes, and what the pause was for."""
    await repository.end_pauses(work.connection, [row.id], now)
    pauses = (await repository.pauses_of(work.connection, [row.id]))[row.id]
    terms = terms_of(row, pauses, await load_calendar_copy(work.connection))
    return terms | {"paused_at": None}, pauses[-1].kind
