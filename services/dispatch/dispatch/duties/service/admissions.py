"""How is an application for a further matter taken, led through its levels, and brought onto the lists?"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.duties.domain.admissions import (
    Act,
    Admission,
    AdmissionNotFound,
    AlreadyTheTownships,
    Application,
    Body,
    NotYourLevel,
    State,
    Taken,
    Verdict,
    after_act,
    next_act,
    next_state,
    require_own_county,
)
from dispatch.duties.domain.authority import COUNTY_DIGITS, Registers, duty_from, line_of
from dispatch.duties.domain.lists import NewList, check_lines
from dispatch.duties.domain.refusals import ListRegionUnknown, ResolutionNeeded
from dispatch.duties.repository import admissions as repository
from dispatch.duties.repository import lists as list_rows
from dispatch.duties.service.authority import registers_now
from dispatch.duties.service.lists import write_list
from dispatch.memory import Group, Memory
from dispatch.organisation.repository import lock_region
from dispatch.party.domain.resolutions import Decision, Subject, SubjectKind
from dispatch.party.service.resolutions import use
from dispatch.workdays.repository import load_calendar
from shared.calendar import WorkCalendar
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.terms import TermUnit

# Where the committee's resolution is drawn up.
RESOLUTION_FORM = "/party/resolutions"


@dataclass(frozen=True, slots=True)
class Known:
    """What an application is judged by: whose matters are today, and the calendar of its terms."""

    registers: Registers
    calendar: WorkCalendar


async def known_now(work: UnitOfWork, memory: Memory) -> Known:
    """Return what applications are judged by, read again only where it has changed."""
    registers = await registers_now(work.connection, memory)
    (calendar,) = await memory.get(work.connection, (Group.CALENDAR, None, load_calendar))
    return Known(registers, calendar)


async def apply(work: UnitOfWork, scope: Scope, given: Application, known: Known, *, now: datetime) -> UUID:
    """Take an application of the caller's department; return its id.

    Raises NotYourLevel, OutsideTheCounty, ListRegionUnknown, LinesRefused, AlreadyTheTownships.
    """
    connection, today = work.connection, town_day(now)
    county = await repository.unit_region(connection, scope.unit, today) if scope.unit else None
    if county is None or len(county) != COUNTY_DIGITS or not scope.covers(county):
        raise NotYourLevel("a department of the county applies", unit=scope.unit)
    townships = sorted(set(given.townships))
    require_own_county(county, townships)
    for region in townships:
        if await lock_region(connection, scope, region) is None:
            raise ListRegionUnknown("no such region", region=region)
    check_lines([given.duty], await list_rows.known_matters(connection, [given.duty.matter]))
    theirs = [t for t in townships if known.registers.who_may(given.duty.matter, t, today).is_the_townships]
    if theirs:
        raise AlreadyTheTownships("by their lists this is these townships' already", townships=theirs)
    admission_id, due_at = new_id(), await _due(work, Act.OPINE, known.calendar, now)
    row = {
        "id": admission_id,
        "region": county,
        "townships": townships,
        "unit": scope.unit,
        "matter": given.duty.matter,
        "line": line_of(given.duty),
        "why": given.why,
        "persons": given.persons,
        "money_fen": given.money_fen,
        "training": given.training,
        "wanted_from": given.wanted_from,
        "state": str(State.APPLIED),
        "version": 1,
        "due_at": due_at,
        "applied_by": scope.person_id,
        "applied_at": now,
    }
    await repository.add_admission(connection, row)
    first = Taken(Act.APPLY, county, scope.person_id, 0)
    await _note(work, admission_id, 1, first, due_at=due_at, now=now)
    return admission_id


async def take_act(
    work: UnitOfWork, scope: Scope, admission_id: UUID, taken: Taken, known: Known, *, now: datetime
) -> State:
    """Take one act of an application; with the last one the matter comes onto the townships' lists.

    Raises AdmissionNotFound, ResolutionNeeded, and what `next_state` and the use of a resolution raise.
    """
    row = await repository.lock_admission(work.connection, scope, admission_id)
    if row is None:
        raise AdmissionNotFound("no such application", admission=str(admission_id))
    before = await standing(work, row)
    state = next_state(before, taken, now)
    if taken.body is Body.COMMITTEE:
        taken = await _rest_on_resolution(work, scope, row, taken, now=now)
    after = after_act(before, taken, state)
    await _note(work, row.id, after.version, taken, due_at=before.due_at, now=now)
    due_at, act = before.due_at, next_act(after)
    if act is not None and act is not next_act(before):
        due_at = await _due(work, act, known.calendar, now)
    await repository.save_admission(work.connection, row.id, state=str(state), version=after.version, due_at=due_at)
    if state is State.APPROVED:
        await _admit(work, row, taken, now=now)
    return state


async def _rest_on_resolution(work: UnitOfWork, scope: Scope, row: Row[Any], taken: Taken, *, now: datetime) -> Taken:
    """Return the committee's act with the number of the signed resolution that it rests on, which is used by that."""
    if taken.resolution is None:
        raise ResolutionNeeded(
            "the county's committee decides by a signed resolution", admission=str(row.id), form=RESOLUTION_FORM
        )
    decision = Decision.APPROVE if taken.verdict is Verdict.AGREED else Decision.REFUSE
    subject = Subject(SubjectKind.ADMISSION, row.id, row.region)
    found = await use(work, scope, taken.resolution, subject, decision, now=now)
    return replace(taken, document=found.number)


async def _admit(work: UnitOfWork, row: Row[Any], taken: Taken, *, now: datetime) -> None:
    """Give each township a new list: its own lines, and the matter that was approved."""
    duty = duty_from(row.line)
    for region in row.townships:
        await list_rows.hold_region(work.connection, region)
        before = await list_rows.lists_of(work.connection, region)
        after_the_newest = [one.valid_from + timedelta(days=1) for one in before]
        begins = max([row.wanted_from, town_day(now), *after_the_newest])
        lines = {line.matter: line for line in await list_rows.duties_on(work.connection, region, begins)}
        new = NewList(new_id(), region, begins, f"准入 {row.matter}", taken.document or "", row.applied_by)
        await write_list(work, new, list((lines | {duty.matter: duty}).values()), by=taken.by, now=now)


async def standing(work: UnitOfWork, row: Row[Any]) -> Admission:
    """Return an application as its steps have left it."""
    steps = await repository.steps_of(work.connection, row.id)
    return Admission(
        county=row.region,
        townships=tuple(row.townships),
        unit=row.unit,
        state=State(row.state),
        version=row.version,
        due_at=row.due_at,
        opinions={step.region: Verdict(step.verdict) for step in steps if step.act == Act.OPINE},
        resolved={Body(step.body): step.by for step in steps if step.act == Act.RESOLVE},
    )


async def _due(work: UnitOfWork, act: Act, calendar: WorkCalendar, now: datetime) -> datetime:
    """Return by when an act is due that somebody may take from now on."""
    amount, unit = (await repository.terms_of_acts(work.connection))[act]
    return calendar.deadline_after(now, amount, TermUnit(unit)).due_at


async def _note(
    work: UnitOfWork, admission_id: UUID, seq: int, taken: Taken, *, due_at: datetime, now: datetime
) -> None:
    row = {
        "admission_id": admission_id,
        "seq": seq,
        "act": str(taken.act),
        "region": taken.region,
        "body": str(taken.body) if taken.body else None,
        "verdict": str(taken.verdict),
        "reason": taken.reason,
        "document": taken.document,
        "by": taken.by,
        "at": now,
        "due_at": due_at,
    }
    await repository.add_step(work.connection, row)
