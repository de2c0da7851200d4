"""How is a case pressed by a supervision order (督办), and how is the order signed for, answered and judged?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.checks import TOWNSHIP_DIGITS
from dispatch.cases.domain.workflow import Action
from dispatch.cases.repository.family import subjects_of
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from dispatch.coordination.repository.handovers import unit_on
from dispatch.notices.domain import Notice, Recipient
from dispatch.notices.service import tell
from dispatch.supervision.domain.orders import (
    Act,
    Answer,
    Caller,
    Demand,
    Order,
    OrderFile,
    OrderState,
    act_on,
    addressee_of,
    late_next,
    superior_of,
)
from dispatch.supervision.domain.refusals import (
    AboutTheAddressee,
    BadAddressee,
    CaseNotPressed,
    DeadlinePast,
    OrderUnknown,
    PressedAlone,
)
from dispatch.supervision.domain.rules import Term
from dispatch.supervision.repository import orders as repository
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.permissions import Role
from shared.runtime.scope import Scope

SYSTEM = "system:supervision"
BATCH = 500
LATE = "late"


async def issue(work: UnitOfWork, scope: Scope, role: Role, rules: Rules, demand: Demand, now: datetime) -> Order:
    """Press a case or a set of them; whom it is for is told, and the cases say so in their histories.

    Raises CaseNotPressed, BadAddressee, AboutTheAddressee, PressedAlone, DeadlinePast.
    """
    ids = sorted(set(demand.cases))
    cases = [case for case in await repository.lock_seen_cases(work.connection, scope, ids) if case.closed_at is None]
    missing = sorted(set(map(str, ids)) - {str(case.id) for case in cases})
    if missing:
        raise CaseNotPressed("some of these cases are not there, or have ended", cases=missing)
    region = await _addressee(work, scope, demand, cases, now)
    receive_term = demand.receive_term or rules.supervision.receive_within(region)
    receive_due, due = (_due(rules, one, now) for one in (receive_term, demand.term))
    if due < receive_due:
        raise DeadlinePast("an order is signed for before it is answered", receive_due_at=receive_due, due_at=due)
    number = await repository.next_number(work.connection)
    order = Order(
        id=new_id(),
        number=f"DB-{region}-{town_day(now):%Y%m%d}-{number}",
        version=1,
        state=OrderState.ISSUED,
        region=region,
        to_unit=demand.unit,
        demand=demand.demand,
        urgent=demand.urgent,
        issued_by=scope.person_id,
        issuer_region=scope.region,
        issuer_role=str(role),
        issued_at=now,
        receive_due_at=receive_due,
        due_at=due,
        next_at=receive_due,
    )
    await repository.add_order(work.connection, order, work.sealer.seal(demand.text, about=str(order.id)), ids)
    await repository.add_history(work.connection, [(order, Act.ISSUE, None)], by=scope.person_id, at=now)
    await _after(work, rules, order, Act.ISSUE, ids, by=scope.person_id, now=now)
    return order


def _due(rules: Rules, term: Term, now: datetime) -> datetime:
    return rules.calendar.deadline_after(now, term.amount, term.unit).due_at


async def _addressee(work: UnitOfWork, scope: Scope, demand: Demand, cases: Sequence[Case], now: datetime) -> str:
    """Return the region of whom an order is for, within the issuer's and of the cases' place."""
    region = demand.region
    if demand.unit is not None:
        unit = await unit_on(work.connection, demand.unit, town_day(now))
        region = unit.region if unit else None
    elsewhere = [c for c in cases if region and not c.region.startswith(region) and not region.startswith(c.region)]
    if region is None or not scope.covers(region) or elsewhere:
        raise BadAddressee("nobody of this place", unit=demand.unit, region=region, fields=["unit", "region"])
    named = await subjects_of(work.connection, [case.id for case in cases])
    subjects = {subject for of_case in named.values() for _, subject in of_case}
    if subjects and len(cases) > 1:
        raise PressedAlone("a case that complains of somebody is pressed alone", fields=["cases"])
    if demand.unit in subjects:
        raise AboutTheAddressee("the case is about whom it would be told", unit=demand.unit)
    return region if demand.unit else region[:TOWNSHIP_DIGITS]


async def act(
    work: UnitOfWork,
    scope: Scope,
    rules: Rules,
    order_id: UUID,
    *,
    what: Act,
    answer: Answer,
    now: datetime,
    unit: str | None,
) -> Order:
    """Sign for an order, answer it, accept the answer, send it back or withdraw it.

    `unit`: the one that the caller is kept to. Raises OrderUnknown and what `act_on` raises.
    """
    if await repository.find(work.connection, scope, order_id, unit=unit) is None:
        raise OrderUnknown("no such order", order=str(order_id))
    ids = (await repository.cases_of(work.connection, [order_id]))[order_id]
    # From the cases to what hangs on them; every other way goes so, too.
    await load_moves(work, rules, ids)
    before = await repository.lock(work.connection, order_id)
    caller = Caller(scope.person_id, scope.region, scope.unit)
    after = act_on(before, what, caller, version=answer.version, now=now)
    sealed = work.sealer.seal(answer.text, about=str(order_id)) if answer.text else None
    more: dict[str, object] = {}
    if what is Act.REPLY:
        after, more = replace(after, result=answer.result), {"reply": sealed}
    if what is Act.SEND_BACK and answer.term is not None:
        after = replace(after, due_at=_due(rules, answer.term, now))
        after = replace(after, next_at=late_next(after))
    await repository.save_order(work.connection, after, **more)
    facts = {"result": str(answer.result)} if answer.result else {}
    history = [(after, str(what), before.state)]
    await repository.add_history(work.connection, history, by=scope.person_id, at=now, facts=facts, text=sealed)
    await _after(work, rules, after, what, ids, by=scope.person_id, now=now)
    return after


async def _after(
    work: UnitOfWork, rules: Rules, order: Order, what: Act, ids: Sequence[UUID], *, by: str, now: datetime
) -> None:
    """Let the cases say what was done, come first where they are pressed, and tell the other side."""
    await repository.press(work.connection, ids)
    moves = await load_moves(work, rules, ids)
    for move in moves:
        move.note(Action.SUPERVISE, by=by, now=now, facts={"order": str(order.id), "act": str(what)})
    await save_moves(work, rules, moves, now)
    to_addressee = what in {Act.ISSUE, Act.ACCEPT, Act.SEND_BACK, Act.WITHDRAW}
    others = addressee_of(order) if to_addressee else [Recipient.person(order.issued_by)]
    await tell(work, [_notice(order, TEXTS[what], to, ids[0]) for to in others], now)


# The codes of the texts that the other side is told.
TEXTS = {
    Act.ISSUE: "supervision-order-issued",
    Act.RECEIVE: "supervision-order-received",
    Act.REPLY: "supervision-order-replied",
    Act.ACCEPT: "supervision-order-accepted",
    Act.SEND_BACK: "supervision-order-sent-back",
    Act.WITHDRAW: "supervision-order-withdrawn",
}


def _notice(order: Order, what: str, to: Recipient, case_id: UUID) -> Notice:
    facts: dict[str, str | int] = {
        "order": str(order.id),
        "number": order.number,
        "demand": order.demand,
        "due_at": order.due_at.isoformat(),
    }
    return Notice(what, to, order.region, case_id, facts, order.urgent)


async def press_late(work: UnitOfWork, now: datetime) -> int:
    """Tell who stands above its issuer, and the issuer, of each order that is late, the oldest first.

    Once for the receipt and once for the reply; after an outage once for both. Returns how many, at most 500.
    """
    late = await repository.late_orders(work.connection, now, BATCH)
    cases = await repository.cases_of(work.connection, [order.id for order in late])
    told: list[Notice] = []
    done: list[tuple[Order, str, OrderState | None]] = []
    for order in late:
        is_reply = order.due_at < now
        to_come = None if is_reply else order.due_at
        after = replace(order, version=order.version + 1, late_at=now, next_at=to_come)
        await repository.save_order(work.connection, after)
        done.append((after, LATE, order.state))
        what = "supervision-order-reply-late" if is_reply else "supervision-order-receipt-late"
        above = (superior_of(order), Recipient.person(order.issued_by))
        told += [_notice(order, what, to, cases[order.id][0]) for to in above]
    await repository.add_history(work.connection, done, by=SYSTEM, at=now)
    await tell(work, told, now)
    return len(late)


async def read_order(work: UnitOfWork, scope: Scope, order_id: UUID, *, unit: str | None, now: datetime) -> OrderFile:
    """Return an order with all that is sealed of it; the look is noted. Raises OrderUnknown."""
    row = await repository.find(work.connection, scope, order_id, unit=unit)
    if row is None:
        raise OrderUnknown("no such order", order=str(order_id))
    await repository.add_look(work.connection, order_id, by=scope.person_id, at=now)
    about, history = str(order_id), await repository.history_of(work.connection, order_id)
    return OrderFile(
        repository.to_order(row),
        work.sealer.open(row.text, about=about),
        work.sealer.open(row.reply, about=about) if row.reply else None,
        (await repository.cases_of(work.connection, [order_id]))[order_id],
        history,
        {line.seq: work.sealer.open(line.text, about=about) for line in history if line.text},
    )
