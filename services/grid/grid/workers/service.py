"""How does a worker get his cells, and how does he go on duty?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from grid.cells import repository as cells
from grid.cells.domain import township_of
from grid.workers import repository
from grid.workers.domain import (
    Action,
    CellNotFound,
    Holding,
    NotAWorker,
    check_holders,
    check_persons,
    decide_touched,
)
from shared.clock import town_day
from shared.runtime import outbox
from shared.runtime.copies import persons_with_role
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Role
from shared.runtime.scope import Scope
from shared.schemas.grid import CellHeld, WorkerChanged


async def assign_cells(
    work: UnitOfWork,
    scope: Scope,
    *,
    holdings: Sequence[Holding],
    vacated: Collection[str],
    on_duty: Mapping[str, bool],
    now: datetime,
) -> list[str]:
    """Let `holdings` be all that is held of the cells they name, and nobody hold the cells `vacated`.

    `on_duty` sets it for some of the workers; the others stay as they are, a new one is off duty. Return the workers
    for whom something changed. Raises TwoInRoleA, GivenTwice, CellNotFound, PersonUnknown.
    """
    check_holders(holdings)
    named = {holding.cell for holding in holdings} | set(vacated)
    found = await cells.lock_known_cells(work.connection, scope, list(named))
    if missing := sorted(named - found):
        raise CellNotFound("no such cells", cells=missing)
    await _check_persons(work, holdings, now)

    before = await repository.holdings_of_cells(work.connection, named)
    everybody = {h.worker_id: township_of(h.cell) for h in sorted([*before, *holdings], reverse=True)}
    rows, added = await repository.add_and_lock(work.connection, everybody, now)
    known = {worker: row.on_duty for worker, row in rows.items() if worker not in added}
    touched = decide_touched(before, holdings, on_duty, known)

    if touched:
        await repository.replace_holdings(work.connection, named, holdings)
        await _save_touched(work, scope, [rows[worker] for worker in touched], on_duty, now)
    return touched


async def _check_persons(work: UnitOfWork, holdings: Sequence[Holding], now: datetime) -> None:
    asked = {holding.worker_id for holding in holdings}
    persons = await persons_with_role(work.connection, asked, Role.WORKER, town_day(now))
    check_persons(holdings, {person.person_id: person.region for person in persons})


async def _save_touched(
    work: UnitOfWork, scope: Scope, rows: Sequence[Row[Any]], on_duty: Mapping[str, bool], now: datetime
) -> None:
    held = await repository.holdings_of_workers(work.connection, [row.worker_id for row in rows])
    saved = [_changed(row, held[row.worker_id], on_duty.get(row.worker_id, row.on_duty), now) for row in rows]
    await repository.save_workers(work.connection, saved)
    steps = [
        (row["worker_id"], row["version"], Action.ASSIGN_CELLS, _facts(held[row["worker_id"]], on_duty=row["on_duty"]))
        for row in saved
    ]
    await repository.add_history(work.connection, steps, by=scope.person_id, now=now)
    outbox.record(work, *(_told(row, held[row["worker_id"]]) for row in saved))


def _changed(row: Row[Any], held: Sequence[Holding], on_duty: bool, now: datetime) -> dict[str, Any]:
    return {
        "worker_id": row.worker_id,
        # Who moved to another township is seen there; who holds nothing stays where he was.
        "region": township_of(held[0].cell) if held else row.region,
        "version": row.version + 1,
        "on_duty": on_duty,
        "duty_changed_at": row.duty_changed_at if on_duty == row.on_duty else now,
    }


def _facts(held: Sequence[Holding], *, on_duty: bool) -> dict[str, object]:
    return {"cells": [{"cell": h.cell, "role": str(h.role)} for h in held], "on_duty": on_duty}


def _told(row: Mapping[str, Any], held: Sequence[Holding]) -> WorkerChanged:
    return WorkerChanged(
        worker_id=row["worker_id"],
        version=row["version"],
        region=row["region"],
        cells=[CellHeld(cell=holding.cell, role=holding.role) for holding in held],
        on_duty=row["on_duty"],
    )


Seen = tuple[Row[Any], Sequence[Holding]]


async def list_workers(
    work: UnitOfWork, scope: Scope, *, region: str, cell: str | None, after: str, limit: int
) -> Sequence[Seen]:
    """Return workers of `region` (those who hold `cell`, if given) and what they hold, in order of their ids."""
    rows = await repository.workers_of(work.connection, scope, region=region, cell=cell, after=after, limit=limit)
    held = await repository.holdings_of_workers(work.connection, [row.worker_id for row in rows])
    return [(row, held[row.worker_id]) for row in rows]


async def show_myself(work: UnitOfWork, scope: Scope) -> Seen:
    """Return the asking worker and what he holds. Raises NotAWorker."""
    row = await repository.find_worker(work.connection, scope, scope.person_id)
    if row is None:
        raise NotAWorker("you hold no cell here", person=scope.person_id)
    return row, (await repository.holdings_of_workers(work.connection, [row.worker_id]))[row.worker_id]


async def set_duty(work: UnitOfWork, scope: Scope, *, on_duty: bool, now: datetime) -> None:
    """Put the asking worker on duty or off; what is so already stays. Raises NotAWorker."""
    row = await repository.find_worker(work.connection, scope, scope.person_id, lock=True)
    if row is None:
        raise NotAWorker("you hold no cell here", person=scope.person_id)
    if row.on_duty == on_duty:
        return
    held = (await repository.holdings_of_workers(work.connection, [row.worker_id]))[row.worker_id]
    # His region stays: going on duty moves nobody.
    saved = _changed(row, held, on_duty, now) | {"region": row.region}
    await repository.save_workers(work.connection, [saved])
    action = Action.GO_ON_DUTY if on_duty else Action.GO_OFF_DUTY
    step = (row.worker_id, saved["version"], action, _facts(held, on_duty=on_duty))
    await repository.add_history(work.connection, [step], by=scope.person_id, now=now)
    outbox.record(work, _told(saved, held))
