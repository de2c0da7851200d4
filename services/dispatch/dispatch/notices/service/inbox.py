"""What does a person find in his inbox, and what does he say to it?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from dispatch.notices.domain.refusals import AlreadyAcknowledged, NotAsked, NoticeNotFound
from dispatch.notices.repository import inbox as repository
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def list_told(
    work: UnitOfWork,
    scope: Scope,
    *,
    unread_first: bool,
    only_unread: bool,
    after: tuple[int, int] | None,
    limit: int,
) -> Sequence[Any]:
    return await repository.list_told(
        work.connection, scope, unread_first=unread_first, only_unread=only_unread, after=after, limit=limit
    )


async def count_unread(work: UnitOfWork, scope: Scope) -> Any:
    return await repository.count_unread(work.connection, scope)


async def read_notice(work: UnitOfWork, scope: Scope, delivery_id: UUID, *, now: datetime) -> None:
    """Note that the caller has read one of his own; a second time changes nothing. Raises NoticeNotFound."""
    await _own(work, scope, delivery_id)
    await repository.mark_read(work.connection, delivery_id, now)


async def read_all(work: UnitOfWork, scope: Scope, *, up_to: int, now: datetime) -> int:
    """Note that the caller has read what he was told up to the number `up_to`: what came since is still new to him."""
    return await repository.mark_all_read(work.connection, scope, up_to, now)


async def acknowledge(work: UnitOfWork, scope: Scope, delivery_id: UUID, *, now: datetime) -> None:
    """Answer for a notice: nobody further up is told of it.

    Raises NoticeNotFound, NotAsked where no answer is asked for, AlreadyAcknowledged where somebody has answered.
    """
    row = await _own(work, scope, delivery_id)
    if row.acknowledge_minutes is None:
        raise NotAsked("this notice asks for no answer")
    if row.acknowledged_at is not None:
        raise AlreadyAcknowledged("somebody has answered for it", at=row.acknowledged_at)
    await repository.acknowledge(work.connection, row.notice_id, scope.person_id, now)
    await repository.mark_read(work.connection, delivery_id, now)


async def _own(work: UnitOfWork, scope: Scope, delivery_id: UUID) -> Any:
    row = await repository.lock_told(work.connection, scope, delivery_id)
    if row is None:
        raise NoticeNotFound("there is no such notice in your inbox", notice=str(delivery_id))
    return row
