"""How does an application come in at the counter, and how is it read?"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.applications.domain.applicants import (
    Earlier,
    ask_about_name,
    ask_about_repeat,
    check_agent,
    check_number,
)
from approval_window.applications.domain.authority import (
    ApplicationNotFound,
    ItemNotInForce,
    ItemUnknown,
    RegionOutside,
)
from approval_window.applications.domain.forms import Form
from approval_window.applications.domain.materials import HandedIn, materials_of, part_of, require_asked, take_in
from approval_window.applications.domain.states import ApplicationAction, ApplicationState
from approval_window.applications.domain.terms import deadline_for_notice
from approval_window.applications.repository import applications as repository
from approval_window.items.repository import find_item, find_item_on
from approval_window.items.service import read_bundle
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

# So many applications of the same number are looked at before another is taken.
LOOKED_AT = 50
APPLICANT = "application.applicant"


@dataclass(frozen=True, slots=True)
class Received:
    id: UUID
    item: str
    receipt: Receipt
    notice: Deadline


async def receive_application(
    work: UnitOfWork, scope: Scope, *, item: str, form: Form, clerk_id: str, now: datetime
) -> Received:
    """Take an application with what of its materials is here, and publish it.

    Raises RegionOutside, ItemUnknown, ItemNotInForce, NumberMalformed, NotAuthorised, AgentIsApplicant, RepeatAsked,
    NameAsked, MaterialUnknown, MaterialNotDeferrable, PromiseInThePast, PowerNotInForce, NotQualified.
    """
    earlier = await _checked(work, scope, form, now)
    found = await item_today(work, item, town_day(now))
    if not form.again:
        ask_about_repeat(earlier, item, now)
    return await write_down(work, found, form, form.materials, clerk_id=clerk_id, now=now)


async def receive_bundle(
    work: UnitOfWork, scope: Scope, *, bundle: str, form: Form, clerk_id: str, now: datetime
) -> tuple[UUID, list[Received]]:
    """Take one form for all items of a bundle, all of them or none; what several ask for is handed in once.

    Raises what `receive_application` raises, BundleNotFound.
    """
    earlier, today = await _checked(work, scope, form, now), town_day(now)
    made = await read_bundle(work, bundle, today)
    items = [await item_today(work, one.code, today) for one in made.items]
    require_asked(form.materials, {one.material.code for one in made.materials})
    bundled: dict[str, Any] = {"bundle": bundle, "bundle_id": new_id()}
    received = []
    for item in items:
        if not form.again:
            ask_about_repeat(earlier, item.code, now)
        materials = part_of(form.materials, materials_of(item.materials))
        received.append(await write_down(work, item, form, materials, bundled, clerk_id=clerk_id, now=now))
    return bundled["bundle_id"], received


async def _checked(work: UnitOfWork, scope: Scope, form: Form, now: datetime) -> list[Earlier]:
    """Return what the same applicant has applied for before, when all that was written of him may be right."""
    if not scope.covers(form.region):
        raise RegionOutside("this place is outside your region", region=form.region)
    check_number(form.applicant, today=town_day(now))
    if form.agent is not None:
        check_agent(form.agent, form.applicant, today=town_day(now))
    blind = work.sealer.blind
    marks = blind.marks(APPLICANT, form.applicant.number) if blind.current else []
    rows = await repository.earlier_of(work.connection, scope, marks, LOOKED_AT) if marks else []
    if rows and not form.name_checked:
        ask_about_name(rows[0].number, opened_applicant(work, rows[0])["name"], form.applicant.name)
    return [Earlier(row.number, row.item, row.received_at) for row in rows]


async def write_down(
    work: UnitOfWork,
    item: Row[Any],
    form: Form,
    materials: HandedIn,
    of_it: Mapping[str, Any] = MappingProxyType({}),
    *,
    clerk_id: str,
    now: datetime,
) -> Received:
    """Write an application down and publish it; `of_it`: its columns of a bundle, or of a licence that it extends.

    Raises MaterialUnknown, MaterialNotDeferrable, PromiseInThePast, PowerNotInForce, NotQualified.
    """
    states = take_in(materials_of(item.materials), materials, town_day(now))
    by_power = await power_used(work, item.power, region=form.region, clerk_id=clerk_id, now=now)
    notice = deadline_for_notice(now, await load_calendar_copy(work.connection))
    receipt = await draw_receipt(work, Paper.APPLICATION, form.region, now)
    received = Received(new_id(), item.code, receipt, notice)
    row = _row(work, received, form, item, now) | {"clerk_id": clerk_id, "holder_id": clerk_id} | dict(of_it)
    await repository.add_application(work.connection, row)
    await repository.keep_materials(work.connection, received.id, states, materials, now, clerk_id)
    given = {"materials": sorted(materials.handed_in), "promised": sorted(materials.promises)}
    facts: dict[str, object] = {"item": item.code, "item_version": item.version, **given, **by_power, **told_of(notice)}
    begun = ApplicationAction.RECEIVE, None, ApplicationState.RECEIVED
    await repository.add_history(work.connection, [first_step(received.id, 1, *begun, clerk_id, now, facts)])
    outbox.record(work, _told(received, form.region, item, clerk_id, now))
    return received


async def item_today(work: UnitOfWork, code: str, today: date) -> Row[Any]:
    """Return the version of an item that is in force today. Raises ItemUnknown, ItemNotInForce."""
    item = await find_item_on(work.connection, code, today)
    if item is not None:
        return item
    if await find_item(work.connection, code) is None:
        raise ItemUnknown("no such item", item=code)
    raise ItemNotInForce("this item is not handled today", item=code, on=today.isoformat())


def _told(received: Received, region: str, item: Row[Any], clerk_id: str, now: datetime) -> ApplicationReceived:
    return ApplicationReceived(
        application_id=received.id,
        version=1,
        number=received.receipt.number,
        region=region,
        item=item.code,
        clerk_id=clerk_id,
        received_at=now,
        power=item.power,
    )


def _row(work: UnitOfWork, received: Received, form: Form, item: Row[Any], now: datetime) -> dict[str, Any]:
    about = str(received.id)
    agent = asdict(form.agent) if form.agent else None
    applicant = {"name": form.applicant.name, "number": form.applicant.number, "note": form.note, "agent": agent}
    return {
        "id": received.id,
        "number": received.receipt.number,
        "receipt_code": work.sealer.seal(received.receipt.code, about=about),
        "region": form.region,
        "item": item.code,
        "item_version": item.version,
        "legal_days": item.legal_days,
        "promised_days": item.promised_days,
        "state": ApplicationState.RECEIVED,
        "version": 1,
        "applicant_kind": form.applicant.kind,
        "applicant": work.sealer.seal(json.dumps(applicant, ensure_ascii=False), about=about),
        "applicant_mark": work.sealer.blind.mark(APPLICANT, form.applicant.number),
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
    await log_look(work, row.id, look, "applicant")
    return opened_applicant(work, row) | {"id": row.id, "kind": row.applicant_kind}


async def read_words(work: UnitOfWork, scope: Scope, *, application_id: UUID, look: Look) -> list[dict[str, Any]]:
    """Return what was written in the application's steps; the look is logged. Raises ApplicationNotFound."""
    row = await get_application(work, scope, application_id=application_id)
    await log_look(work, row.id, look, "words")
    return opened_words(work, row.id, await repository.words_of(work.connection, row.id))


async def log_look(work: UnitOfWork, application_id: UUID, look: Look, what: str) -> None:
    """Keep who read what of an application, and what for."""
    kept = {"at": look.at, "by": look.by, "purpose": look.purpose, "what": what}
    await repository.add_look(work.connection, {"id": new_id(), "application_id": application_id, **kept})
