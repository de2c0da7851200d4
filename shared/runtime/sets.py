"""How is a set of rows written or looked up at once? One statement, one array bind a column, whatever their number."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Table, Update, bindparam, column, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection as Connection
from sqlalchemy.sql.dml import Insert, ReturningInsert
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine

from shared.runtime.bulk import COPY_FROM, copy_rows


def arrays(rows: Sequence[dict[str, Any]], **types: TypeEngine[Any]) -> TableValuedAlias:
    """Return `rows` as a table in a query: one array bind a column (PostgreSQL `unnest`), whatever their number.

    `types` names the columns in order with their SQL types; a missing value is NULL.
    """
    binds = [
        bindparam(None, [row.get(name) for row in rows], ARRAY(kind, dimensions=1), unique=True)
        for name, kind in types.items()
    ]
    columns = [column(name, kind) for name, kind in types.items()]
    return func.unnest(*binds).table_valued(*columns).render_derived(name="given")


async def insert_rows(
    connection: Connection,
    table: Table,
    rows: Sequence[dict[str, Any]],
    *,
    skip_known: bool = False,
    returning: str = "",
) -> Sequence[Row[Any]]:
    """Insert `rows` (all with the same keys) by one statement; `skip_known` leaves rows that a unique key knows.

    Return the column `returning` of the rows that were inserted, if asked.
    """
    if not rows:
        return []
    names = list(rows[0])
    if len(rows) >= COPY_FROM and not skip_known and not returning:
        await copy_rows(connection, table, rows)
        return []
    statement = _insertion(table, tuple(names), skip_known, returning)
    done = await connection.execute(statement, _values(rows, names))
    inserted: Sequence[Row[Any]] = done.all() if returning else []
    return inserted


async def update_rows(
    connection: Connection,
    table: Table,
    rows: Sequence[dict[str, Any]],
    key: str | Sequence[str] = "id",
    only: Sequence[str] = (),
) -> None:
    """Write `rows` (all with the same keys, `key` among them) back by one statement, found by that.

    `key`: one column, or all of them. `only`: these columns of them, where the rows hold more than has changed.
    """
    if rows:
        keys = (key,) if isinstance(key, str) else tuple(key)
        names = [*keys, *only] if only else list(rows[0])
        await connection.execute(_change(table, tuple(names), keys), _values(rows, names))


# Building a statement of twenty columns costs more than sending it: each is built once.
@lru_cache(maxsize=512)
def _insertion(table: Table, names: tuple[str, ...], skip_known: bool, returning: str) -> ReturningInsert[Any] | Insert:
    given = _given_table({name: table.c[name].type for name in names})
    statement = insert(table).from_select(names, select(*(given.c[name] for name in names)), include_defaults=False)
    if skip_known:
        statement = statement.on_conflict_do_nothing()
    return statement.returning(table.c[returning]) if returning else statement


@lru_cache(maxsize=512)
def _change(table: Table, names: tuple[str, ...], keys: tuple[str, ...]) -> Update:
    given = _given_table({name: table.c[name].type for name in names})
    changed = update(table).where(*(table.c[key] == given.c[key] for key in keys))
    return changed.values({name: given.c[name] for name in names if name not in keys})


def _given_table(types: Mapping[str, TypeEngine[Any]]) -> TableValuedAlias:
    # One dimension: else a JSON list in a row would be taken for a row of a matrix.
    binds = [bindparam(f"given_{name}", type_=ARRAY(kind, dimensions=1)) for name, kind in types.items()]
    columns = [column(name, kind) for name, kind in types.items()]
    return func.unnest(*binds).table_valued(*columns).render_derived(name="given")


def _values(rows: Sequence[dict[str, Any]], names: Iterable[str]) -> dict[str, list[Any]]:
    """Return the binds of a prepared statement: one array a column."""
    return {f"given_{name}": [row[name] for row in rows] for name in names}
