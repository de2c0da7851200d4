"""How does a watch of empty homes begin, how is it approved and made longer, and how does it end without a trace?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.registry.domain.kinds import RecordKind
from grid.registry.repository.records import records_by_id
from grid.tasks.domain.local import TaskKind
from grid.tasks.service.local import recall_local
from grid.vacancy import repository
from grid.vacancy.domain import findings, watches
from grid.vacancy.domain.watches import (
    Action,
    AlreadyWatched,
    HomesUnknown,
    MeterOfHome,
    NothingAsked,
    State,
    WatchNotFound,
    block_size,
    check_days,
    check_longer,
    check_once,
    check_second,
    next_state,
)
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope, platform_scope

PLATFORM = platform_scope("vacancy")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be watched: why, by which decision, where, from when to when."""

    purpose: str
    approval: str
    region: str
    starts_on: date
    ends_on: date


async def propose_watch(
    work: UnitOfWork, scope: Scope, asked: Asked, homes: Sequence[MeterOfHome], *, now: datetime
) -> UUID:
    """Propose a watch. Raises WrongDays, GivenTwice, HomesUnknown, AlreadyWatched."""
    check_days(asked.starts_on, asked.ends_on, town_day(now))
    check_once(homes)
    found = await records_by_id(work.connection, scope, RecordKind.HOME, [one.home_id for one in homes])
    known = {row.id: row for row in found if row.region.startswith(asked.region)}
    unknown = sorted(str(one.home_id) for one in homes if one.home_id not in known)
    if unknown or not scope.covers(asked.region):
        raise HomesUnknown("not all are homes of this region", homes=unknown[:50], unknown=len(unknown))
    taken = await repository.already_watched(
        work.connection, [one.home_id for one in homes], [one.meter for one in homes]
    )
    if taken:
        raise AlreadyWatched("homes or their meters are watched", homes=sorted(map(str, taken))[:50])
    watch_id = new_id()
    row = {
        "id": watch_id,
        "version": 1,
        "state": str(State.PROPOSED),
        "region": asked.region,
        "purpose": asked.purpose,
        "approval": asked.approval,
        "homes": len(homes),
        "starts_on": asked.starts_on,
        "ends_on": asked.ends_on,
        "proposed_by": scope.person_id,
        "proposed_at": now,
    }
    await repository.add_watch(work.connection, row, _places(watch_id, homes, known))
    await repository.add_watch_step(
        work.connection, watch_id, 1, Action.PROPOSE, by=scope.person_id, at=now, homes=len(homes)
    )
    return watch_id


def _places(watch_id: UUID, homes: Sequence[MeterOfHome], known: dict[UUID, Row[Any]]) -> list[dict[str, Any]]:
    """Return the place of each home: neighbours, by their cells, in one block."""
    size = block_size(len(homes))
    order = sorted(homes, key=lambda one: (known[one.home_id].cell or known[one.home_id].region, str(one.home_id)))
    return [
        {
            "meter": one.meter,
            "watch_id": watch_id,
            "home_id": one.home_id,
            "region": known[one.home_id].region,
            "cell": known[one.home_id].cell,
            "block": number // size,
            "place": number % size,
        }
        for number, one in enumerate(order)
    ]


async def _held(work: UnitOfWork, scope: Scope, watch_id: UUID) -> Row[Any]:
    watch = await repository.find_watch(work.connection, scope, watch_id, lock=True)
    if watch is None:
        raise WatchNotFound("no such watch", watch=watch_id)
    return watch


async def _step(
    work: UnitOfWork, watch: Row[Any], action: Action, *, by: str, now: datetime, facts: Any = None, **changes: Any
) -> None:
    version = watch.version + 1
    await repository.save_watch(work.connection, watch.id, version, **changes)
    await repository.add_watch_step(work.connection, watch.id, version, action, by=by, at=now, **(facts or {}))


async def decide_watch(work: UnitOfWork, scope: Scope, watch_id: UUID, *, grant: bool, now: datetime) -> None:
    """Approve a proposed watch, or not. Raises WatchNotFound, IllegalStep, SecondPersonNeeded, WrongDays."""
    watch = await _held(work, scope, watch_id)
    action = Action.APPROVE if grant else Action.REFUSE
    state = next_state(State(watch.state), action)
    check_second(watch.proposed_by, scope.person_id)
    changes: dict[str, Any] = {"state": str(state)}
    if grant:
        if watch.ends_on < town_day(now):
            raise watches.WrongDays("its days are over", longest_days=watches.LONGEST_DAYS)
        changes |= {"approved_by": scope.person_id, "approved_at": now}
    else:
        changes |= {"ended_at": now}
    await _step(work, watch, action, by=scope.person_id, now=now, **changes)


async def ask_longer(work: UnitOfWork, scope: Scope, watch_id: UUID, until: date, *, now: datetime) -> None:
    """Ask that a watch lasts until a later day. Raises WatchNotFound, IllegalStep, WrongDays."""
    watch = await _held(work, scope, watch_id)
    next_state(State(watch.state), Action.ASK_LONGER)
    check_longer(watch.ends_on, until, town_day(now))
    if watch.ends_on < town_day(now):
        raise watches.IllegalStep("it is over", state=watch.state, possible=[])
    asked = {"asked_ends_on": until, "asked_by": scope.person_id}
    facts = {"until": until.isoformat()}
    await _step(work, watch, Action.ASK_LONGER, by=scope.person_id, now=now, facts=facts, **asked)


async def grant_longer(work: UnitOfWork, scope: Scope, watch_id: UUID, *, now: datetime) -> None:
    """Grant the longer time. Raises WatchNotFound, IllegalStep, NothingAsked, SecondPersonNeeded."""
    watch = await _held(work, scope, watch_id)
    next_state(State(watch.state), Action.EXTEND)
    if watch.asked_ends_on is None or watch.ends_on < town_day(now):
        raise NothingAsked("nobody asked for a longer time, or it is over")
    check_second(watch.asked_by, scope.person_id)
    facts = {"before": watch.ends_on.isoformat(), "until": watch.asked_ends_on.isoformat()}
    longer = {"ends_on": watch.asked_ends_on, "asked_ends_on": None, "asked_by": None}
    await _step(work, watch, Action.EXTEND, by=scope.person_id, now=now, facts=facts, **longer)


async def end_watch(work: UnitOfWork, scope: Scope, watch_id: UUID, *, now: datetime) -> None:
    """End a watch before its time and delete what was kept. Raises WatchNotFound, IllegalStep."""
    watch = await _held(work, scope, watch_id)
    state = next_state(State(watch.state), Action.END)
    await _step(work, watch, Action.END, by=scope.person_id, now=now, state=str(state), ended_at=now)
    ended = await _held(work, scope, watch_id)
    await _erase(work, ended, now)


async def erase_over(work: UnitOfWork, now: datetime) -> int:
    """Delete what was kept for watches that are over; return for how many."""
    over = await repository.watches_to_erase(work.connection, town_day(now))
    for watch in over:
        await _erase(work, watch, now)
    return len(over)


async def _erase(work: UnitOfWork, watch: Row[Any], now: datetime) -> None:
    lapsed = await repository.open_findings_of(work.connection, watch.id)
    keys = [findings.task_key(row.watch_id, row.home_id, row.episode) for row in lapsed]
    if keys:
        await recall_local(work, kind=TaskKind.CHECK_HOME, keys=keys, reason="watch-over", now=now)
    rows = [{"id": row.id, "version": row.version + 1, "state": str(findings.State.LAPSED)} for row in lapsed]
    await repository.save_findings(work.connection, rows)
    steps = [
        {
            "finding_id": row["id"],
            "version": row["version"],
            "action": "lapse",
            "by": PLATFORM.person_id,
            "at": now,
            "facts": {},
        }
        for row in rows
    ]
    await repository.add_finding_steps(work.connection, steps)
    meters = await repository.erase(work.connection, watch.id)
    ended = {"state": str(State.ENDED)} if watch.state != State.REFUSED else {}
    facts = {"meters": meters, "lapsed": len(lapsed)}
    changes = {"erased_at": now, "ended_at": watch.ended_at or now} | ended
    await _step(work, watch, Action.ERASE, by=PLATFORM.person_id, now=now, facts=facts, **changes)


async def show_watch(work: UnitOfWork, scope: Scope, watch_id: UUID) -> tuple[Row[Any], Sequence[Row[Any]]]:
    """Return a watch and its history. Raises WatchNotFound."""
    watch = await repository.find_watch(work.connection, scope, watch_id)
    if watch is None:
        raise WatchNotFound("no such watch", watch=watch_id)
    return watch, await repository.history_of_watch(work.connection, watch_id)


async def list_watches(work: UnitOfWork, scope: Scope, *, after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    """Return the watches in reach, the newest first."""
    return await repository.list_watches(work.connection, scope, after=after, limit=limit)
