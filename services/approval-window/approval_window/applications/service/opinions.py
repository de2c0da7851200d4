"""How are agencies asked for their opinion, how do they give it, and what waits for it (licence law art. 26 (2))?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.applications.domain.lights import Light, light_of
from approval_window.applications.domain.opinions import (
    AgencyOpinion,
    Asked,
    OpinionNotFound,
    deadline_for_opinion,
    region_asked,
    require_agreed,
    require_asked,
    require_not_of_window,
    require_opinions,
    require_unanswered,
    silent_of,
)
from approval_window.applications.domain.states import ApplicationAction
from approval_window.applications.repository import opinions as repository
from approval_window.items.domain.drafts import (
    AgencyAsked,
)
from shared.calendar import WorkCalendar
from shared.clock import town_day
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

from .acting import Taken, put_down, take_as_it_is
from .receiving import Look, read_applicant


@dataclass(frozen=True, slots=True)
class Given:
    """What an agency says, and its reasons."""

    opinion: AgencyOpinion
    words: str


@dataclass(frozen=True, slots=True)
class Lit:
    """An opinion that is asked for, and how urgent it is."""

    row: Row[Any]
    light: Light
    late: bool


def asked_for(row: Row[Any], opinions: Sequence[dict[str, Any]], now: datetime, calendar: WorkCalendar) -> list[Any]:
    """Return the rows of the opinions that are asked for when an application is accepted (licence law art. 26 (2))."""
    agencies = [AgencyAsked.of(one) for one in opinions]
    dues = [deadline_for_opinion(now, one.days, calendar) for one in agencies]
    return [
        {
            "id": new_id(),
            "application_id": row.id,
            "region": region_asked(one.level, row.region),
            "agency": one.agency,
            "days": one.days,
            "silence_agrees": one.silence_agrees,
            "asked_at": now,
            "due_at": due.due_at,
            "provisional": due.provisional,
        }
        for one, due in zip(agencies, dues, strict=True)
    ]


def counted(asked: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what an application keeps of the opinions that are asked for."""
    due_at = min((one["due_at"] for one in asked), default=None)
    return {"opinions_asked": len(asked), "opinions_open": len(asked), "opinion_due_at": due_at}


async def worklist(work: UnitOfWork, scope: Scope, wanted: repository.Wanted, now: datetime) -> list[Lit]:
    """Return what agencies are asked, with its light, what is due first first."""
    rows = await repository.list_opinions(work.connection, scope, wanted, now, town_day(now))
    return await _lit(work, rows, now)


async def mine(work: UnitOfWork, scope: Scope, given: bool | None, limit: int, now: datetime) -> list[Lit]:
    """Return what the unit of somebody is asked; nothing where the register knows none that is."""
    of = await repository.asked_of(work.connection, scope.person_id, town_day(now))
    return await worklist(work, scope, repository.Wanted(of, given, None, limit), now) if of else []


async def of_application(work: UnitOfWork, application_id: UUID, now: datetime) -> list[Lit]:
    """Return the opinions that are asked for of an application."""
    return await _lit(work, await repository.opinions_of(work.connection, application_id, town_day(now)), now)


async def _lit(work: UnitOfWork, rows: Sequence[Row[Any]], now: datetime) -> list[Lit]:
    if not rows:
        return []
    calendar = await load_calendar_copy(work.connection)
    waits = {row.id: None if row.opinion else row.due_at for row in rows}
    return [Lit(row, light_of(waits[row.id], None, now, calendar), (row.given_at or now) > row.due_at) for row in rows]


async def get_mine(work: UnitOfWork, scope: Scope, opinion_id: UUID, now: datetime) -> Lit:
    """Return what the unit of somebody is asked. Raises OpinionNotFound, NotAskedOfYou."""
    return (await _lit(work, [await _asked_of_me(work, scope, opinion_id, now)], now))[0]


async def read_applicant_for(work: UnitOfWork, scope: Scope, opinion_id: UUID, look: Look) -> dict[str, Any]:
    """Return who applied, for the agency that is asked; the look is logged. Raises OpinionNotFound, NotAskedOfYou."""
    row = await _asked_of_me(work, scope, opinion_id, look.at)
    return await read_applicant(work, scope, application_id=row.application_id, look=look)


async def answer(work: UnitOfWork, scope: Scope, opinion_id: UUID, given: Given, now: datetime) -> Lit:
    """Give the opinion of an agency, once, as one of its people; late is taken and told.

    Raises OpinionNotFound, NotAskedOfYou, ReceivedByYourself, HandedOver, IllegalAction, OpinionGivenAlready,
    AgreedBySilence.
    """
    asked = await _asked_of_me(work, scope, opinion_id, now)
    taken = await take_as_it_is(work, scope, asked.application_id, ApplicationAction.OPINE, now)
    require_not_of_window(scope.person_id, (asked.clerk_id, asked.holder_id))
    # Read again: only now nobody else can answer it.
    row = await _asked_of_me(work, scope, opinion_id, now)
    require_unanswered(_asked(row), now)
    kept = {"opinion": given.opinion, "unit_id": row.unit_asked, "by": scope.person_id, "given_at": now}
    await repository.save_opinion(work.connection, row.id, kept)
    changes = await _answered(work, taken, in_time=now <= row.due_at)
    facts = {"agency": row.agency, "unit": row.unit_asked, "opinion": given.opinion, "in_time": now <= row.due_at}
    await put_down(work, taken, changes, words=given.words, facts=facts)
    return await get_mine(work, scope, opinion_id, now)


async def _answered(work: UnitOfWork, taken: Taken, *, in_time: bool) -> dict[str, Any]:
    """Return what an application keeps when one more agency has answered."""
    rows = await repository.opinions_of(work.connection, taken.row.id, town_day(taken.now))
    waits = [row.due_at for row in rows if row.opinion is None]
    in_time_now = taken.row.opinions_in_time + in_time
    return {
        "opinions_open": len(waits),
        "opinions_in_time": in_time_now,
        "opinion_due_at": min(waits, default=None),
    }


async def require_all_given(work: UnitOfWork, taken: Taken) -> dict[str, object]:
    """Return what a decision says of opinions. Raises OpinionsOpen, OpinedYourself."""
    all_asked = await _all_asked(work, taken)
    require_opinions(all_asked, taken.by, taken.now)
    silent = silent_of(all_asked, taken.now)
    return {"agreed_by_silence": silent} if silent else {}


async def require_all_agreed(work: UnitOfWork, taken: Taken) -> None:
    """Raise AgencyDisagrees."""
    require_agreed(await _all_asked(work, taken))


async def _all_asked(work: UnitOfWork, taken: Taken) -> list[Asked]:
    if not taken.row.opinions_asked:
        return []
    return [_asked(row) for row in await repository.opinions_of(work.connection, taken.row.id, town_day(taken.now))]


async def recompute_opinions(work: UnitOfWork) -> int:
    """Compute the provisional days of agencies again, when the calendar has grown; return how many."""
    rows = await repository.lock_provisional(work.connection)
    if rows:
        calendar = await load_calendar_copy(work.connection)
        dues = [deadline_for_opinion(row.asked_at, row.days, calendar) for row in rows]
        changes = [
            {"id": row.id, "application_id": row.application_id, "due_at": due.due_at, "provisional": due.provisional}
            for row, due in zip(rows, dues, strict=True)
        ]
        await repository.save_terms(work.connection, changes)
    return len(rows)


async def _asked_of_me(work: UnitOfWork, scope: Scope, opinion_id: UUID, now: datetime) -> Row[Any]:
    on = town_day(now)
    row = await repository.find_opinion(work.connection, scope, opinion_id, on)
    if row is None:
        raise OpinionNotFound("no such opinion", opinion=str(opinion_id))
    require_asked(await repository.unit_of(work.connection, scope.person_id, on), row.unit_asked)
    return row


def _asked(row: Row[Any]) -> Asked:
    opinion = AgencyOpinion(row.opinion) if row.opinion else None
    return Asked(row.agency, row.due_at, row.silence_agrees, opinion, row.by)
