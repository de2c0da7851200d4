"""How is an order found for somebody who wants to do something with it, and held while he does?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.case import Case
from dispatch.cases.repository import reading
from dispatch.cases.service.docket import Rules
from dispatch.orders.domain.orders import Order
from dispatch.orders.domain.refusals import OrderNotFound
from dispatch.orders.repository import orders as repository
from dispatch.orders.service.beginning import Terms
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works on orders, by which rules, and when."""

    scope: Scope
    rules: Rules
    now: datetime

    @property
    def by(self) -> str:
        return self.scope.person_id

    @property
    def terms(self) -> Terms:
        return Terms(self.rules.books.tables, self.rules.calendar)


@dataclass(frozen=True, slots=True)
class Held:
    """An order and the case that it is in, both held until the transaction ends."""

    order: Order
    case: Case


async def hold(work: UnitOfWork, desk: Desk, report_id: UUID) -> Held:
    """Return an order that the caller may know of. Raises OrderNotFound."""
    held = await hold_many(work, desk, [report_id])
    if report_id not in held:
        raise OrderNotFound("no such order", order=str(report_id))
    return held[report_id]


async def hold_many(work: UnitOfWork, desk: Desk, report_ids: Iterable[UUID]) -> dict[UUID, Held]:
    """Return those of some orders that the caller may know of: first all their cases are held, by id, then they are."""
    wanted = set(report_ids)
    of_case = await repository.cases_seen(work.connection, desk.scope, wanted)
    cases = await reading.lock_cases(work.connection, set(of_case.values()))
    orders = await repository.lock_orders(work.connection, of_case)
    return {report: Held(order, cases[of_case[report]]) for report, order in orders.items()}
