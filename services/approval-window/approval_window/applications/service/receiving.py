"""How does an application come in at the counter, and how is it read?"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.applications import repository
from approval_window.applications.domain.applicants import Applicant, check_number
from approval_window.applications.domain.authority import (
    ApplicationNotFound,
    ItemNotInForce,
    ItemUnknown,
    RegionOutside,
)
from approval_window.applications.domain.materials import HandedIn, materials_of, take_in
from approval_window.applications.domain.states import ApplicationAction, ApplicationState
from approval_window.applications.domain.terms import deadline_for_notice
from approval_window.items.repository import find_item, find_item_on
from approval_window.receipts import Paper, Receipt, draw_receipt
from shared.calendar import Deadline
from shared.clock import town_day
from shared.runtime import outbox
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.approval_window import ApplicationReceived

from .acting import first_step, opened_applicant, opened_words
from .powers import power_used


@dataclass(frozen=True, slots=True)
class NewApplication:
    """What a clerk wrote down; `applicant` and `note` are personal and sealed before they are saved."""

    item: str
    region: str
    applicant: Applicant
    note: str | None
    materials: HandedIn


@dataclass(frozen=True, slots=True)
class Received:
    id: UUID
    receipt: Receipt
    notice: Deadline


async def receive_application(
    work: UnitOfWork, scope: Scope, *, new: NewApplication, clerk_id: str, now: datetime
) -> Received:
    """Take an application with what of its materials is here, and publish it.

    Raises RegionOutside, ItemUnknown, ItemNotInForce, NumberMalformed, MaterialUnknown, MaterialNotDeferrable,
    PromiseInThePast, PowerNotInForce, NotQualified.
    """
    if not scope.covers(new.region):
        raise RegionOutside("this place is outside your region", region=new.region)
    today = town_day(now)
    check_number(new.applicant, today=today)
    item = await _item_today(work, new.item, today)
    states = take_in(materials_of(item.materials), new.materials, today)
    by_power = await power_used(work, item.power, region=new.region, clerk_id=clerk_id, now=now)
    notice = deadline_for_notice(now, await load_calendar_copy(work.connection))
    received = Received(new_id(), await draw_receipt(work, Paper.APPLICATION, new.region, now), notice)
    await repository.add_application(work.connection, _row(work, received, new, item, clerk_id, now))
    await repository.keep_materials(work.connection, received.id, states, new.materials, now, clerk_id)
    facts: dict[str, object] = {"item": new.item, "item_version": item.version, **by_power, **told_of(notice)}
    begun = ApplicationAction.RECEIVE, None, ApplicationState.RECEIVED
    await repository.add_history(work.connection, [first_step(received.id, 1, *begun, clerk_id, now, facts)])
    outbox.record(work, _told(received, new, item, clerk_id, now))
    return received


async def _item_today(work: UnitOfWork, code: str, today: date) -> Row[Any]:
    """Return the version of an item that is in force today. Raises ItemUnknown, ItemNotInForce."""
    item = await find_item_on(work.connection, code, today)
    if item is not None:
        return item
    if await find_item(work.connection, code) is None:
        raise ItemUnknown("no such item", item=code)
    raise ItemNotInForce("this item is not handled today", item=code, on=today.isoformat())


def _told(received: Received, new: NewApplication, item: Row[Any], clerk_id: str, now: datetime) -> ApplicationReceived:
    return ApplicationReceived(
        application_id=received.id,
        version=1,
        number=received.receipt.number,
        region=new.region,
        item=new.item,
        clerk_id=clerk_id,
        received_at=now,
        power=item.power,
    )


def _row(
    work: UnitOfWork, received: Received, new: NewApplication, item: Row[Any], clerk_id: str, now: datetime
) -> dict[str, Any]:
    about = str(received.id)
    applicant = {"name": new.applicant.name, "number": new.applicant.number, "note": new.note}
    return {
        "id": received.id,
        "number": received.receipt.number,
        "receipt_code": work.sealer.seal(received.receipt.code, about=about),
        "region": new.region,
        "item": new.item,
        "item_version": item.version,
        "legal_days": item.legal_days,
        "promised_days": item.promised_days,
        "state": ApplicationState.RECEIVED,
        "version": 1,
        "applicant_kind": new.applicant.kind,
        "applicant": work.sealer.seal(json.dumps(applicant, ensure_ascii=False), about=about),
        "clerk_id": clerk_id,
        "received_at": now,
        "notice_due_at": received.notice.due_at,
        "provisional": received.notice.provisional,
    }


def told_of(notice: Deadline) -> dict[str, object]:
    """Return what a step's facts say of the notice's term."""
    return {"notice_due_at": notice.due_at.isoformat(), "provisional": notice.provisional}


async def get_application(work: UnitOfWork, scope: Scope, *, application_id: UUID) -> Row[Any]:
    """Return the application's row. Raises ApplicationNotFound, also for one of another region."""
    row = await repository.find_application(work.connection, scope, application_id)
    if row is None:
        raise ApplicationNotFound("no such application", application=str(application_id))
    return row


@dataclass(frozen=True, slots=True)
class Look:
    """Who reads what is sealed, what for and when."""

    by: str
    purpose: str
    at: datetime


async def read_applicant(work: UnitOfWork, scope: Scope, *, application_id: UUID, look: Look) -> dict[str, Any]:
    """Return name, number and note of the application's applicant; the look is logged. Raises ApplicationNotFound."""
    row = await get_application(work, scope, application_id=application_id)
    await _log(work, row.id, look, "applicant")
    return opened_applicant(work, row) | {"id": row.id, "kind": row.applicant_kind}


async def read_words(work: UnitOfWork, scope: Scope, *, application_id: UUID, look: Look) -> list[dict[str, Any]]:
    """Return what was written in the application's steps; the look is logged. Raises ApplicationNotFound."""
    row = await get_application(work, scope, application_id=application_id)
    await _log(work, row.id, look, "words")
    return opened_words(work, row.id, await repository.words_of(work.connection, row.id))


async def _log(work: UnitOfWork, application_id: UUID, look: Look, what: str) -> None:
    kept = {"at": look.at, "by": look.by, "purpose": look.purpose, "what": what}
    await repository.add_look(work.connection, {"id": new_id(), "application_id": application_id, **kept})
