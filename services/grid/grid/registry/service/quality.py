"""How good are the records of a township, and whom do we ask to mend them?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row

from grid.cells.repository.cells import townships_of
from grid.registry.domain.kinds import RecordKind
from grid.registry.domain.quality import (
    REST_DAYS,
    SEEN_WRONG,
    Finding,
    Found,
    RegionTooLarge,
    Rule,
    RuleOutside,
    RuleStale,
    check_rule,
    gone,
    next_to_mend,
    seen_wrong_key,
)
from grid.registry.repository import quality
from grid.registry.service.checking import TOWNSHIP
from grid.tasks.domain.local import LocalTask, TaskKind
from grid.tasks.service.local import assign_local, recall_local
from shared.clock import town_day
from shared.runtime import metrics
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope, platform_scope
from shared.schemas.vocabulary import Urgency

WORK: Final = platform_scope("registry.quality")
DUE: Final = timedelta(days=7)
# So many of a township are looked at in one round: more than its workers mend in a year.
MOST_FOUND: Final = 50_000


@dataclass(frozen=True, slots=True)
class Share:
    """So many of the `of` records of a kind have a finding."""

    kind: RecordKind
    finding: Finding
    count: int
    of: int


# --------------------------------------------------------------------------------------------------------------- rules
async def rules_in(work: UnitOfWork, region: str) -> dict[RecordKind, Rule]:
    rows = await quality.rules_of(work.connection, region)
    return {
        RecordKind(row.kind): Rule(RecordKind(row.kind), tuple(row.needed), row.stale_days, row.most_a_day)
        for row in rows
    }


async def list_rules(work: UnitOfWork, region: str) -> Sequence[Row[Any]]:
    """Return the rule of each kind that holds in a region, and where it comes from."""
    return await quality.rules_of(work.connection, region)


async def list_versions(work: UnitOfWork, region: str, kind: RecordKind) -> Sequence[Row[Any]]:
    """Return how a region's own rule was changed, the last first."""
    return await quality.versions_of(work.connection, region, kind)


async def change_rule(work: UnitOfWork, scope: Scope, region: str, version: int, rule: Rule, now: datetime) -> int:
    """Let a rule hold in a region from now on; return its version. `version`: the one that was seen, 0 for none.

    Raises RuleOutside, RuleImpossible, RuleStale.
    """
    if not scope.covers(region):
        raise RuleOutside("that region's rules are not yours", region=region)
    check_rule(rule)
    known = await quality.versions_of(work.connection, region, rule.kind)
    held = known[0].version if known else 0
    row = {
        "region": region,
        "kind": str(rule.kind),
        "version": held + 1,
        "needed": sorted(set(rule.needed)),
        "stale_days": rule.stale_days,
        "most_a_day": rule.most_a_day,
        "by": scope.person_id,
        "at": now,
    }
    if held != version or not await quality.add_rule(work.connection, row):
        raise RuleStale("the rule has changed since you saw it", version=held, given=version)
    return held + 1


# ------------------------------------------------------------------------------------------------------------ findings
async def count(work: UnitOfWork, scope: Scope, region: str, now: datetime) -> list[Share]:
    """Return how many of how many records have which finding. Raises RegionTooLarge."""
    rules = await rules_in(work, _small(region))
    found = await quality.count_findings(work.connection, scope, region, rules, now)
    of = await quality.count_records(work.connection, scope, region)
    return [Share(RecordKind(k), Finding(f), count, of[RecordKind(k)]) for (k, f), count in sorted(found.items())]


def _small(region: str) -> str:
    if len(region) < TOWNSHIP:
        raise RegionTooLarge("quality is looked at township by township", region=region)
    return region


async def list_findings(
    work: UnitOfWork,
    scope: Scope,
    region: str,
    now: datetime,
    *,
    finding: Finding | None,
    kind: RecordKind | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Return which records have which finding, in order of ids. Raises RegionTooLarge."""
    rules = await rules_in(work, _small(region))
    which: dict[str, Any] = {"finding": finding, "kind": kind, "after": after, "limit": limit}
    return await quality.list_findings(work.connection, scope, region, rules, now, **which)


# ------------------------------------------------------------------------------------------------------------- mending
async def go_round(work: UnitOfWork, now: datetime) -> int:
    """Look at the records of one township that was not looked at today; return 0 where there is none.

    What is found no more is taken back, and of what is found the worst is given to the workers.
    """
    today = town_day(now)
    begun = await quality.rounds_of(work.connection, today)
    township = next((one for one in await townships_of(work.connection) if one not in begun), None)
    if township is None:
        return 0
    if await quality.begin_round(work.connection, township, today):
        await mend(work, township, now)
    return 1


async def mend(work: UnitOfWork, township: str, now: datetime) -> None:
    """Bring the tasks to mend records of a township in line with what is wrong with them."""
    rules = await rules_in(work, township)
    rows = await quality.list_findings(work.connection, WORK, township, rules, now, limit=MOST_FOUND)
    found = [
        Found(Finding(row.finding), RecordKind(row.kind), row.id, row.region, row.cell, row.checked_at)
        for row in rows
        if row.cell is not None
    ]
    known = await quality.mendings_since(work.connection, township, now - timedelta(days=REST_DAYS))
    waiting = [one for one in known if one.closed_at is None]
    over = gone([one.key for one in waiting if one.finding != SEEN_WRONG], found)
    over += await quality.seen_since(work.connection, [one for one in waiting if one.finding == SEEN_WRONG])
    await _take_back(work, waiting, over, now)
    day = town_day(now)
    counts = Counter((one.cell, RecordKind(one.kind)) for one in known if town_day(one.opened_at) == day)
    chosen = next_to_mend(found, asked={one.key for one in known}, rules=rules, today=counts)
    # However much is wrong with a record, its worker is asked once.
    asked = {str(one.record_id): _task(one, now) for one in chosen}
    ids = await assign_local(work, list(asked.values()), by=WORK.person_id, now=now)
    await quality.add_mendings(work.connection, [_mending(one, ids, now) for one in chosen])
    metrics.registry_mendings.labels("asked").inc(len(chosen))
    metrics.registry_mendings.labels("gone").inc(len(over))


async def _take_back(work: UnitOfWork, waiting: Sequence[Row[Any]], over: Sequence[str], now: datetime) -> None:
    """Close what is over; the task of a record at which nothing else is open is taken back."""
    left = {one.record_id for one in waiting if one.key not in over}
    keys = {str(one.record_id) for one in waiting if one.record_id not in left}
    await recall_local(work, kind=TaskKind.MEND_RECORD, keys=keys, reason="mended", now=now, by=WORK.person_id)
    await quality.close_mendings(work.connection, over, now)


async def ask_to_mend(
    work: UnitOfWork, *, kind: RecordKind, record_id: UUID, region: str, cell: str, by: str, now: datetime
) -> UUID:
    """Ask a worker to mend a record that somebody saw to be wrong; return the task, one a record whoever asks."""
    task = LocalTask(
        TaskKind.MEND_RECORD, str(record_id), region, cell, str(kind), str(record_id), Urgency.NORMAL, now + DUE
    )
    ids = await assign_local(work, [task], by=by, now=now)
    row: dict[str, Any] = {"key": seen_wrong_key(record_id), "region": region, "cell": cell, "kind": str(kind)}
    row |= {"record_id": record_id, "finding": SEEN_WRONG, "task_id": ids[task.key]}
    await quality.add_mendings(work.connection, [row | {"opened_at": now, "closed_at": None}])
    return ids[task.key]


def _task(one: Found, now: datetime) -> LocalTask:
    return LocalTask(
        kind=TaskKind.MEND_RECORD,
        key=str(one.record_id),
        region=one.region,
        cell=one.cell,
        about_kind=str(one.kind),
        about_id=str(one.record_id),
        urgency=Urgency.NORMAL,
        due_at=now + DUE,
    )


def _mending(one: Found, ids: Mapping[str, UUID], now: datetime) -> dict[str, Any]:
    return {
        "key": one.key,
        "region": one.region,
        "cell": one.cell,
        "kind": str(one.kind),
        "record_id": one.record_id,
        "finding": str(one.finding),
        "task_id": ids[str(one.record_id)],
        "opened_at": now,
        "closed_at": None,
    }
