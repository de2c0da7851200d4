"""How is a receipt checked so that a wrong one learns nothing, and how often may somebody try?"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from approval_window.appeals.domain import AppealState, answer_in_words
from approval_window.applications.domain.states import ApplicationState
from approval_window.categories import category_name
from shared.clock import town_day
from shared.errors import Refusal
from shared.runtime import metrics
from shared.runtime.db import UnitOfWork
from shared.runtime.fields import Sealer
from shared.runtime.scope import Scope, platform_scope
from shared.schemas.vocabulary import CaseState, ContactOutcome, Result

from . import repository
from .domain import (
    WINDOW,
    CitizensContact,
    CitizensView,
    Counted,
    CountingImpossible,
    DayKind,
    HeldPaper,
    PaperKind,
    ProgressNotFound,
    TooManyAttempts,
    address_counted,
    days_of_appeal,
    days_of_application,
    paper_of,
    seconds_refused,
    tidy_code,
    tidy_number,
)

# Who shows a receipt sees one paper, wherever it was taken: no person's region says how far.
SCOPE = platform_scope("approval-window.progress")
# What its days are kept as.
COLUMNS = {
    DayKind.RECEIVED: "received_at",
    DayKind.NOTICE_DUE: "notice_due_at",
    DayKind.NOTICED: "notice_at",
    DayKind.ACCEPTED: "accepted_at",
    DayKind.PROMISE_DUE: "promise_due_at",
    DayKind.DECISION_DUE: "decision_due_at",
    DayKind.RENEWAL_DUE: "renewal_due_at",
    DayKind.DECIDED: "decided_at",
    DayKind.DELIVERY_DUE: "delivery_due_at",
    DayKind.DELIVERED: "delivered_at",
    DayKind.CORRECTED: "corrected_at",
}
# What is sealed and opened where there is no paper; its signs are on no receipt.
NOBODY, NO_CODE = "nobody", "0" * 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody typed, and from where; `address` is never kept."""

    number: str
    code: str
    address: str


async def look_up(work: UnitOfWork, scope: Scope, *, asked: Asked, now: datetime) -> HeldPaper | Refusal:
    """Return the paper that the receipt opens, or why not: ProgressNotFound or TooManyAttempts.

    A refusal is returned and not raised, for the attempt must stay counted. Raises CountingImpossible.
    """
    number = tidy_number(asked.number)
    marks = _marks(work.sealer, number, asked.address)
    wait = seconds_refused(await repository.attempts_of(work.connection, marks), now, more=1)
    if not wait:
        # Counted before it is looked at: of a thousand at the same moment no more than the allowed ones are looked at.
        counted = await repository.count_attempt(work.connection, marks, now=now, window=WINDOW)
        wait = seconds_refused(counted, now)
    if wait:
        metrics.progress_asked.labels("refused").inc()
        return TooManyAttempts(wait)
    paper = paper_of(number)
    row = await _find(work, scope, paper, number)
    if not _is_holder(work.sealer, row, tidy_code(asked.code)) or row is None or paper is None:
        metrics.progress_asked.labels("not-found").inc()
        return ProgressNotFound("no paper has this number and this code")
    await repository.take_back(work.connection, list(marks))
    metrics.progress_asked.labels("shown").inc()
    view = _view_of_appeal(number, row) if paper is PaperKind.APPEAL else _view_of_application(number, row)
    return HeldPaper(row.id, view)


async def forget_attempts(work: UnitOfWork, *, now: datetime) -> None:
    """Forget what was counted in windows that are over."""
    await repository.forget_attempts(work.connection, until=now - WINDOW)


def _marks(sealer: Sealer, number: str, address: str) -> dict[bytes, Counted]:
    network = address_counted(address)
    # An empty field is nobody's number: who leaves it empty too often must not stop others who do.
    of_number = sealer.blind.mark(Counted.NUMBER, number if paper_of(number) else f"{number}\n{network}")
    of_address = sealer.blind.mark(Counted.ADDRESS, network)
    if of_number is None or of_address is None:
        raise CountingImpossible("no key is set to count attempts by")
    return {of_number: Counted.NUMBER, of_address: Counted.ADDRESS}


async def _find(work: UnitOfWork, scope: Scope, paper: PaperKind | None, number: str) -> Row[Any] | None:
    """Return the paper; what no paper can have as its number is looked for as well, under one that none has."""
    find = repository.find_application if paper is PaperKind.APPLICATION else repository.find_appeal
    return await find(work.connection, scope, number if paper else NOBODY)


def _is_holder(sealer: Sealer, row: Row[Any] | None, code: str) -> bool:
    """Tell whether `code` is that of the paper; how long it takes does not tell whether there is one."""
    nobodys = sealer.seal(NO_CODE, about=NOBODY)
    sealed, about = (row.receipt_code, str(row.id)) if row else (nobodys, NOBODY)
    return hmac.compare_digest(sealer.open(sealed, about=about).encode(), code.encode())


def _view_of_application(number: str, row: Row[Any]) -> CitizensView:
    state = ApplicationState(row.state)
    known: dict[DayKind, date | None] = {kind: _day_of(getattr(row, name)) for kind, name in COLUMNS.items()}
    known |= {DayKind.HANDED_OVER: row.handed_on, DayKind.VALID_TO: row.valid_to}
    days = days_of_application(state, known, provisional=row.provisional)
    return CitizensView(PaperKind.APPLICATION, number, state, days, name=row.name, is_renewal=row.renews is not None)


def _day_of(moment: datetime | None) -> date | None:
    return town_day(moment) if moment else None


def _view_of_appeal(number: str, row: Row[Any]) -> CitizensView:
    """Return an appeal; one whose case hides from somebody is shown like any other: it is its citizen who asks."""
    ended = CaseState(row.case_state) if row.case_state else None
    return CitizensView(
        PaperKind.APPEAL,
        number,
        AppealState(row.state),
        days_of_appeal(row.filed_at, row.answered_at, row.told_at),
        scheme=row.category_scheme,
        category=row.category_code,
        name=category_name(row.category_scheme, row.category_code),
        contact=_contact_of(row),
        answer=answer_in_words(ended, Result(row.result) if row.result else None),
    )


def _contact_of(row: Row[Any]) -> CitizensContact | None:
    if row.contacted_at is None:
        return None
    return CitizensContact(row.contacted_at, row.contact_unit_name, ContactOutcome(row.contact_outcome))
