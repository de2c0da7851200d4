"""Which figures and which damages does the audit read from each service's database?

Every check is a query for the ids of its offenders. None trusts a constraint: a constraint that was dropped, or that a
migration forgot, is one of the things that an audit is for.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

OUTBOX_PATIENCE_S: Final = 60


class Kind(StrEnum):
    """LOST: something accepted went no further. DOUBLED: done twice. ILLEGAL: a state that no rule leads to."""

    LOST = "lost"
    DOUBLED = "doubled"
    ILLEGAL = "illegal"


@dataclass(frozen=True, slots=True)
class Check:
    """`offenders` selects one column, the offender's id, from the tables of `service`."""

    kind: Kind
    name: str
    service: str
    offenders: str


# Figure → (service, a query for one number).
FIGURES: Final[dict[str, tuple[str, str]]] = {
    "accepted": ("dispatch", "SELECT count(*) FROM feed_events"),
    "reports": ("dispatch", "SELECT count(*) FROM reports"),
    "cases": ("dispatch", "SELECT count(*) FROM cases"),
    "tasks": ("dispatch", "SELECT count(*) FROM tasks"),
    "with_cell": (
        "dispatch",
        "SELECT count(*) FROM case_reports JOIN cases ON cases.id = case_id WHERE cell IS NOT NULL",
    ),
    "finished": ("grid", "SELECT count(*) FROM tasks WHERE state = 'finished'"),
    "verified": ("dispatch", "SELECT count(DISTINCT case_id) FROM case_history WHERE to_state = 'verifying'"),
    "closed": ("dispatch", "SELECT count(*) FROM cases WHERE state = 'closed'"),
    "replied": ("dispatch", "SELECT count(*) FROM order_messages WHERE kind = 'replied' AND state = 'delivered'"),
    "replies_waiting": ("dispatch", "SELECT count(*) FROM order_messages WHERE kind = 'replied' AND state = 'waiting'"),
    "replies_failed": ("dispatch", "SELECT count(*) FROM order_messages WHERE kind = 'replied' AND state = 'failed'"),
    "clues": ("enforcement", "SELECT count(*) FROM clues"),
    "appeals": ("approval-window", "SELECT count(*) FROM appeals"),
}

_ENDED: Final = "('finished', 'returned', 'recalled')"

_LOST: Final = (
    Check(
        Kind.LOST,
        "event-without-report",
        "dispatch",
        # What speaks of an order that has not come yet may wait for it.
        "SELECT f.id FROM feed_events f LEFT JOIN reports r ON r.id = f.report_id WHERE r.id IS NULL AND "
        "(f.kind = 'created' OR f.report_id IS NOT NULL OR EXISTS "
        "(SELECT 1 FROM reports o WHERE o.source = f.source AND o.external_id = f.external_id))",
    ),
    Check(
        Kind.LOST,
        "report-without-case",
        "dispatch",
        # An order that ended while others stay in its case names the case that it has left.
        "SELECT r.id FROM reports r LEFT JOIN case_reports cr ON cr.report_id = r.id "
        "LEFT JOIN orders o ON o.report_id = r.id "
        "LEFT JOIN cases c ON c.id = coalesce(cr.case_id, o.left_case) WHERE c.id IS NULL",
    ),
    Check(
        Kind.LOST,
        "closed-without-reply",
        "dispatch",
        "SELECT r.id FROM reports r JOIN case_reports cr ON cr.report_id = r.id JOIN cases c ON c.id = cr.case_id "
        "LEFT JOIN orders o ON o.report_id = r.id "
        "LEFT JOIN order_messages p ON p.report_id = r.id AND p.kind = 'replied' WHERE r.origin = 'feed' "
        "AND c.state = 'closed' AND p.id IS NULL AND coalesce(o.state, '') NOT IN ('returned', 'withdrawn')",
    ),
    Check(
        Kind.LOST,
        "case-without-its-task",
        "dispatch",
        "SELECT c.id FROM cases c LEFT JOIN tasks t ON t.id = c.task_id AND t.case_id = c.id "
        "WHERE c.state IN ('dispatched', 'handling') AND c.executor IN ('grid', 'team') AND t.id IS NULL",
    ),
)

_DOUBLED: Final = (
    Check(
        Kind.DOUBLED,
        "event-accepted-twice",
        "dispatch",
        "SELECT min(id::text) FROM feed_events GROUP BY source, kind, external_id, event_id HAVING count(*) > 1",
    ),
    Check(
        Kind.DOUBLED,
        "two-reports-for-an-order",
        "dispatch",
        "SELECT min(id::text) FROM reports GROUP BY source, external_id HAVING count(*) > 1",
    ),
    Check(
        Kind.DOUBLED,
        "two-cases-for-a-report",
        "dispatch",
        "SELECT report_id FROM case_reports GROUP BY report_id HAVING count(*) > 1",
    ),
    Check(
        Kind.DOUBLED,
        "two-cases-with-a-number",
        "dispatch",
        "SELECT min(id::text) FROM cases GROUP BY number HAVING count(*) > 1",
    ),
    Check(
        Kind.DOUBLED,
        "two-open-tasks-for-a-case",
        "dispatch",
        f"SELECT case_id FROM tasks WHERE state NOT IN {_ENDED} GROUP BY case_id HAVING count(*) > 1",  # noqa: S608
    ),
    Check(
        Kind.DOUBLED,
        "two-replies-for-a-report",
        "dispatch",
        # Once for each time that its case ended.
        "SELECT report_id FROM order_messages WHERE kind = 'replied' GROUP BY report_id, occasion HAVING count(*) > 1",
    ),
    Check(Kind.DOUBLED, "task-twice-in-grid", "grid", "SELECT id FROM tasks GROUP BY id HAVING count(*) > 1"),
    Check(
        Kind.DOUBLED,
        "two-open-tasks-in-grid",
        "grid",
        f"SELECT case_id FROM tasks WHERE state NOT IN {_ENDED} GROUP BY case_id HAVING count(*) > 1",  # noqa: S608
    ),
    Check(Kind.DOUBLED, "clue-twice", "enforcement", "SELECT id FROM clues GROUP BY id HAVING count(*) > 1"),
)

_ILLEGAL: Final = (
    Check(
        Kind.ILLEGAL,
        "report-from-nowhere",
        "dispatch",
        "SELECT r.id FROM reports r LEFT JOIN feed_events f ON f.report_id = r.id AND f.kind = 'created' "
        "WHERE f.id IS NULL",
    ),
    Check(
        Kind.ILLEGAL,
        "case-without-report",
        "dispatch",
        # A part of a case may have a matter of its own, and its parent the caller.
        "SELECT c.id FROM cases c LEFT JOIN case_reports cr ON cr.case_id = c.id "
        "WHERE cr.case_id IS NULL AND c.state <> 'merged' AND c.parent_id IS NULL",
    ),
)

# Every service keeps an outbox: a row that nobody publishes is a fact that nobody hears of.
_OUTBOXES: Final = tuple(
    Check(
        Kind.LOST,
        "outbox-never-published",
        service,
        "SELECT event_id FROM outbox WHERE published_at IS NULL "  # noqa: S608
        f"AND occurred_at < now() - interval '{OUTBOX_PATIENCE_S} s'",
    )
    for service in ("approval-window", "enforcement", "grid", "dispatch")
)

CHECKS: Final[tuple[Check, ...]] = (*_LOST, *_DOUBLED, *_ILLEGAL, *_OUTBOXES)

# What moves while the system works; when none of it does any more, the system has settled.
STILLNESS: Final[dict[str, str]] = {
    "dispatch": "SELECT (SELECT count(*) FROM feed_events), (SELECT count(*) FROM reports), "
    "(SELECT count(*) FROM case_history), (SELECT count(*) FROM tasks), "
    "(SELECT count(*) FROM order_messages WHERE state = 'waiting'), "
    "(SELECT count(*) FROM outbox WHERE published_at IS NULL)",
    "grid": "SELECT (SELECT count(*) FROM task_history), (SELECT count(*) FROM outbox WHERE published_at IS NULL)",
    "enforcement": "SELECT (SELECT count(*) FROM clue_history), "
    "(SELECT count(*) FROM outbox WHERE published_at IS NULL)",
    "approval-window": "SELECT (SELECT count(*) FROM appeals), "
    "(SELECT count(*) FROM outbox WHERE published_at IS NULL)",
}
