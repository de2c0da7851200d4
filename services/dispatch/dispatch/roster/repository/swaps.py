"""How are swaps of shifts kept and found?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update

from dispatch.roster.domain import SwapState
from dispatch.roster.models import shift_swaps
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

W = shift_swaps.c
OPEN = W.state.in_([str(SwapState.ASKED), str(SwapState.AGREED)])


async def is_under_way(connection: Connection, shift_ids: Sequence[UUID]) -> bool:
    """Tell whether a swap of one of these shifts is open."""
    touches = or_(W.shift_id.in_(shift_ids), W.other_shift_id.in_(shift_ids))
    return (await connection.execute(select(W.id).where(OPEN, touches).limit(1))).one_or_none() is not None


async def add_swap(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, shift_swaps, [row])


async def lock_swap(connection: Connection, scope: Scope, swap_id: UUID) -> Any:
    query = select(shift_swaps).where(W.id == swap_id, visible_in(scope, shift_swaps)).with_for_update()
    return (await connection.execute(query)).one_or_none()


async def change_swap(connection: Connection, swap_id: UUID, **values: Any) -> None:
    await connection.execute(update(shift_swaps).where(W.id == swap_id).values(values))


async def list_swaps(
    connection: Connection, scope: Scope, *, is_open: bool, after: UUID | None, limit: int
) -> Sequence[Any]:
    query = select(shift_swaps).where(visible_in(scope, shift_swaps))
    if is_open:
        query = query.where(OPEN)
    if after:
        query = query.where(W.id > after)
    found: Sequence[Any] = (await connection.execute(query.order_by(W.id).limit(limit))).all()
    return found
