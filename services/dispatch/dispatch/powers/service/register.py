"""How is it asked which powers a township holds, and whether it may use one on a day?"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row

from dispatch.memory import Group, Memory
from dispatch.powers import repository
from dispatch.powers.domain.terms import PowerRegister
from dispatch.powers.repository import Chosen
from shared.clock import SHANGHAI
from shared.runtime.db import Connection, UnitOfWork
from shared.runtime.scope import Scope

ONE_DAY = timedelta(days=1)


async def register_now(connection: Connection, memory: Memory) -> PowerRegister:
    """Return the days of all powers, read again only where they have changed."""
    (register,) = await memory.get(connection, (Group.POWERS, None, repository.load_register))
    kept: PowerRegister = register
    return kept


async def list_powers(
    work: UnitOfWork, scope: Scope, chosen: Chosen, *, on: date, after: tuple[str, str], limit: int
) -> Sequence[Row[Any]]:
    """Return powers as they stood at the end of a day, by township and code."""
    before = datetime.combine(on + ONE_DAY, time(), SHANGHAI)
    return await repository.list_powers(work.connection, scope, chosen, on=on, before=before, after=after, limit=limit)
