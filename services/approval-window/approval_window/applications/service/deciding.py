"""How is it decided on an application? Granted, refused with the remedies, or a service that is done."""

from datetime import date, datetime
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
from approval_window.applications.domain.renewals import TermKind, require_new, require_renewal_undecided
from approval_window.applications.domain.states import ApplicationAction
from approval_window.applications.domain.terms import deadline_for_delivery, working_days_used
from approval_window.applications.repository import applications as repository
from approval_window.applications.repository import licences
from approval_window.items.domain import ItemKind
from approval_window.receipts import Paper, draw_number
from shared.calendar import Pause, WorkCalendar
from shared.clock import town_day
from shared.runtime import outbox
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.approval_window import LicenceGranted

from .acting import Asked, Taken, put_down, take_up
from .hearings import require_heard_and_told
from .opinions import require_all_agreed, require_all_given
from .powers import power_used
from .quotas import require_licence_left
from .supports import end_supports

A = ApplicationAction


async def grant(work: UnitOfWork, scope: Scope, asked: Asked, valid_to: date | None) -> Row[Any]:
    """Grant a licence in writing, and tell it (licence law art. 38, 39, 57); return the licence's row.

    Raises what `take_up` raises, NoLicence, EndsBeforeItBegins, NotPassedOn, HearingPending, SamePerson, OpinionsOpen,
    OpinedYourself, NotVerifiedYet, VerificationFailed, AgencyDisagrees, MaterialsMissing, PowerNotInForce, IsARenewal,
    QuotaFull, EarlierFirst.
    """
    taken = await take_up(work, scope, asked, A.GRANT)
    today = town_day(taken.now)
    require_licence(ItemKind(taken.item.kind))
    require_new(taken.row.renews)
    require_days(today, valid_to)
    by_power = await require_grantable(work, scope, taken)
    await require_licence_left(work, taken)
    licence = _licence(taken, today, valid_to)
    written = licence | {"by": taken.by, "at": taken.now}
    granted = await repository.add_licence(work.connection, written)
    await licences.add_terms(work.connection, [_first_term(granted)])
    number = await draw_number(work, Paper.GRANT, taken.row.region, taken.now)
    told: dict[str, object] = {"licence": str(licence["id"]), "valid_to": _day(valid_to), "paper": number}
    await put_down(work, taken, await decided(work, taken), words=taken.on_record, facts=told | by_power)
    outbox.record(work, _granted(licence, taken.row.number))
    return granted


async def refuse(work: UnitOfWork, scope: Scope, asked: Asked, reasons: str) -> Row[Any]:
    """Refuse a licence in writing, with the reasons and the remedies (licence law art. 38).

    Raises what `take_up` raises, NoLicence, NotPassedOn, HearingPending, SamePerson, OpinionsOpen, OpinedYourself,
    NotVerifiedYet, PowerNotInForce, RenewedBySilence.
    """
    taken = await take_up(work, scope, asked, A.REFUSE)
    require_licence(ItemKind(taken.item.kind))
    require_renewal_undecided(taken.row.renewal_due_at, taken.now)
    by_power, _ = await _may_decide(work, scope, taken)
    paper = Paper.REFUSAL if taken.row.renews is None else Paper.NO_RENEWAL
    number = await draw_number(work, paper, taken.row.region, taken.now)
    told: dict[str, object] = {"remedies": [str(remedy) for remedy in REMEDIES], "paper": number}
    if taken.row.renewal_due_at is not None:
        told["ends_on"] = _day(town_day(taken.row.renewal_due_at))
    return await put_down(work, taken, await decided(work, taken), words=_said(taken, reasons), facts=told | by_power)


async def complete(work: UnitOfWork, scope: Scope, asked: Asked, result: str | None) -> Row[Any]:
    """End a service of the window, of which no licence comes.

    Raises what `take_up` raises, IsALicence, NotPassedOn, HearingPending, SamePerson, OpinionsOpen, OpinedYourself,
    NotVerifiedYet, VerificationFailed, AgencyDisagrees, MaterialsMissing, PowerNotInForce.
    """
    taken = await take_up(work, scope, asked, A.COMPLETE)
    require_service(ItemKind(taken.item.kind))
    by_power = await require_grantable(work, scope, taken)
    return await put_down(work, taken, await decided(work, taken), words=_said(taken, result), facts=by_power)


async def require_grantable(work: UnitOfWork, scope: Scope, taken: Taken) -> dict[str, object]:
    """Return by which power it is granted: by another hand, heard, verified, agreed to, with all materials.

    Raises NotPassedOn, HearingPending, SamePerson, OpinionsOpen, OpinedYourself, NotVerifiedYet, VerificationFailed,
    AgencyDisagrees, MaterialsMissing, PowerNotInForce.
    """
    by_power, passed = await _may_decide(work, scope, taken)
    states = await repository.materials_of(work.connection, taken.row.id)
    require_all_here(materials_of(taken.item.materials), states)
    require_passed(passed)
    await require_all_agreed(work, taken)
    return by_power


async def _may_decide(work: UnitOfWork, scope: Scope, taken: Taken) -> tuple[dict[str, object], bool | None]:
    """Return by which power it is decided, and whether what was verified is as it was applied for.

    See to it that another hand decides, after hearing, opinions and verification.
    """
    require_not_passed_on(taken.item.power, scope.region)
    heard = await require_heard_and_told(work, taken)
    require_other_hand(one_hand=taken.item.one_hand, received_by=taken.row.clerk_id, person=taken.by)
    by_silence = await require_all_given(work, taken)
    found = await repository.verification_of(work.connection, taken.row.id)
    officials, signed = (found.officials, found.signed) if found else ([], [])
    require_verified(on_site=taken.item.on_site, officials=officials, signed=signed)
    by_power = await power_used(work, taken.item.power, region=taken.row.region, now=taken.now)
    return by_power | heard | by_silence, found.passed if found else None


async def decided(work: UnitOfWork, taken: Taken) -> dict[str, Any]:
    """Return the columns of what somebody decided: when, in how many days, and until when it is delivered."""
    row, calendar = taken.row, await load_calendar_copy(work.connection)
    await end_supports(work, [row.id], taken.now)
    stood = (await repository.pauses_of(work.connection, [row.id])).get(row.id, [])
    pauses = [Pause(one.began_at, one.ended_at) for one in stood]
    used = working_days_used(row.accepted_at, taken.now, calendar, pauses)
    return {"used_days": used, **decided_at(taken.now, calendar)}


def decided_at(at: datetime, calendar: WorkCalendar) -> dict[str, Any]:
    """Return the columns of what counts as decided: when, and until when it is delivered (licence law art. 44)."""
    delivery = deadline_for_delivery(at, calendar)
    return {"decided_at": at, "delivery_due_at": delivery.due_at, "provisional": delivery.provisional}


def _said(taken: Taken, words: str | None) -> str | None:
    """Return what was written of a decision: the reasons, and how it follows from the record of a hearing."""
    return "\n".join(part for part in (words, taken.on_record) if part) or None


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


def _first_term(licence: Row[Any]) -> dict[str, Any]:
    """Return for which days a licence was granted."""
    days = {"first_day": licence.granted_on, "last_day": licence.valid_to, "how": TermKind.GRANTED}
    of_it = {"application_id": licence.application_id, "by": licence.by, "at": licence.at}
    return {"licence_id": licence.id, "seq": 1} | days | of_it


def _granted(licence: dict[str, Any], number: str) -> LicenceGranted:
    told = {name: value for name, value in licence.items() if name != "id"}
    return LicenceGranted(licence_id=licence["id"], version=1, number=number, **told)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
