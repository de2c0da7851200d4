"""Which records lie in a township's cells, and how do they go to other ones?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Text, Uuid, func, literal, null, select, update

from grid.registry.domain.kinds import RecordKind, State
from grid.registry.domain.ties import Relation
from grid.registry.models import RECORDS, homes, households, record_ties
from grid.workers.models import answering
from shared.runtime.db import Connection, among
from shared.runtime.sets import arrays


async def placed_in(connection: Connection, township: str, kind: RecordKind) -> Sequence[Row[Any]]:
    """Return id, version, region, cell, lon, lat and home_id (of a resident, a household) of all current records."""
    table = RECORDS[kind]
    home: Any = null().cast(Uuid)
    if kind is RecordKind.HOUSEHOLD:
        home = households.c.home_id
    elif kind is RecordKind.RESIDENT:
        tie = record_ties.c
        lives = (tie.from_id == table.c.id) & (tie.relation == str(Relation.LIVES_IN)) & tie.valid_to.is_(None)
        home = select(tie.to_id).where(lives).order_by(tie.valid_from.desc()).limit(1).scalar_subquery()
    columns = (table.c.id, table.c.version, table.c.region, table.c.cell, table.c.lon, table.c.lat)
    query = select(*columns, home.label("home_id")).where(table.c.township == township, _current(kind))
    found: Any = (await connection.execute(query.order_by(table.c.id))).all()
    return list(found)


def _current(kind: RecordKind) -> Any:
    return RECORDS[kind].c.state == str(State.CURRENT)


async def move_records(connection: Connection, kind: RecordKind, rows: Sequence[dict[str, Any]]) -> set[Any]:
    """Give records (id, version, region, cell; `version` the new one) another cell; return the ids of those that went.

    What ended meanwhile stays as it is; that nothing else changes meanwhile, the lock on the township sees to.
    """
    table = RECORDS[kind]
    given = arrays(rows, id=Uuid(), version=table.c.version.type, region=Text(), cell=Text(), changed_at=_moment(table))
    same = (table.c.id == given.c.id) & (table.c.version == given.c.version - 1) & _current(kind)
    names = ("version", "region", "cell", "changed_at")
    moved = update(table).where(same).values({name: given.c[name] for name in names}).returning(table.c.id)
    return set((await connection.execute(moved)).scalars())


def _moment(table: Any) -> Any:
    return table.c.changed_at.type


async def homes_by_worker(connection: Connection, worker_ids: Sequence[str]) -> dict[str, int]:
    """Return how many homes lie in the cells that each worker answers for today."""
    query = (
        select(answering.c.worker_id, func.count(homes.c.id).label("homes"))
        .join(homes, homes.c.cell == answering.c.cell)
        .where(among(answering.c.worker_id, worker_ids), homes.c.state == literal(str(State.CURRENT)))
        .group_by(answering.c.worker_id)
    )
    return {row.worker_id: row.homes for row in await connection.execute(query)}
