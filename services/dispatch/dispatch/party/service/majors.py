"""Which cases wait for their committee, and what happens when one that it approved has ended, or has not after all?"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from dispatch.party.domain.resolutions import State
from dispatch.party.repository import organisations
from dispatch.party.repository import resolutions as repository
from shared.runtime.db import UnitOfWork


async def held_cases(work: UnitOfWork, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these cases may not end yet: major, and not approved by their committee."""
    return await repository.held_cases(work.connection, ids) if ids else set()


async def settle(work: UnitOfWork, ended: Collection[UUID], now: datetime) -> None:
    """Note of cases that have ended that their resolutions are used, and their marks done with."""
    if not ended:
        return
    settled: set[UUID] = set()
    for mark in await repository.approved_marks(work.connection, ended):
        if mark.id not in settled:
            settled.add(mark.id)
            await repository.end_mark(work.connection, mark.id, mark.resolution, now)
            await repository.save_state(work.connection, mark.resolution, State.USED)
            await _note(work, mark.resolution, State.USED, {}, now)


async def unsettle(work: UnitOfWork, case_id: UUID, ended_at: datetime, now: datetime) -> None:
    """Let the mark of a case that did not end at `ended_at` after all stand again, and its resolution count for it."""
    mark = await repository.mark_ended_at(work.connection, case_id, ended_at)
    if mark is None:
        return
    await repository.open_mark(work.connection, mark.id)
    await repository.save_state(work.connection, mark.resolution_id, State.SIGNED)
    await _note(work, mark.resolution_id, State.SIGNED, {"given_back": str(case_id)}, now)


async def _note(work: UnitOfWork, resolution_id: UUID, state: State, facts: dict[str, str], now: datetime) -> None:
    step = {"thing": "resolution", "thing_id": str(resolution_id), "step": str(state), "facts": facts}
    await organisations.add_history(work.connection, [step], by="system:centre", at=now)
