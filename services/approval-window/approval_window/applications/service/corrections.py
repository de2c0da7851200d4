"""How is an error in a delivered decision corrected: asked for, decided on by another, and told?"""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.applications.domain.applicants import Applicant, ApplicantKind, check_number
from approval_window.applications.domain.authority import require_not_passed_on
from approval_window.applications.domain.corrections import (
    KNOWN,
    CorrectionPending,
    CorrectionState,
    ErrorIn,
    FoundBy,
    NoCorrection,
    NotWritten,
    corrected_day,
    require_change,
    require_clerical,
    require_corrector,
    require_decision,
    require_delivered,
    require_newest_days,
)
from approval_window.applications.domain.licences import require_held
from approval_window.applications.domain.papers import find_paper, issued_papers
from approval_window.applications.domain.states import ApplicationAction, ApplicationState
from approval_window.applications.repository import applications, licences
from approval_window.applications.repository import corrections as repository
from approval_window.receipts import Paper, draw_number
from shared.clock import town_day
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.approval_window import LicenceCorrected

from .acting import Asked, Taken, opened_applicant, put_down, take_up
from .powers import power_used
from .receiving import APPLICANT, Look, get_application, log_look

A = ApplicationAction
# What is written of a licence without a last day.
OPEN_ENDED = "未设有效期"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which error of which decision, who found it, what was written (where the window does not know) and is right."""

    paper: str
    error: ErrorIn
    found_by: FoundBy
    written: str | None
    correct: str
    reason: str


async def ask(work: UnitOfWork, scope: Scope, asked: Asked, wanted: Wanted) -> Row[Any]:
    """Take down that an error of a delivered decision is to be corrected, for its holder or by itself.

    Raises what `take_up` raises, NotDelivered, SubstanceNotCorrected, PaperNotFound, NotADecision, CorrectionPending,
    LicenceEnded, ExtendedSince, NotWritten, NothingChanged, NotADay, NumberMalformed.
    """
    found = await get_application(work, scope, application_id=asked.application_id)
    require_delivered(ApplicationState(found.state))
    taken = await take_up(work, scope, asked, A.ASK_CORRECTION)
    require_clerical(wanted.error)
    steps = await applications.history_of(work.connection, scope, taken.row.id)
    require_decision(find_paper(issued_papers(taken.row.number, steps), wanted.paper).kind)
    if await repository.asked_of(work.connection, taken.row.id) is not None:
        raise CorrectionPending("one correction at a time")
    licence = await _held_licence(work, taken, wanted.error)
    written = require_change(_written(work, taken, licence, wanted), wanted.correct)
    _check(taken, licence, wanted.error, wanted.correct)
    correction_id, texts = new_id(), {"written": written, "correct": wanted.correct}
    sealed = work.sealer.seal(json.dumps(texts, ensure_ascii=False), about=f"correction:{correction_id}")
    of = {"paper": wanted.paper, "error": wanted.error, "found_by": wanted.found_by, "state": CorrectionState.ASKED}
    asked_now = {"application_id": taken.row.id, "asked_by": taken.by, "asked_at": taken.now, "texts": sealed}
    await repository.add_correction(work.connection, {"id": correction_id, **of, **asked_now})
    facts = {"of": wanted.paper, "error": wanted.error, "found_by": wanted.found_by}
    return await put_down(work, taken, words=wanted.reason, facts=facts)


def _written(work: UnitOfWork, taken: Taken, licence: Row[Any] | None, wanted: Wanted) -> str | None:
    """Return what stands there now: as the window knows it, else as it was told."""
    if wanted.error not in KNOWN:
        return wanted.written
    if wanted.error is ErrorIn.VALID_TO:
        if licence is None:
            raise NotWritten("a refusal has no days")
        return licence.valid_to.isoformat() if licence.valid_to else OPEN_ENDED
    return str(opened_applicant(work, taken.row)[wanted.error])


def _check(taken: Taken, licence: Row[Any] | None, error: ErrorIn, correct: str) -> None:
    """See to it that what is right may be right."""
    today = town_day(taken.now)
    if error is ErrorIn.NUMBER:
        check_number(Applicant(ApplicantKind(taken.row.applicant_kind), "", correct), today=today)
    if error is ErrorIn.VALID_TO and licence is not None:
        corrected_day(correct, licence.granted_on, today)


async def correct(work: UnitOfWork, scope: Scope, asked: Asked, reason: str) -> Row[Any]:
    """Correct the error that was asked about, by a numbered paper that names the earlier one, and tell it.

    Raises what `take_up` raises, NotPassedOn, NoCorrection, DecidedByYourself, AskedByYourself, LicenceEnded,
    ExtendedSince, SubstanceNotCorrected, PowerNotInForce.
    """
    taken, pending = await _pending(work, scope, asked, A.CORRECT_DECISION)
    error, texts = ErrorIn(pending.error), opened_texts(work, pending)
    licence = await _held_licence(work, taken, error)
    # A day may be over that was not when it was asked for.
    _check(taken, licence, error, texts["correct"])
    by_power = await power_used(work, taken.item.power, region=taken.row.region, now=taken.now)
    number = await draw_number(work, Paper.CORRECTION, taken.row.region, taken.now)
    await _decided(work, taken, pending, CorrectionState.CORRECTED, number)
    changes = _applied(work, taken, error, texts["correct"]) | {"corrected_at": taken.now}
    facts: dict[str, object] = {"of": pending.paper, "error": error, "paper": number}
    saved = await put_down(work, taken, changes, words=reason, facts=facts | by_power)
    if licence is not None:
        await _correct_licence(work, taken, licence, texts["correct"] if error is ErrorIn.VALID_TO else None)
    return saved


async def decline(work: UnitOfWork, scope: Scope, asked: Asked, reason: str) -> Row[Any]:
    """Say that there is no error to correct, and why.

    Raises what `take_up` raises, NotPassedOn, NoCorrection, DecidedByYourself, AskedByYourself.
    """
    taken, pending = await _pending(work, scope, asked, A.DECLINE_CORRECTION)
    await _decided(work, taken, pending, CorrectionState.DECLINED, None)
    return await put_down(work, taken, words=reason, facts={"of": pending.paper, "error": pending.error})


async def read_texts(
    work: UnitOfWork, scope: Scope, application_id: UUID, correction_id: UUID, look: Look
) -> tuple[Row[Any], dict[str, str]]:
    """Return a correction with what was written and what is right; the look is logged.

    Raises ApplicationNotFound, NoCorrection.
    """
    row = await get_application(work, scope, application_id=application_id)
    found = await repository.find_correction(work.connection, row.id, correction_id)
    if found is None:
        raise NoCorrection("no such correction", correction=str(correction_id))
    await log_look(work, row.id, look, "correction")
    return found, opened_texts(work, found)


async def _pending(work: UnitOfWork, scope: Scope, asked: Asked, action: ApplicationAction) -> tuple[Taken, Row[Any]]:
    """Return the correction that waits for its decision, which its caller may take."""
    taken = await take_up(work, scope, asked, action)
    require_not_passed_on(taken.item.power, scope.region)
    pending = await repository.asked_of(work.connection, taken.row.id)
    if pending is None:
        raise NoCorrection("nobody asks for a correction")
    steps = await applications.history_of(work.connection, scope, taken.row.id)
    decided_by = next(step.by for step in steps if step.facts.get("paper") == pending.paper)
    require_corrector(one_hand=taken.item.one_hand, decided_by=decided_by, asked_by=pending.asked_by, person=taken.by)
    return taken, pending


async def _held_licence(work: UnitOfWork, taken: Taken, error: ErrorIn) -> Row[Any] | None:
    """Return the licence that an application was granted or extended, None of a refusal.

    Raises LicenceEnded, ExtendedSince.
    """
    licence = await repository.licence_of(work.connection, taken.row.id, taken.row.renews)
    if licence is None:
        return None
    terms = (await licences.terms_of(work.connection, [licence.id]))[licence.id]
    if taken.row.id not in {term.application_id for term in terms}:
        return None
    require_held(licence.end, licence.ended_on)
    require_newest_days(error, is_newest=terms[-1].application_id == taken.row.id)
    return licence


async def _decided(
    work: UnitOfWork, taken: Taken, pending: Row[Any], state: CorrectionState, number: str | None
) -> None:
    by = {"decided_by": taken.by, "decided_at": taken.now, "seq": taken.row.version + 1}
    await repository.save_correction(work.connection, pending.id, by | {"state": state, "number": number})


def _applied(work: UnitOfWork, taken: Taken, error: ErrorIn, correct: str) -> dict[str, Any]:
    """Return the columns of an application in which what is right stands from now on."""
    if error not in {ErrorIn.NAME, ErrorIn.NUMBER}:
        return {}
    applicant = opened_applicant(work, taken.row) | {str(error): correct}
    sealed = work.sealer.seal(json.dumps(applicant, ensure_ascii=False), about=str(taken.row.id))
    return {"applicant": sealed, "applicant_mark": work.sealer.blind.mark(APPLICANT, applicant["number"])}


async def _correct_licence(work: UnitOfWork, taken: Taken, licence: Row[Any], valid_to: str | None) -> None:
    """Let what is right hold for a licence from now on, and tell it."""
    changes: dict[str, Any] = {"version": licence.version + 1}
    if valid_to is not None:
        changes["valid_to"] = corrected_day(valid_to, licence.granted_on, town_day(taken.now))
        await licences.save_last_day(work.connection, licence.id, changes["valid_to"])
    saved = await licences.save_licence(work.connection, licence.id, changes)
    names = ("application_id", "version", "region", "item", "power", "granted_on", "valid_to")
    told = {name: getattr(saved, name) for name in names}
    event = LicenceCorrected(licence_id=licence.id, number=taken.row.number, corrected_on=town_day(taken.now), **told)
    outbox.record(work, event)


def opened_texts(work: UnitOfWork, row: Row[Any]) -> dict[str, str]:
    """Return what was written, and what is right."""
    texts: dict[str, str] = json.loads(work.sealer.open(row.texts, about=f"correction:{row.id}"))
    return texts
