"""How is it asked which powers a township holds, and whether it may use one on a day?"""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row

from dispatch.powers.domain.standing import days_told
from dispatch.powers.domain.terms import TOWNSHIP_DIGITS, PowerRegister, Term
from dispatch.powers.repository import lives, reading
from dispatch.powers.repository.reading import Chosen
from shared.clock import SHANGHAI
from shared.runtime.db import Connection, UnitOfWork
from shared.runtime.scope import Scope

ONE_DAY = timedelta(days=1)


async def power_in_force(connection: Connection, code: str, region: str, on: date) -> bool:
    """Tell whether a township (or that of a place in it) may use a power on a day."""
    pair = region[:TOWNSHIP_DIGITS], code
    terms = (await lives.terms_by_life(connection, [pair])).get(pair, [])
    return PowerRegister({pair: [term for _, term in terms]}).power_in_force(code, region, on)


async def list_powers(
    work: UnitOfWork, scope: Scope, chosen: Chosen, *, on: date, after: tuple[str, str], limit: int
) -> list[tuple[Row[Any], list[Term]]]:
    """Return powers as they stood at the end of a day with their days as they were known then, by township and code."""
    before = datetime.combine(on + ONE_DAY, time(), SHANGHAI)
    rows = await reading.list_powers(work.connection, scope, chosen, on=on, before=before, after=after, limit=limit)
    told = await reading.told_of(work.connection, [row.id for row in rows], before)
    return [(row, days_told(told.get(row.id, ()))) for row in rows]
