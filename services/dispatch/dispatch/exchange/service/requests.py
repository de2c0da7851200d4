"""How does a department come to a grant, and how is a grant suspended, revoked and ended?"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.exchange.domain.catalogue import Sharing
from dispatch.exchange.domain.refusals import NotADepartment, RegionUnknown, RequestNotFound, SetUnknown
from dispatch.exchange.domain.requests import (
    DECIDES,
    NEXT,
    OVER,
    Act,
    Asked,
    Department,
    Mode,
    Request,
    State,
    Taken,
    Verdict,
    check_asked,
    next_state,
)
from dispatch.exchange.repository import catalogue, pushes
from dispatch.exchange.repository import requests as repository
from dispatch.organisation.repository import lock_region
from shared.calendar import WorkCalendar
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.permissions import Permission
from shared.runtime.scope import Scope, platform_scope
from shared.terms import TermUnit

COUNTY_DIGITS = RegionLevel.COUNTY.digits
BATCH = 50
PLATFORM = "exchange"


def own_unit(scope: Scope, held: Collection[Permission]) -> str | None:
    """Return the unit to which a caller is held: a department sees its own, an office and a leader the region's."""
    return (scope.unit or "") if Permission.ASK_EXCHANGE in held else None


async def ask(
    work: UnitOfWork, scope: Scope, asked: Asked, calendar: WorkCalendar, *, now: datetime
) -> tuple[UUID, State]:
    """Take a request of the caller's department; return its id and where it stands.

    A set that is shared without condition is granted at once, by that rule.
    Raises NotADepartment, SetUnknown, RegionUnknown, and what `check_asked` raises.
    """
    connection, today = work.connection, town_day(now)
    department = await _department(work, scope, now)
    found = await catalogue.set_on(connection, department.county, asked.set_code, today)
    if found is None:
        raise SetUnknown("no such set in the catalogue", set=asked.set_code, county=department.county)
    check_asked(asked, found, department, today)
    if await lock_region(connection, scope, asked.place) is None:
        raise RegionUnknown("no such region", region=asked.place)
    request_id, due_at = new_id(), await _due(work, State.ASKED, calendar, now)
    row = {
        "id": request_id,
        "region": department.county,
        "unit": department.unit,
        "owner": found.owner,
        "set_code": asked.set_code,
        "purpose": asked.purpose,
        "legal_basis": asked.legal_basis,
        "columns": sorted(set(asked.columns)),
        "place": asked.place,
        "fields": sorted(set(asked.fields)),
        "since": asked.since,
        "until": asked.until,
        "mode": str(asked.mode),
        "last_day": asked.last_day,
        "state": str(State.ASKED),
        "version": 1,
        "due_at": due_at,
        "asked_by": scope.person_id,
        "asked_at": now,
        "decided_at": None,
        "compare_at": None,
    }
    await repository.add_request(connection, row)
    first = Taken(Act.ASK, scope.person_id, scope.unit, 0)
    await _note(work, request_id, 1, first, State.ASKED, due_at=due_at, now=now)
    if found.sharing is not Sharing.UNCONDITIONAL:
        return request_id, State.ASKED
    return request_id, await _platform_takes(work, request_id, Act.GRANT_BY_RULE, calendar, now=now)


async def take_act(
    work: UnitOfWork,
    scope: Scope,
    request_id: UUID,
    taken: Taken,
    calendar: WorkCalendar,
    *,
    unit: str | None,
    now: datetime,
) -> State:
    """Take one act of a request, or of the grant that it became.

    Raises RequestNotFound and what `next_state` raises.
    """
    row = await repository.lock_request(work.connection, scope, request_id, unit)
    if row is None:
        raise RequestNotFound("no such request", request=str(request_id))
    request = await standing(work, row)
    state = next_state(request, taken, now)
    version, changed = request.version + 1, {"state": str(state), "version": request.version + 1}
    if state in NEXT:
        changed["due_at"] = await _due(work, state, calendar, now)
    if taken.act in DECIDES or taken.act is Act.GRANT_BY_RULE:
        changed["decided_at"] = now
    if state is State.GRANTED and row.mode == Mode.SUBSCRIPTION:
        changed["compare_at"] = now
    if state is not State.GRANTED:
        # What is not compared is not waited for.
        changed |= {"unread_since": None, "unread_because": None}
    await repository.save_request(work.connection, request_id, **changed)
    await _note(work, request_id, version, taken, state, due_at=row.due_at, now=now)
    if state in OVER:
        await pushes.drop_all(work.connection, request_id)
    return state


async def read(work: UnitOfWork, scope: Scope, request_id: UUID, *, unit: str | None) -> Row[Any]:
    """Return a request. Raises RequestNotFound, also where another department asked."""
    row = await repository.find_request(work.connection, scope, request_id, unit)
    if row is None:
        raise RequestNotFound("no such request", request=str(request_id))
    return row


async def end_past(work: UnitOfWork, calendar: WorkCalendar, *, now: datetime) -> int:
    """End the grants whose last day went by; return how many. They give nothing since that midnight in any case."""
    past = await repository.lock_past(work.connection, town_day(now), BATCH)
    for row in past:
        await _platform_takes(work, row.id, Act.END, calendar, now=now)
    return len(past)


async def standing(work: UnitOfWork, row: Row[Any]) -> Request:
    """Return a request as its steps have left it."""
    steps = await repository.steps_of(work.connection, row.id)
    opinion = next((step for step in steps if step.act == Act.OPINE), None)
    return Request(
        state=State(row.state),
        version=row.version,
        unit=row.unit,
        owner=row.owner,
        asked_by=row.asked_by,
        due_at=row.due_at,
        opined_by=opinion.by if opinion else None,
        verdict=Verdict(opinion.verdict) if opinion else None,
    )


async def _department(work: UnitOfWork, scope: Scope, now: datetime) -> Department:
    connection, today = work.connection, town_day(now)
    found = await catalogue.unit_on(connection, scope.unit, today) if scope.unit else None
    if found is None or scope.unit is None or len(found.region) != COUNTY_DIGITS or not scope.covers(found.region):
        raise NotADepartment("a department of the county asks", unit=scope.unit)
    fields = await catalogue.fields_of_duty(connection, found.region, found.kind, today)
    receiver = await catalogue.receiver_of(connection, scope.unit)
    return Department(scope.unit, found.region, fields, has_receiver=receiver is not None)


async def _platform_takes(
    work: UnitOfWork, request_id: UUID, act: Act, calendar: WorkCalendar, *, now: datetime
) -> State:
    scope = platform_scope(PLATFORM)
    row = await repository.find_request(work.connection, scope, request_id, None)
    if row is None:
        raise RequestNotFound("no such request", request=str(request_id))
    taken = Taken(act, scope.person_id, None, row.version)
    return await take_act(work, scope, request_id, taken, calendar, unit=None, now=now)


async def _due(work: UnitOfWork, state: State, calendar: WorkCalendar, now: datetime) -> datetime:
    """Return by when the act is due that follows on a state."""
    amount, unit = (await catalogue.terms_of_acts(work.connection))[NEXT[state]]
    return calendar.deadline_after(now, amount, TermUnit(unit)).due_at


async def _note(
    work: UnitOfWork, request_id: UUID, seq: int, taken: Taken, to: State, *, due_at: datetime, now: datetime
) -> None:
    row = {
        "request_id": request_id,
        "seq": seq,
        "act": str(taken.act),
        "to_state": str(to),
        "verdict": str(taken.verdict) if taken.verdict else None,
        "reason": taken.reason,
        "by": taken.by,
        "unit": taken.unit,
        "at": now,
        "due_at": due_at,
    }
    await repository.add_step(work.connection, row)
