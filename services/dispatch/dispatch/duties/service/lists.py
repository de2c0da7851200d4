"""How does a duty list come into force, and how is it read?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.duties.domain.authority import COUNTY_DIGITS, Duty, DutyKind, duty_from, line_of
from dispatch.duties.domain.lists import (
    ONE_DAY,
    Change,
    DraftGiven,
    NewList,
    Step,
    change_of,
    check_lines,
    next_version,
    require_list_region,
    require_nothing_new,
    townships_of,
)
from dispatch.duties.domain.refusals import (
    DraftIsDecided,
    DraftNotFound,
    ListRegionUnknown,
    NotYourLevel,
    SecondPersonNeeded,
)
from dispatch.duties.repository import lists as repository
from dispatch.memory import Group, touch
from dispatch.organisation.repository import lock_region
from shared.clock import town_day
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.registers import DutyLine, DutyListPublished


async def draw_up(work: UnitOfWork, scope: Scope, given: DraftGiven, *, now: datetime) -> UUID:
    """Keep a draft until another person publishes it; return its id.

    Raises NotAListRegion, NotYourLevel, ListRegionUnknown, LinesRefused, LaterListExists, NeedsAdmission,
    BeginsInThePast.
    """
    require_list_region(given.region)
    await hold_list_region(work, scope, given.region)
    check_lines(given.duties, await repository.known_matters(work.connection, [one.matter for one in given.duties]))
    next_version(await repository.lists_of(work.connection, given.region), given.valid_from)
    await _require_nothing_new(work, given.region, given.valid_from, given.duties, now)
    draft_id = new_id()
    row = {
        "id": draft_id,
        "region": given.region,
        "state": "open",
        "valid_from": given.valid_from,
        "title": given.title,
        "adopted_by": given.adopted_by,
        "lines": [line_of(one) for one in given.duties],
        "drawn_up_by": scope.person_id,
        "drawn_up_at": now,
    }
    await repository.add_draft(work.connection, row)
    facts: dict[str, object] = {"draft": str(draft_id), "lines": len(given.duties)}
    await repository.add_history(work.connection, given.region, Step.DRAWN_UP, facts, by=scope.person_id, at=now)
    return draft_id


async def publish(work: UnitOfWork, scope: Scope, draft_id: UUID, *, now: datetime) -> DutyListPublished:
    """Let a draft hold from its day on; the list before it ends on the day before.

    Raises DraftNotFound, DraftIsDecided, SecondPersonNeeded, LinesRefused, LaterListExists, NeedsAdmission,
    BeginsInThePast.
    """
    draft = await _open_draft(work, scope, draft_id)
    await hold_list_region(work, scope, draft.region)
    SecondPersonNeeded.unless_two(draft.drawn_up_by, scope.person_id)
    duties = [duty_from(line) for line in draft.lines]
    await _require_nothing_new(work, draft.region, draft.valid_from, duties, now)
    await repository.decide_draft(work.connection, draft_id, "published")
    new = NewList(draft.id, draft.region, draft.valid_from, draft.title, draft.adopted_by, draft.drawn_up_by)
    return await write_list(work, new, duties, by=scope.person_id, now=now)


async def write_list(
    work: UnitOfWork, new: NewList, duties: Sequence[Duty], *, by: str, now: datetime
) -> DutyListPublished:
    """Write a list with its history and its event. Raises LinesRefused, LaterListExists."""
    connection, region = work.connection, new.region
    check_lines(duties, await repository.known_matters(connection, [one.matter for one in duties]))
    version, before = next_version(await repository.lists_of(connection, region), new.valid_from)
    if before is not None:
        await repository.end_list(connection, region, before.version, new.valid_from - ONE_DAY)
    head = {
        "id": new.id,
        "region": region,
        "version": version,
        "valid_from": new.valid_from,
        "valid_to": None,
        "title": new.title,
        "adopted_by": new.adopted_by,
        "drawn_up_by": new.drawn_up_by,
        "published_by": by,
        "published_at": now,
    }
    await repository.add_list(connection, head, duties)
    facts = {"version": version, "lines": len(duties), "basic": townships_of(duties)}
    await repository.add_history(connection, region, Step.PUBLISHED, facts, by=by, at=now)
    await touch(connection, Group.DUTIES)
    told = DutyListPublished(
        region=region,
        version=version,
        valid_from=new.valid_from,
        lines=[
            DutyLine(matter=one.matter, kind=str(one.kind), lead=one.lead, support=list(one.support)) for one in duties
        ],
    )
    outbox.record(work, told)
    return told


async def withdraw(work: UnitOfWork, scope: Scope, draft_id: UUID, *, now: datetime) -> None:
    """Take an open draft away. Raises DraftNotFound, DraftIsDecided, NotYourLevel, ListRegionUnknown."""
    draft = await _open_draft(work, scope, draft_id)
    await hold_list_region(work, scope, draft.region)
    await repository.decide_draft(work.connection, draft_id, "withdrawn")
    facts: dict[str, object] = {"draft": str(draft_id)}
    await repository.add_history(work.connection, draft.region, Step.WITHDRAWN, facts, by=scope.person_id, at=now)


async def read_draft(work: UnitOfWork, scope: Scope, draft_id: UUID) -> tuple[Row[Any], Change]:
    """Return a draft and what it changes against the list of its first day. Raises DraftNotFound."""
    draft = await repository.find_draft(work.connection, scope, draft_id)
    if draft is None:
        raise DraftNotFound("no such draft", draft=str(draft_id))
    before = await repository.duties_on(work.connection, draft.region, draft.valid_from)
    return draft, change_of(before, [duty_from(line) for line in draft.lines])


def require_near(scope: Scope, region: str) -> None:
    """Raise ListRegionUnknown for a region that neither lies in the scope nor has it."""
    if not (scope.covers(region) or scope.region.startswith(region)):
        raise ListRegionUnknown("no such region", region=region)


async def read_list(
    work: UnitOfWork, scope: Scope, region: str, *, on: date | None, kind: DutyKind | None, now: datetime
) -> tuple[Row[Any], Sequence[Row[Any]]]:
    """Return the list of a region on a day and its lines. Raises ListRegionUnknown where there is none."""
    found = await repository.find_list(work.connection, scope, region, on or town_day(now))
    if found is None:
        raise ListRegionUnknown("no list on that day", region=region)
    return found, await repository.lines_of(work.connection, found.id, str(kind) if kind else None)


async def _require_nothing_new(
    work: UnitOfWork, region: str, begins: date, duties: Sequence[Duty], now: datetime
) -> None:
    """Raise NeedsAdmission, BeginsInThePast; see `require_nothing_new`."""
    held = await repository.held_on(work.connection, region, begins)
    if not held:
        return
    lists = await repository.duties_of(work.connection, [region[:COUNTY_DIGITS], *held], begins)
    standing = {one: lists.get(one, []) for one in (region[:COUNTY_DIGITS], *held)}
    require_nothing_new(region, begins, duties, standing, today=town_day(now))


async def _open_draft(work: UnitOfWork, scope: Scope, draft_id: UUID) -> Row[Any]:
    draft = await repository.lock_draft(work.connection, scope, draft_id)
    if draft is None:
        raise DraftNotFound("no such draft", draft=str(draft_id))
    if draft.state != "open":
        raise DraftIsDecided("this draft is decided", draft=str(draft_id), state=draft.state)
    return draft


async def hold_list_region(work: UnitOfWork, scope: Scope, region: str) -> None:
    """Hold a region whose lists change. Raises NotYourLevel, ListRegionUnknown."""
    if len(scope.region) > COUNTY_DIGITS:
        raise NotYourLevel("the county, not the township, keeps its list", region=region[:COUNTY_DIGITS])
    if await lock_region(work.connection, scope, region) is None:
        raise ListRegionUnknown("no such region", region=region)
