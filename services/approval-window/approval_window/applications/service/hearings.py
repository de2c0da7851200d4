"""How is a hearing told of, asked for or announced, and how is it held (licence law art. 46-48)?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.applications.domain.hearings import (
    HOLD_WORKING_DAYS,
    Hearing,
    HearingToldAlready,
    NoHearing,
    deadline_to_ask,
    deadline_to_hold,
    require_announceable,
    require_announced,
    require_askable,
    require_chair,
    require_day_ahead,
    require_fit_day,
    require_heard,
    require_held_first,
    require_record,
    require_regard,
    require_told,
    working_days_until,
)
from approval_window.applications.domain.procedure import require_officials
from approval_window.applications.domain.states import ApplicationAction
from approval_window.applications.domain.terms import PauseKind
from approval_window.applications.repository import applications as repository
from approval_window.applications.repository import hearings as kept
from approval_window.receipts import Paper, draw_number
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.copies import load_calendar_copy, roles_of
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope, platform_scope

from .acting import Asked, Taken, put_down, require_not_helping, take_up
from .clocks import go_on

A = ApplicationAction
# Whoever reads what was announced needs no token: his region says nothing of it.
PUBLIC = platform_scope("applications.announcements")


@dataclass(frozen=True, slots=True)
class Fixed:
    """When and where a hearing is, and who chairs it."""

    on: date
    place: str
    chair: str


async def tell(work: UnitOfWork, scope: Scope, asked: Asked, whom: str) -> Row[Any]:
    """Tell applicant and interested parties that they may ask for a hearing.

    Raises what `take_up` raises, HearingToldAlready.
    """
    taken = await take_up(work, scope, asked, A.TELL_HEARING)
    if await kept.hearing_of(work.connection, taken.row.id) is not None:
        raise HearingToldAlready("they were told already")
    due = deadline_to_ask(taken.now, await load_calendar_copy(work.connection))
    row = {"told_at": taken.now, "ask_due_at": due.due_at}
    await kept.keep_hearing(work.connection, taken.row.id, row)
    return await put_down(work, taken, words=whom, facts={"ask_due_at": due.due_at.isoformat()})


async def find_interests(work: UnitOfWork, scope: Scope, asked: Asked, whom: str) -> Row[Any]:
    """Note whom an application concerns greatly: from now on it is not decided before they are told (art. 36, 47).

    Raises what `take_up` raises.
    """
    taken = await take_up(work, scope, asked, A.FIND_INTERESTS)
    return await put_down(work, taken, {"concerns_others": True}, words=whom, facts={"article": "行政许可法 36"})


async def announce(work: UnitOfWork, scope: Scope, asked: Asked, fixed: Fixed, what: str) -> Row[Any]:
    """Announce a hearing to the public, by the organ itself (licence law art. 46); the clock stands still (art. 45).

    One that is announced may be moved to another day, and is announced anew. Raises what `take_up` raises,
    HearingUnderWay, NoHearing, NotifiedTooShort, OfficialUnknown, NotAnOfficial, ChairExamines.
    """
    taken = await take_up(work, scope, asked, A.ANNOUNCE_HEARING)
    row = await kept.hearing_of(work.connection, taken.row.id)
    moved = taken.row.paused_at is not None
    require_announceable(_hearing(row), moved=moved)
    calendar = await load_calendar_copy(work.connection)
    require_day_ahead(fixed.on, taken.now, calendar)
    await _require_chair(work, taken, fixed.chair)
    announced = {"announced_at": taken.now, "announced_place": fixed.place, "waived_at": None}
    day = {"fixed_for": fixed.on, "chair": fixed.chair}
    await kept.keep_hearing(work.connection, taken.row.id, _all_of(row) | announced | day)
    if not moved:
        await _stand_still(work, taken, working_days_until(fixed.on, taken.now, calendar))
    number = await draw_number(work, Paper.ANNOUNCEMENT, taken.row.region, taken.now)
    facts = {"on": fixed.on.isoformat(), "place": fixed.place, "chair": fixed.chair, "paper": number}
    stands = {} if moved else {"paused_at": taken.now}
    return await put_down(work, taken, stands, words=what, facts=facts)


async def ask(work: UnitOfWork, scope: Scope, asked: Asked, who: str) -> Row[Any]:
    """Take down that one of them asks for it; the clock stands still until it was held (art. 45).

    Raises what `take_up` raises, NoHearing, AskedTooLate.
    """
    taken = await take_up(work, scope, asked, A.ASK_HEARING)
    row = await kept.hearing_of(work.connection, taken.row.id)
    require_askable(_hearing(row), taken.now)
    due = deadline_to_hold(taken.now, await load_calendar_copy(work.connection))
    await kept.keep_hearing(
        work.connection, taken.row.id, _all_of(row) | {"asked_at": taken.now, "hold_due_at": due.due_at}
    )
    await _stand_still(work, taken, HOLD_WORKING_DAYS)
    told = {"kind": PauseKind.HEARING, "hold_due_at": due.due_at.isoformat()}
    return await put_down(work, taken, {"paused_at": taken.now}, words=who, facts=told)


async def waive(work: UnitOfWork, scope: Scope, asked: Asked, who: str) -> Row[Any]:
    """Take down that all of them do without. Raises what `take_up` raises, NoHearing, AskedTooLate."""
    taken = await take_up(work, scope, asked, A.WAIVE_HEARING)
    row = await kept.hearing_of(work.connection, taken.row.id)
    require_askable(_hearing(row), taken.now)
    await kept.keep_hearing(work.connection, taken.row.id, _all_of(row) | {"waived_at": taken.now})
    return await put_down(work, taken, words=who)


async def schedule(work: UnitOfWork, scope: Scope, asked: Asked, fixed: Fixed) -> Row[Any]:
    """Fix day, place and chair, and notify them.

    Raises what `take_up` raises, NoHearing, NotifiedTooShort, HeldTooLate, OfficialUnknown, NotAnOfficial,
    ChairExamines.
    """
    taken = await take_up(work, scope, asked, A.SCHEDULE_HEARING)
    row = await _asked_for(work, taken)
    require_fit_day(fixed.on, taken.now, row.asked_at, await load_calendar_copy(work.connection))
    await _require_chair(work, taken, fixed.chair)
    await kept.keep_hearing(work.connection, taken.row.id, _all_of(row) | {"fixed_for": fixed.on, "chair": fixed.chair})
    facts = {"on": fixed.on.isoformat(), "chair": fixed.chair}
    return await put_down(work, taken, words=fixed.place, facts=facts)


async def hold(work: UnitOfWork, scope: Scope, asked: Asked, record: str, signed_by: list[str]) -> Row[Any]:
    """Record that it was held, with the record that those who took part have signed; the clock goes on.

    Raises what `take_up` raises, NoHearing, NotHeldYet, RecordUnsigned.
    """
    taken = await take_up(work, scope, asked, A.HOLD_HEARING)
    row = await _to_be_held(work, taken)
    if row.fixed_for is None:
        raise NoHearing("no day is fixed for it")
    require_record(row.fixed_for, town_day(taken.now), signed_by)
    await kept.keep_hearing(work.connection, taken.row.id, _all_of(row) | {"held_on": row.fixed_for})
    terms, _ = await go_on(work, taken.row, taken.now)
    told = {"signatures": len(signed_by), "decision_due_at": terms["decision_due_at"].isoformat()}
    words = record + "\n" + "、".join(signed_by)
    return await put_down(work, taken, terms, words=words, facts=told)


async def require_heard_and_told(work: UnitOfWork, taken: Taken) -> dict[str, object]:
    """Return on which day it was heard, before it is decided.

    Raises HearingPending, HearingNotAnnounced, HearingNotTold, RecordNotRegarded.
    """
    hearing = _hearing(await kept.hearing_of(work.connection, taken.row.id))
    require_heard(hearing, taken.now)
    require_announced(taken.item.hearing_basis, hearing)
    require_told(hearing, concerns_others=taken.item.concerns_others or taken.row.concerns_others)
    require_regard(hearing, taken.on_record)
    return {"heard_on": hearing.held_on.isoformat()} if hearing and hearing.held_on else {}


async def list_announced(
    work: UnitOfWork, *, region: str, today: date, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the hearings that are announced and still to come, for everybody: they are public (art. 46, 48 (2))."""
    return await kept.list_announced(work.connection, PUBLIC, region=region, today=today, after=after, limit=limit)


async def require_not_waited_for(work: UnitOfWork, row: Row[Any]) -> None:
    """Raise HearingPending before its clock goes on without a hearing that was asked for."""
    require_held_first(_hearing(await kept.hearing_of(work.connection, row.id)))


async def _asked_for(work: UnitOfWork, taken: Taken) -> Row[Any]:
    row = await _to_be_held(work, taken)
    if row.asked_at is None:
        raise NoHearing("nobody has asked for a hearing that is still to be held")
    return row


async def _to_be_held(work: UnitOfWork, taken: Taken) -> Row[Any]:
    row = await kept.hearing_of(work.connection, taken.row.id)
    hearing = _hearing(row)
    if row is None or hearing is None or not hearing.waits:
        raise NoHearing("no hearing is to be held")
    return row


async def _require_chair(work: UnitOfWork, taken: Taken, chair: str) -> None:
    """Raise OfficialUnknown, NotAnOfficial, ChairExamines, HelpsWithIt."""
    township = taken.row.region[: RegionLevel.TOWNSHIP.digits]
    require_officials([chair], await roles_of(work.connection, [chair], township, town_day(taken.now)))
    require_chair(chair, await _examiners(work, taken))
    await require_not_helping(work, taken.row.id, [chair])


async def _stand_still(work: UnitOfWork, taken: Taken, told_days: int) -> None:
    begun = {"application_id": taken.row.id, "kind": PauseKind.HEARING, "began_at": taken.now, "by": taken.by}
    await repository.add_pause(work.connection, {"id": new_id(), "told_days": told_days, **begun})


async def _examiners(work: UnitOfWork, taken: Taken) -> set[str]:
    """Return who examines an application: who received it, who goes on with it, and who verifies it."""
    found = await repository.verification_of(work.connection, taken.row.id)
    return {taken.row.clerk_id, taken.row.holder_id, *(found.officials if found else ())}


def _hearing(row: Row[Any] | None) -> Hearing | None:
    if row is None:
        return None
    return Hearing(row.ask_due_at, row.asked_at, row.waived_at, row.held_on, row.announced_at)


def _all_of(row: Row[Any] | None) -> dict[str, Any]:
    names = ("told_at", "ask_due_at", "asked_at", "waived_at", "hold_due_at", "chair", "held_on", "fixed_for")
    return {name: getattr(row, name) for name in (*names, "announced_at", "announced_place")} if row else {}
