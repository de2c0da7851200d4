"""How is drawn who is inspected and by whom: announced, closed, drawn, and proved (双随机)?"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row

from enforcement.inspections.domain.draws import (
    DrawFault,
    DrawList,
    DrawNotFound,
    DrawState,
    Pair,
    Published,
    Recused,
    ShareOrCount,
    commitment_of,
    differing,
    faults_of_draw,
    hash_of_list,
    number_to_draw,
    redraw,
    require_draw_state,
    require_enough,
)
from enforcement.inspections.domain.findings import RegionOutside
from enforcement.inspections.repository import draws, inspections
from enforcement.inspections.repository.objects import objects_of_field
from enforcement.officers.domain import check_officer
from enforcement.officers.repository import officers_among
from enforcement.records.repository import lines_of
from enforcement.records.service import New, begin_record, write
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

from .objects import get_checklist

LISTED, RESULT = TypeAdapter(DrawList), TypeAdapter(tuple[Pair, ...])
SEED_BYTES = 32
# What the record of a draw says: three lines, one a step.
STEPS = ("announce", "close", "draw")


@dataclass(frozen=True, slots=True)
class NewDraw:
    """What is drawn: a share of the objects of a field in a region, or a number of them."""

    region: str
    field: str
    name: str
    share_percent: int | None
    how_many: int | None


async def announce(work: UnitOfWork, scope: Scope, *, new: NewDraw, now: datetime) -> Row[Any]:
    """Announce a draw: make a seed, keep it sealed and publish its hash; return the draw's row.

    Raises RegionOutside, ShareOrCount, ChecklistMissing.
    """
    if not scope.covers(new.region):
        raise RegionOutside("this place is outside your region", region=new.region)
    if (new.share_percent is None) is (new.how_many is None):
        raise ShareOrCount("a share or a number")
    await get_checklist(work, scope, region=new.region, field=new.field)
    draw_id, seed = new_id(), secrets.token_hex(SEED_BYTES)
    stands = {"id": draw_id, "state": DrawState.ANNOUNCED, "commitment": commitment_of(seed)}
    sealed = {"sealed_seed": work.sealer.seal(seed, about=str(draw_id))}
    by = {"announced_by": scope.person_id, "announced_at": now}
    await draws.add_draw(work.connection, asdict(new) | stands | sealed | by)
    await begin_record(work, draw_id, new.region)
    await _write(work, scope, draw_id, 0, asdict(new) | {"commitment": stands["commitment"]}, now)
    return await get_draw(work, scope, draw_id=draw_id)


async def close_list(
    work: UnitOfWork, scope: Scope, *, draw_id: UUID, officers: Sequence[str], recused: Sequence[Recused], now: datetime
) -> Row[Any]:
    """Close the list: the objects of the field that are there and not left in peace, and the officers of the day.

    Raises DrawNotFound, DrawStepIllegal, NotAnOfficer, NothingToDraw, TooFewOfficers.
    """
    row = await _held(work, scope, draw_id, DrawState.ANNOUNCED)
    today = town_day(now)
    checklist = await get_checklist(work, scope, region=row.region, field=row.field)
    known = await officers_among(work.connection, officers, today)
    for officer in officers:
        check_officer(officer, region=row.region, officers=known)
    there = await objects_of_field(work.connection, row.region, checklist, today)
    # Where there is no quiet time, nobody was inspected after today.
    since = today - timedelta(days=checklist.quiet_days) if checklist.quiet_days else today + timedelta(days=1)
    quiet = await inspections.inspected_since(work.connection, there, row.field, since)
    new_year = date(today.year, 1, 1)
    if checklist.yearly_cap is not None:
        quiet |= await inspections.inspected_since(
            work.connection, there, row.field, new_year, times=checklist.yearly_cap
        )
    objects = tuple(sorted(str(one) for one in there if one not in quiet))
    count = number_to_draw(row.share_percent, row.how_many, len(objects))
    left_out = tuple(sorted(set(recused), key=lambda one: (one.officer, one.object or "")))
    listed = DrawList(row.field, objects, tuple(sorted(set(officers))), left_out, count)
    require_enough(listed)
    kept = {"listed": LISTED.dump_python(listed, mode="json"), "list_hash": hash_of_list(listed)}
    saved = await draws.save_draw(work.connection, draw_id, kept | {"state": DrawState.CLOSED, "closed_at": now})
    await _write(work, scope, draw_id, 1, kept, now)
    return saved


async def draw(work: UnitOfWork, scope: Scope, *, draw_id: UUID, now: datetime) -> Row[Any]:
    """Draw: publish the seed, and whom it draws. Raises DrawNotFound, DrawStepIllegal."""
    row = await _held(work, scope, draw_id, DrawState.CLOSED)
    seed = work.sealer.open(row.sealed_seed, about=str(draw_id))
    result = RESULT.dump_python(redraw(seed, LISTED.validate_python(row.listed)), mode="json")
    changes = {"seed": seed, "result": result, "state": DrawState.DRAWN, "drawn_at": now}
    saved = await draws.save_draw(work.connection, draw_id, changes)
    await _write(work, scope, draw_id, 2, {"seed": seed, "result": result}, now)
    return saved


async def get_draw(work: UnitOfWork, scope: Scope, *, draw_id: UUID, lock: bool = False) -> Row[Any]:
    """Return a draw's row. Raises DrawNotFound, also for one of another region."""
    row = await draws.find_draw(work.connection, scope, draw_id, lock=lock)
    if row is None:
        raise DrawNotFound("no such draw", draw=str(draw_id))
    return row


async def faults(work: UnitOfWork, scope: Scope, *, draw_id: UUID) -> list[DrawFault]:
    """Draw again, and return what of a draw is not as it was published, or not as its record tells it.

    Raises DrawNotFound, DrawStepIllegal where it is not drawn yet.
    """
    row = await get_draw(work, scope, draw_id=draw_id)
    require_draw_state(DrawState(row.state), DrawState.DRAWN)
    lines = await lines_of(work.connection, draw_id, after=0, limit=len(STEPS))
    told: dict[str, Any] = {}
    for line in lines:
        told |= json.loads(line.facts)
    here = published(dict(row._mapping))  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    return sorted({*faults_of_draw(here), *differing(here, published(told))})


def published(said: Mapping[str, Any]) -> Published:
    """Return a draw as it is published, from a row, from the lines of its record, or from what was read over HTTP."""
    listed, result = LISTED.validate_python(said["listed"]), RESULT.validate_python(said["result"])
    return Published(said["commitment"], said["list_hash"], said["seed"], listed, result)


async def _held(work: UnitOfWork, scope: Scope, draw_id: UUID, expected: DrawState) -> Row[Any]:
    row = await get_draw(work, scope, draw_id=draw_id, lock=True)
    require_draw_state(DrawState(row.state), expected)
    return row


async def _write(
    work: UnitOfWork, scope: Scope, draw_id: UUID, step: int, facts: Mapping[str, object], now: datetime
) -> None:
    await write(work, draw_id, [New(STEPS[step], facts)], by=scope.person_id, now=now)
