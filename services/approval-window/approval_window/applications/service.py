"""How is an application received, read, and its notice kept in time with the calendar?"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.items.domain import ItemKind
from approval_window.items.repository import find_item, find_power
from approval_window.receipts import Paper, Receipt, draw_receipt
from shared.calendar import Deadline
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.qualified import required_on
from shared.runtime import metrics, outbox, training_copies
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.approval_window import ApplicationReceived, LicenceGranted
from shared.schemas.registers import PowerHandedOver

from . import repository
from .domain import (
    Applicant,
    ApplicationAction,
    ApplicationNotFound,
    ApplicationState,
    ItemUnknown,
    RegionOutside,
    activities_of,
    check_number,
    deadline_for_notice,
    require_days,
    require_grantable,
    require_not_handed_over,
    require_not_passed_on,
    require_power,
    require_qualified,
)


@dataclass(frozen=True, slots=True)
class NewApplication:
    """What a clerk wrote down; `applicant` and `note` are personal and sealed before they are saved."""

    item: str
    region: str
    applicant: Applicant
    note: str | None


@dataclass(frozen=True, slots=True)
class Received:
    id: UUID
    receipt: Receipt
    notice: Deadline


async def receive_application(
    work: UnitOfWork, scope: Scope, *, new: NewApplication, clerk_id: str, now: datetime
) -> Received:
    """Take an application and publish it.

    Raises RegionOutside, ItemUnknown, NumberMalformed, PowerNotInForce, NotQualified.
    """
    if not scope.covers(new.region):
        raise RegionOutside("this place is outside your region", region=new.region)
    check_number(new.applicant, today=town_day(now))
    item = await find_item(work.connection, new.item)
    if item is None:
        raise ItemUnknown("no such item", item=new.item)
    by_power = await _power_used(work, item.power, region=new.region, clerk_id=clerk_id, now=now)
    notice = deadline_for_notice(now, await load_calendar_copy(work.connection))
    received = Received(new_id(), await draw_receipt(work, Paper.APPLICATION, new.region, now), notice)
    row = _row(work, received, new, clerk_id, now) | {"item_version": item.version}
    await repository.add_application(work.connection, row)
    facts = {"item": new.item, "item_version": item.version, **by_power, **_told(notice)}
    step = _step(received.id, 1, ApplicationAction.RECEIVE, None, clerk_id, now, facts)
    await repository.add_history(work.connection, [step])
    outbox.record(
        work,
        ApplicationReceived(
            application_id=received.id,
            version=1,
            number=received.receipt.number,
            region=new.region,
            item=new.item,
            clerk_id=clerk_id,
            received_at=now,
            power=item.power,
        ),
    )
    return received


async def grant(
    work: UnitOfWork, scope: Scope, *, application_id: UUID, version: int, valid_to: date | None, now: datetime
) -> Row[Any]:
    """Grant a licence on an application that was received, and tell it; return the licence's row.

    Only the grant itself: acceptance, examination, hearing and the term of the decision (licence law chapter 4) are
    not here. Raises ApplicationNotFound, VersionConflict, IllegalAction, NoLicence, EndsBeforeItBegins,
    NotPassedOn, HandedOver, PowerNotInForce.
    """
    row = await repository.lock_application(work.connection, scope, application_id)
    if row is None:
        raise ApplicationNotFound("no such application", application=str(application_id))
    item = await find_item(work.connection, row.item)
    if item is None:
        raise ItemUnknown("no such item", item=row.item)
    state, today = ApplicationState(row.state), town_day(now)
    require_not_handed_over(row.handed_to)
    require_grantable(state, ItemKind(item.kind), row.version, version)
    require_days(today, valid_to)
    require_not_passed_on(item.power, scope.region)
    by_power = await _power_used(work, item.power, region=row.region, now=now)
    licence = {
        "id": new_id(),
        "application_id": row.id,
        "region": row.region,
        "item": row.item,
        "power": item.power,
        "granted_on": today,
        "valid_to": valid_to,
    }
    written = licence | {"by": scope.person_id, "at": now}
    granted = await repository.add_licence(work.connection, written)
    await repository.save_state(work.connection, row.id, ApplicationState.GRANTED, version + 1)
    facts = {"licence": str(licence["id"]), **by_power}
    step = _step(row.id, version + 1, ApplicationAction.GRANT, state, scope.person_id, now, facts)
    await repository.add_history(work.connection, [step | {"to_state": ApplicationState.GRANTED}])
    outbox.record(work, _granted(licence, row.number))
    return granted


def _granted(licence: dict[str, Any], number: str) -> LicenceGranted:
    told = {name: value for name, value in licence.items() if name != "id"}
    return LicenceGranted(licence_id=licence["id"], version=1, number=number, **told)


async def _power_used(
    work: UnitOfWork, power: str | None, *, region: str, now: datetime, clerk_id: str | None = None
) -> dict[str, object]:
    """Return by which power the township handles this, and for whom; what it may do by itself needs none."""
    if power is None:
        return {}
    township = region[: RegionLevel.TOWNSHIP.digits]
    held = require_power(power, await find_power(work.connection, township, power), region=region, on=town_day(now))
    if clerk_id is not None:
        await _require_qualified(work, activities_of(power, held.field), township, clerk_id, town_day(now))
    return {"power": power, "mode": held.mode, "principal": held.principal}


async def _require_qualified(
    work: UnitOfWork, activities: Sequence[str], township: str, clerk_id: str, on: date
) -> None:
    """Raise NotQualified where a clerk lacks what a licence power requires; not bound yet, it is counted."""
    asked = await training_copies.requirements_of(work.connection, activities)
    if not asked:
        return
    bound_from = await training_copies.bound_from(work.connection, township)
    held = (await training_copies.certificates_of(work.connection, [clerk_id])).get(clerk_id, [])
    for activity, terms in asked:
        required = required_on(activity, terms, bound_from, on)
        if required is not None and not require_qualified(clerk_id, held, required, on):
            metrics.clerks_observed.labels(activity).inc()


async def recompute_notices(work: UnitOfWork, scope: Scope, *, now: datetime) -> int:
    """Compute the provisional deadlines again, when the calendar has grown; return how many changed."""
    rows = await repository.lock_provisional(work.connection, scope)
    if not rows:
        return 0
    calendar = await load_calendar_copy(work.connection)
    changes: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    for row in rows:
        notice = deadline_for_notice(row.received_at, calendar)
        if notice == Deadline(row.notice_due_at, row.provisional):
            continue
        version = row.version + 1
        changes.append(
            {"id": row.id, "version": version, "notice_due_at": notice.due_at, "provisional": notice.provisional}
        )
        state, action = ApplicationState(row.state), ApplicationAction.RECOMPUTE_NOTICE
        steps.append(_step(row.id, version, action, state, scope.person_id, now, _told(notice)))
    await repository.save_notices(work.connection, changes)
    await repository.add_history(work.connection, steps)
    return len(changes)


async def hand_over(work: UnitOfWork, scope: Scope, event: PowerHandedOver, *, now: datetime) -> int:
    """Let departments of the county go on with what a township has open by a power that ended; return how much."""
    rows = await repository.lock_open_by(work.connection, scope, event.region, event.code, event.handed_over_at)
    named = {one.number: one.to for one in event.applications}
    changes: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    for row in rows:
        to, version = named.get(row.number, event.others_to), row.version + 1
        if to is None:
            continue
        changes.append({"id": row.id, "version": version, "handed_to": to, "handed_on": event.from_day})
        facts: dict[str, object] = {
            "power": event.code,
            "to": to,
            "from": event.from_day.isoformat(),
            "document": event.document,
        }
        state, action = ApplicationState(row.state), ApplicationAction.HAND_OVER
        steps.append(_step(row.id, version, action, state, scope.person_id, now, facts))
    await repository.save_handed(work.connection, changes)
    await repository.add_history(work.connection, steps)
    return len(changes)


async def get_application(work: UnitOfWork, scope: Scope, *, application_id: UUID) -> Row[Any]:
    """Return the application's row. Raises ApplicationNotFound, also for one of another region."""
    row = await repository.find_application(work.connection, scope, application_id)
    if row is None:
        raise ApplicationNotFound("no such application", application=str(application_id))
    return row


async def read_applicant(
    work: UnitOfWork, scope: Scope, *, application_id: UUID, purpose: str, by: str, now: datetime
) -> dict[str, Any]:
    """Return name, number and note of the application's applicant; the look is logged. Raises ApplicationNotFound."""
    row = await get_application(work, scope, application_id=application_id)
    look = {"id": new_id(), "application_id": row.id, "at": now, "by": by, "purpose": purpose, "what": "applicant"}
    await repository.add_look(work.connection, look)
    opened: dict[str, Any] = json.loads(work.sealer.open(row.applicant, about=str(row.id)))
    return opened | {"id": row.id, "kind": row.applicant_kind}


def _row(work: UnitOfWork, received: Received, new: NewApplication, clerk_id: str, now: datetime) -> dict[str, Any]:
    about = str(received.id)
    applicant = {"name": new.applicant.name, "number": new.applicant.number, "note": new.note}
    return {
        "id": received.id,
        "number": received.receipt.number,
        "receipt_code": work.sealer.seal(received.receipt.code, about=about),
        "region": new.region,
        "item": new.item,
        "state": ApplicationState.RECEIVED,
        "version": 1,
        "applicant_kind": new.applicant.kind,
        "applicant": work.sealer.seal(json.dumps(applicant, ensure_ascii=False), about=about),
        "clerk_id": clerk_id,
        "received_at": now,
        "notice_due_at": received.notice.due_at,
        "provisional": received.notice.provisional,
    }


def _told(notice: Deadline) -> dict[str, object]:
    return {"notice_due_at": notice.due_at.isoformat(), "provisional": notice.provisional}


def _step(
    application_id: UUID,
    seq: int,
    action: ApplicationAction,
    before: ApplicationState | None,
    by: str,
    at: datetime,
    facts: dict[str, object],
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "application_id": application_id,
        "seq": seq,
        "action": action,
        "from_state": before,
        "to_state": ApplicationState.RECEIVED,
        "by": by,
        "at": at,
        "facts": facts,
    }
