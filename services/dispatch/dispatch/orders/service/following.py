"""How do orders and cases follow what the outside platforms say of them?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.clocks import Clock, ClockKind
from dispatch.cases.domain.moves import AT_WORK
from dispatch.cases.repository import clocks, reading, saving
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from dispatch.intake.domain import Said
from dispatch.notices.domain import Notice, Recipient
from dispatch.notices.service import tell
from dispatch.orders.domain.following import Hearing
from dispatch.orders.domain.orders import ENDED
from dispatch.orders.repository import applications
from dispatch.orders.repository import orders as repository
from dispatch.orders.service.answering import end_dialogue
from dispatch.orders.service.beginning import Terms, renew_clocks
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Role
from shared.schemas.vocabulary import Executor


async def follow_up(work: UnitOfWork, rules: Rules, said: Sequence[Said], now: datetime) -> None:
    """Let orders and their cases follow what was said of them, in the order in which it came."""
    hearings = await _hearings(work, rules, [one.report_id for one in said])
    inside = _inside(hearings, await _reports_inside(work, hearings))
    for one in said:
        hearing = hearings.get(one.report_id)
        if hearing is None:
            continue
        if hearing.move is not None:
            hearing.alone = inside[hearing.move.case.id] <= {one.report_id}
        hearing.hear(one, now)
        if hearing.leaves and hearing.move is not None:
            inside[hearing.move.case.id].discard(one.report_id)
    await _save(work, rules, hearings, now)


async def _hearings(work: UnitOfWork, rules: Rules, report_ids: Sequence[UUID]) -> dict[UUID, Hearing]:
    """Return what is known of each report: cases are held first, in the order of their ids, and their orders then."""
    of_reports = await reading.cases_of_reports(work.connection, report_ids)
    moves = {move.case.id: move for move in await load_moves(work, rules, of_reports.values())}
    orders = await repository.lock_orders(work.connection, report_ids)
    asked = await applications.applications_of(work.connection, orders)
    return {
        report: Hearing(
            moves.get(of_reports[report]) if report in of_reports else None,
            alone=True,
            order=orders.get(report),
            applications=[applications.to_application(row) for row in asked.get(report, [])],
        )
        for report in {*of_reports, *orders}
    }


async def _reports_inside(work: UnitOfWork, hearings: Mapping[UUID, Hearing]) -> dict[UUID, list[UUID]]:
    return await reading.reports_of_cases(work.connection, {h.move.case.id for h in hearings.values() if h.move})


def _inside(hearings: Mapping[UUID, Hearing], known: Mapping[UUID, Sequence[UUID]]) -> dict[UUID, set[UUID]]:
    cases = {hearing.move.case.id for hearing in hearings.values() if hearing.move}
    return {case_id: set(known.get(case_id, ())) for case_id in cases}


async def _save(work: UnitOfWork, rules: Rules, hearings: Mapping[UUID, Hearing], now: datetime) -> None:
    heard = list(hearings.values())
    terms = Terms(rules.books.tables, rules.calendar)
    again = [(h.order, h.move.case) for h in heard if h.anew and h.order and h.move]
    renewed = {order.report_id: order for order in await renew_clocks(work, terms, again, now)}
    orders = [renewed.get(h.order.report_id, h.order) for h in heard if h.order]
    await repository.save_orders(work.connection, orders)
    await repository.add_lines(work.connection, [line for h in heard for line in h.lines])
    for answer in (answer for h in heard for answer in h.decided):
        values = {"state": str(answer.state), "granted_until": answer.granted_until, "answered_at": now}
        await applications.save_application(work.connection, answer.id, values)
    await end_dialogue(work, [order.report_id for order in orders if order.state in ENDED], now)
    await saving.drop_reports(work.connection, [h.order.report_id for h in heard if h.leaves and h.order])
    await _extend(work, heard)
    await save_moves(work, rules, list({h.move.case.id: h.move for h in heard if h.move}.values()), now)
    await tell(work, [notice for h in heard for notice in _notices(h)], now)


async def _extend(work: UnitOfWork, heard: Sequence[Hearing]) -> None:
    """Move the term of the answer, and that of handling where it would end before, to what was granted."""
    longer = [(h.order, h.until, h) for h in heard if h.until and h.order and h.order.state not in ENDED]
    if not longer:
        return
    running = await clocks.clocks_of_orders(work.connection, [order.report_id for order, _, _ in longer])
    cases = [h.move.case.id for _, _, h in longer if h.move]
    handling = {c.case_id: c for c in await clocks.read_clocks(work.connection, cases) if c.kind is ClockKind.HANDLE}
    changed: dict[UUID, Clock] = {}
    for order, until, hearing in longer:
        for clock in running.get(order.report_id, []):
            if clock.kind is ClockKind.REPLY:
                changed[clock.id] = _until(clock, until)
        own = handling.get(hearing.move.case.id) if hearing.move else None
        if own is not None and own.due_at < until and hearing.move:
            handling[own.case_id] = changed[own.id] = _until(own, until)
            if hearing.move.open_task is not None:
                # Who works on it is told with the note about the answer.
                hearing.move.open_task = replace(hearing.move.open_task, due_at=until)
    await clocks.save_clocks(work.connection, list(changed.values()))


def _until(clock: Clock, until: datetime) -> Clock:
    return replace(clock, due_at=until, set_until=until, provisional=False, overdue_at=None)


def _notices(hearing: Hearing) -> list[Notice]:
    """Return whom what was said is told: the desk of the township, and who works on the case."""
    order, move = hearing.order, hearing.move
    if order is None or move is None:
        return []
    to = [Recipient.role(Role.DISPATCHER, move.case.region), *_holder(move.case)]
    facts: dict[str, str | int] = {"case": move.case.number, "urged": order.urged}
    return [Notice(what, one, move.case.region, move.case.id, facts) for what in hearing.untold for one in to]


def _holder(case: Case) -> list[Recipient]:
    if case.state not in AT_WORK:
        return []
    if case.executor is Executor.GRID:
        return [Recipient.person(case.worker_id)] if case.worker_id else []
    return [Recipient.unit(case.unit)] if case.unit else []
