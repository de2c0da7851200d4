"""How do readings become findings? Those of homes under a running watch are taken into the state of their block.

Readings of all other meters are counted and dropped: nothing of them is kept. State, findings, tasks and the inbox are
saved together.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import repeat
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row

from grid.tasks.domain.local import LocalTask, TaskKind
from grid.tasks.service.local import assign_local
from grid.vacancy import repository
from grid.vacancy.domain.detector import Alarms
from grid.vacancy.domain.feed import PowerUsage, Readings, Why, read
from grid.vacancy.domain.findings import CHECK_WITHIN, State, task_key
from grid.vacancy.domain.readings import Taken, take
from grid.vacancy.domain.rule import RULE_VERSION
from grid.vacancy.domain.state import fresh, pack, unpack
from shared.clock import town_day
from shared.runtime import metrics
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import platform_scope
from shared.schemas.vocabulary import Urgency

GRID = platform_scope("vacancy").person_id
EPOCH = date(1970, 1, 1).toordinal()
SHANGHAI_S, DAY_S = 8 * 3600, 86_400
EVIDENCE = (
    "since",
    "hours_used",
    "excess_kwh",
    "needed_kwh",
    "ratio",
    "night_kw",
    "standing_kw",
    "cold_kwh",
)
Place = tuple[UUID, int]


@dataclass(slots=True)
class _Batch:
    """The rows of some messages, and for each the number of its meter among `known`, -1 where nobody watches it."""

    at: NDArray[np.int64]
    wh: NDArray[np.int64]
    meter: NDArray[np.int64]
    known: Sequence[Row[Any]]


async def take_readings(work: UnitOfWork, messages: Sequence[PowerUsage], now: datetime) -> None:
    """Take what the messages say of watched homes, and send somebody where a home is lived in again."""
    parts = [read(message, now.timestamp()) for message in messages]
    names = {one for part in parts for one in part.meters if isinstance(one, str)}
    known = await repository.watched_meters(work.connection, names, town_day(now))
    await repository.hold_watches(work.connection, {row.watch_id for row in known})
    batch, refused = _sorted_out(parts, known)
    blocks = _blocks_of(batch)
    findings: list[tuple[Place, Alarms]] = []
    for place, rows in blocks.items():
        taken = await _take(work, place, batch, rows)
        findings += [(place, alarms) for alarms in taken.alarms]
        refused[place[0], Why.TOO_LATE] += taken.late
        refused[place[0], Why.RESTARTED] += taken.restarted
    for place, alarms in findings:
        await _found(work, place, alarms, now)
    await _count(work, refused, known, now)


def _sorted_out(parts: Sequence[Readings], known: Sequence[Row[Any]]) -> tuple[_Batch, Counter[tuple[UUID, Why]]]:
    """Return the good rows of watched homes, and how many of whose rows were refused and why."""
    index = {row.meter: number for number, row in enumerate(known)}
    meter = np.concatenate([_numbers(part.meters, index) for part in parts])
    at = np.concatenate([part.at for part in parts])
    wh = np.concatenate([part.wh for part in parts])
    why = np.concatenate([np.array([one or "" for one in part.why], object) for part in parts])
    bad, refused = why != "", Counter[tuple[UUID, Why]]()
    metrics.vacancy_readings.labels("refused").inc(int(bad.sum()))
    for row in np.flatnonzero(bad & (meter >= 0)):
        refused[known[meter[row]].watch_id, why[row]] += 1
    mine = ~bad & (meter >= 0)
    metrics.vacancy_readings.labels("not-watched").inc(int((~bad & (meter < 0)).sum()))
    first = np.array([row.starts_on.toordinal() - EPOCH for row in known], np.int64)
    last = np.array([row.ends_on.toordinal() - EPOCH for row in known], np.int64)
    day = (at[mine] + SHANGHAI_S) // DAY_S
    inside = (day >= first[meter[mine]]) & (day <= last[meter[mine]]) if len(known) else np.zeros(0, bool)
    for number in meter[mine][~inside]:
        refused[known[number].watch_id, Why.OUTSIDE] += 1
    rows = np.flatnonzero(mine)[inside]
    metrics.vacancy_readings.labels("taken").inc(len(rows))
    return _Batch(at[rows], wh[rows], meter[rows], known), refused


def _numbers(meters: list[Any], index: dict[str, int]) -> NDArray[np.int64]:
    try:
        return np.fromiter(map(index.get, meters, repeat(-1)), np.int64, len(meters))
    except TypeError:
        # Something that is no text and cannot even be looked up stands among them.
        return np.array([index.get(one, -1) if isinstance(one, str) else -1 for one in meters], np.int64)


def _blocks_of(batch: _Batch) -> dict[Place, NDArray[np.int64]]:
    """Return the rows of each block, in the order of their arrival."""
    places = sorted({(row.watch_id, row.block) for row in batch.known})
    number = {place: at for at, place in enumerate(places)}
    of_meter = np.array([number[row.watch_id, row.block] for row in batch.known], np.int64)
    of_row = of_meter[batch.meter] if len(batch.known) else np.zeros(0, np.int64)
    return {place: rows for at, place in enumerate(places) if len(rows := np.flatnonzero(of_row == at))}


async def _take(work: UnitOfWork, place: Place, batch: _Batch, rows: NDArray[np.int64]) -> Taken:
    kept = await repository.lock_blocks(work.connection, [place])
    if place in kept:
        block = unpack(kept[place])
    else:
        sizes = await repository.sizes_of_blocks(work.connection, [place[0]])
        block = fresh(sizes[place])
    homes = np.array([row.place for row in batch.known], np.int64)[batch.meter[rows]]
    taken = take(block, homes, batch.at[rows], batch.wh[rows])
    await repository.save_blocks(work.connection, {place: pack(block)})
    return taken


async def _found(work: UnitOfWork, place: Place, alarms: Alarms, now: datetime) -> None:
    """Keep findings and give the tasks to check them; an episode that is known is not found twice."""
    homes = await repository.places_of(work.connection, *place, [int(one) for one in alarms.homes])
    before = await repository.known_episodes(work.connection, place[0], [row.home_id for row in homes.values()])
    rows = [
        _finding(homes[int(home)], alarms, number, now)
        for number, home in enumerate(alarms.homes)
        if (homes[int(home)].home_id, int(alarms.episodes[number])) not in before
    ]
    tasks = {task_key(row["watch_id"], row["home_id"], row["episode"]): row for row in rows}
    ids = await assign_local(work, [_task(key, row, now) for key, row in tasks.items()], by=GRID, now=now)
    for key, row in tasks.items():
        row["task_id"] = ids[key]
    await repository.add_findings(work.connection, rows)
    await repository.add_finding_steps(work.connection, [_begun(row, now) for row in rows])
    metrics.vacancy_findings.inc(len(rows))


def _finding(home: Row[Any], alarms: Alarms, number: int, now: datetime) -> dict[str, Any]:
    facts = {name: getattr(alarms, name)[number] for name in EVIDENCE}
    return {
        "id": new_id(),
        "version": 1,
        "state": str(State.OPEN),
        "watch_id": home.watch_id,
        "home_id": home.home_id,
        "episode": int(alarms.episodes[number]),
        "region": home.region,
        "cell": home.cell,
        "rule": RULE_VERSION,
        "evidence": {
            name: int(value) if isinstance(value, np.integer) else round(float(value), 3)
            for name, value in facts.items()
        },
        "found_at": now,
    }


def _task(key: str, finding: dict[str, Any], now: datetime) -> LocalTask:
    return LocalTask(
        kind=TaskKind.CHECK_HOME,
        key=key,
        region=finding["region"],
        cell=finding["cell"],
        about_kind="vacancy-finding",
        about_id=str(finding["id"]),
        urgency=Urgency.URGENT,
        due_at=now + CHECK_WITHIN,
    )


def _begun(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    facts = {"rule": row["rule"], "task": str(row["task_id"])}
    return {"finding_id": row["id"], "version": 1, "action": "find", "by": GRID, "at": now, "facts": facts}


async def _count(
    work: UnitOfWork, refused: Counter[tuple[UUID, Why]], known: Sequence[Row[Any]], now: datetime
) -> None:
    regions = {row.watch_id: row.watch_region for row in known}
    rows = [
        {"watch_id": watch, "day": town_day(now), "reason": str(why), "region": regions[watch], "readings": count}
        for (watch, why), count in sorted(refused.items())
        if count
    ]
    await repository.count_refused(work.connection, rows)
