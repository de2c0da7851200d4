"""What are the platforms told of cases that have ended, and what must be approved before?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.source_rules import SourceRules
from dispatch.cases.repository.rules import words_of_routes
from dispatch.orders.domain.documents import Document, DocumentState
from dispatch.orders.domain.messages import Message, MessageKind
from dispatch.orders.domain.orders import LIVE, Line, Order, OrderAction, OrderState
from dispatch.orders.domain.refusals import DocumentRequired, NotSigned, NoWording, ReplyNotApproved
from dispatch.orders.domain.wordings import CLOSED, Wording, choose_wording
from dispatch.orders.repository import applications, documents, wordings
from dispatch.orders.repository import orders as repository
from dispatch.orders.repository.messages import reports_to_answer
from dispatch.orders.service.beginning import stop_clocks
from dispatch.orders.service.messages import say
from shared.clock import town_day
from shared.runtime.db import UnitOfWork


@dataclass(frozen=True, slots=True)
class Known:
    """What answers are made from: the newest version of each order's reply, its text, wordings; what sources ask now.

    `routes`: lawful route → the sentence in which somebody is told of it who is not accepted.
    """

    documents: dict[UUID, Document]
    texts: dict[UUID, str]
    wordings: Sequence[Wording]
    sources: SourceRules
    routes: dict[str, str]


async def answer_reporters(work: UnitOfWork, sources: SourceRules, ended: Sequence[Case], now: datetime) -> None:
    """Note what every outside reporter of these ended cases is to be told; sent by the errand of `timers`.

    Raises ReplyNotApproved, DocumentRequired, NotSigned, NoWording: then the case does not end.
    """
    if not ended:
        return
    cases = {case.id: case for case in ended}
    to_answer = await reports_to_answer(work.connection, cases)
    orders = await repository.orders_of_cases(work.connection, cases)
    of_report = {order.report_id: order for of_case in orders.values() for order in of_case}
    live = [report for report, _ in to_answer if report in of_report and of_report[report].state in LIVE]
    routes = await words_of_routes(work.connection) if any(case.route for case in ended) else {}
    known = await _known(work, live, sources, routes, now)
    messages = []
    for report_id, case_id in to_answer:
        order = of_report.get(report_id)
        if order is None or order.state in LIVE:
            messages.append(_reply(cases[case_id], report_id, order, known, now))
    await say(work, messages, now)
    await _note_answered(work, [of_report[report] for report in live], known, now)


async def _known(
    work: UnitOfWork, live: Sequence[UUID], sources: SourceRules, routes: dict[str, str], now: datetime
) -> Known:
    newest, texts = await documents.newest_of(work, live)
    in_force = await wordings.in_force(work.connection, town_day(now))
    return Known(newest, texts, in_force, sources, routes)


def _reply(case: Case, report_id: UUID, order: Order | None, known: Known, now: datetime) -> Message:
    written = approved_text(order, known) if order is not None else None
    body: dict[str, object] = {
        "case_number": case.number,
        "state": str(case.state),
        "outcome": case.outcome,
        "result": case.result and str(case.result),
        # Who is not accepted is told the lawful way that he has instead.
        "route": case.route,
        "closed_at": now.isoformat(),
    }
    if written is None:
        body["text"] = known.routes.get(case.route or "") or _wording(case, known).text
    # The version makes it another answer when the case was reopened and has ended again.
    occasion = f"{case.id}:{case.version}"
    return Message(report_id, case.id, MessageKind.REPLIED, occasion, body, text=written)


def approved_text(order: Order, known: Known) -> str | None:
    """Return the approved reply to an order, None where a wording may answer it.

    Raises ReplyNotApproved, DocumentRequired, NotSigned.
    """
    rule = known.sources.of(order.source)
    if rule.signing_required and order.signed_at is None:
        raise NotSigned("its platform wants it signed for first", order=str(order.report_id))
    document = known.documents.get(order.report_id)
    if document is not None and document.state is DocumentState.APPROVED:
        return known.texts[order.report_id]
    if document is not None and document.state is not DocumentState.SENT:
        facts = {"order": str(order.report_id), "version": document.version, "state": document.state}
        raise ReplyNotApproved("its reply is not approved", **facts)
    if rule.reply_document:
        raise DocumentRequired("its platform wants a reply that was approved", order=str(order.report_id))
    return None


def _wording(case: Case, known: Known) -> Wording:
    outcome = case.outcome or CLOSED
    result = case.result if outcome == CLOSED else None
    found = choose_wording(known.wordings, region=case.region, matter=case.matter, outcome=outcome, result=result)
    if found is None:
        raise NoWording("no approved wording fits", case=str(case.id), outcome=outcome, result=result)
    return found


async def _note_answered(work: UnitOfWork, answered: Sequence[Order], known: Known, now: datetime) -> None:
    if not answered:
        return
    reports = [order.report_id for order in answered]
    replied = [replace(order, state=OrderState.REPLIED, replied_at=now) for order in answered]
    await repository.save_orders(work.connection, replied)
    await documents.note_sent(work.connection, reports, now)
    await end_dialogue(work, reports, now)
    noted = []
    for order in answered:
        document = known.documents.get(order.report_id)
        is_sent = document is not None and document.state is DocumentState.APPROVED
        facts: dict[str, object] = {"version": document.version} if document is not None and is_sent else {}
        noted.append(Line(order.report_id, OrderAction.REPLY, "system:centre", now, facts))
    await repository.add_lines(work.connection, noted)


async def end_dialogue(work: UnitOfWork, report_ids: Iterable[UUID], now: datetime) -> None:
    """Stop every clock of orders that want nothing more, and let what was still applied for lapse."""
    reports = list(report_ids)
    await stop_clocks(work, reports, now)
    await applications.lapse(work.connection, reports)
