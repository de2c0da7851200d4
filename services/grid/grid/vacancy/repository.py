"""Which watches and findings does a caller see, and how are they and the state of their homes saved?"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, delete, func, null, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from grid.tasks.models import tasks
from grid.vacancy.domain.findings import Answer
from grid.vacancy.domain.findings import State as Finding
from grid.vacancy.domain.watches import State
from grid.vacancy.models import (
    vacancy_blocks,
    vacancy_finding_history,
    vacancy_findings,
    vacancy_meters,
    vacancy_note_looks,
    vacancy_refused,
    vacancy_watch_history,
    vacancy_watches,
)
from shared.runtime.db import Connection, among, new_id, visible_in
from shared.runtime.resealing import SealedColumn
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows

# What of it is sealed, bound to its id.
SEALED = (SealedColumn(vacancy_findings, "note"),)

Rows = Sequence[Row[Any]]
TOWNSHIP = 9
ENDED_AT_A_TIME = 20


# ------------------------------------------------------------------------------------------------------------- watches
async def find_watch(connection: Connection, scope: Scope, watch_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    query = select(vacancy_watches).where(visible_in(scope, vacancy_watches), vacancy_watches.c.id == watch_id)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def list_watches(connection: Connection, scope: Scope, *, after: UUID | None, limit: int) -> Rows:
    query = select(vacancy_watches).where(visible_in(scope, vacancy_watches))
    if after is not None:
        query = query.where(vacancy_watches.c.id < after)
    return (await connection.execute(query.order_by(vacancy_watches.c.id.desc()).limit(limit))).all()


async def history_of_watch(connection: Connection, watch_id: UUID) -> Rows:
    query = select(vacancy_watch_history).where(vacancy_watch_history.c.watch_id == watch_id)
    return (await connection.execute(query.order_by(vacancy_watch_history.c.version))).all()


async def already_watched(connection: Connection, homes: Iterable[UUID], meters: Iterable[str]) -> list[UUID]:
    """Return which homes, or the homes of which meters, are under a watch that is not over."""
    c = vacancy_meters.c
    query = select(c.home_id, c.meter).where(or_(among(c.home_id, homes), among(c.meter, meters)))
    return [row.home_id for row in (await connection.execute(query)).all()]


async def add_watch(
    connection: Connection,
    watch: dict[str, Any],
    meters: Sequence[dict[str, Any]],
) -> None:
    await insert_rows(connection, vacancy_watches, [watch])
    await insert_rows(connection, vacancy_meters, meters)


async def save_watch(connection: Connection, watch_id: UUID, version: int, **changes: Any) -> None:
    await update_rows(connection, vacancy_watches, [{"id": watch_id, "version": version} | changes])


async def add_watch_step(
    connection: Connection, watch_id: UUID, version: int, action: str, *, by: str, at: datetime, **facts: Any
) -> None:
    row = {"watch_id": watch_id, "version": version, "action": action, "by": by, "at": at, "facts": facts}
    await insert_rows(connection, vacancy_watch_history, [row])


async def watches_to_erase(connection: Connection, today: date) -> Rows:
    """Return watches that are over and not yet erased, and hold their rows."""
    c = vacancy_watches.c
    over = c.state.in_([State.ENDED, State.REFUSED]) | (c.ends_on < today)
    query = select(vacancy_watches).where(c.erased_at.is_(None), over).order_by(c.ends_on, c.id)
    return (await connection.execute(query.limit(ENDED_AT_A_TIME).with_for_update(skip_locked=True))).all()


async def erase(connection: Connection, watch_id: UUID) -> int:
    """Delete the meters of a watch, all that came of their readings, and the evidence; return how many meters."""
    for table in (vacancy_blocks, vacancy_refused):
        await connection.execute(delete(table).where(table.c.watch_id == watch_id))
    gone = await connection.execute(delete(vacancy_meters).where(vacancy_meters.c.watch_id == watch_id))
    of_watch = vacancy_findings.c.watch_id == watch_id
    await connection.execute(update(vacancy_findings).where(of_watch).values(evidence=null()))
    return int(gone.rowcount)


# ------------------------------------------------------------------------------------------------------------ readings
async def watched_meters(connection: Connection, meters: Iterable[str], today: date) -> Rows:
    """Return where the meters stand that a running watch has; the rows of their watches are shared meanwhile."""
    w = vacancy_watches.c
    query = (
        select(vacancy_meters, w.starts_on, w.ends_on, w.region.label("watch_region"))
        .join(vacancy_watches, w.id == vacancy_meters.c.watch_id)
        .where(among(vacancy_meters.c.meter, meters), w.state == State.APPROVED, w.starts_on <= today)
        .where(w.ends_on >= today)
    )
    return (await connection.execute(query)).all()


async def lock_blocks(connection: Connection, blocks: Iterable[tuple[UUID, int]]) -> dict[tuple[UUID, int], bytes]:
    """Return the state of blocks and hold them, in one order; a block without any is missing."""
    c = vacancy_blocks.c
    wanted = sorted(blocks)
    if not wanted:
        return {}
    query = select(vacancy_blocks).where(tuple_(c.watch_id, c.block).in_(wanted))
    rows = await connection.execute(query.order_by(c.watch_id, c.block).with_for_update())
    return {(row.watch_id, row.block): bytes(row.state) for row in rows}


async def hold_watches(connection: Connection, watches: Iterable[UUID]) -> None:
    """Let nobody end or erase the watches until the transaction ends."""
    c = vacancy_watches.c
    await connection.execute(select(c.id).where(among(c.id, sorted(watches))).order_by(c.id).with_for_update(read=True))


async def sizes_of_blocks(connection: Connection, watches: Iterable[UUID]) -> dict[tuple[UUID, int], int]:
    c = vacancy_meters.c
    query = select(c.watch_id, c.block, func.count().label("homes")).where(among(c.watch_id, watches))
    rows = await connection.execute(query.group_by(c.watch_id, c.block))
    return {(row.watch_id, row.block): row.homes for row in rows}


async def save_blocks(connection: Connection, blocks: dict[tuple[UUID, int], bytes]) -> None:
    rows = [{"watch_id": w, "block": b, "state": state} for (w, b), state in sorted(blocks.items())]
    if rows:
        statement = insert(vacancy_blocks)
        changed = statement.on_conflict_do_update(
            index_elements=["watch_id", "block"], set_={"state": statement.excluded.state}
        )
        await connection.execute(changed, rows)


async def places_of(connection: Connection, watch_id: UUID, block: int, places: Iterable[int]) -> dict[int, Row[Any]]:
    c = vacancy_meters.c
    query = select(vacancy_meters).where(c.watch_id == watch_id, c.block == block, among(c.place, places))
    return {row.place: row for row in (await connection.execute(query)).all()}


async def place_of_home(connection: Connection, home_id: UUID) -> Row[Any] | None:
    query = select(vacancy_meters).where(vacancy_meters.c.home_id == home_id)
    return (await connection.execute(query)).one_or_none()


async def count_refused(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    statement = insert(vacancy_refused)
    more = vacancy_refused.c.readings + statement.excluded.readings
    keys = ["watch_id", "day", "reason"]
    await connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"readings": more}), rows)


async def refused_of(connection: Connection, scope: Scope, since: date) -> Rows:
    c = vacancy_refused.c
    query = select(vacancy_refused).where(visible_in(scope, vacancy_refused), c.day >= since)
    return (await connection.execute(query.order_by(c.day.desc(), c.watch_id, c.reason).limit(1000))).all()


# ------------------------------------------------------------------------------------------------------------ findings
def _seen(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a finding is in reach: who sees only his own sees those whose task is his."""
    reach = visible_in(scope, vacancy_findings)
    if scope.own_only:
        own = select(tasks.c.id).where(tasks.c.worker_id == scope.person_id)
        return reach & vacancy_findings.c.task_id.in_(own)
    return reach


async def add_findings(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, vacancy_findings, rows)


async def known_episodes(connection: Connection, watch_id: UUID, homes: Iterable[UUID]) -> set[tuple[UUID, int]]:
    c = vacancy_findings.c
    query = select(c.home_id, c.episode).where(c.watch_id == watch_id, among(c.home_id, homes))
    return {(row.home_id, row.episode) for row in (await connection.execute(query)).all()}


async def find_finding(
    connection: Connection, scope: Scope, finding_id: UUID, *, lock: bool = False
) -> Row[Any] | None:
    query = select(vacancy_findings).where(_seen(scope), vacancy_findings.c.id == finding_id)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def list_findings(
    connection: Connection, scope: Scope, *, state: str | None, after: UUID | None, limit: int
) -> Rows:
    query = select(vacancy_findings).where(_seen(scope))
    if state is not None:
        query = query.where(vacancy_findings.c.state == state)
    if after is not None:
        query = query.where(vacancy_findings.c.id < after)
    return (await connection.execute(query.order_by(vacancy_findings.c.id.desc()).limit(limit))).all()


async def open_findings_of(connection: Connection, watch_id: UUID) -> Rows:
    c = vacancy_findings.c
    query = select(vacancy_findings).where(c.watch_id == watch_id, c.state == Finding.OPEN).order_by(c.id)
    return (await connection.execute(query.with_for_update())).all()


async def save_findings(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await update_rows(connection, vacancy_findings, rows)


async def add_finding_steps(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, vacancy_finding_history, rows)


async def log_look(connection: Connection, finding_id: UUID, *, by: str, purpose: str, at: datetime) -> None:
    look = {"id": new_id(), "finding_id": finding_id, "by": by, "at": at, "purpose": purpose}
    await insert_rows(connection, vacancy_note_looks, [look])


async def history_of(connection: Connection, table: Table, key: str, of: UUID) -> Rows:
    query = select(table).where(table.c[key] == of).order_by(table.c.version)
    return (await connection.execute(query)).all()


async def counted(connection: Connection, scope: Scope, since: datetime, until: datetime) -> Rows:
    """Return by township and month how many were found, answered, and with which answer."""
    c = vacancy_findings.c
    month = func.to_char(func.timezone("Asia/Shanghai", c.found_at), "YYYY-MM").label("month")
    township = func.left(c.region, TOWNSHIP).label("township")
    answers = [func.count().filter(c.answer == str(one)).label(str(one).replace("-", "_")) for one in Answer]
    answered = func.count().filter(c.state == Finding.ANSWERED).label("answered")
    query = select(township, month, func.count().label("found"), answered, *answers).where(
        visible_in(scope, vacancy_findings), c.found_at >= since, c.found_at < until
    )
    return (await connection.execute(query.group_by("township", "month").order_by("township", "month"))).all()
