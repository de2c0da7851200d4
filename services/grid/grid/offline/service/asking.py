"""What has changed for a worker since his phone asked last?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.offline.domain.tokens import Token
from grid.tasks.repository import changes
from grid.workers.repository import last_forgotten
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


@dataclass(frozen=True, slots=True)
class Changes:
    """`reset`: what the phone holds is to be forgotten first; `gone` he sees no more; `more` is to be asked at once."""

    token: Token
    reset: bool
    more: bool
    tasks: Sequence[Row[Any]]
    gone: Sequence[UUID]


async def what_changed(work: UnitOfWork, scope: Scope, token: Token, *, limit: int) -> Changes:
    """Return what changed for who asks since his token: whole tasks as they stand, and ids of those he sees no more.

    Without a token, with one from before the database was restored, or with one so old that what was then has been
    forgotten meanwhile, it is all that is open.
    """
    # Taken before anything is read: what commits meanwhile is told the next time, perhaps again.
    first, following = await changes.snapshot(work.connection)
    since = token.since
    if since is not None and (since > following or since <= await last_forgotten(work.connection)):
        since = None
    until = token.until if token.until is not None and token.until <= following else first
    if since is None:
        rows = await changes.open_tasks(work.connection, scope, after=token.after, limit=limit)
    else:
        rows = await changes.changed_tasks(work.connection, scope, since=since, after=token.after, limit=limit)
    more = len(rows) == limit
    begins = token.after is None
    gone = await changes.tasks_gone(work.connection, scope, since=since) if since is not None and begins else []
    following_token = Token(since, rows[-1].id, until) if more else Token(until)
    return Changes(following_token, since is None and begins, more, rows, gone)
