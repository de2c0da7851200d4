"""How are duty lists, drafts and bindings read and written?"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Text, cast, func, or_, select, update

from dispatch.duties.domain.authority import Duty, DutyKind, DutyList, Registers, line_of
from dispatch.duties.domain.lists import Published, Step
from dispatch.duties.models import (
    duty_bindings,
    duty_drafts,
    duty_history,
    duty_lines,
    duty_lists,
)
from dispatch.organisation.models import regions
from dispatch.triage.models import matters
from shared.runtime.db import Connection, among, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

# Read in parts, so that a province's lists never lie in memory as rows, too, all at once.
LISTS_AT_ONCE = 50


# ------------------------------------------------------------------------------------------------------ kept in memory
async def load_registers(connection: Connection, before: Registers | None = None) -> Registers:
    """Return all lists and bindings, as the process keeps them.

    A published list never changes but for its last day: the lines that `before` has are not read again.
    """
    heads = (await connection.execute(select(duty_lists).order_by(duty_lists.c.valid_from))).all()
    known = {(one.region, one.version): one.duties for of in before.lists.values() for one in of} if before else {}
    new = await _lines_of_lists(connection, [head.id for head in heads if (head.region, head.version) not in known])
    lists: defaultdict[str, list[DutyList]] = defaultdict(list)
    for head in heads:
        duties = known.get((head.region, head.version)) or new.get(head.id, {})
        lists[head.region].append(DutyList(head.region, head.version, head.valid_from, head.valid_to, duties))
    bindings = (await connection.execute(select(duty_bindings))).all()
    return Registers(lists, {row.region: row.bound_from for row in bindings})


async def _lines_of_lists(connection: Connection, ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Duty]]:
    """Return list → matter → line; lines that many lists have in common are kept once."""
    lines: defaultdict[UUID, dict[str, Duty]] = defaultdict(dict)
    once: dict[tuple[str, ...], Duty] = {}
    line = duty_lines.c
    # The text of `support` is decoded once for each line that differs, not for each that is kept.
    columns = (line.list_id, line.matter, line.kind, line.lead, cast(line.support, Text), line.legal_basis)
    for start in range(0, len(ids), LISTS_AT_ONCE):
        query = select(*columns).where(among(line.list_id, ids[start : start + LISTS_AT_ONCE]))
        for list_id, *key in await connection.execute(query):
            matter, kind, lead, support, legal_basis = known = tuple(key)
            if known not in once:
                once[known] = Duty(matter, DutyKind(kind), lead, tuple(json.loads(support)), legal_basis)
            lines[list_id][matter] = once[known]
    return lines


def duty_of(row: Row[Any]) -> Duty:
    return Duty(row.matter, DutyKind(row.kind), row.lead, tuple(row.support), row.legal_basis)


# --------------------------------------------------------------------------------------------------------------- lists
async def hold_region(connection: Connection, region: str) -> None:
    """Hold a region that an application names, whoever approves it."""
    await connection.execute(select(regions.c.code).where(regions.c.code == region).with_for_update())


async def duties_on(connection: Connection, region: str, on: date) -> list[Duty]:
    """Return the lines of a region's own list on a day."""
    return (await duties_of(connection, [region], on)).get(region, [])


async def duties_of(connection: Connection, of: Iterable[str], on: date) -> dict[str, list[Duty]]:
    """Return region → the lines of its own list on a day, for those that have one."""
    query = (
        select(duty_lists.c.region, duty_lines)
        .join(duty_lists, duty_lists.c.id == duty_lines.c.list_id)
        .where(among(duty_lists.c.region, of), duty_lists.c.valid.contains(on))
    )
    found: defaultdict[str, list[Duty]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.region].append(duty_of(row))
    return found


async def known_matters(connection: Connection, codes: Iterable[str]) -> set[str]:
    query = select(matters.c.code).where(among(matters.c.code, codes))
    return set((await connection.execute(query)).scalars())


async def lists_of(connection: Connection, region: str) -> list[Published]:
    query = select(duty_lists.c.version, duty_lists.c.valid_from, duty_lists.c.valid_to)
    rows = await connection.execute(query.where(duty_lists.c.region == region))
    return [Published(row.version, row.valid_from, row.valid_to) for row in rows]


async def add_list(connection: Connection, head: Mapping[str, Any], duties: Sequence[Duty]) -> None:
    """Write a list with its lines."""
    await insert_rows(connection, duty_lists, [dict(head)])
    await insert_rows(connection, duty_lines, [{"list_id": head["id"], **line_of(duty)} for duty in duties])


async def end_list(connection: Connection, region: str, version: int, valid_to: date) -> None:
    mine = (duty_lists.c.region == region) & (duty_lists.c.version == version)
    await connection.execute(update(duty_lists).where(mine).values(valid_to=valid_to))


async def find_list(connection: Connection, scope: Scope, region: str, on: date) -> Row[Any] | None:
    """Return the list of a region on a day, where the scope reaches the region, or lies in it."""
    if not (scope.covers(region) or scope.region.startswith(region)):
        return None
    query = select(duty_lists).where(duty_lists.c.region == region, duty_lists.c.valid.contains(on))
    return (await connection.execute(query)).one_or_none()


async def lines_of(connection: Connection, list_id: UUID, kind: str | None) -> Sequence[Row[Any]]:
    """Return the lines of a list with the names of their matters, by matter."""
    query = (
        select(duty_lines, matters.c.name, matters.c.field)
        .join(matters, matters.c.code == duty_lines.c.matter)
        .where(duty_lines.c.list_id == list_id)
        .order_by(duty_lines.c.matter)
    )
    if kind is not None:
        query = query.where(duty_lines.c.kind == kind)
    return (await connection.execute(query)).all()


async def list_lists(
    connection: Connection, scope: Scope, *, region: str, on: date, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return the lists in force on a day with the number of their lines, by region."""
    # Of the lists of the page alone: a province has hundreds of thousands of lines.
    lines = select(func.count()).where(duty_lines.c.list_id == duty_lists.c.id).scalar_subquery()
    query = (
        select(duty_lists, lines.label("lines"), duty_bindings.c.bound_from)
        .outerjoin(duty_bindings, duty_bindings.c.region == duty_lists.c.region)
        .where(visible_in(scope, duty_lists), duty_lists.c.region.startswith(region, autoescape=True))
        .where(duty_lists.c.valid.contains(on), duty_lists.c.region > after)
        .order_by(duty_lists.c.region)
        .limit(limit)
    )
    return (await connection.execute(query)).all()


# -------------------------------------------------------------------------------------------------------------- drafts
async def add_draft(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, duty_drafts, [dict(row)])


async def list_drafts(
    connection: Connection, scope: Scope, *, region: str, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return open drafts with the number of their lines, the newest first."""
    c = duty_drafts.c
    columns = [column for column in c if column.name != "lines"]
    query: Select[Any] = select(*columns, func.jsonb_array_length(c.lines).label("lines"))
    query = query.where(c.state == "open", visible_in(scope, duty_drafts), c.region.startswith(region, autoescape=True))
    if after is not None:
        query = query.where(c.id < after)
    found: Sequence[Row[Any]] = (await connection.execute(query.order_by(c.id.desc()).limit(limit))).all()
    return found


async def find_draft(connection: Connection, scope: Scope, draft_id: UUID) -> Row[Any] | None:
    query = select(duty_drafts).where(duty_drafts.c.id == draft_id, visible_in(scope, duty_drafts))
    return (await connection.execute(query)).one_or_none()


async def lock_draft(connection: Connection, scope: Scope, draft_id: UUID) -> Row[Any] | None:
    query = select(duty_drafts).where(duty_drafts.c.id == draft_id, visible_in(scope, duty_drafts))
    return (await connection.execute(query.with_for_update())).one_or_none()


async def decide_draft(connection: Connection, draft_id: UUID, state: str) -> None:
    await connection.execute(update(duty_drafts).where(duty_drafts.c.id == draft_id).values(state=state))


# -------------------------------------------------------------------------------------------- bindings, history, exits
async def held_on(connection: Connection, region: str, on: date) -> list[str]:
    """Return which townships in a region are held to their lists on a day."""
    c = duty_bindings.c
    query = select(c.region).where(c.region.startswith(region, autoescape=True), c.bound_from <= on)
    return list((await connection.execute(query.order_by(c.region))).scalars())


async def add_history(
    connection: Connection, region: str, step: Step, facts: Mapping[str, object], *, by: str, at: datetime
) -> None:
    row = {"id": new_id(), "region": region, "step": str(step), "by": by, "at": at, "facts": dict(facts)}
    await insert_rows(connection, duty_history, [row])


async def history_of(connection: Connection, region: str) -> Sequence[Row[Any]]:
    """Return what happened to the lists of a region, the oldest first."""
    query = select(duty_history).where(duty_history.c.region == region).order_by(duty_history.c.id)
    return (await connection.execute(query)).all()


async def is_listed(connection: Connection, region: str, county: str, on: date) -> bool:
    """Tell whether a township or its county has a list on a day."""
    of_either = or_(duty_lists.c.region == region, duty_lists.c.region == county)
    query = select(func.count()).select_from(duty_lists).where(of_either, duty_lists.c.valid.contains(on))
    return (await connection.execute(query)).scalar_one() > 0
