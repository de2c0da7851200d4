"""What does a caller read of a whistle, and who is noted to have read what was written?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.coordination.domain.refusals import NoWhistle
from dispatch.coordination.repository import whistles as repository
from dispatch.coordination.service.desk import open_text
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def read_whistle(
    work: UnitOfWork, scope: Scope, whistle_id: UUID, *, unit: str | None
) -> tuple[Row[Any], Sequence[Row[Any]]]:
    """Return a whistle and its calls, with `unit` only its own. Raises NoWhistle."""
    whistle = await repository.find_whistle(work.connection, scope, whistle_id, unit=unit)
    if whistle is None:
        raise NoWhistle("no such whistle", whistle=str(whistle_id))
    calls = await repository.calls_of(work.connection, [whistle_id], unit=unit)
    return whistle, calls.get(whistle_id, [])


async def read_history(work: UnitOfWork, scope: Scope, whistle_id: UUID) -> Sequence[Row[Any]]:
    """Return what was done about a whistle, the oldest first. Raises NoWhistle."""
    await read_whistle(work, scope, whistle_id, unit=None)
    return await repository.history_of(work.connection, whistle_id)


async def read_text(
    work: UnitOfWork, scope: Scope, whistle_id: UUID, *, unit: str | None, purpose: str, now: datetime
) -> dict[str, Any]:
    """Return what was written of a whistle, and note who looked and why. Raises NoWhistle."""
    whistle, calls = await read_whistle(work, scope, whistle_id, unit=unit)
    await repository.log_look(work.connection, whistle_id, by=scope.person_id, purpose=purpose, at=now)
    said = open_text(work, whistle_id, whistle.sealed_text)
    written = {
        call.unit: {
            "refusal": open_text(work, call.id, call.sealed_refusal).get("text"),
            "outcome": open_text(work, call.id, call.sealed_outcome).get("text"),
        }
        for call in calls
    }
    return said | {"result": open_text(work, whistle_id, whistle.sealed_result).get("text"), "calls": written}
