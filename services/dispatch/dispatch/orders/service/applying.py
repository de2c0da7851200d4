"""How does a township apply for an order's return, or for more time?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.coordination.domain.handovers import HandoverState
from dispatch.dossier.repository.attachments import ids_of
from dispatch.notices.domain import Notice, Recipient
from dispatch.notices.service import tell
from dispatch.orders.domain.applications import (
    Application,
    ApplicationKind,
    ApplicationState,
    require_draft,
    require_in_time,
    require_possible,
)
from dispatch.orders.domain.messages import Message, MessageKind
from dispatch.orders.domain.orders import Line, OrderAction, require_live
from dispatch.orders.domain.refusals import ApplicationNotFound, DesignatedForGood, UnknownEvidence
from dispatch.orders.repository import applications as repository
from dispatch.orders.repository import orders
from dispatch.orders.service.holding import Desk, Held, hold
from dispatch.orders.service.messages import say
from shared.errors import SecondPersonNeeded
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.permissions import Role

_SAID = {
    ApplicationKind.RETURN: MessageKind.RETURN_APPLIED,
    ApplicationKind.EXTENSION: MessageKind.EXTENSION_APPLIED,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is applied for and why; `evidence`: ids of what is attached to the case."""

    kind: ApplicationKind
    reason: str
    text: str
    evidence: Sequence[UUID]
    until: datetime | None = None


async def draft_application(work: UnitOfWork, desk: Desk, report_id: UUID, wish: Wish) -> UUID:
    """Draw up an application for another person of the centre to approve; return its id.

    Raises OrderNotFound, UnknownEvidence and what `require_possible` raises.
    """
    held = await hold(work, desk, report_id)
    earlier = (await repository.applications_of(work.connection, [report_id])).get(report_id, [])
    known = [repository.to_application(row) for row in earlier]
    require_possible(held.order, wish.kind, known, until=wish.until, now=desk.now)
    _require_not_designated(held, wish.kind)
    await _require_evidence(work, held.case.id, wish.evidence)
    application_id = new_id()
    row = {
        "id": application_id,
        "report_id": report_id,
        "kind": str(wish.kind),
        "state": str(ApplicationState.DRAFT),
        "reason": wish.reason,
        "sealed_text": work.sealer.seal(wish.text, about=str(application_id)),
        "evidence": [str(one) for one in wish.evidence],
        "until": wish.until,
        "drafted_by": desk.by,
        "drafted_at": desk.now,
    }
    await repository.add_application(work.connection, row)
    await _note(work, desk, report_id, OrderAction.APPLY, application_id, wish.kind, reason=wish.reason)
    case = held.case
    leader = Recipient.role(Role.SHIFT_LEADER, case.region)
    told = Notice("order-application-drafted", leader, case.region, case.id, {"case": case.number})
    await tell(work, [told], desk.now)
    return application_id


async def _require_evidence(work: UnitOfWork, case_id: UUID, evidence: Sequence[UUID]) -> None:
    unknown = set(evidence) - await ids_of(work.connection, case_id, evidence) if evidence else set()
    if unknown:
        raise UnknownEvidence("this is not attached to the case", unknown=sorted(str(one) for one in unknown))


async def approve_application(work: UnitOfWork, desk: Desk, report_id: UUID, application_id: UUID) -> None:
    """Approve a draft, and send it to the platform.

    Raises OrderNotFound, ApplicationNotFound, ApplicationDecided, SecondPersonNeeded, NotLive, TermIsOver, and
    DesignatedForGood where the order was designated meanwhile.
    """
    held, row, application = await _decidable(work, desk, report_id, application_id)
    require_live(held.order)
    _require_not_designated(held, application.kind)
    if application.kind is ApplicationKind.EXTENSION:
        require_in_time(held.order, application.until, desk.now)
    decided = {"state": str(ApplicationState.APPROVED), "decided_by": desk.by, "decided_at": desk.now}
    await repository.save_application(work.connection, application_id, decided)
    await _note(work, desk, report_id, OrderAction.APPROVE_APPLICATION, application_id, application.kind)
    body: dict[str, object] = {
        "case_number": held.case.number,
        "application": str(application_id),
        "reason": application.reason,
        "applied_at": desk.now.isoformat(),
    }
    if application.until is not None:
        body["until"] = application.until.isoformat()
    text = work.sealer.open(row.sealed_text, about=str(application_id))
    kind = _SAID[application.kind]
    told = Message(report_id, held.case.id, kind, str(application_id), body, text, application_id)
    await say(work, [told], desk.now)


async def turn_application_down(
    work: UnitOfWork, desk: Desk, report_id: UUID, application_id: UUID, *, reason: str
) -> None:
    """Turn a draft down, with a reason; its platform never hears of it.

    Raises OrderNotFound, ApplicationNotFound, ApplicationDecided, SecondPersonNeeded.
    """
    held, _, application = await _decidable(work, desk, report_id, application_id)
    decided = {"state": str(ApplicationState.TURNED_DOWN), "decided_by": desk.by, "decided_at": desk.now}
    values = decided | {"turned_down_because": reason}
    await repository.save_application(work.connection, application_id, values)
    await _note(work, desk, report_id, OrderAction.TURN_DOWN, application_id, application.kind, reason=reason)
    drafter = Recipient.person(application.drafted_by)
    case = held.case
    told = Notice("order-application-turned-down", drafter, case.region, case.id, {"case": case.number})
    await tell(work, [told], desk.now)


def _require_not_designated(held: Held, kind: ApplicationKind) -> None:
    """Raises DesignatedForGood: what the county has designated in the township is not returned to the city, either."""
    if kind is ApplicationKind.RETURN and (held.order.designated or held.case.handover is HandoverState.DESIGNATED):
        raise DesignatedForGood("what was designated is not returned again", order=str(held.order.report_id))


async def _decidable(
    work: UnitOfWork, desk: Desk, report_id: UUID, application_id: UUID
) -> tuple[Held, Row[Any], Application]:
    held = await hold(work, desk, report_id)
    rows = (await repository.applications_of(work.connection, [report_id])).get(report_id, [])
    row = next((row for row in rows if row.id == application_id), None)
    if row is None:
        raise ApplicationNotFound("no such application", application=str(application_id))
    application = repository.to_application(row)
    require_draft(application)
    SecondPersonNeeded.unless_two(application.drafted_by, desk.by)
    return held, row, application


async def _note(
    work: UnitOfWork,
    desk: Desk,
    report_id: UUID,
    action: OrderAction,
    application_id: UUID,
    kind: ApplicationKind,
    **more: object,
) -> None:
    facts = {"application": str(application_id), "kind": str(kind)} | more
    await orders.add_lines(work.connection, [Line(report_id, action, desk.by, desk.now, facts)])
