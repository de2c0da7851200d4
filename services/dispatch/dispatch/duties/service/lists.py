"""How does a duty list come into force, and how is a township held to it?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.duties.domain.authority import COUNTY_DIGITS, TOWNSHIP_DIGITS, Duty, DutyKind, duty_from, line_of
from dispatch.duties.domain.lists import (
    ONE_DAY,
    DraftGiven,
    NewList,
    Step,
    check_lines,
    next_version,
    require_list_region,
    townships_of,
)
from dispatch.duties.domain.refusals import (
    BoundAlready,
    DraftIsDecided,
    DraftNotFound,
    ListRegionUnknown,
    NoListInForce,
    NotAListRegion,
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

    Raises NotAListRegion, ListRegionUnknown, LinesRefused, LaterListExists.
    """
    require_list_region(given.region)
    await _hold(work, scope, given.region)
    check_lines(given.duties, await repository.known_matters(work.connection, [one.matter for one in given.duties]))
    next_version(await repository.lists_of(work.connection, given.region), given.valid_from)
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

    Raises DraftNotFound, DraftIsDecided, SecondPersonNeeded, LinesRefused, LaterListExists.
    """
    draft = await _open_draft(work, scope, draft_id)
    await _hold(work, scope, draft.region)
    SecondPersonNeeded.unless_two(draft.drawn_up_by, scope.person_id)
    duties = [duty_from(line) for line in draft.lines]
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
    """Take an open draft away. Raises DraftNotFound, DraftIsDecided."""
    draft = await _open_draft(work, scope, draft_id)
    await repository.decide_draft(work.connection, draft_id, "withdrawn")
    facts: dict[str, object] = {"draft": str(draft_id)}
    await repository.add_history(work.connection, draft.region, Step.WITHDRAWN, facts, by=scope.person_id, at=now)


async def bind_township(work: UnitOfWork, scope: Scope, region: str, bound_from: date, *, now: datetime) -> None:
    """Hold a township to its list from a day on; until then what no list names is given to it, warned of and counted.

    A day to come may be moved, a day that has come not. Raises NotAListRegion, ListRegionUnknown, NoListInForce,
    BoundAlready.
    """
    require_list_region(region)
    if len(region) != TOWNSHIP_DIGITS:
        raise NotAListRegion("a township is held to its list, one by one", region=region)
    await _hold(work, scope, region)
    if not await repository.is_listed(work.connection, region, region[:COUNTY_DIGITS], bound_from):
        raise NoListInForce("no list is in force on that day", region=region, on=bound_from.isoformat())
    before = await repository.bound_from(work.connection, region)
    if before is not None and before <= town_day(now) and before != bound_from:
        raise BoundAlready("this township is held to its list already", region=region, bound_from=before.isoformat())
    await repository.bind(work.connection, region, bound_from, by=scope.person_id, at=now)
    facts: dict[str, object] = {"bound_from": bound_from.isoformat()}
    await repository.add_history(work.connection, region, Step.BOUND, facts, by=scope.person_id, at=now)
    await touch(work.connection, Group.DUTIES)


async def read_list(
    work: UnitOfWork, scope: Scope, region: str, *, on: date | None, kind: DutyKind | None, now: datetime
) -> tuple[Row[Any], Sequence[Row[Any]]]:
    """Return the list of a region on a day and its lines. Raises ListRegionUnknown where there is none."""
    found = await repository.find_list(work.connection, scope, region, on or town_day(now))
    if found is None:
        raise ListRegionUnknown("no list on that day", region=region)
    return found, await repository.lines_of(work.connection, found.id, str(kind) if kind else None)


async def _open_draft(work: UnitOfWork, scope: Scope, draft_id: UUID) -> Row[Any]:
    draft = await repository.lock_draft(work.connection, scope, draft_id)
    if draft is None:
        raise DraftNotFound("no such draft", draft=str(draft_id))
    if draft.state != "open":
        raise DraftIsDecided("this draft is decided", draft=str(draft_id), state=draft.state)
    return draft


async def _hold(work: UnitOfWork, scope: Scope, region: str) -> None:
    if await lock_region(work.connection, scope, region) is None:
        raise ListRegionUnknown("no such region", region=region)
