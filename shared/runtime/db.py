"""How does a use case reach the database? One unit of work: one transaction, its rows and its outbox rows together."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid_utils
from sqlalchemy import ColumnElement, MetaData, Table, and_, any_, bindparam, event, text, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from shared.errors import Unavailable
from shared.runtime.faultpoints import FaultPoint, reached
from shared.runtime.fields import Sealer
from shared.runtime.scope import Scope
from shared.runtime.settings import DatabaseSettings
from shared.runtime.tables import NAMING
from shared.schemas.envelope import Event

Connection = AsyncConnection
AtTheEnd = Callable[[Connection], Awaitable[None]]
# Under what a connection keeps what its transaction still has to do.
LAST = "onefour.last"


def service_metadata() -> MetaData:
    """Return the metadata that a service's capabilities declare their tables in; all names follow one convention."""
    return MetaData(naming_convention=NAMING)


def new_id() -> UUID:
    """Return a UUID version 7: unique, and in the order of time, so that indexes grow at their end."""
    return uuid_utils.uuid7()


def least_id(moment: datetime) -> UUID:
    """Return the id below which lie all that `new_id` has given before `moment`, to the millisecond."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


@dataclass(slots=True)
class UnitOfWork:
    """One transaction. Use cases save through `connection` and tell by `events`; only the runtime commits."""

    connection: Connection
    sealer: Sealer
    events: list[Event] = field(default_factory=list)


class DatabaseUnavailable(Unavailable):
    code = "database-unavailable"
    said = "数据库暂时无法连接，请稍后再试"


def is_unavailable(error: BaseException) -> bool:
    """Tell whether the database, not the request, is at fault.

    asyncpg raises bare OSError while the server is away, which SQLAlchemy does not wrap.
    """
    if isinstance(error, OSError | PoolTimeout | TimeoutError):
        return True
    return isinstance(error, DBAPIError) and (error.connection_invalidated or _is_shutdown(error))


def is_too_slow(error: BaseException) -> bool:
    """Tell whether the server ended a statement that took too long: it is there, and the statement is at fault."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == "57014"


def _is_shutdown(error: DBAPIError) -> bool:
    # Classes 08 connection, 53 resources, 57 operator intervention, and the two conflicts that a retry heals.
    state = str(getattr(error.orig, "sqlstate", "") or "")
    return state[:2] in {"08", "53", "57"} or state in {"40001", "40P01"}


def _refuse_closed(connection: Any, _record: Any, _proxy: Any) -> None:
    """Let the pool open another connection where the server has closed this one.

    The event loop has heard of it by then; asking the server each time (`pool_pre_ping`) takes three more turns.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError("the server has closed this connection")


class Database:
    """The pool of one process, and the event that wakes its relay after a commit."""

    def __init__(self, settings: DatabaseSettings, sealer: Sealer) -> None:
        self._sealer = sealer
        self.engine: AsyncEngine = create_async_engine(
            settings.url.get_secret_value(),
            # Personal values must not stand in the text of an error.
            hide_parameters=True,
            pool_size=settings.pool_size,
            max_overflow=settings.pool_size,
            pool_timeout=10,
            connect_args={
                "server_settings": {
                    "application_name": "onefour",
                    "jit": "off",
                    # A plan for any region at all walks past a million cases to find a small township's: LIKE $1 names
                    # no prefix. Planning anew takes a millisecond at most.
                    "plan_cache_mode": "force_custom_plan",
                    "statement_timeout": str(settings.statement_timeout_ms),
                }
            },
        )
        event.listen(self.engine.sync_engine, "checkout", _refuse_closed)
        self.committed = asyncio.Event()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        """Open a unit of work; commit when the block ends, roll back when it raises.

        Raises DatabaseUnavailable where the server cannot be reached or goes away; what was done is then not done.
        """
        from shared.runtime import outbox

        try:
            async with self.engine.begin() as connection:
                work = UnitOfWork(connection, self._sealer)
                # What an earlier transaction of the same connection did not come to do is not ours.
                last = connection.info[LAST] = {}
                yield work
                await outbox.flush(work)
                for key in sorted(last):
                    await last[key](connection)
                if work.events:
                    reached(FaultPoint.BEFORE_COMMIT)
        except Exception as error:
            if is_unavailable(error):
                raise DatabaseUnavailable("the database cannot be reached, try again") from error
            raise
        if work.events:
            reached(FaultPoint.AFTER_COMMIT)
            self.committed.set()

    async def ping(self) -> None:
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self.engine.dispose()


def do_at_the_end(connection: Connection, key: str, what: AtTheEnd) -> None:
    """Let `what` be done right before the commit, once for a `key` and in the order of keys.

    For rows that many transactions write: they are locked for a moment, however long the rest takes.
    """
    connection.info[LAST][key] = what


def visible_in(scope: Scope, table: Table) -> ColumnElement[bool]:
    """Return the condition that keeps a query inside the scope: the region's prefix, and one's own where asked."""
    conditions: list[ColumnElement[bool]] = []
    if scope.region:
        conditions.append(table.c.region.startswith(scope.region, autoescape=True))
    if scope.own_only and "worker_id" in table.c:
        conditions.append(table.c.worker_id == scope.person_id)
    return and_(true(), *conditions)


def replaced(table: Table, **other: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """Return the columns of a table, some of them said otherwise: as a row stood on a past day."""
    return [other[column.name].label(column.name) if column.name in other else column for column in table.c]


def among_ids(found: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of the values that are given as `ids` when a statement is run.

    For what is asked with every step: building a statement costs more than sending it, so such a one is built once.
    """
    return found == any_(bindparam("ids", type_=ARRAY(found.type, dimensions=1)))


def among(found: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of `values`.

    One array bind, unlike `in_`: whatever their number it is the same statement, which the server has prepared.
    """
    return found == any_(bindparam(None, list(values), ARRAY(found.type, dimensions=1), unique=True))
