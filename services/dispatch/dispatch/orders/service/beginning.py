"""How does a report become an order of its platform, and how does one that was answered become one again?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.clocks import Clock, ClockKind, Policies
from dispatch.cases.domain.opening import SYSTEM, Opening
from dispatch.cases.domain.terms import order_clock
from dispatch.cases.repository import clocks
from dispatch.orders.domain.orders import Line, Order, OrderAction, OrderState, lines, take_up_again
from dispatch.orders.repository import orders as repository
from shared.calendar import WorkCalendar
from shared.runtime.db import UnitOfWork
from shared.schemas.vocabulary import Authority


@dataclass(frozen=True, slots=True)
class Terms:
    """By what the clocks of orders are set: the tables of limits by version, of which each case has pinned one."""

    tables: Mapping[int, Policies]
    calendar: WorkCalendar

    def clock(
        self, case: Case, order: Order, kind: ClockKind, start: datetime, due_at: datetime | None = None
    ) -> Clock | None:
        of = order.report_id, order.source
        return order_clock(
            case, kind, self.tables[case.policy_version], self.calendar, of=of, start=start, due_at=due_at
        )


async def begin_orders(work: UnitOfWork, terms: Terms, came: Sequence[tuple[Opening, Case]], now: datetime) -> None:
    """Keep an order for each report whose platform decides over it: it waits to be signed for, and to be answered.

    `came`: each report with the case that it became or joined.
    """
    new: list[Order] = []
    started: list[Clock] = []
    for opening, case in came:
        if opening.authority is not Authority.PLATFORM:
            continue
        start = opening.came_at or now
        order = Order(opening.report_id, opening.source, opening.external_id, OrderState.RECEIVED, start)
        reply = terms.clock(case, order, ClockKind.REPLY, start, opening.due_at)
        signing = terms.clock(case, order, ClockKind.SIGN, start)
        new.append(replace(order, due_at=reply.due_at if reply else None))
        started += [clock for clock in (reply, signing) if clock is not None]
    await repository.add_orders(work.connection, new)
    await repository.add_lines(work.connection, lines(new, OrderAction.RECEIVE, by=SYSTEM, now=now))
    await clocks.add_clocks(work.connection, started)


async def stop_clocks(
    work: UnitOfWork, report_ids: Sequence[UUID], now: datetime, *kinds: ClockKind
) -> dict[UUID, list[Clock]]:
    """Stop the running clocks of orders, all or those of some kinds; return those that run on, by report."""
    running = await clocks.clocks_of_orders(work.connection, report_ids)
    stopped = [
        replace(clock, stopped_at=now, paused_at=None)
        for of_order in running.values()
        for clock in of_order
        if not kinds or clock.kind in kinds
    ]
    await clocks.save_clocks(work.connection, stopped)
    gone = {clock.id for clock in stopped}
    return {report: [clock for clock in of_order if clock.id not in gone] for report, of_order in running.items()}


async def renew_clocks(
    work: UnitOfWork, terms: Terms, again: Sequence[tuple[Order, Case]], now: datetime
) -> list[Order]:
    """Let the clocks of orders that are handled anew start now; return the orders with their new limits.

    Whoever was answered need not be signed for any more; what nobody has answered still is to be.
    """
    await stop_clocks(work, [order.report_id for order, _ in again], now, ClockKind.REPLY, ClockKind.CONTACT)
    renewed: list[Order] = []
    started: list[Clock] = []
    for order, case in again:
        reply = terms.clock(case, order, ClockKind.REPLY, now)
        contact = terms.clock(case, order, ClockKind.CONTACT, now) if order.signed_at else None
        renewed.append(replace(order, due_at=reply.due_at if reply else None))
        started += [clock for clock in (reply, contact) if clock is not None]
    await clocks.add_clocks(work.connection, started)
    return renewed


async def take_up_orders(work: UnitOfWork, terms: Terms, reopened: Sequence[tuple[Case, str]], now: datetime) -> None:
    """Let every answered order of cases that somebody has reopened be owed an answer again; (case, by whom)."""
    of_cases = await repository.orders_of_cases(work.connection, [case.id for case, _ in reopened])
    again = [
        (take_up_again(order), case, by)
        for case, by in reopened
        for order in of_cases.get(case.id, [])
        if order.state is OrderState.REPLIED
    ]
    renewed = await renew_clocks(work, terms, [(order, case) for order, case, _ in again], now)
    await repository.save_orders(work.connection, renewed)
    noted = [Line(order.report_id, OrderAction.TAKE_UP_AGAIN, by, now, {}) for order, _, by in again]
    await repository.add_lines(work.connection, noted)
