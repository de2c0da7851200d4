"""What is open in a region at a moment, of what two persons may both know of?

One row a question: who adds work that a shift must know of adds its question here.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select

from dispatch.cases.models import case_clocks, case_requests, cases
from dispatch.cases.repository.sight import seen_by
from dispatch.coordination.models import handovers, subtasks, whistle_calls, whistles
from dispatch.notices.models import notices
from dispatch.orders.domain.messages import MessageState
from dispatch.orders.models import order_messages
from shared.runtime.db import Connection
from shared.runtime.scope import Scope

MOST_LISTED = 100
SOON = timedelta(hours=2)
Seen = ColumnElement[bool]
# Returns the query of (kind, how many), of cases for which `seen` holds.
Question = Callable[[Seen, str], Select[Any]]


def _by_state(seen: Seen, region: str) -> Select[Any]:
    return _open(select(cases.c.state, func.count()), seen, region).group_by(cases.c.state)


def _by_queue(seen: Seen, region: str) -> Select[Any]:
    return _open(select(cases.c.queue, func.count()), seen, region).where(cases.c.queue.is_not(None)).group_by("queue")


def _running(seen: Seen, region: str) -> Select[Any]:
    """How many clocks of each kind run: what is still to be signed for, to be contacted, to be replied to."""
    query = select(case_clocks.c.kind, func.count()).join(cases, cases.c.id == case_clocks.c.case_id)
    return _open(query, seen, region).where(case_clocks.c.stopped_at.is_(None)).group_by(case_clocks.c.kind)


def _handed_on(seen: Seen, region: str) -> Select[Any]:
    query = select(handovers.c.state, func.count()).join(cases, cases.c.id == handovers.c.case_id)
    return _open(query, seen, region).where(handovers.c.settled_at.is_(None)).group_by(handovers.c.state)


def _stuck(seen: Seen, region: str) -> Select[Any]:
    query = select(order_messages.c.source, func.count()).join(cases, cases.c.id == order_messages.c.case_id)
    failed = and_(seen, cases.c.region.startswith(region), order_messages.c.state == str(MessageState.FAILED))
    return query.where(failed).group_by(order_messages.c.source)


def _unanswered(seen: Seen, region: str) -> Select[Any]:
    """Notices that nobody has answered for."""
    query = select(notices.c.what, func.count()).outerjoin(cases, cases.c.id == notices.c.case_id)
    asked = and_(notices.c.acknowledge_minutes.is_not(None), notices.c.acknowledged_at.is_(None))
    here = and_(notices.c.region.startswith(region), or_(notices.c.case_id.is_(None), seen))
    return query.where(asked, here).group_by(notices.c.what)


def _subtasks(seen: Seen, region: str) -> Select[Any]:
    query = select(subtasks.c.state, func.count()).join(cases, cases.c.id == subtasks.c.case_id)
    return _open(query, seen, region).where(subtasks.c.ended_at.is_(None)).group_by(subtasks.c.state)


def _whistles(seen: Seen, region: str) -> Select[Any]:
    """Units that were called to a place and are still expected there."""
    query = select(whistle_calls.c.state, func.count()).join(whistles, whistles.c.id == whistle_calls.c.whistle_id)
    query = query.outerjoin(cases, cases.c.id == whistles.c.case_id).where(whistle_calls.c.due_at.is_not(None))
    here = and_(whistles.c.region.startswith(region), or_(whistles.c.case_id.is_(None), seen))
    return query.where(here).group_by(whistle_calls.c.state)


def _asked(seen: Seen, region: str) -> Select[Any]:
    """What waits for somebody who may approve it."""
    query = select(case_requests.c.kind, func.count()).join(cases, cases.c.id == case_requests.c.case_id)
    return _open(query, seen, region).where(case_requests.c.decided_at.is_(None)).group_by(case_requests.c.kind)


QUESTIONS: Mapping[str, Question] = {
    "cases": _by_state,
    "queues": _by_queue,
    "clocks": _running,
    "handovers": _handed_on,
    "subtasks": _subtasks,
    "whistles": _whistles,
    "requests": _asked,
    "messages-stuck": _stuck,
    "notices-unanswered": _unanswered,
}


def _open(query: Select[Any], seen: Seen, region: str) -> Select[Any]:
    return query.where(seen, cases.c.closed_at.is_(None), cases.c.region.startswith(region))


async def snapshot(
    connection: Connection, scopes: Sequence[Scope], region: str, now: datetime
) -> dict[str, dict[str, Any]]:
    """Return what is open by question and kind, and the late and nearly late cases, which all of `scopes` may see."""
    seen = and_(*(seen_by(scope) for scope in scopes))
    found: dict[str, dict[str, Any]] = {}
    for name, question in QUESTIONS.items():
        rows: Sequence[Any] = (await connection.execute(question(seen, region))).all()
        found[name] = {row[0]: row[1] for row in rows}
    late = case_clocks.c.due_at <= literal(now)
    soon = and_(~late, case_clocks.c.due_at <= literal(now + SOON))
    found["red"] = await _listed(connection, and_(seen, late), region)
    found["yellow"] = await _listed(connection, and_(seen, soon), region)
    return found


async def _listed(connection: Connection, wanted: Seen, region: str) -> dict[str, Any]:
    c = case_clocks.c
    running = and_(wanted, c.stopped_at.is_(None), c.paused_at.is_(None))
    query = select(cases.c.id, cases.c.number, c.kind, c.due_at).join(cases, cases.c.id == c.case_id)
    due = _open(query, running, region).order_by(c.due_at, c.id)
    rows = (await connection.execute(due.limit(MOST_LISTED))).all()
    total = (await connection.execute(select(func.count()).select_from(due.order_by(None).subquery()))).scalar_one()
    listed = [
        {"case_id": str(row.id), "number": row.number, "clock": row.kind, "due_at": row.due_at.isoformat()}
        for row in rows
    ]
    return {"count": total, "cases": listed}
