"""How are shifts planned and taken back, which hours are left open, and who is on duty?"""

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from dispatch.notices.service.contacts import masked_numbers, open_number
from dispatch.roster.domain import Post, ShiftState
from dispatch.roster.domain.plan import Days, Gap, Need, Planned, Rules, decide_plan, gaps_in
from dispatch.roster.domain.refusals import (
    AlreadyHandedOver,
    BadPeriod,
    NotOnDuty,
    OutsideRegion,
    ShiftBegun,
    ShiftNotFound,
    StaleRules,
    StaleShift,
)
from dispatch.roster.repository import sheets
from dispatch.roster.repository import shifts as repository
from dispatch.workdays.repository import load_calendar
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

LONGEST_PERIOD = timedelta(days=400)


async def plan_shifts(
    work: UnitOfWork, scope: Scope, region: str, rows: Sequence[Planned], *, now: datetime
) -> tuple[list[UUID], list[Gap]]:
    """Plan shifts, all or none; return their ids and the gaps that are left in the time that they fill.

    Raises OutsideRegion, PlanRefused.
    """
    await require_region(work, scope, region)
    people = {row.person_id for row in rows}
    await repository.lock_persons(work.connection, people)
    known = [
        repository.planned(row) for row in await repository.shifts_of(work.connection, people, now - LONGEST_PERIOD)
    ]
    held = await repository.held_by(work.connection, people)
    decide_plan(region, rows, held=held, known=map(repository.planned, known), now=now)
    ids = [new_id() for _ in rows]
    await repository.add_shifts(
        work.connection, [_row(shift_id, region, row) for shift_id, row in zip(ids, rows, strict=True)]
    )
    await repository.note_planned(work.connection, region, ids, scope.person_id, now)
    since, until = min(row.starts_at for row in rows), max(row.ends_at for row in rows)
    return ids, await list_gaps(work, scope, region, max(since, now), until)


def _row(shift_id: UUID, region: str, row: Planned) -> dict[str, Any]:
    return {
        "id": shift_id,
        "region": region,
        "post": str(row.post),
        "person_id": row.person_id,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "version": 1,
        "state": str(ShiftState.PLANNED),
    }


async def require_region(work: UnitOfWork, scope: Scope, region: str) -> None:
    """Raise OutsideRegion for a region that is not the caller's, or none at all."""
    if not scope.covers(region) or not await repository.is_region(work.connection, region):
        raise OutsideRegion("no such region in your scope", region=region)


async def cancel_shift(work: UnitOfWork, scope: Scope, shift_id: UUID, *, version: int, now: datetime) -> None:
    """Take back a shift that has not begun. Raises ShiftNotFound, StaleShift, ShiftBegun."""
    shift = (await repository.lock_shifts(work.connection, scope, [shift_id])).get(shift_id)
    if shift is None or shift.state != ShiftState.PLANNED:
        raise ShiftNotFound("no such shift", shift=str(shift_id))
    if shift.version != version:
        raise StaleShift("somebody else has changed the shift", version=shift.version)
    if shift.starts_at <= now:
        raise ShiftBegun("what has begun stays as it was", starts_at=shift.starts_at)
    if await sheets.names_any(work.connection, [shift_id]):
        raise AlreadyHandedOver("this shift is named on a hand-over sheet", shift=str(shift_id))
    await repository.change_shift(work.connection, shift_id, state=str(ShiftState.CANCELLED))
    await repository.note(work.connection, shift.region, shift_id, "cancelled", scope.person_id, now)


async def history_of(work: UnitOfWork, scope: Scope, shift_id: UUID) -> Sequence[Any]:
    """Return what was done about a shift, the oldest first. Raises ShiftNotFound."""
    found = await repository.history_of(work.connection, scope, str(shift_id))
    if not found:
        raise ShiftNotFound("no such shift", shift=str(shift_id))
    return found


async def list_shifts(work: UnitOfWork, scope: Scope, region: str, since: datetime, until: datetime) -> Sequence[Any]:
    """Return the shifts that touch a time. Raises OutsideRegion, BadPeriod."""
    await require_region(work, scope, region)
    _require_period(since, until)
    return await repository.list_shifts(work.connection, scope, region, since, until)


async def list_gaps(work: UnitOfWork, scope: Scope, region: str, since: datetime, until: datetime) -> list[Gap]:
    """Return the hours in which a post is needed and nobody holds it. Raises OutsideRegion, BadPeriod."""
    await require_region(work, scope, region)
    _require_period(since, until)
    rules = await read_rules(work, region)
    if not rules.needs:
        return []
    # The hours that touch the time are looked at whole: a night that began before it counts from its beginning.
    wide = timedelta(days=2)
    rows = await repository.list_shifts(work.connection, scope, region, since - wide, until + wide)
    calendar = await load_calendar(work.connection)
    shifts = [repository.planned(row) for row in rows]
    return gaps_in(rules.needs, shifts, since=since, until=until, is_workday=calendar.is_workday)


def _require_period(since: datetime, until: datetime) -> None:
    if not since < until <= since + LONGEST_PERIOD:
        raise BadPeriod("the time ends after it begins, and is not too long", since=since, until=until)


async def on_duty(work: UnitOfWork, scope: Scope, region: str, at: datetime) -> list[tuple[Any, str | None]]:
    """Return who is on duty at a moment, each with as much of his number as may be shown. Raises OutsideRegion."""
    await require_region(work, scope, region)
    rows = await repository.on_duty_in(work.connection, scope, region, at)
    numbers = await masked_numbers(work, {row.person_id for row in rows})
    return [(row, numbers.get(row.person_id)) for row in rows]


async def look_at_number(work: UnitOfWork, scope: Scope, shift_id: UUID, *, purpose: str, now: datetime) -> str:
    """Return the number of who is on duty, and note the look. Raises NotOnDuty, NoNumber."""
    shift = await repository.find_on_duty(work.connection, scope, shift_id, now)
    if shift is None:
        raise NotOnDuty("nobody is on duty by this shift now", shift=str(shift_id))
    return await open_number(work, scope, person_id=shift.person_id, purpose=purpose, now=now)


# ---------------------------------------------------------------------------------------------------------------- rules
async def read_rules(work: UnitOfWork, region: str) -> Rules:
    """Return the rules of the nearest region that has some."""
    row = await repository.rules_for(work.connection, region)
    return Rules((), 0, 0) if row is None else as_rules(row)


async def shown_rules(work: UnitOfWork, scope: Scope, region: str) -> dict[str, Any]:
    """Return the rules that hold for a region, with the region whose they are. Raises OutsideRegion."""
    await require_region(work, scope, region)
    row = await repository.rules_for(work.connection, region)
    if row is None:
        return {"region": region, "version": 0, "needs": [], "missed_after_minutes": 0, "held_hours": 0}
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping


def as_rules(row: Any) -> Rules:
    return Rules(needs_of(row.needs), row.missed_after_minutes, row.held_hours)


def needs_of(rows: Collection[dict[str, str]]) -> tuple[Need, ...]:
    return tuple(
        Need(Post(row["post"]), Days(row["days"]), time.fromisoformat(row["starts"]), time.fromisoformat(row["ends"]))
        for row in rows
    )


async def put_rules(work: UnitOfWork, scope: Scope, region: str, rules: Rules, *, version: int, now: datetime) -> int:
    """Let rules hold for a region in place of those of `version` (0: none yet). Raises OutsideRegion, StaleRules."""
    await require_region(work, scope, region)
    row = await repository.lock_rules(work.connection, region)
    if version != (row.version if row else 0):
        raise StaleRules("somebody else has changed the rules", version=row.version if row else 0)
    needs = [
        {"post": str(n.post), "days": str(n.days), "starts": n.starts.isoformat(), "ends": n.ends.isoformat()}
        for n in rules.needs
    ]
    facts = {"needs": needs, "missed_after_minutes": rules.missed_after_minutes, "held_hours": rules.held_hours}
    await repository.save_rules(work.connection, {"region": region, "version": version + 1, **facts})
    about = f"rules:{region}"
    await repository.note(
        work.connection, region, about, "rules-put", scope.person_id, now, version=version + 1, **facts
    )
    return version + 1
