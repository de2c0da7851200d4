"""How do rows come under the current key, so that an old one can be taken out?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, func, literal, select

from shared.runtime import metrics
from shared.runtime.db import UnitOfWork
from shared.runtime.sets import update_rows
from shared.runtime.timers import Timer

EVERY_SECONDS = 600
AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A sealed column of a table with the key `key`; `about` says what a row's field is bound to."""

    table: Table
    column: str
    about: Callable[[Row[Any]], str] = lambda row: str(row.id)
    key: tuple[str, ...] = ("id",)


async def reseal(work: UnitOfWork, sealed: SealedColumn, limit: int) -> int:
    """Seal fields anew that do not begin as those under the current key do; return how many. Raises KeyError.

    Where a table keeps the key's name in `sealed_under`, that is written too.
    """
    table, head = sealed.table, work.sealer.head
    column = table.c[sealed.column]
    stale = func.substring(column, 1, len(head)) != literal(head)
    query = (
        select(table).where(column.is_not(None), stale).order_by(*(table.c[name] for name in sealed.key)).limit(limit)
    )
    rows = (await work.connection.execute(query.with_for_update(skip_locked=True))).all()
    anew: list[dict[str, Any]] = []
    for row in rows:
        field = work.sealer.sealed_anew(bytes(getattr(row, sealed.column)), about=sealed.about(row))
        under = {"sealed_under": work.sealer.current_name} if "sealed_under" in table.c else {}
        anew.append({name: getattr(row, name) for name in sealed.key} | {sealed.column: field, **under})
    await update_rows(work.connection, table, anew, sealed.key)
    return len(anew)


def reseal_timer(name: str, columns: Sequence[SealedColumn]) -> Timer:
    """Return the timer that brings columns of a capability under the current key, batch by batch."""

    async def due(work: UnitOfWork, _: datetime) -> int:
        for column in columns:
            if done := await reseal(work, column, AT_ONCE):
                metrics.fields_resealed.labels(column.table.name).inc(done)
                return done
        return 0

    return Timer(name, EVERY_SECONDS, due)
