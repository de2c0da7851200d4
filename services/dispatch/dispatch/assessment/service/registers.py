"""How does a register of items come to hold, and what becomes of what somebody demands beside it?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row

from dispatch.assessment.domain.duties import is_passed_down, passed_down, townships_with_lists
from dispatch.assessment.domain.refusals import (
    DraftIsDecided,
    DraftNotFound,
    PlaceUnknown,
    RewardsExist,
    SecondPersonNeeded,
)
from dispatch.assessment.domain.registers import (
    DemandKind,
    Draft,
    Register,
    Step,
    VoidReason,
    check_register,
    check_rewards,
    require_county,
    require_place,
    void_reason,
)
from dispatch.assessment.domain.terms import ONE_DAY, Term, day_of, decide_ended, first_day, last_day, require_in_year
from dispatch.assessment.repository import record, scores
from dispatch.assessment.repository import registers as repository
from dispatch.assessment.service.fixed import require_none_fixed
from dispatch.duties.service.authority import registers_now
from dispatch.memory import Memory
from dispatch.organisation.repository import lock_region
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

DRAFT: TypeAdapter[Draft] = TypeAdapter(Draft)
# What is kept of a register beside its days.
HEAD = {"region", "year", "valid_from", "adopted_by", "ranking", "minimum_cases", "objection_days"}


async def draw_up(work: UnitOfWork, scope: Scope, memory: Memory, given: Draft, *, now: datetime) -> UUID:
    """Keep a draft until another person approves it; return its id. What could not be approved is refused now.

    Raises NotAnAssessedPlace, PlaceUnknown, LinesRefused, WeightsNotWhole, RewardsExist, DayOutsideYear,
    LaterRegisterExists, ChangesThePast, YearFixed.
    """
    await _check(work, scope, memory, given, now)
    draft_id = new_id()
    row = {
        "id": draft_id,
        "region": given.region,
        "year": given.year,
        "what": given.what,
        "state": "open",
        "body": given.model_dump(mode="json"),
        "drawn_up_by": scope.person_id,
        "drawn_up_at": now,
    }
    await repository.add_draft(work.connection, row)
    await _note(work, scope, row, Step.DRAWN_UP, now)
    return draft_id


async def approve(work: UnitOfWork, scope: Scope, memory: Memory, draft_id: UUID, *, now: datetime) -> Row[Any]:
    """Let a draft hold: a register from its day on, when the one before ends; rewards for their year.

    Raises DraftNotFound, DraftIsDecided, SecondPersonNeeded, NotTheCounty, and whatever drawing it up may raise.
    """
    row = await _open(work, scope, draft_id)
    SecondPersonNeeded.unless_two(row.drawn_up_by, scope.person_id)
    given = DRAFT.validate_python(row.body)
    if isinstance(given, Register):
        require_county(scope.region)
    ended = await _check(work, scope, memory, given, now)
    await repository.decide_draft(work.connection, draft_id, "approved", by=scope.person_id, at=now)
    facts: dict[str, object] = {}
    if isinstance(given, Register):
        await _put_register(work, given, draft_id, ended)
        facts = {"valid_from": given.valid_from.isoformat(), "ended": ended and str(ended.register_id)}
    else:
        rows = [line.model_dump() | {"list_id": draft_id} for line in given.lines]
        await repository.add_rewards(work.connection, rows)
    await _note(work, scope, row._asdict(), Step.APPROVED, now, facts)
    return row


async def withdraw(work: UnitOfWork, scope: Scope, draft_id: UUID, *, now: datetime) -> None:
    """Take an open draft away. Raises DraftNotFound, DraftIsDecided."""
    row = await _open(work, scope, draft_id)
    await repository.decide_draft(work.connection, draft_id, "withdrawn", by=scope.person_id, at=now)
    await _note(work, scope, row._asdict(), Step.WITHDRAWN, now)


async def _put_register(work: UnitOfWork, given: Register, register_id: UUID, ended: Term | None) -> None:
    """Write a register with its days; the one that it follows ends on the day before."""
    if ended is not None:
        await repository.end_register(work.connection, ended.register_id, given.valid_from - ONE_DAY)
    head = given.model_dump(include=HEAD)
    await repository.add_register(work.connection, head | {"id": register_id, "valid_to": last_day(given.year)})
    about = {"register_id": register_id, "region": given.region, "year": given.year}
    items = [item.model_dump() | about | {"figure": item.figure and str(item.figure)} for item in given.items]
    await repository.add_items(work.connection, items)
    shares = [share.model_dump() | {"register_id": register_id} for share in given.shares]
    await repository.add_shares(work.connection, shares)


async def _check(work: UnitOfWork, scope: Scope, memory: Memory, given: Draft, now: datetime) -> Term | None:
    """Return the register that a new one ends, if there is one."""
    is_register = isinstance(given, Register)
    require_place(given.region, RegionLevel.TOWNSHIP, *([RegionLevel.COUNTY] if is_register else []))
    await hold(work, scope, given.region)
    today = town_day(now)
    if isinstance(given, Register):
        await require_none_fixed(work, given.region, given.year)
        ended = await _ended_by(work, given, today)
        on = min(max(given.valid_from, today), last_day(given.year))
        kinds = await repository.unit_kinds(work.connection, given.region, on)
        check_register(given, foreign=await _foreign(work, memory, given), kinds=kinds)
        return ended
    if await repository.has_rewards(work.connection, given.region, given.year):
        raise RewardsExist("a list is approved for this year", region=given.region, year=given.year)
    days = first_day(given.year), min(today, last_day(given.year))
    check_rewards(given, await repository.posts_in(work.connection, given.region, *days))
    return None


async def _ended_by(work: UnitOfWork, given: Register, today: date) -> Term | None:
    require_in_year(given.year, given.valid_from)
    known = await repository.terms_of(work.connection, [given.region], given.year)
    scored = await scores.is_scored_after(work.connection, given.region, given.year, given.valid_from)
    return decide_ended(known[given.region], given.valid_from, today, scored_after=scored)


async def _foreign(work: UnitOfWork, memory: Memory, given: Register) -> dict[str, list[str]]:
    """Return the matters of the items that the duty lists do not give to some places on a day of the register."""
    matters = {item.matter for item in given.items if item.matter is not None}
    if not matters:
        return {}
    duties = await registers_now(work.connection, memory)
    own = await repository.terms_of(work.connection, townships_with_lists(duties, given.region), given.year)
    return passed_down(duties, given.region, matters, (given.valid_from, last_day(given.year)), own)


async def hold(work: UnitOfWork, scope: Scope, region: str) -> None:
    """Hold a region until the transaction ends. Raises PlaceUnknown."""
    if await lock_region(work.connection, scope, region) is None:
        raise PlaceUnknown("no such region", region=region)


async def _open(work: UnitOfWork, scope: Scope, draft_id: UUID) -> Row[Any]:
    row = await repository.lock_draft(work.connection, scope, draft_id)
    if row is None:
        raise DraftNotFound("no such draft", draft=str(draft_id))
    if row.state != "open":
        raise DraftIsDecided("this draft is decided", draft=str(draft_id), state=row.state)
    return row


async def _note(
    work: UnitOfWork,
    scope: Scope,
    row: dict[str, Any],
    step: Step,
    now: datetime,
    more: dict[str, object] | None = None,
) -> None:
    facts = {"draft": str(row["id"]), "what": row["what"], "year": row["year"], **(more or {})}
    await record.add_history(work.connection, row["region"], step, facts, by=scope.person_id, at=now)


async def demand(
    work: UnitOfWork,
    scope: Scope,
    *,
    region: str,
    year: int,
    kind: DemandKind,
    department: str,
    title: str,
    item: str | None,
    now: datetime,
) -> tuple[UUID, VoidReason | None]:
    """Record what somebody wants a township to be assessed by; return its id, and why it is void.

    It is judged by the registers of its day. A void demand is answered, not refused: the attempt is to be on record.

    Raises NotAnAssessedPlace, PlaceUnknown.
    """
    require_place(region, RegionLevel.COUNTY, RegionLevel.TOWNSHIP)
    await hold(work, scope, region)
    on = day_of(year, None, town_day(now))
    found = await registered_on(work, region, on)
    reason = void_reason(kind, item, {row.code for row in found.items})
    row = {
        "id": new_id(),
        "region": region,
        "year": year,
        "kind": str(kind),
        "department": department,
        "title": title,
        "item": item,
        "void": reason is not None,
        "reason": reason and str(reason),
        "by": scope.person_id,
        "at": now,
    }
    await record.add_demand(work.connection, row)
    facts = {"demand": str(row["id"]), "kind": str(kind), "void": reason is not None, "day": on.isoformat()}
    await record.add_history(work.connection, region, Step.DEMANDED, facts, by=scope.person_id, at=now)
    return UUID(str(row["id"])), reason


@dataclass(frozen=True, slots=True)
class Registered:
    """By what a region may be assessed on a day: the items and shares of the nearest register, its own or its county's.

    `registers`: both, for the county's says whether townships are ranked; the nearest is the last.
    """

    on: date
    registers: Sequence[Row[Any]]
    items: Sequence[Row[Any]]
    shares: Sequence[Row[Any]]
    passed_down: Collection[str] = ()


async def registered_on(work: UnitOfWork, region: str, on: date) -> Registered:
    heads = await repository.registers_on(work.connection, region, on)
    nearest = [head.id for head in heads[-1:]]
    items = await repository.items_of(work.connection, nearest)
    return Registered(on, heads, items, await repository.shares_of(work.connection, nearest, region))


async def read_register(
    work: UnitOfWork, scope: Scope, memory: Memory, region: str, year: int | None, as_of: date | None, *, now: datetime
) -> Registered:
    """Return by what a region may be assessed on a day: as asked, else today or the year's nearest day.

    `passed_down`: the items whose matter the duty lists gave when they were registered, and on this day do not.

    Raises PlaceUnknown, DayOutsideYear.
    """
    if not scope.covers(region):
        raise PlaceUnknown("no such region", region=region)
    today = town_day(now)
    found = await registered_on(work, region, day_of(year or (as_of or today).year, as_of, today))
    duties = await registers_now(work.connection, memory)
    gone = [row.code for row in found.items if is_passed_down(duties, row.matter, region, found.on)]
    return replace(found, passed_down=gone)
