"""How is a licence extended: asked for, decided, or because nobody decided until it ended (licence law art. 50)?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.applications.domain.applicants import Applicant, ApplicantKind, check_agent
from approval_window.applications.domain.authority import ApplicationNotFound
from approval_window.applications.domain.forms import Form, Request
from approval_window.applications.domain.renewals import (
    ONE_DAY,
    ONE_SECOND,
    RenewalOpen,
    TermKind,
    deadline_for_renewal,
    renewed_to,
    require_holder,
    require_renewal,
    require_renewal_in_time,
    require_renewal_undecided,
)
from approval_window.applications.domain.states import SILENT, ApplicationAction, ApplicationState
from approval_window.applications.repository import applications as repository
from approval_window.applications.repository import licences as kept
from approval_window.applications.repository import renewals
from approval_window.receipts import Paper, draw_number
from shared.calendar import WorkCalendar
from shared.clock import day_end, town_day
from shared.runtime import outbox
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope, platform_scope
from shared.schemas.approval_window import LicenceRenewed

from .acting import Asked, first_step, opened_applicant, put_down, take_up, tell
from .deciding import decided, decided_at, require_grantable
from .licences import held_licence
from .receiving import Received, item_today, write_down
from .supports import end_supports

A, S = ApplicationAction, ApplicationState
SILENT_A_BATCH = 200
CLOCK = platform_scope("applications.renewal-silence")
_TOLD = ("application_id", "number", "region", "item", "power", "granted_on")


async def ask(work: UnitOfWork, scope: Scope, *, licence_id: UUID, request: Request, now: datetime) -> Received:
    """Take its holder's wish to have a licence extended: an application like another (licence law art. 50 (1)).

    Raises LicenceNotFound, LicenceEnded, HoldsWithoutEnd, RenewalTooLate, RenewalOpen, NotTheHolder, NotAuthorised,
    NumberMalformed, AgentIsApplicant, ItemNotInForce, and what `write_down` raises.
    """
    licence, today = await held_licence(work, scope, licence_id), town_day(now)
    item = await item_today(work, licence.item, today)
    valid_to = require_renewal_in_time(licence.valid_to, item.renewal_days, today)
    open_one = await renewals.open_renewal_of(work.connection, licence.id)
    if open_one is not None:
        raise RenewalOpen("it is being decided", number=open_one.number)
    form = await _form(work, scope, licence, request)
    if form.agent is not None:
        check_agent(form.agent, form.applicant, today=today)
    of_licence = {"renews": licence.id, "renewal_due_at": deadline_for_renewal(valid_to)}
    return await write_down(work, item, form, form.materials, of_licence, clerk_id=scope.person_id, now=now)


async def _form(work: UnitOfWork, scope: Scope, licence: Row[Any], request: Request) -> Form:
    """Return the form of who asks, as his licence knows him. Raises NotTheHolder."""
    granting = await repository.find_application(work.connection, scope, licence.application_id)
    if granting is None:
        raise ApplicationNotFound("no such application", application=str(licence.application_id))
    holder = opened_applicant(work, granting)
    require_holder(holder["number"], request.number)
    return Form(
        region=licence.region,
        applicant=Applicant(ApplicantKind(granting.applicant_kind), holder["name"], holder["number"]),
        agent=request.agent,
        note=request.note,
        materials=request.materials,
        again=True,
        name_checked=True,
    )


async def renew(work: UnitOfWork, scope: Scope, asked: Asked) -> Row[Any]:
    """Extend a licence in writing, and tell it (licence law art. 50 (2)); by the same rules as it is granted.

    Raises what `take_up` and `require_grantable` raise, NotARenewal, RenewedBySilence, LicenceEnded.
    """
    taken = await take_up(work, scope, asked, A.RENEW)
    require_renewal(taken.row.renews)
    require_renewal_undecided(taken.row.renewal_due_at, taken.now)
    by_power = await require_grantable(work, scope, taken)
    licence = await held_licence(work, scope, taken.row.renews)
    terms = (await kept.terms_of(work.connection, [licence.id]))[licence.id]
    term = _next_term(terms, taken.item.renewal_months, taken.row.id, TermKind.RENEWED, taken.by, taken.now)
    await kept.add_terms(work.connection, [term])
    changed = {"version": licence.version + 1, "valid_to": term["last_day"]}
    saved = await kept.save_licence(work.connection, licence.id, changed)
    number = await draw_number(work, Paper.RENEWAL, taken.row.region, taken.now)
    facts = {"paper": number, **_facts(term)}
    row = await put_down(work, taken, await decided(work, taken), words=taken.on_record, facts=facts | by_power)
    outbox.record(work, _renewed(saved, licence.number, term))
    return row


async def renew_by_silence(work: UnitOfWork, now: datetime, *, limit: int = SILENT_A_BATCH) -> int:
    """Extend the licences on whose extension nobody decided until their last day was over (licence law art. 50 (2)).

    What was given back to its holder to be completed, and was not, lapses. Return how many were dealt with.
    """
    rows = await renewals.lock_silent_renewals(work.connection, now - ONE_SECOND, limit)
    if not rows:
        return 0
    terms = await kept.terms_of(work.connection, [row.renews for row in rows])
    calendar = await load_calendar_copy(work.connection)
    changes, steps, new = [], [], []
    # By township: two processes that draw numbers must not wait for each other.
    for row in sorted(rows, key=lambda row: str(row.region)):
        change, facts = await _silent(work, row, now, calendar)
        if row.state in SILENT:
            silence = TermKind.RENEWED_BY_SILENCE, CLOCK.person_id, now
            new.append(_next_term(terms[row.renews], row.renewal_months, row.id, *silence))
            facts |= _facts(new[-1])
        action = A.RENEW_BY_SILENCE if row.state in SILENT else A.LAPSE
        changes.append(change | {"id": row.id})
        went = action, S(row.state), change["state"], CLOCK.person_id, now
        steps.append(first_step(row.id, row.version + 1, *went, facts))
    ids = [row.id for row in rows]
    await repository.end_pauses(work.connection, ids, now)
    await end_supports(work, ids, now)
    await renewals.save_decided(work.connection, changes)
    await repository.add_history(work.connection, steps)
    await _extend(work, rows, new)
    for row in await repository.applications_of(work.connection, ids):
        tell(work, row, row.power, now)
    return len(rows)


async def _silent(
    work: UnitOfWork, row: Row[Any], now: datetime, calendar: WorkCalendar
) -> tuple[dict[str, Any], dict[str, object]]:
    """Return what changes of an application that nobody has decided, and what is to be said of it."""
    stopped = {"version": row.version + 1, "paused_at": None, "decision_due_at": None, "promise_due_at": None}
    if row.state not in SILENT:
        nothing = {"state": S.TERMINATED, "decided_at": None, "delivery_due_at": None, "provisional": False}
        return stopped | nothing, {"ends_on": row.licence_valid_to.isoformat()}
    kept_terms = {"decision_due_at": row.decision_due_at, "promise_due_at": row.promise_due_at}
    granted = stopped | kept_terms | {"state": S.GRANTED} | decided_at(day_end(row.licence_valid_to), calendar)
    number = await draw_number(work, Paper.RENEWAL, row.region, now)
    return granted, {"paper": number, "article": "行政许可法 50", "by_silence": True}


async def _extend(work: UnitOfWork, rows: Sequence[Row[Any]], terms: list[dict[str, Any]]) -> None:
    """Let licences hold for further terms, and tell it."""
    versions = {row.renews: row.licence_version + 1 for row in rows}
    changed = [
        {"id": term["licence_id"], "version": versions[term["licence_id"]], "valid_to": term["last_day"]}
        for term in terms
    ]
    await kept.add_terms(work.connection, terms)
    await renewals.save_extended(work.connection, changed)
    of_licence = {term["licence_id"]: term for term in terms}
    for licence in await kept.licences_of(work.connection, list(of_licence)):
        outbox.record(work, _renewed(licence, licence.number, of_licence[licence.id]))


def _next_term(
    terms: list[Row[Any]], months: int | None, application_id: UUID, how: TermKind, by: str, at: datetime
) -> dict[str, Any]:
    last = terms[-1]
    days = {"first_day": last.last_day + ONE_DAY, "last_day": renewed_to(last.first_day, last.last_day, months)}
    of_it = {"how": how, "application_id": application_id, "by": by, "at": at}
    return {"licence_id": last.licence_id, "seq": last.seq + 1} | days | of_it


def _facts(term: dict[str, Any]) -> dict[str, object]:
    days: dict[str, date] = {"renewed_from": term["first_day"], "valid_to": term["last_day"]}
    return {"licence": str(term["licence_id"]), **{name: day.isoformat() for name, day in days.items()}}


def _renewed(licence: Row[Any], number: str, term: dict[str, Any]) -> LicenceRenewed:
    told = {name: getattr(licence, name) for name in _TOLD if name != "number"} | {"number": number}
    silent = term["how"] is TermKind.RENEWED_BY_SILENCE
    days = {"valid_to": licence.valid_to, "renewed_from": term["first_day"], "by_silence": silent}
    return LicenceRenewed(licence_id=licence.id, version=licence.version, **told, **days)
