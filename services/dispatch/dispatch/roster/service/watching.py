"""Who is told that nobody is on duty, or that a shift went without being relieved?"""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from dispatch.notices.domain import Notice, Recipient
from dispatch.notices.service import tell
from dispatch.roster.domain.plan import Gap, gaps_in
from dispatch.roster.repository import sheets as repository
from dispatch.roster.repository import shifts as shift_rows
from dispatch.roster.service.planning import as_rules
from dispatch.workdays.repository import load_calendar
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Role

BATCH = 200
# A region has a roster while a shift of it lies within so much time of now; who keeps none is not told of gaps.
AROUND = timedelta(days=7)
AHEAD = timedelta(hours=1)


async def tell_missed(work: UnitOfWork, now: datetime) -> int:
    """Tell a leader of each hand-over that is overdue, once; return how many."""
    rows = await repository.lock_missed(work.connection, now, BATCH)
    if rows:
        await repository.note_missed(work.connection, [row.id for row in rows], now)
        await tell(work, [_missed(row, now) for row in rows], now)
    return len(rows)


def _missed(row: Any, now: datetime) -> Notice:
    minutes = int((now - row.ends_at).total_seconds()) // 60
    facts = {"minutes": minutes, "shift": str(row.id), "post": row.post}
    return Notice("hand-over-missed", Recipient.role(Role.LEADER, row.region), row.region, facts=facts, urgent=True)


async def tell_gaps(work: UnitOfWork, now: datetime) -> int:
    """Tell a leader of the hours, from now to an hour ahead, in which a needed post is held by nobody, once each.

    Return how many gaps were new. Gaps of an outage that are over are not told: nobody can fill them.
    """
    rules = sorted(await shift_rows.all_rules(work.connection), key=lambda row: len(row.region), reverse=True)
    if not any(row.needs for row in rules):
        return 0
    calendar = await load_calendar(work.connection)
    found: list[tuple[str, Gap]] = []
    around = await repository.planned_around(work.connection, now - AROUND, now + AROUND)
    for region, group in groupby(around, key=lambda row: row.region):
        nearest = next((row for row in rules if region.startswith(row.region)), None)
        if nearest is not None:
            needs, shifts = as_rules(nearest).needs, [shift_rows.planned(row) for row in group]
            gaps = gaps_in(needs, shifts, since=now, until=now + AHEAD, is_workday=calendar.is_workday)
            found += [(region, gap) for gap in gaps]
    return await _tell_new(work, found, now)


async def _tell_new(work: UnitOfWork, found: list[tuple[str, Gap]], now: datetime) -> int:
    rows = [
        {"region": region, "post": str(gap.post), "starts_at": gap.starts_at, "ends_at": gap.ends_at, "told_at": now}
        for region, gap in found
    ]
    new = await repository.add_gaps(work.connection, rows) if rows else set()
    await tell(work, [_gap(*key) for key in sorted(new)], now)
    return len(new)


def _gap(region: str, post: str, starts_at: datetime) -> Notice:
    facts = {"due_at": starts_at.isoformat(), "post": post}
    return Notice("roster-gap", Recipient.role(Role.LEADER, region), region, facts=facts, urgent=True)
