"""How does a register of items come to hold, and what becomes of what somebody demands beside it?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row

from dispatch.assessment import repository
from dispatch.assessment.domain.refusals import (
    DraftIsDecided,
    DraftNotFound,
    PlaceUnknown,
    RegisterExists,
)
from dispatch.assessment.domain.registers import (
    DemandKind,
    Draft,
    Register,
    Rewards,
    Step,
    VoidReason,
    check_register,
    check_rewards,
    require_place,
    require_second_person,
    void_reason,
)
from dispatch.duties.domain.authority import Standing
from dispatch.duties.service.authority import registers_now
from dispatch.memory import Memory
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

DRAFT: TypeAdapter[Draft] = TypeAdapter(Draft)
# What the duty lists may say of a matter that a township must not be assessed by.
FOREIGN = frozenset({Standing.SUPPORTING, Standing.TAKEN_BACK, Standing.NOT_LISTED})


async def draw_up(work: UnitOfWork, scope: Scope, memory: Memory, given: Draft, *, now: datetime) -> UUID:
    """Keep a draft until another person approves it; return its id. What could not be approved is refused now.

    Raises NotAnAssessedPlace, PlaceUnknown, LinesRefused, WeightsNotWhole, RegisterExists.
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
    """Let a draft hold for its year.

    Raises DraftNotFound, DraftIsDecided, SecondPersonNeeded, and whatever drawing it up may raise.
    """
    row = await _open(work, scope, draft_id)
    require_second_person(row.drawn_up_by, scope.person_id)
    given = DRAFT.validate_python(row.body)
    await _check(work, scope, memory, given, now)
    await repository.decide_draft(work.connection, draft_id, "approved", by=scope.person_id, at=now)
    if isinstance(given, Register):
        await _put_register(work, given, draft_id)
    else:
        rows = [line.model_dump() | {"list_id": draft_id} for line in given.lines]
        await repository.add_rewards(work.connection, rows)
    await _note(work, scope, row._asdict(), Step.APPROVED, now)
    return row


async def withdraw(work: UnitOfWork, scope: Scope, draft_id: UUID, *, now: datetime) -> None:
    """Take an open draft away. Raises DraftNotFound, DraftIsDecided."""
    row = await _open(work, scope, draft_id)
    await repository.decide_draft(work.connection, draft_id, "withdrawn", by=scope.person_id, at=now)
    await _note(work, scope, row._asdict(), Step.WITHDRAWN, now)


async def _put_register(work: UnitOfWork, given: Register, register_id: UUID) -> None:
    about = {"register_id": register_id, "region": given.region, "year": given.year}
    items = [item.model_dump() | about | {"figure": item.figure and str(item.figure)} for item in given.items]
    await repository.add_items(work.connection, items)
    shares = [share.model_dump() | {"register_id": register_id} for share in given.shares]
    await repository.add_shares(work.connection, shares)


async def _check(work: UnitOfWork, scope: Scope, memory: Memory, given: Draft, now: datetime) -> None:
    is_register = isinstance(given, Register)
    require_place(given.region, RegionLevel.TOWNSHIP, *([RegionLevel.COUNTY] if is_register else []))
    await hold(work, scope, given.region)
    if await repository.approved_draft(work.connection, given.region, given.year, given.what) is not None:
        raise RegisterExists("one is approved for this year", region=given.region, year=given.year, what=given.what)
    today = town_day(now)
    if isinstance(given, Register):
        kinds = await repository.unit_kinds(work.connection, given.region, today)
        check_register(given, foreign=await _foreign(work, memory, given, today), kinds=kinds)
    elif isinstance(given, Rewards):
        check_rewards(given, await repository.people_in(work.connection, given.region, today))


async def _foreign(work: UnitOfWork, memory: Memory, given: Register, today: date) -> set[str]:
    """Return the matters of the items that the duty lists do not give the townships."""
    duties = await registers_now(work.connection, memory)
    matters = {item.matter for item in given.items if item.matter is not None}
    return {matter for matter in matters if duties.who_may(matter, given.region, today).standing in FOREIGN}


async def hold(work: UnitOfWork, scope: Scope, region: str) -> None:
    """Hold a region until the transaction ends. Raises PlaceUnknown."""
    if await repository.lock_region(work.connection, scope, region) is None:
        raise PlaceUnknown("no such region", region=region)


async def _open(work: UnitOfWork, scope: Scope, draft_id: UUID) -> Row[Any]:
    row = await repository.lock_draft(work.connection, scope, draft_id)
    if row is None:
        raise DraftNotFound("no such draft", draft=str(draft_id))
    if row.state != "open":
        raise DraftIsDecided("this draft is decided", draft=str(draft_id), state=row.state)
    return row


async def _note(work: UnitOfWork, scope: Scope, row: dict[str, Any], step: Step, now: datetime) -> None:
    facts = {"draft": str(row["id"]), "what": row["what"], "year": row["year"]}
    await repository.add_history(work.connection, row["region"], step, facts, by=scope.person_id, at=now)


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

    A void demand is answered, not refused: the attempt is to be on record. Raises NotAnAssessedPlace, PlaceUnknown.
    """
    require_place(region, RegionLevel.COUNTY, RegionLevel.TOWNSHIP)
    await hold(work, scope, region)
    registered = {row.code for row in await repository.items_for(work.connection, region, year)}
    reason = void_reason(kind, item, registered)
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
    await repository.add_demand(work.connection, row)
    facts = {"demand": str(row["id"]), "kind": str(kind), "void": reason is not None}
    await repository.add_history(work.connection, region, Step.DEMANDED, facts, by=scope.person_id, at=now)
    return UUID(str(row["id"])), reason


async def read_register(
    work: UnitOfWork, scope: Scope, region: str, year: int
) -> tuple[Sequence[Row[Any]], Sequence[Row[Any]]]:
    """Return the items by which a region may be assessed, and the shares of its own register. Raises PlaceUnknown."""
    if not scope.covers(region):
        raise PlaceUnknown("no such region", region=region)
    own = await repository.approved_draft(work.connection, region, year, "register")
    shares = await repository.shares_of(work.connection, own.id) if own is not None else []
    return await repository.items_for(work.connection, region, year), shares
