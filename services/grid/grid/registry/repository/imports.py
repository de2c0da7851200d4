"""How is it kept how far a file has come, and what became of each line?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, LargeBinary, Row, Text, Uuid, func, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB

from grid.registry.domain.imports import DIED_AFTER, Verdict
from grid.registry.models import registry_import_rows, registry_imports
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows

Rows = Sequence[Row[Any]]
_i, _r = registry_imports.c, registry_import_rows.c
# All but the file itself, which is large.
_shown = [column for column in registry_imports.c if column.name != "body"]


async def add_import(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, registry_imports, [row])


async def find_import(connection: Connection, scope: Scope, import_id: UUID) -> Row[Any] | None:
    """Return an import without its file, None where the scope does not reach it."""
    query = select(*_shown).where(visible_in(scope, registry_imports), _i.id == import_id)
    return (await connection.execute(query)).one_or_none()


async def list_imports(connection: Connection, scope: Scope, *, before: UUID | None, limit: int) -> Rows:
    """Return the imports within the scope, the last first."""
    query = select(*_shown).where(visible_in(scope, registry_imports))
    if before is not None:
        query = query.where(_i.id < before)
    return (await connection.execute(query.order_by(_i.id.desc()).limit(limit))).all()


async def body_of(connection: Connection, scope: Scope, import_id: UUID) -> bytes | None:
    """Return the file, sealed, None where it was removed."""
    query = select(_i.body).where(visible_in(scope, registry_imports), _i.id == import_id)
    found = (await connection.execute(query)).scalar_one_or_none()
    return None if found is None else bytes(found)


async def hold_next(connection: Connection, now: datetime, process: UUID) -> Row[Any] | None:
    """Return the oldest file that is not dealt with, and hold it: another replica takes the one after it.

    What failed and waits until it is tried again is passed over, and what another process has just begun.
    """
    due = or_(_i.again_at.is_(None), _i.again_at <= now)
    mine = or_(_i.begun_by.is_(None), _i.begun_by == process, _i.begun_at <= now - DIED_AFTER)
    query = select(*_shown).where(_i.ended_at.is_(None), due, mine).order_by(_i.id).limit(1)
    return (await connection.execute(query.with_for_update(skip_locked=True))).one_or_none()


async def save_import(connection: Connection, import_id: UUID, **values: Any) -> None:
    await connection.execute(update(registry_imports).where(_i.id == import_id).values(**values))


async def add_lines(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, registry_import_rows, rows)


async def next_lines(connection: Connection, import_id: UUID, state: Verdict, limit: int) -> Rows:
    query = select(registry_import_rows).where(_r.import_id == import_id, _r.state == str(state))
    return (await connection.execute(query.order_by(_r.line).limit(limit))).all()


async def save_lines(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write back what became of lines: `import_id`, `line`, `state`, `sealed`, `flaws`, `record_id`."""
    if not rows:
        return
    given = arrays(
        rows, import_id=Uuid(), line=Integer(), state=Text(), sealed=LargeBinary(), flaws=JSONB(), record_id=Uuid()
    )
    same = (_r.import_id == given.c.import_id) & (_r.line == given.c.line)
    values = {name: given.c[name] for name in ("state", "sealed", "flaws", "record_id")}
    await connection.execute(update(registry_import_rows).where(same).values(values))


async def close_lines(connection: Connection, import_id: UUID) -> None:
    """Forget what the lines say; what was not taken stays so."""
    mine = update(registry_import_rows).where(_r.import_id == import_id)
    open_ones = (str(Verdict.READ), str(Verdict.CHECKED))
    await connection.execute(mine.where(_r.state.in_(open_ones)).values(state=str(Verdict.NOT_TAKEN)))
    await connection.execute(mine.where(_r.sealed.is_not(None)).values(sealed=None))


async def count_lines(connection: Connection, import_id: UUID, states: Collection[Verdict]) -> int:
    query = select(func.count()).select_from(registry_import_rows)
    query = query.where(_r.import_id == import_id, _r.state.in_([str(one) for one in states]))
    return int((await connection.execute(query)).scalar_one())


async def list_lines(connection: Connection, import_id: UUID, *, state: Verdict | None, after: int, limit: int) -> Rows:
    """Return what became of the lines of a file that the caller was let see, in order."""
    query = select(_r.line, _r.state, _r.flaws, _r.record_id).where(_r.import_id == import_id, _r.line > after)
    if state is not None:
        query = query.where(_r.state == str(state))
    found: Any = (await connection.execute(query.order_by(_r.line).limit(limit))).all()
    return list(found)
