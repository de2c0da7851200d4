"""What does a caller read of a part of a case, and who is noted to have read what was written?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.coordination.domain.refusals import NoHandUp, NoSubtask, NoTransfer
from dispatch.coordination.repository import hand_ups, subtasks, transfers, whistles
from dispatch.coordination.service.desk import Asker, open_text
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def read_subtask(work: UnitOfWork, asker: Asker, subtask_id: UUID) -> Row[Any]:
    """Return a sub-task that the caller may know of. Raises NoSubtask."""
    row = await subtasks.find_subtask(work.connection, asker.scope, subtask_id, all_here=asker.is_centre)
    if row is None:
        raise NoSubtask("no such sub-task", subtask=str(subtask_id))
    return row


async def read_subtask_text(
    work: UnitOfWork, asker: Asker, subtask_id: UUID, *, purpose: str, now: datetime
) -> dict[str, str | None]:
    """Return what was written of a sub-task, and note who looked and why. Raises NoSubtask."""
    row = await read_subtask(work, asker, subtask_id)
    await whistles.log_look(work.connection, subtask_id, by=asker.scope.person_id, purpose=purpose, at=now)
    sealed = {"text": row.sealed_text, "refusal": row.sealed_refusal, "result": row.sealed_result}
    return {name: open_text(work, subtask_id, one).get("text") for name, one in sealed.items()}


async def read_hand_up(work: UnitOfWork, scope: Scope, hand_up_id: UUID, *, unit: str | None) -> Row[Any]:
    """Return a hand-up that the caller may know of. Raises NoHandUp."""
    row = await hand_ups.find_hand_up(work.connection, scope, hand_up_id, unit=unit)
    if row is None:
        raise NoHandUp("no such hand-up", hand_up=str(hand_up_id))
    return row


async def read_hand_up_text(
    work: UnitOfWork, scope: Scope, hand_up_id: UUID, *, unit: str | None, purpose: str, now: datetime
) -> dict[str, str | None]:
    """Return what was written of a hand-up, and note who looked and why. Raises NoHandUp."""
    row = await read_hand_up(work, scope, hand_up_id, unit=unit)
    await whistles.log_look(work.connection, hand_up_id, by=scope.person_id, purpose=purpose, at=now)
    sealed = {"text": row.sealed_text, "answer": row.sealed_answer}
    return {name: open_text(work, hand_up_id, one).get("text") for name, one in sealed.items()}


async def read_transfer(work: UnitOfWork, scope: Scope, transfer_id: UUID) -> Row[Any]:
    """Return a transfer that the caller may know of. Raises NoTransfer."""
    row = await transfers.find_transfer(work.connection, scope, transfer_id)
    if row is None:
        raise NoTransfer("no such transfer", transfer=str(transfer_id))
    return row


async def read_transfer_text(
    work: UnitOfWork, scope: Scope, transfer_id: UUID, *, purpose: str, now: datetime
) -> dict[str, str | None]:
    """Return what was written of a transfer, and note who looked and why. Raises NoTransfer."""
    row = await read_transfer(work, scope, transfer_id)
    await whistles.log_look(work.connection, transfer_id, by=scope.person_id, purpose=purpose, at=now)
    return {"text": open_text(work, transfer_id, row.sealed_text).get("text")}
