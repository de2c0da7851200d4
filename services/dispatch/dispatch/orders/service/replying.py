"""How does the answer to an order come about, version by version?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.intake.repository import log_look
from dispatch.notices.domain import Notice, Recipient
from dispatch.notices.service import tell
from dispatch.orders.domain.documents import (
    Document,
    DocumentState,
    require_approvable,
    require_checkable,
    require_pending,
)
from dispatch.orders.domain.orders import Line, OrderAction, require_live
from dispatch.orders.domain.refusals import DocumentNotFound, OrderNotFound, WordingNotFound
from dispatch.orders.repository import documents as repository
from dispatch.orders.repository import orders
from dispatch.orders.repository.wordings import is_approved
from dispatch.orders.service.holding import Desk, Held, hold
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Role
from shared.runtime.scope import Scope
from shared.schemas.vocabulary import Executor

LOOKED_AT_FOR = "reply"


@dataclass(frozen=True, slots=True)
class Staged:
    """A version of a reply after a step."""

    version: int
    state: DocumentState


async def draft_reply(work: UnitOfWork, desk: Desk, report_id: UUID, *, text: str, wording: UUID | None) -> Staged:
    """Write a new version of the reply; the one before has had its time.

    Raises OrderNotFound, NotLive, WordingNotFound.
    """
    held = await hold(work, desk, report_id)
    require_live(held.order)
    if wording is not None and not await is_approved(work.connection, wording):
        raise WordingNotFound("no such approved wording", wording=str(wording))
    earlier = await repository.documents_of(work.connection, report_id)
    version = earlier[-1].version + 1 if earlier else 1
    case = held.case
    unit = case.unit if case.executor is Executor.UNIT else None
    row = {
        "report_id": report_id,
        "version": version,
        "state": str(DocumentState.DRAFTED),
        "unit": unit,
        "wording_id": wording,
        "sealed_text": work.sealer.seal(text, about=repository.about(report_id, version)),
        "drafted_by": desk.by,
        "drafted_at": desk.now,
    }
    await repository.add_document(work.connection, row)
    await _note(work, desk, held, OrderAction.DRAFT_REPLY, version)
    to = Recipient.unit(unit) if unit else Recipient.role(Role.SHIFT_LEADER, case.region)
    await _tell(work, desk, held, "order-reply-to-check" if unit else "order-reply-to-approve", to)
    return Staged(version, DocumentState.DRAFTED)


async def check_reply(work: UnitOfWork, desk: Desk, report_id: UUID, version: int) -> Staged:
    """Check a draft as another person of the unit that handles the case.

    Raises OrderNotFound, DocumentNotFound, WrongStage, NotOfTheUnit, SecondPersonNeeded.
    """
    held, document = await _version(work, desk, report_id, version)
    require_checkable(document, by=desk.by, unit=desk.scope.unit)
    values = {"state": str(DocumentState.CHECKED), "checked_by": desk.by, "checked_at": desk.now}
    await repository.save_document(work.connection, report_id, version, values)
    await _note(work, desk, held, OrderAction.CHECK_REPLY, version)
    leader = Recipient.role(Role.SHIFT_LEADER, held.case.region)
    await _tell(work, desk, held, "order-reply-to-approve", leader)
    return Staged(version, DocumentState.CHECKED)


async def approve_reply(work: UnitOfWork, desk: Desk, report_id: UUID, version: int) -> Staged:
    """Approve a reply for the centre; it is sent when its case ends.

    Raises OrderNotFound, DocumentNotFound, WrongStage, SecondPersonNeeded.
    """
    held, document = await _version(work, desk, report_id, version)
    require_approvable(document, by=desk.by)
    values = {"state": str(DocumentState.APPROVED), "approved_by": desk.by, "approved_at": desk.now}
    await repository.save_document(work.connection, report_id, version, values)
    await _note(work, desk, held, OrderAction.APPROVE_REPLY, version)
    return Staged(version, DocumentState.APPROVED)


async def send_reply_back(work: UnitOfWork, desk: Desk, report_id: UUID, version: int, *, reason: str) -> Staged:
    """Send a version back to whoever wrote it, as who would have checked or approved it.

    Raises OrderNotFound, DocumentNotFound, WrongStage, SecondPersonNeeded.
    """
    held, document = await _version(work, desk, report_id, version)
    require_pending(document, by=desk.by)
    back = {"state": str(DocumentState.SENT_BACK), "sent_back_by": desk.by, "sent_back_at": desk.now}
    await repository.save_document(work.connection, report_id, version, back | {"sent_back_because": reason})
    await _note(work, desk, held, OrderAction.SEND_REPLY_BACK, version, reason=reason)
    await _tell(work, desk, held, "order-reply-sent-back", Recipient.person(document.drafted_by))
    return Staged(version, DocumentState.SENT_BACK)


async def read_reply(
    work: UnitOfWork, scope: Scope, report_id: UUID, version: int, *, now: datetime
) -> tuple[Row[Any], str]:
    """Return a version with its text; the look is logged. Raises OrderNotFound, DocumentNotFound."""
    if await orders.find_order(work.connection, scope, report_id) is None:
        raise OrderNotFound("no such order", order=str(report_id))
    rows = await repository.documents_of(work.connection, report_id)
    row = next((row for row in rows if row.version == version), None)
    if row is None:
        raise DocumentNotFound("no such version", order=str(report_id), version=version)
    await log_look(work.connection, report_id, scope.person_id, LOOKED_AT_FOR, now)
    return row, repository.open_text(work, row)


async def _version(work: UnitOfWork, desk: Desk, report_id: UUID, version: int) -> tuple[Held, Document]:
    """Return an order that is held, and the version of its reply that is asked for."""
    held = await hold(work, desk, report_id)
    require_live(held.order)
    rows = await repository.documents_of(work.connection, report_id)
    row = next((row for row in rows if row.version == version), None)
    if row is None:
        raise DocumentNotFound("no such version", order=str(report_id), version=version)
    return held, repository.to_document(row)


async def _note(work: UnitOfWork, desk: Desk, held: Held, action: OrderAction, version: int, **more: object) -> None:
    facts: dict[str, object] = {"version": version} | more
    await orders.add_lines(work.connection, [Line(held.order.report_id, action, desk.by, desk.now, facts)])


async def _tell(work: UnitOfWork, desk: Desk, held: Held, what: str, to: Recipient) -> None:
    case = held.case
    await tell(work, [Notice(what, to, case.region, case.id, {"case": case.number})], desk.now)
