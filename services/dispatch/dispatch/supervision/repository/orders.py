"""Which supervision orders does a caller see, which cases do they press, and how are they saved?"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select, true, update

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.checks import COUNTY_DIGITS
from dispatch.cases.models import cases
from dispatch.cases.repository.rows import to_case
from dispatch.cases.repository.sight import not_hidden_from, seen_by
from dispatch.supervision.domain.orders import UNANSWERED, Order, OrderState
from dispatch.supervision.models import (
    supervision_order_cases,
    supervision_order_history,
    supervision_order_looks,
    supervision_order_numbers,
    supervision_orders,
)
from shared.runtime.db import Connection, among, among_ids, new_id
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows
from shared.schemas.vocabulary import Result

_o, _oc = supervision_orders.c, supervision_order_cases.c
ORDER_FIELDS = tuple(f.name for f in fields(Order))
_UNANSWERED = among(_o.state, [str(state) for state in UNANSWERED])


def to_order(row: Row[Any]) -> Order:
    given = {name: getattr(row, name) for name in ORDER_FIELDS}
    result = Result(row.result) if row.result else None
    return Order(**given | {"state": OrderState(row.state), "result": result})


def _seen(scope: Scope, unit: str | None) -> ColumnElement[bool]:
    """Return which orders a caller knows of: his region's, or `unit`'s alone, and none about what hides from him."""
    if unit is not None:
        mine: ColumnElement[bool] = _o.to_unit == unit
    elif scope.region:
        prefix = scope.region
        mine = or_(_o.region.startswith(prefix, autoescape=True), _o.issuer_region.startswith(prefix, autoescape=True))
    else:
        mine = true()
    hidden = exists().where(_oc.order_id == _o.id, _oc.case_id == cases.c.id, ~not_hidden_from(scope))
    return and_(mine, ~hidden)


async def lock_seen_cases(connection: Connection, scope: Scope, ids: Iterable[UUID]) -> list[Case]:
    """Return those of these cases that the caller may know of, held until the transaction ends, in order."""
    query = select(cases).where(among(cases.c.id, list(ids)), seen_by(scope)).order_by(cases.c.id)
    return [to_case(row) for row in (await connection.execute(query.with_for_update())).all()]


async def next_number(connection: Connection) -> int:
    return int((await connection.execute(select(func.nextval(supervision_order_numbers.name)))).scalar_one())


async def add_order(connection: Connection, order: Order, text: bytes, case_ids: Sequence[UUID]) -> None:
    row = {name: getattr(order, name) for name in ORDER_FIELDS}
    await insert_rows(connection, supervision_orders, [row | {"text": text}])
    pressed = [{"order_id": order.id, "case_id": case_id} for case_id in case_ids]
    await insert_rows(connection, supervision_order_cases, pressed)


async def save_order(connection: Connection, order: Order, **more: object) -> None:
    row = {name: getattr(order, name) for name in ORDER_FIELDS if name != "id"}
    await connection.execute(update(supervision_orders).where(_o.id == order.id).values(row | more))


async def add_history(
    connection: Connection,
    orders: Sequence[tuple[Order, str, OrderState | None]],
    *,
    by: str,
    at: datetime,
    **more: Any,
) -> None:
    """Note what was done to orders; each with the act and the state before. `more`: facts, and sealed `text`."""
    rows = [
        {
            "order_id": order.id,
            "seq": order.version,
            "act": act,
            "from_state": str(before) if before else None,
            "to_state": str(order.state),
            "by": by,
            "at": at,
            "facts": more.get("facts", {}),
            "text": more.get("text"),
        }
        for order, act, before in orders
    ]
    await insert_rows(connection, supervision_order_history, rows)


async def find(connection: Connection, scope: Scope, order_id: UUID, *, unit: str | None) -> Row[Any] | None:
    """Return an order that the caller knows of; `unit`: his own, where he is kept to it."""
    query = select(supervision_orders).where(_o.id == order_id, _seen(scope, unit))
    return (await connection.execute(query)).one_or_none()


async def lock(connection: Connection, order_id: UUID) -> Order:
    """Return an order as it stands now, held until the transaction ends; its cases are held before."""
    query = select(supervision_orders).where(_o.id == order_id).with_for_update()
    return to_order((await connection.execute(query)).one())


async def cases_of(connection: Connection, order_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Return the cases of each order, in the order of their ids."""
    query = select(supervision_order_cases).where(among(_oc.order_id, list(order_ids))).order_by(_oc.case_id)
    found: dict[UUID, list[UUID]] = {}
    for row in (await connection.execute(query)).all():
        found.setdefault(row.order_id, []).append(row.case_id)
    return found


async def history_of(connection: Connection, order_id: UUID) -> Sequence[Row[Any]]:
    c = supervision_order_history.c
    query = select(supervision_order_history).where(c.order_id == order_id).order_by(c.seq)
    return (await connection.execute(query)).all()


async def add_look(connection: Connection, order_id: UUID, *, by: str, at: datetime) -> None:
    look = {"id": new_id(), "order_id": order_id, "by": by, "at": at}
    await insert_rows(connection, supervision_order_looks, [look])


async def list_orders(
    connection: Connection,
    scope: Scope,
    *,
    unit: str | None,
    state: str | None,
    late_at: datetime | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Return the orders that the caller knows of, the newest first; `late_at`: unanswered then, past their term."""
    query = select(supervision_orders).where(_seen(scope, unit))
    if state is not None:
        query = query.where(_o.state == state)
    if late_at is not None:
        unsigned = (_o.state == str(OrderState.ISSUED)) & (_o.receive_due_at < late_at)
        query = query.where(_UNANSWERED, or_(_o.due_at < late_at, unsigned))
    if after is not None:
        query = query.where(_o.id < after)
    return (await connection.execute(query.order_by(_o.id.desc()).limit(limit))).all()


async def of_case(connection: Connection, case_id: UUID) -> Sequence[Row[Any]]:
    """Return the orders about a case that the caller may see, the oldest first."""
    query = select(supervision_orders).join(supervision_order_cases, _oc.order_id == _o.id)
    return (await connection.execute(query.where(_oc.case_id == case_id).order_by(_o.id))).all()


_BINDING = (
    select(_oc.case_id)
    .join(supervision_orders, _oc.order_id == _o.id)
    .where(among_ids(_oc.case_id), func.length(_o.issuer_region) <= COUNTY_DIGITS, _UNANSWERED)
)


async def binding(connection: Connection, case_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of these cases about which the county waits for an answer."""
    return set((await connection.execute(_BINDING, {"ids": list(case_ids)})).scalars())


async def press(connection: Connection, case_ids: Sequence[UUID]) -> None:
    """Let these cases, which are held, come first in lists where an urgent order about them is not answered."""
    is_pressed = exists().where(_oc.case_id == cases.c.id, _oc.order_id == _o.id, _o.urgent, _UNANSWERED)
    await connection.execute(update(cases).where(among(cases.c.id, case_ids)).values(pressed=is_pressed))


async def late_orders(connection: Connection, now: datetime, limit: int) -> list[Order]:
    """Return orders that nobody has signed for or answered in time, the oldest first; they and their cases are held.

    From the cases to the order, as everybody; what somebody else holds is left to the next round.
    """
    oldest = select(_o.id).where(_o.next_at < now).order_by(_o.next_at).limit(limit)
    of_cases = await cases_of(connection, (await connection.execute(oldest)).scalars())
    wanted = {case_id for ids in of_cases.values() for case_id in ids}
    free = select(cases.c.id).where(among(cases.c.id, wanted)).order_by(cases.c.id).with_for_update(skip_locked=True)
    held = set((await connection.execute(free)).scalars())
    ids = [order_id for order_id, of_order in of_cases.items() if held.issuperset(of_order)]
    query = select(supervision_orders).where(_o.next_at < now, among(_o.id, ids)).order_by(_o.next_at)
    return [to_order(row) for row in (await connection.execute(query.with_for_update(skip_locked=True))).all()]
