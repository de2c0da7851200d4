"""Which orders does a caller see, and how are sets of them read, held and saved?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, func, select

from dispatch.cases.models import case_clocks, case_reports, cases
from dispatch.cases.repository.sight import seen_by
from dispatch.orders.domain.messages import MessageState
from dispatch.orders.domain.orders import Contact, Line, Order, OrderAction, OrderState, Try
from dispatch.orders.models import order_contacts, order_history, order_messages, orders
from shared.runtime.db import Connection, among, new_id
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows

ORDER_FIELDS = tuple(f.name for f in fields(Order))


def to_order(row: Row[Any] | Mapping[str, Any]) -> Order:
    """Return a row of `orders` (or one that holds its columns) as the domain knows it."""
    given = dict(row) if isinstance(row, Mapping) else dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
    given = {name: given[name] for name in ORDER_FIELDS}
    contact = Contact(given["contact"]) if given["contact"] else None
    return Order(**given | {"state": OrderState(given["state"]), "contact": contact})


def _row(order: Order) -> dict[str, Any]:
    return {name: getattr(order, name) for name in ORDER_FIELDS}


async def add_orders(connection: Connection, new: Sequence[Order]) -> None:
    await insert_rows(connection, orders, [_row(order) for order in new])


async def save_orders(connection: Connection, changed: Sequence[Order]) -> None:
    await update_rows(connection, orders, [_row(order) for order in changed], key="report_id")


async def lock_orders(connection: Connection, report_ids: Iterable[UUID]) -> dict[UUID, Order]:
    """Return the orders among these reports, held; whoever asks holds their cases, or they have none any more."""
    query = select(orders).where(among(orders.c.report_id, report_ids)).order_by(orders.c.report_id)
    return {row.report_id: to_order(row) for row in (await connection.execute(query.with_for_update())).all()}


async def orders_of_cases(connection: Connection, case_ids: Iterable[UUID]) -> dict[UUID, list[Order]]:
    """Return the orders in each of these cases, held."""
    query = (
        select(orders, case_reports.c.case_id.label("of_case"))
        .join(case_reports, case_reports.c.report_id == orders.c.report_id)
        .where(among(case_reports.c.case_id, case_ids))
        .order_by(orders.c.report_id)
        .with_for_update(of=orders)
    )
    found: dict[UUID, list[Order]] = {}
    for row in (await connection.execute(query)).all():
        found.setdefault(row.of_case, []).append(to_order(row))
    return found


async def add_lines(connection: Connection, lines: Sequence[Line]) -> None:
    rows = [
        {
            "id": new_id(),
            "report_id": line.report_id,
            "action": str(line.action),
            "by": line.by,
            "at": line.at,
            "facts": line.facts,
        }
        for line in lines
    ]
    await insert_rows(connection, order_history, rows)


async def add_try(connection: Connection, report_id: UUID, one: Try, noted_at: datetime) -> UUID:
    """Note a try to reach a caller; return its id."""
    try_id = new_id()
    row = {"id": try_id, "report_id": report_id, "at": one.at, "by": one.by, "reached": one.reached}
    await insert_rows(connection, order_contacts, [row | {"result": one.result, "noted_at": noted_at}])
    return try_id


def _seen(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Return the query of the orders that a caller may know of, each with its case, also one that it has left."""
    of_case = func.coalesce(case_reports.c.case_id, orders.c.left_case)
    shown = (
        cases.c.id.label("case_id"),
        cases.c.number.label("case_number"),
        cases.c.region,
        cases.c.matter,
        cases.c.unit,
        cases.c.executor,
        cases.c.state.label("case_state"),
    )
    query = select(orders, *shown).outerjoin(case_reports, case_reports.c.report_id == orders.c.report_id)
    return query.join(cases, cases.c.id == of_case).where(seen_by(scope))


async def find_order(connection: Connection, scope: Scope, report_id: UUID) -> Row[Any] | None:
    return (await connection.execute(_seen(scope).where(orders.c.report_id == report_id))).one_or_none()


def _late() -> ColumnElement[bool]:
    running = (case_clocks.c.report_id == orders.c.report_id) & case_clocks.c.stopped_at.is_(None)
    return exists().where(running, case_clocks.c.overdue_at.is_not(None))


def _stuck() -> ColumnElement[bool]:
    failed = order_messages.c.state == str(MessageState.FAILED)
    return exists().where(order_messages.c.report_id == orders.c.report_id, failed)


async def list_orders(
    connection: Connection,
    scope: Scope,
    *,
    filters: Mapping[str, str | bool],
    late: bool | None,
    stuck: bool | None,
    after: UUID | None,
    limit: int,
) -> list[Row[Any]]:
    """Return one page of orders, newest first. `filters`: column → value; `after`: the report of the last one."""
    query = _seen(scope)
    for name, value in filters.items():
        query = query.where(orders.c[name] == value)
    for asked, condition in ((late, _late()), (stuck, _stuck())):
        if asked is not None:
            query = query.where(condition if asked else ~condition)
    if after is not None:
        query = query.where(orders.c.report_id < after)
    return list((await connection.execute(query.order_by(orders.c.report_id.desc()).limit(limit))).all())


async def read_lines(connection: Connection, report_id: UUID) -> list[Row[Any]]:
    query = select(order_history).where(order_history.c.report_id == report_id).order_by(order_history.c.id)
    return list((await connection.execute(query)).all())


async def read_tries(connection: Connection, report_id: UUID) -> list[Row[Any]]:
    query = select(order_contacts).where(order_contacts.c.report_id == report_id).order_by(order_contacts.c.id)
    return list((await connection.execute(query)).all())


async def list_unexpected(connection: Connection, scope: Scope, *, after: UUID | None, limit: int) -> list[Row[Any]]:
    """Return what platforms said that fitted nothing, newest first, of the orders that a caller may know of."""
    seen = _seen(scope).subquery()
    query = (
        select(order_history, seen.c.case_id, seen.c.source, seen.c.external_id)
        .join(seen, seen.c.report_id == order_history.c.report_id)
        .where(order_history.c.action == str(OrderAction.UNEXPECTED))
    )
    if after is not None:
        query = query.where(order_history.c.id < after)
    return list((await connection.execute(query.order_by(order_history.c.id.desc()).limit(limit))).all())


async def cases_seen(connection: Connection, scope: Scope, report_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the case of each of these orders that a caller may know of."""
    seen = _seen(scope).where(among(orders.c.report_id, report_ids)).subquery()
    rows = (await connection.execute(select(seen.c.report_id, seen.c.case_id))).all()
    return {row.report_id: row.case_id for row in rows}
