"""Which hand-ups does a caller see, and how are they held and saved?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, select

from dispatch.cases.models import case_clocks, cases
from dispatch.cases.repository.sight import not_hidden_from
from dispatch.coordination.models import hand_ups
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows


def _with_term() -> Select[*tuple[Any, ...]]:
    """Return the query of hand-ups with the case's number and state, and by when each is answered."""
    runs = and_(case_clocks.c.part_id == hand_ups.c.id, case_clocks.c.stopped_at.is_(None))
    return (
        select(hand_ups, cases.c.number, cases.c.state.label("case_state"), case_clocks.c.due_at)
        .join(cases, cases.c.id == hand_ups.c.case_id)
        .outerjoin(case_clocks, runs)
    )


def _seen(scope: Scope, unit: str | None) -> ColumnElement[bool]:
    """Return the condition of what a caller may know of: his region's, or with `unit` what that is asked; none about a
    case that is hidden from him.
    """
    return not_hidden_from(scope) & (visible_in(scope, hand_ups) if unit is None else hand_ups.c.unit == unit)


async def find_hand_up(connection: Connection, scope: Scope, hand_up_id: UUID, *, unit: str | None) -> Row[Any] | None:
    query = _with_term().where(hand_ups.c.id == hand_up_id, _seen(scope, unit))
    return (await connection.execute(query)).one_or_none()


async def lock_hand_up(connection: Connection, hand_up_id: UUID) -> Row[Any]:
    """Return a hand-up whose case is held, as it stands now, and hold it until the transaction ends."""
    query = select(hand_ups).where(hand_ups.c.id == hand_up_id)
    return (await connection.execute(query.with_for_update())).one()


async def list_hand_ups(
    connection: Connection,
    scope: Scope,
    *,
    unit: str | None,
    filters: Mapping[str, Any],
    late_at: datetime | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Return hand-ups, the newest first; `filters`: column → value; `late_at`: open, and due before."""
    query = _with_term().where(_seen(scope, unit))
    for name, value in filters.items():
        query = query.where(hand_ups.c[name] == value)
    if late_at is not None:
        query = query.where(case_clocks.c.due_at < late_at)
    if after is not None:
        query = query.where(hand_ups.c.id < after)
    return (await connection.execute(query.order_by(hand_ups.c.id.desc()).limit(limit))).all()


async def asked_of(connection: Connection, case_id: UUID) -> set[str]:
    """Return the departments that have not answered yet what was handed up of a case."""
    query = select(hand_ups.c.unit).where(hand_ups.c.case_id == case_id, hand_ups.c.ended_at.is_(None))
    return set((await connection.execute(query)).scalars())


async def lock_live(connection: Connection, case_ids: Iterable[UUID]) -> Sequence[Row[Any]]:
    """Return the open hand-ups of cases, which the caller holds, and hold them."""
    query = select(hand_ups).where(among(hand_ups.c.case_id, case_ids), hand_ups.c.ended_at.is_(None))
    return (await connection.execute(query.order_by(hand_ups.c.id).with_for_update())).all()


async def lock_late(connection: Connection, now: datetime, limit: int) -> Sequence[Row[Any]]:
    """Return hand-ups that became late and of which nobody was told, the oldest first; skip what others hold."""
    runs = and_(
        case_clocks.c.part_id == hand_ups.c.id,
        case_clocks.c.stopped_at.is_(None),
        case_clocks.c.paused_at.is_(None),
    )
    query = (
        select(hand_ups, case_clocks.c.due_at)
        .join(case_clocks, runs)
        .where(hand_ups.c.late_at.is_(None), case_clocks.c.due_at < now)
        .order_by(case_clocks.c.due_at)
        .limit(limit)
        .with_for_update(of=hand_ups, skip_locked=True)
    )
    return (await connection.execute(query)).all()


async def add_hand_up(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, hand_ups, [dict(row)])


async def save_hand_ups(connection: Connection, changed: Sequence[dict[str, Any]]) -> None:
    await update_rows(connection, hand_ups, changed)
