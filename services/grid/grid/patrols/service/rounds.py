"""How is the day's round of each cell made? What is due, in walking order, to whom it falls, once a day.

A township is made in one transaction with the note that it is made: two replicas never make the same one, and after an
outage of days only today's are made. What is more than one worker walks stays due, and is the more pressing tomorrow.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.cells.domain.sets import township_of
from grid.patrols.domain.checks import Action, StopState
from grid.patrols.domain.rounds import Due, RoundState, StopKind, in_walking_order, is_time, over_at
from grid.patrols.domain.rules import Plan
from grid.patrols.repository import due, stops
from grid.patrols.repository.rules import load_rules
from grid.tasks.domain.local import LocalTask, TaskKind
from grid.tasks.service.local import assign_local
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.geo import Position
from shared.runtime import metrics
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import platform_scope
from shared.schemas.vocabulary import Urgency

PATROLS = platform_scope("grid.patrols").person_id
TOWNSHIPS_A_BATCH = 20
COMMUNITY = RegionLevel.VILLAGE.digits


@dataclass(slots=True)
class Made:
    """The rounds of a batch of townships as they are to be saved."""

    day: date
    now: datetime
    rounds: list[dict[str, Any]] = field(default_factory=list)
    stops: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[LocalTask] = field(default_factory=list)
    left_over: Counter[str] = field(default_factory=Counter)


async def make_rounds(work: UnitOfWork, now: datetime, *, townships: int = TOWNSHIPS_A_BATCH) -> int:
    """Make today's rounds of some townships that have none yet; return how many townships."""
    if not is_time(now):
        return 0
    day = town_day(now)
    is_workday = (await load_calendar_copy(work.connection)).is_workday(day)
    taken = await due.take_townships(work.connection, day, is_workday=is_workday, now=now, limit=townships)
    if taken:
        await _make(work, taken, Made(day, now), is_workday=is_workday)
    return len(taken)


async def _make(work: UnitOfWork, townships: Sequence[str], made: Made, *, is_workday: bool) -> None:
    rules = await load_rules(work.connection)
    cells = await due.cells_of(work.connection, townships, made.day)
    # Where the day is over already, nothing begins any more.
    plans = {cell: plan for cell in cells if over_at(made.day, (plan := rules.plan(cell)).over_at) > made.now}
    places = await due.due_places(work.connection, plans, made.day) if is_workday else []
    visited = {cell: plan for cell, plan in plans.items() if is_workday or plan.visits_on_rest_days}
    people = await due.due_people(work.connection, visited, made.day)
    for cell, found in _by_cell(places, people, made).items():
        _plan_round(made, cell, plans[cell], found)
    await _save(work, made)


def _by_cell(places: Sequence[Row[Any]], people: Sequence[Row[Any]], made: Made) -> dict[str, list[Due]]:
    """Return what is due by cell, the most pressing first, and count what is more than one worker walks."""
    found: defaultdict[str, list[Due]] = defaultdict(list)
    for kind, rows in ((StopKind.PLACE, places), (StopKind.PERSON, people)):
        for row in rows:
            where = (row.lon, row.lat) if kind is StopKind.PLACE else (None, None)
            found[row.cell].append(Due(row.id, kind, row.cell, row.due_on, row.was_missed, *where))
            if row.rank == 1:
                made.left_over[township_of(row.cell)] += max(row.total - row.most, 0)
    return found


def _plan_round(made: Made, cell: str, plan: Plan, found: Sequence[Due]) -> None:
    """Add a cell's round: its places in walking order as one task, each person as a task of its own."""
    round_id, until = new_id(), over_at(made.day, plan.over_at)
    region = cell[:COMMUNITY]
    walked = in_walking_order([one for one in found if one.kind is StopKind.PLACE])
    ordered = [*walked, *(one for one in found if one.kind is StopKind.PERSON)]
    shared = {"round_id": round_id, "region": region, "cell": cell, "day": made.day, "due_at": until}
    shared |= {"tolerance_m": plan.tolerance_m, "state": str(StopState.OPEN), "version": 1, "task_id": None}
    new = [shared | _stop(one, seq) for seq, one in enumerate(ordered, start=1)]
    made.stops += new
    made.rounds.append(
        {"id": round_id, "region": region, "cell": cell, "day": made.day, "state": str(RoundState.OPEN)}
        | {"task_id": None, "made_at": made.now, "due_at": until}
    )
    facts = {"places": len(walked), "people": len(ordered) - len(walked)}
    made.steps.append(
        {"about_id": round_id, "seq": 1, "action": str(Action.MAKE), "from_state": None, "by": PATROLS}
        | {"to_state": str(RoundState.OPEN), "at": made.now, "facts": facts}
    )
    if walked:
        made.tasks.append(_task(TaskKind.PATROL, str(round_id), "patrol", region, cell, until, walked[0]))
    people = [row for row in new if row["kind"] == StopKind.PERSON]
    made.tasks += [_task(TaskKind.VISIT, str(row["id"]), "care-visit", region, cell, until) for row in people]


def _stop(one: Due, seq: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "kind": str(one.kind),
        "record_id": one.record_id,
        "seq": seq,
        "due_on": one.due_on,
        "was_missed": one.was_missed,
        "lon": one.lon,
        "lat": one.lat,
    }


def _task(
    kind: TaskKind, about: str, about_kind: str, region: str, cell: str, until: datetime, first: Due | None = None
) -> LocalTask:
    place = Position(first.lon, first.lat) if first and first.lon is not None and first.lat is not None else None
    return LocalTask(kind, about, region, cell, about_kind, about, Urgency.NORMAL, until, place)


async def _save(work: UnitOfWork, made: Made) -> None:
    ids: Mapping[str, UUID] = await assign_local(work, made.tasks, by=PATROLS, now=made.now)
    for row in (*made.rounds, *made.stops):
        row["task_id"] = ids.get(str(row["id"]))
    await stops.add_rounds(work.connection, made.rounds, made.stops, made.steps)
    counted = Counter[str]()
    for cell, many in Counter(row["cell"] for row in made.stops).items():
        counted[township_of(cell)] += many
    await due.save_days(
        work.connection, made.day, {one: (counted[one], made.left_over[one]) for one in counted | made.left_over}
    )
    metrics.patrol_left_over.inc(made.left_over.total())
