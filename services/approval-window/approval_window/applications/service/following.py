"""What becomes of applications when the calendar grows, and when a township's power ends?"""

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from approval_window.applications.domain.states import ApplicationAction, ApplicationState
from approval_window.applications.domain.terms import deadline_for_delivery, deadline_for_notice
from approval_window.applications.repository import applications as repository
from shared.calendar import WorkCalendar
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.registers import PowerHandedOver

from .acting import step_of
from .clocks import terms_of
from .supports import end_supports

S = ApplicationState


async def recompute_terms(work: UnitOfWork, scope: Scope, *, now: datetime) -> int:
    """Compute the provisional terms that run again, when the calendar has grown; return how many changed."""
    rows = await repository.lock_provisional(work.connection, scope)
    if not rows:
        return 0
    calendar = await load_calendar_copy(work.connection)
    pauses = await repository.pauses_of(work.connection, [row.id for row in rows])
    changes: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    for row in rows:
        terms = _running(row, pauses.get(row.id, []), calendar)
        if all(getattr(row, name) == value for name, value in terms.items()):
            continue
        kept = {name: getattr(row, name) for name in repository.TERM_COLUMNS}
        changes.append(kept | terms | {"id": row.id, "version": row.version + 1})
        facts = {name: str(value) if name == "provisional" else value.isoformat() for name, value in terms.items()}
        state, action = S(row.state), ApplicationAction.RECOMPUTE_TERMS
        steps.append(step_of(row, action, state, scope.person_id, now, dict(facts)))
    await repository.save_terms(work.connection, changes)
    await repository.add_history(work.connection, steps)
    return len(changes)


def _running(row: Row[Any], pauses: list[Row[Any]], calendar: WorkCalendar) -> dict[str, Any]:
    """Return the columns of the term that runs in the state of an application."""
    if row.state == S.RECEIVED:
        notice = deadline_for_notice(row.received_at, calendar)
        return {"notice_due_at": notice.due_at, "provisional": notice.provisional}
    if row.state == S.ACCEPTED:
        return terms_of(row, pauses, calendar)
    delivery = deadline_for_delivery(row.decided_at, calendar)
    return {"delivery_due_at": delivery.due_at, "provisional": delivery.provisional}


async def hand_over(work: UnitOfWork, scope: Scope, event: PowerHandedOver, *, now: datetime) -> int:
    """Let departments of the county go on with what a township has open by a power that ended; return how much."""
    rows = await repository.lock_open_by(work.connection, scope, event.region, event.code, event.handed_over_at)
    named = {one.number: one.to for one in event.applications}
    changes: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    for row in rows:
        to, version = named.get(row.number, event.others_to), row.version + 1
        if to is None:
            continue
        changes.append({"id": row.id, "version": version, "handed_to": to, "handed_on": event.from_day})
        facts: dict[str, object] = {
            "power": event.code,
            "to": to,
            "from": event.from_day.isoformat(),
            "document": event.document,
        }
        steps.append(step_of(row, ApplicationAction.HAND_OVER, S(row.state), scope.person_id, now, facts))
    await repository.save_handed(work.connection, changes)
    await end_supports(work, [one["id"] for one in changes], now)
    await repository.add_history(work.connection, steps)
    return len(changes)
