"""Is an application accepted? Refused, corrected, noticed once, completed, or accepted because nobody said anything."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from approval_window.applications.domain.materials import (
    HandedIn,
    MaterialState,
    everything_to_correct,
    materials_of,
    missing_of,
    require_complete,
    take_in,
)
from approval_window.applications.domain.procedure import RejectGround, require_organ
from approval_window.applications.domain.states import ApplicationAction, ApplicationState
from approval_window.applications.domain.terms import deadlines_for_decision, require_notice_in_time
from approval_window.applications.repository import applications as repository
from approval_window.applications.repository import opinions as asked_opinions
from approval_window.receipts import Paper, draw_number
from shared.calendar import WorkCalendar
from shared.clock import town_day
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope, platform_scope

from .acting import Asked, Taken, first_step, put_down, take_up, tell
from .opinions import asked_for, counted

A = ApplicationAction
SILENT_A_BATCH = 200
CLOCK = platform_scope("applications.silence")


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why an application is not accepted, whose it is instead, and what its applicant is told."""

    ground: RejectGround
    organ: str | None
    reason: str


async def reject(work: UnitOfWork, scope: Scope, asked: Asked, rejection: Rejection) -> Row[Any]:
    """Tell at once that an item needs no licence or is another organ's, with a numbered slip (licence law art. 32).

    Raises what `take_up` raises, OrganNotNamed, NoticeTooLate.
    """
    taken = await take_up(work, scope, asked, A.REJECT)
    require_organ(rejection.ground, rejection.organ)
    require_notice_in_time(taken.now, taken.row.notice_due_at)
    number = await draw_number(work, Paper.REJECTION, taken.row.region, taken.now)
    facts = {"ground": rejection.ground, "organ": rejection.organ, "paper": number}
    return await put_down(work, taken, words=rejection.reason, facts=facts)


async def correct(work: UnitOfWork, scope: Scope, asked: Asked, materials: HandedIn, what: str) -> Row[Any]:
    """Let a mistake be corrected on the spot (licence law art. 32 (3)). Raises what `take_up` and `take_in` raise."""
    taken = await take_up(work, scope, asked, A.CORRECT)
    await _take_in(work, taken, materials)
    return await put_down(work, taken, words=what, facts={"materials": sorted(materials.handed_in)})


async def notify(work: UnitOfWork, scope: Scope, asked: Asked, defects: list[str], words: str | None) -> Row[Any]:
    """Give the one notice, which names everything (licence law art. 32 (4)); there is no second one.

    Raises what `take_up` raises, NoticeTooLate, MaterialUnknown, NothingMissing.
    """
    taken = await take_up(work, scope, asked, A.NOTIFY)
    require_notice_in_time(taken.now, taken.row.notice_due_at)
    states = await repository.materials_of(work.connection, taken.row.id)
    everything = everything_to_correct(materials_of(taken.item.materials), states, defects)
    # What is here but not in its lawful form counts as missing from now on.
    gone = dict.fromkeys(everything, MaterialState.MISSING)
    await repository.keep_materials(work.connection, taken.row.id, gone, HandedIn(), taken.now, taken.by)
    number = await draw_number(work, Paper.NOTICE, taken.row.region, taken.now)
    facts = {"missing": everything, "paper": number}
    return await put_down(work, taken, {"notice_at": taken.now}, words=words, facts=facts)


async def hand_in(work: UnitOfWork, scope: Scope, asked: Asked, given: HandedIn) -> Row[Any]:
    """Take materials in. When all that the notice named is here, it is accepted (licence law art. 32 (5)).

    Raises what `take_up` and `take_in` raise.
    """
    taken = await take_up(work, scope, asked, A.HAND_IN)
    states = await _take_in(work, taken, given)
    missing = missing_of(materials_of(taken.item.materials), states)
    facts = {"materials": sorted(given.handed_in), "promised": sorted(given.promises), "missing": missing}
    row = await put_down(work, taken, facts=facts)
    if ApplicationState(row.state) is not ApplicationState.CORRECTING or missing:
        return row
    return await accept(work, scope, Asked(row.id, row.version, taken.now))


async def _take_in(work: UnitOfWork, taken: Taken, given: HandedIn) -> dict[str, MaterialState]:
    states = take_in(materials_of(taken.item.materials), given, town_day(taken.now))
    await repository.keep_materials(work.connection, taken.row.id, states, given, taken.now, taken.by)
    return await repository.materials_of(work.connection, taken.row.id)


async def accept(work: UnitOfWork, scope: Scope, asked: Asked) -> Row[Any]:
    """Accept an application with a dated slip; the term of the decision begins (licence law art. 32 (5), 42).

    Raises what `take_up` raises, MaterialsMissing.
    """
    taken = await take_up(work, scope, asked, A.ACCEPT)
    require_complete(materials_of(taken.item.materials), await repository.materials_of(work.connection, taken.row.id))
    calendar = await load_calendar_copy(work.connection)
    number = await draw_number(work, Paper.SLIP, taken.row.region, taken.now)
    accepted = _accepted(taken.row, taken.now, calendar)
    opinions = asked_for(taken.row, taken.item.opinions, taken.now, calendar)
    await asked_opinions.add_opinions(work.connection, opinions)
    facts = {"paper": number, **_dues(accepted), **_agencies(opinions)}
    return await put_down(work, taken, accepted | {"slip_number": number} | counted(opinions), facts=facts)


async def accept_by_silence(work: UnitOfWork, now: datetime, *, limit: int = SILENT_A_BATCH) -> int:
    """Accept what has heard nothing in five working days, as of the day of its receipt (licence law art. 32 (4)).

    Return how many.
    """
    rows = await repository.lock_silent(work.connection, now, limit)
    if not rows:
        return 0
    calendar = await load_calendar_copy(work.connection)
    items = {row.id: row for row in await repository.applications_of(work.connection, [row.id for row in rows])}
    changes: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    asked: list[dict[str, Any]] = []
    # By township: two processes that draw numbers must not wait for each other.
    for row in sorted(rows, key=lambda row: str(row.region)):
        number, version = await draw_number(work, Paper.SLIP, row.region, now), row.version + 1
        accepted = _accepted(row, row.received_at, calendar)
        state = {"state": ApplicationState.ACCEPTED, "version": version, "by_silence": True, "slip_number": number}
        opinions = asked_for(row, items[row.id].opinions, now, calendar)
        asked += opinions
        changes.append(accepted | state | counted(opinions) | {"id": row.id})
        went = A.ACCEPT_BY_SILENCE, ApplicationState(row.state), ApplicationState.ACCEPTED
        law = {"paper": number, "article": "行政许可法 32"}
        facts: dict[str, object] = {**law, **_dues(accepted), **_agencies(opinions)}
        steps.append(first_step(row.id, version, *went, CLOCK.person_id, now, facts))
    await repository.save_silent(work.connection, changes)
    await repository.add_history(work.connection, steps)
    await asked_opinions.add_opinions(work.connection, asked)
    for row in await repository.applications_of(work.connection, [row.id for row in rows]):
        tell(work, row, row.power, now)
    return len(rows)


def _accepted(row: Row[Any], accepted_at: datetime, calendar: WorkCalendar) -> dict[str, Any]:
    days = {"legal_days": row.legal_days, "promised_days": row.promised_days}
    terms = deadlines_for_decision(accepted_at, calendar, renewal_due_at=row.renewal_due_at, **days)
    return {
        "accepted_at": accepted_at,
        "decision_due_at": terms.by_law.due_at,
        "promise_due_at": terms.promised.due_at,
        "provisional": terms.by_law.provisional or terms.promised.provisional,
    }


def _dues(accepted: dict[str, Any]) -> dict[str, object]:
    return {name: accepted[name].isoformat() for name in ("decision_due_at", "promise_due_at")}


def _agencies(opinions: list[dict[str, Any]]) -> dict[str, object]:
    return {"agencies": [one["agency"] for one in opinions]} if opinions else {}
