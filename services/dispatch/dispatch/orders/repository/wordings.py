"""Which wordings are there, and which hold today?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, literal, or_, select, update

from dispatch.orders.domain.wordings import Wording, WordingState
from dispatch.orders.models import wordings
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows
from shared.schemas.vocabulary import Result

w = wordings.c


def _concerns(scope: Scope) -> ColumnElement[bool]:
    """Return whether a wording holds somewhere in a caller's region: it is of a part of it, or of a whole around it."""
    return or_(visible_in(scope, wordings), literal(scope.region).startswith(w.region))


async def in_force(connection: Connection, on: date) -> list[Wording]:
    """Return the approved wordings that hold on a day."""
    holds = (w.state == str(WordingState.APPROVED)) & (w.valid_from <= on)
    return [
        Wording(
            row.id,
            row.region,
            row.matter,
            row.outcome,
            Result(row.result) if row.result else None,
            row.text,
            row.valid_from,
        )
        for row in (await connection.execute(select(wordings).where(holds))).all()
    ]


async def list_wordings(
    connection: Connection,
    scope: Scope,
    *,
    filters: Mapping[str, str],
    after: UUID | None,
    limit: int,
) -> list[Row[Any]]:
    query = select(wordings).where(_concerns(scope))
    for name, value in filters.items():
        query = query.where(w[name] == value)
    if after is not None:
        query = query.where(w.id < after)
    return list((await connection.execute(query.order_by(w.id.desc()).limit(limit))).all())


async def is_approved(connection: Connection, wording_id: UUID) -> bool:
    query = select(w.id).where(w.id == wording_id, w.state == str(WordingState.APPROVED))
    return (await connection.execute(query)).first() is not None


async def add_wordings(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, wordings, rows, skip_known=True)


async def lock_wording(connection: Connection, scope: Scope, wording_id: UUID) -> Row[Any] | None:
    query = select(wordings).where(w.id == wording_id, visible_in(scope, wordings)).with_for_update()
    return (await connection.execute(query)).one_or_none()


async def save_wording(connection: Connection, wording_id: UUID, values: Mapping[str, Any]) -> None:
    await connection.execute(update(wordings).where(w.id == wording_id).values(values))
