"""How is an order signed for, and how is a try to reach its caller noted?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.clocks import ClockKind
from dispatch.cases.repository import clocks
from dispatch.orders.domain.messages import Message, MessageKind
from dispatch.orders.domain.orders import Contact, Line, Order, OrderAction, Try, note_try, sign
from dispatch.orders.domain.refusals import OrderNotFound
from dispatch.orders.repository import orders as repository
from dispatch.orders.service.beginning import stop_clocks
from dispatch.orders.service.holding import Desk, Held, hold, hold_many
from dispatch.orders.service.messages import say
from shared.errors import Refusal
from shared.runtime.db import UnitOfWork


@dataclass(frozen=True, slots=True)
class Signed:
    """What became of one order of many; `refusal` says why it is not signed for."""

    report_id: UUID
    order: Order | None = None
    refusal: Refusal | None = None

    @property
    def code(self) -> str | None:
        return self.refusal.code if self.refusal else None


async def sign_order(work: UnitOfWork, desk: Desk, report_id: UUID) -> Order:
    """Sign for an order, and tell its platform. Raises OrderNotFound, NotLive, SignedAlready."""
    held = await hold(work, desk, report_id)
    (order,) = await _sign(work, desk, [held])
    return order


async def sign_orders(work: UnitOfWork, desk: Desk, report_ids: Sequence[UUID]) -> list[Signed]:
    """Sign for many orders; what cannot be signed for is said of each, and holds up no other."""
    held = await hold_many(work, desk, report_ids)
    results: dict[UUID, Signed] = {}
    possible: list[Held] = []
    for report_id in dict.fromkeys(report_ids):
        try:
            if report_id not in held:
                raise OrderNotFound("no such order", order=str(report_id))
            sign(held[report_id].order, by=desk.by, now=desk.now)
        except Refusal as refusal:
            results[report_id] = Signed(report_id, refusal=refusal)
        else:
            possible.append(held[report_id])
    for order in await _sign(work, desk, possible):
        results[order.report_id] = Signed(order.report_id, order)
    return [results[report_id] for report_id in dict.fromkeys(report_ids)]


async def _sign(work: UnitOfWork, desk: Desk, held: Sequence[Held]) -> list[Order]:
    signed = [sign(one.order, by=desk.by, now=desk.now) for one in held]
    reports = [order.report_id for order in signed]
    await stop_clocks(work, reports, desk.now, ClockKind.SIGN)
    contact = [desk.terms.clock(one.case, one.order, ClockKind.CONTACT, desk.now) for one in held]
    await clocks.add_clocks(work.connection, [clock for clock in contact if clock is not None])
    await repository.save_orders(work.connection, signed)
    noted = [Line(report, OrderAction.SIGN, desk.by, desk.now, {}) for report in reports]
    await repository.add_lines(work.connection, noted)
    body: dict[str, object] = {"signed_at": desk.now.isoformat()}
    told = [
        Message(one.order.report_id, one.case.id, MessageKind.SIGNED, "1", {"case_number": one.case.number} | body)
        for one in held
    ]
    await say(work, told, desk.now)
    return signed


async def note_contact(
    work: UnitOfWork, desk: Desk, report_id: UUID, *, at: datetime, reached: bool, result: str
) -> Order:
    """Note a try to reach the caller; the platform is told once he was reached, or tried often enough.

    How often is what the rule of its source asks for now.

    Raises OrderNotFound, NotLive, NotSigned, ContactOver, ContactTooEarly.
    """
    held = await hold(work, desk, report_id)
    one = Try(at, desk.by, reached, result)
    asked = desk.rules.sources_at(desk.now).of(held.order.source).contact_tries
    order = note_try(held.order, one, desk.now, asked=asked)
    await repository.save_orders(work.connection, [order])
    try_id = await repository.add_try(work.connection, report_id, one, desk.now)
    facts: dict[str, object] = {"reached": reached, "result": result, "try": order.tries}
    await repository.add_lines(work.connection, [Line(report_id, OrderAction.CONTACT, desk.by, desk.now, facts)])
    if order.contact is not None:
        await stop_clocks(work, [report_id], desk.now, ClockKind.CONTACT)
        body: dict[str, object] = {
            "case_number": held.case.number,
            "reached": order.contact is Contact.REACHED,
            "tries": order.tries,
            "contacted_at": at.isoformat(),
        }
        told = Message(report_id, held.case.id, MessageKind.CONTACTED, str(try_id), body)
        await say(work, [told], desk.now)
    return order
