"""What becomes of the parts of a case, which others do, when it ends; and how do the clocks of a part run?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.clocks import Clock, ClockKind, Policies, deadline
from dispatch.cases.domain.opening import SYSTEM
from dispatch.cases.repository import clocks
from dispatch.coordination.repository import hand_ups, subtasks
from dispatch.notices.domain import Notice, Recipient
from dispatch.notices.service import tell
from shared.calendar import Deadline, TermUnit, WorkCalendar
from shared.runtime.db import UnitOfWork

# Why what was asked of others is recalled by itself.
CASE_ENDED = "case-ended"


async def end_parts(work: UnitOfWork, over: Sequence[Case], now: datetime) -> None:
    """Recall what others were to do for cases that have ended; their clocks stop with the cases'."""
    if not over:
        return
    ids = [case.id for case in over]
    ended = {"state": "recalled", "recalled_because": CASE_ENDED, "ended_by": SYSTEM, "ended_at": now}
    parts = await subtasks.lock_live(work.connection, ids)
    await subtasks.save_subtasks(work.connection, [{"id": row.id} | ended for row in parts])
    asked = await hand_ups.lock_live(work.connection, ids)
    await hand_ups.save_hand_ups(work.connection, [{"id": row.id} | ended for row in asked])
    told = [(row, "subtask") for row in parts] + [(row, "hand_up") for row in asked]
    notices = [
        Notice(f"{of.replace('_', '-')}-recalled", Recipient.unit(row.unit), row.region, row.case_id, {of: str(row.id)})
        for row, of in told
    ]
    await tell(work, notices, now)


@dataclass(frozen=True, slots=True)
class Limits:
    """By which limits and which calendar a part of a case is due, counted from now."""

    policies: Policies
    calendar: WorkCalendar
    now: datetime

    def find(self, case: Case, kind: ClockKind) -> tuple[TermUnit, Deadline] | None:
        """Return the unit of a limit and when it is over, None where no row speaks of it."""
        policy = self.policies.find(
            kind, source=case.source, matter=case.matter, urgency=case.urgency, region=case.region
        )
        return (policy.unit, deadline(policy, self.calendar, self.now)) if policy else None

    def due_by(self, case: Case, kind: ClockKind) -> datetime | None:
        found = self.find(case, kind)
        return found[1].due_at if found else None


async def start_clock(
    work: UnitOfWork, case: Case, kind: ClockKind, part_id: UUID, due_at: datetime, limits: Limits
) -> None:
    """Let a clock run for a part of a case until `due_at`; in which unit it stands still, the limit says."""
    unit, limit = limits.find(case, kind) or (TermUnit.CALENDAR_DAYS, None)
    provisional = limit is not None and limit.provisional and limit.due_at == due_at
    versions = limits.calendar.version, limits.policies.version
    clock = Clock(uuid4(), case.id, kind, unit, limits.now, due_at, provisional, *versions, part_id=part_id)
    await clocks.add_clocks(work.connection, [clock])


async def stop_clocks(work: UnitOfWork, part_ids: Iterable[UUID], now: datetime) -> None:
    await clocks.stop_clocks_of_parts(work.connection, part_ids, now)
