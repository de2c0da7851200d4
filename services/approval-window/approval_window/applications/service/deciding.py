"""How is it decided on an application? Granted, refused with the remedies, or a service that is done."""

from datetime import date
from typing import Any

from sqlalchemy import Row

from approval_window.applications.domain.authority import require_not_passed_on
from approval_window.applications.domain.materials import materials_of, require_all_here
from approval_window.applications.domain.procedure import (
    REMEDIES,
    require_days,
    require_licence,
    require_other_hand,
    require_passed,
    require_service,
    require_verified,
)
from approval_window.applications.domain.states import ApplicationAction
from approval_window.applications.domain.terms import deadline_for_delivery
from approval_window.applications.repository import applications as repository
from approval_window.items.domain import ItemKind
from approval_window.receipts import Paper, draw_number
from shared.clock import town_day
from shared.runtime import outbox
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.approval_window import LicenceGranted

from .acting import Asked, Taken, put_down, take_up
from .hearings import require_no_hearing_waits
from .opinions import require_all_agreed, require_all_given
from .powers import power_used
from .supports import end_supports

A = ApplicationAction


async def grant(work: UnitOfWork, scope: Scope, asked: Asked, valid_to: date | None) -> Row[Any]:
    """Grant a licence in writing, and tell it (licence law art. 38, 39); return the licence's row.

    Raises what `take_up` raises, NoLicence, EndsBeforeItBegins, NotPassedOn, HearingPending, SamePerson, OpinionsOpen,
    OpinedYourself, NotVerifiedYet, VerificationFailed, AgencyDisagrees, MaterialsMissing, PowerNotInForce.
    """
    taken = await take_up(work, scope, asked, A.GRANT)
    today = town_day(taken.now)
    require_licence(ItemKind(taken.item.kind))
    require_days(today, valid_to)
    by_power, passed = await _may_decide(work, scope, taken)
    await _require_fit(work, taken, passed)
    licence = _licence(taken, today, valid_to)
    written = licence | {"by": taken.by, "at": taken.now}
    granted = await repository.add_licence(work.connection, written)
    number = await draw_number(work, Paper.GRANT, taken.row.region, taken.now)
    told: dict[str, object] = {"licence": str(licence["id"]), "valid_to": _day(valid_to), "paper": number}
    await put_down(work, taken, await _decided(work, taken), facts=told | by_power)
    outbox.record(work, _granted(licence, taken.row.number))
    return granted


async def refuse(work: UnitOfWork, scope: Scope, asked: Asked, reasons: str) -> Row[Any]:
    """Refuse a licence in writing, with the reasons and the remedies (licence law art. 38).

    Raises what `take_up` raises, NoLicence, NotPassedOn, HearingPending, SamePerson, OpinionsOpen, OpinedYourself,
    NotVerifiedYet, PowerNotInForce.
    """
    taken = await take_up(work, scope, asked, A.REFUSE)
    require_licence(ItemKind(taken.item.kind))
    by_power, _ = await _may_decide(work, scope, taken)
    number = await draw_number(work, Paper.REFUSAL, taken.row.region, taken.now)
    told: dict[str, object] = {"remedies": [str(remedy) for remedy in REMEDIES], "paper": number}
    return await put_down(work, taken, await _decided(work, taken), words=reasons, facts=told | by_power)


async def complete(work: UnitOfWork, scope: Scope, asked: Asked, result: str | None) -> Row[Any]:
    """End a service of the window, of which no licence comes.

    Raises what `take_up` raises, IsALicence, NotPassedOn, HearingPending, SamePerson, OpinionsOpen, OpinedYourself,
    NotVerifiedYet, VerificationFailed, AgencyDisagrees, MaterialsMissing, PowerNotInForce.
    """
    taken = await take_up(work, scope, asked, A.COMPLETE)
    require_service(ItemKind(taken.item.kind))
    by_power, passed = await _may_decide(work, scope, taken)
    await _require_fit(work, taken, passed)
    return await put_down(work, taken, await _decided(work, taken), words=result, facts=by_power)


async def _may_decide(work: UnitOfWork, scope: Scope, taken: Taken) -> tuple[dict[str, object], bool | None]:
    """Return by which power it is decided, and whether what was verified is as it was applied for.

    See to it that another hand decides, after hearing, opinions and verification.
    """
    require_not_passed_on(taken.item.power, scope.region)
    await require_no_hearing_waits(work, taken.row, taken.now)
    require_other_hand(one_hand=taken.item.one_hand, received_by=taken.row.clerk_id, person=taken.by)
    by_silence = await require_all_given(work, taken)
    found = await repository.verification_of(work.connection, taken.row.id)
    officials, signed = (found.officials, found.signed) if found else ([], [])
    require_verified(on_site=taken.item.on_site, officials=officials, signed=signed)
    by_power = await power_used(work, taken.item.power, region=taken.row.region, now=taken.now)
    return by_power | by_silence, found.passed if found else None


async def _require_fit(work: UnitOfWork, taken: Taken, passed: bool | None) -> None:
    """See to it that all materials are here, what was verified is as it was applied for, and no agency disagrees."""
    states = await repository.materials_of(work.connection, taken.row.id)
    require_all_here(materials_of(taken.item.materials), states)
    require_passed(passed)
    await require_all_agreed(work, taken)


async def _decided(work: UnitOfWork, taken: Taken) -> dict[str, Any]:
    await end_supports(work, [taken.row.id], taken.now)
    delivery = deadline_for_delivery(taken.now, await load_calendar_copy(work.connection))
    return {"decided_at": taken.now, "delivery_due_at": delivery.due_at, "provisional": delivery.provisional}


def _licence(taken: Taken, today: date, valid_to: date | None) -> dict[str, Any]:
    return {
        "id": new_id(),
        "application_id": taken.row.id,
        "region": taken.row.region,
        "item": taken.row.item,
        "power": taken.item.power,
        "granted_on": today,
        "valid_to": valid_to,
    }


def _granted(licence: dict[str, Any], number: str) -> LicenceGranted:
    told = {name: value for name, value in licence.items() if name != "id"}
    return LicenceGranted(licence_id=licence["id"], version=1, number=number, **told)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
