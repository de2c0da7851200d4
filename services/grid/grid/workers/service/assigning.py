"""How does a worker get his cells, and what is he?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from grid.cells.domain.sets import township_of
from grid.cells.repository import cells
from grid.workers.domain.holdings import (
    Action,
    CellNotFound,
    Employment,
    Holding,
    NotAWorker,
    PersonUnknown,
    UnknownSkill,
    WorkerNotFound,
    check_holders,
    check_persons,
    decide_touched,
)
from grid.workers.domain.leaves import OnLeave
from grid.workers.repository import answering as kept
from grid.workers.repository import holdings as repository
from grid.workers.repository import leaves
from grid.workers.service.answering import Turn, cells_of, refresh, tell
from grid.workers.service.tables import skills_known
from shared.clock import town_day
from shared.runtime.copies import persons_with_role
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Role
from shared.runtime.scope import Scope


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
    for whom something changed. Raises TwoInRoleA, GivenTwice, CellNotFound, PersonUnknown, OnLeave.
    """
    check_holders(holdings)
    named = {holding.cell for holding in holdings} | set(vacated)
    regions = {township_of(cell) for cell in named}
    # Before any row: who follows a new division or a leave holds this, and then needs the rows.
    await kept.lock_answering(work.connection, regions)
    found = await cells.lock_known_cells(work.connection, scope, list(named))
    if missing := sorted(named - found):
        raise CellNotFound("no such cells", cells=missing)
    await _check_persons(work, holdings, now)
    await _check_present(work, on_duty, now)

    before = await repository.holdings_of_cells(work.connection, named)
    everybody = {h.worker_id: township_of(h.cell) for h in sorted([*before, *holdings], reverse=True)}
    rows, added = await repository.add_and_lock(work.connection, everybody, now)
    known = {worker: row.on_duty for worker, row in rows.items() if worker not in added}
    touched = set(decide_touched(before, holdings, on_duty, known))

    if touched:
        await repository.replace_holdings(work.connection, named, holdings)
        await repository.note_changes(work.connection, cells_of(before) ^ cells_of(holdings))
        for region in sorted(regions):
            touched |= await refresh(work.connection, region, now)
        turn = Turn(Action.ASSIGN_CELLS, scope.person_id, {w: on for w, on in on_duty.items() if w in touched})
        await tell(work, await repository.lock_workers(work.connection, touched), turn, now)
    return sorted(touched)


async def _check_persons(work: UnitOfWork, holdings: Sequence[Holding], now: datetime) -> None:
    asked = {holding.worker_id for holding in holdings}
    persons = await persons_with_role(work.connection, asked, Role.WORKER, town_day(now))
    check_persons(holdings, {person.person_id: person.region for person in persons})


async def _check_present(work: UnitOfWork, on_duty: Mapping[str, bool], now: datetime) -> None:
    wanted = {worker for worker, on in on_duty.items() if on}
    away = await leaves.absent_on(work.connection, wanted, town_day(now))
    if away:
        raise OnLeave("these workers are on leave", workers=sorted(away))


async def set_profile(
    work: UnitOfWork,
    scope: Scope,
    *,
    worker_id: str,
    employment: Employment | None,
    skills: Sequence[str],
    now: datetime,
) -> None:
    """Say how a worker is employed and what he can do; who is a person with the role of a worker becomes one here.

    Raises UnknownSkill, PersonUnknown, WorkerNotFound.
    """
    if unknown := sorted(set(skills) - skills_known().keys()):
        raise UnknownSkill("the vocabulary has no such skills", skills=unknown)
    persons = await persons_with_role(work.connection, [worker_id], Role.WORKER, town_day(now))
    person = next((one for one in persons if scope.covers(one.region)), None)
    if person is None:
        raise PersonUnknown("this person is not known as a worker here", persons=[worker_id])
    await repository.add_and_lock(work.connection, {worker_id: person.region}, now)
    row = await repository.find_worker(work.connection, scope, worker_id)
    if row is None:
        raise WorkerNotFound("no such worker", worker=worker_id)
    wanted = (str(employment) if employment else None, sorted(set(skills)))
    if wanted == (row.employment, sorted(row.skills)):
        return
    await repository.save_profile(work.connection, worker_id, employment=wanted[0], skills=wanted[1])
    await tell(work, [row], Turn(Action.SET_PROFILE, scope.person_id), now)


async def require_worker(work: UnitOfWork, scope: Scope, worker_id: str, *, lock: bool = True) -> Any:
    """Return a worker's row. Raises WorkerNotFound, or NotAWorker where it is himself who asks."""
    row = await repository.find_worker(work.connection, scope, worker_id, lock=lock)
    if row is None and worker_id == scope.person_id:
        raise NotAWorker("you hold no cell here", person=worker_id)
    if row is None:
        raise WorkerNotFound("no such worker", worker=worker_id)
    return row
