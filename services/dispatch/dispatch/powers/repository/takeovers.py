"""How are powers that were in force before drawn up, confirmed and written, many at once?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, select

from dispatch.organisation.models import regions
from dispatch.powers.domain.takeover import Pair
from dispatch.powers.domain.terms import TOWNSHIP_DIGITS
from dispatch.powers.models import power_takeovers, power_terms, powers, supervisions
from dispatch.powers.repository.lives import given_pairs, is_living
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows


# -------------------------------------------------------------------------------------------------------- what is known
async def lock_townships(connection: Connection, scope: Scope, codes: Collection[str]) -> set[str]:
    """Hold the townships among `codes` that lie in the scope, in their order; return which those are."""
    level = func.length(regions.c.code) == TOWNSHIP_DIGITS
    inside = regions.c.code.startswith(scope.region, autoescape=True)
    query = select(regions.c.code).where(among(regions.c.code, codes), level, inside).order_by(regions.c.code)
    return set((await connection.execute(query.with_for_update())).scalars())


async def lives_of(connection: Connection, pairs: Collection[Pair]) -> dict[Pair, tuple[int, bool]]:
    """Return of each pair that has any life the highest version that was told, and whether one of them lives."""
    given = given_pairs(pairs)
    same = and_(powers.c.region == given.c.region, powers.c.code == given.c.code)
    query = (
        select(powers.c.region, powers.c.code, func.max(powers.c.version).label("version"))
        .add_columns(func.bool_or(is_living).label("lives"))
        .join(given, same)
        .group_by(powers.c.region, powers.c.code)
    )
    return {(row.region, row.code): (row.version, row.lives) for row in await connection.execute(query)}


# ------------------------------------------------------------------------------------------------------------ takeovers
async def add_takeover(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, power_takeovers, [row])


async def lock_takeover(connection: Connection, scope: Scope, takeover_id: UUID) -> Row[Any] | None:
    """Return a takeover within the scope, held until the transaction ends."""
    mine = and_(power_takeovers.c.id == takeover_id, visible_in(scope, power_takeovers))
    return (await connection.execute(select(power_takeovers).where(mine).with_for_update())).one_or_none()


async def decide_takeover(connection: Connection, takeover_id: UUID, state: str, *, by: str, at: datetime) -> None:
    changed = {"id": takeover_id, "state": state, "decided_by": by, "decided_at": at}
    await update_rows(connection, power_takeovers, [changed])


async def find_takeover(connection: Connection, scope: Scope, takeover_id: UUID) -> Row[Any] | None:
    mine = and_(power_takeovers.c.id == takeover_id, visible_in(scope, power_takeovers))
    return (await connection.execute(select(power_takeovers).where(mine))).one_or_none()


async def list_takeovers(connection: Connection, scope: Scope, *, after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    """Return takeovers without their rows, the newest first."""
    shown = [column for column in power_takeovers.c if column.name != "rows"]
    query = select(*shown).where(visible_in(scope, power_takeovers))
    if after is not None:
        query = query.where(power_takeovers.c.id < after)
    return (await connection.execute(query.order_by(power_takeovers.c.id.desc()).limit(limit))).all()


async def add_lives(
    connection: Connection,
    lives: Sequence[dict[str, Any]],
    terms: Sequence[dict[str, Any]],
    watched: Sequence[dict[str, Any]],
) -> None:
    """Write lives with their days, and who watches over them."""
    await insert_rows(connection, powers, lives)
    await insert_rows(connection, power_terms, terms)
    await insert_rows(connection, supervisions, watched)
