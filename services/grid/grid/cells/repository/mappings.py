"""Which codes of departments are which cells, on a day; which are proposed, and which are stale?"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Uuid, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by

from grid.cells.domain.mappings import Asked, Days, MappingAction, MappingState, ProposalState
from grid.cells.models import (
    cell_mapping_cells,
    cell_mapping_history,
    cell_mapping_proposals,
    cell_mappings,
    cell_periods,
)
from shared.runtime.db import Connection, among, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows

Rows = Sequence[Row[Any]]
_m, _p = cell_mappings.c, cell_mapping_proposals.c


async def periods_of(connection: Connection, cells: Collection[str], region: str) -> dict[str, list[Days]]:
    """Return on which days those cells of a township hold that are, or were, or will be."""
    c = cell_periods.c
    query = select(c.cell, c.valid_from, c.valid_to).where(c.region == region, among(c.cell, cells))
    found: defaultdict[str, list[Days]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.cell].append((row.valid_from, row.valid_to))
    return found


async def taken_days(
    connection: Connection, department: str, region: str, codes: Collection[str]
) -> dict[str, list[Days]]:
    """Return on which days a department's codes are mapped in a township."""
    mine = and_(_m.department == department, _m.region == region, among(_m.code, codes))
    found: defaultdict[str, list[Days]] = defaultdict(list)
    for row in await connection.execute(select(_m.code, _m.valid_from, _m.valid_to).where(mine)):
        found[row.code].append((row.valid_from, row.valid_to))
    return found


# ----------------------------------------------------------------------------------------------------------- proposals
async def add_proposal(
    connection: Connection, *, department: str, region: str, lines: Sequence[dict[str, Any]], by: str, now: datetime
) -> UUID:
    row = {"id": new_id(), "department": department, "region": region, "state": str(ProposalState.OPEN)}
    await insert_rows(
        connection, cell_mapping_proposals, [row | {"lines": list(lines), "proposed_by": by, "proposed_at": now}]
    )
    return UUID(str(row["id"]))


async def find_proposal(connection: Connection, scope: Scope, proposal_id: UUID) -> Row[Any] | None:
    """Return a proposal within the scope, and hold its row."""
    query = select(cell_mapping_proposals).where(
        visible_in(scope, cell_mapping_proposals), cell_mapping_proposals.c.id == proposal_id
    )
    return (await connection.execute(query.with_for_update())).one_or_none()


async def proposals_in(
    connection: Connection, scope: Scope, *, state: str | None, before: UUID | None, limit: int
) -> Rows:
    query = select(cell_mapping_proposals).where(visible_in(scope, cell_mapping_proposals))
    if state is not None:
        query = query.where(_p.state == state)
    if before is not None:
        query = query.where(_p.id < before)
    return (await connection.execute(query.order_by(_p.id.desc()).limit(limit))).all()


async def decide_proposal(
    connection: Connection, proposal_id: UUID, state: ProposalState, *, by: str, now: datetime
) -> None:
    changed = update(cell_mapping_proposals).where(_p.id == proposal_id)
    await connection.execute(changed.values(state=str(state), decided_by=by, decided_at=now))


# ------------------------------------------------------------------------------------------------------------ mappings
async def add_mappings(
    connection: Connection, proposal: Row[Any], asked: Mapping[Asked, MappingState], *, by: str, now: datetime
) -> None:
    """Let the lines of a proposal hold, each with its first line of history."""
    ids = {one: new_id() for one in asked}
    rows = [
        {
            "id": ids[one],
            "version": 1,
            "department": proposal.department,
            "region": proposal.region,
            "code": one.code,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
            "state": str(state),
            "proposal_id": proposal.id,
        }
        for one, state in asked.items()
    ]
    await insert_rows(connection, cell_mappings, rows)
    cells = [{"mapping_id": ids[one], "cell": cell} for one in asked for cell in one.cells]
    await insert_rows(connection, cell_mapping_cells, cells)
    facts = {"proposal": str(proposal.id)}
    step = {"version": 1, "action": str(MappingAction.MAP), "by": by, "at": now, "facts": facts}
    await insert_rows(connection, cell_mapping_history, [{"mapping_id": row["id"]} | step for row in rows])


def _with_cells(scope: Scope) -> Any:
    """Return the query for the mappings within a scope, each with its cells in order."""
    cell = cell_mapping_cells.c.cell
    mine = cell_mapping_cells.c.mapping_id == _m.id
    named = (
        select(func.array_agg(aggregate_order_by(cell, cell))).where(mine).correlate(cell_mappings).scalar_subquery()
    )
    return select(cell_mappings, named.label("cells")).where(visible_in(scope, cell_mappings))


async def mappings_on(
    connection: Connection,
    scope: Scope,
    day: date,
    *,
    department: str | None,
    code: str | None,
    cell: str | None,
    state: MappingState | None,
    after: UUID | None,
    limit: int,
) -> Rows:
    """Return the mappings that hold on a day: of a department, of a code, onto a cell, in a state, or all."""
    query = _with_cells(scope).where(_m.valid_from <= day, or_(_m.valid_to.is_(None), _m.valid_to > day))
    named = {"department": department, "code": code, "state": state}
    for column, value in named.items():
        if value is not None:
            query = query.where(_m[column] == str(value))
    if cell is not None:
        onto = select(cell_mapping_cells.c.mapping_id).where(cell_mapping_cells.c.cell == cell)
        query = query.where(_m.id.in_(onto))
    if after is not None:
        query = query.where(_m.id > after)
    return (await connection.execute(query.order_by(_m.id).limit(limit))).all()


async def find_mapping(
    connection: Connection, scope: Scope, mapping_id: UUID, *, lock: bool = False
) -> Row[Any] | None:
    """Return a mapping with its cells (and hold its row, with `lock`)."""
    query = _with_cells(scope).where(_m.id == mapping_id)
    return (await connection.execute(query.with_for_update(of=cell_mappings) if lock else query)).one_or_none()


async def history_of(connection: Connection, mapping_id: UUID) -> Rows:
    """Return the history of a mapping that the caller sees."""
    query = select(cell_mapping_history).where(cell_mapping_history.c.mapping_id == mapping_id)
    return (await connection.execute(query.order_by(cell_mapping_history.c.version))).all()


async def not_over_in(connection: Connection, scope: Scope, region: str, day: date, *, lock: bool = False) -> Rows:
    """Return the mappings of a township that hold on a day, or later (and hold their rows, with `lock`)."""
    query = _with_cells(scope).where(_m.region == region, or_(_m.valid_to.is_(None), _m.valid_to > day))
    query = query.order_by(_m.id)
    return (await connection.execute(query.with_for_update(of=cell_mappings) if lock else query)).all()


async def end_mapping(connection: Connection, row: Row[Any], ends_on: date, *, by: str, now: datetime) -> None:
    """Let a mapping whose row is held end on a day."""
    version = row.version + 1
    changed = update(cell_mappings).where(_m.id == row.id)
    await connection.execute(changed.values(valid_to=ends_on, version=version))
    facts = {"valid_to": ends_on.isoformat(), "before": row.valid_to.isoformat() if row.valid_to else None}
    step = {"mapping_id": row.id, "version": version, "action": str(MappingAction.END)}
    await insert_rows(connection, cell_mapping_history, [step | {"by": by, "at": now, "facts": facts}])


async def save_states(
    connection: Connection,
    changed: Sequence[Row[Any]],
    state: MappingState,
    gone: Mapping[UUID, list[str]],
    *,
    by: str,
    now: datetime,
) -> None:
    """Save that mappings whose rows are held are stale, or hold again; `gone`: which cells of each are no more."""
    if not changed:
        return
    given = arrays([{"id": row.id} for row in changed], id=Uuid())
    stands = update(cell_mappings).where(_m.id == given.c.id).values(state=str(state), version=_m.version + 1)
    await connection.execute(stands)
    action = MappingAction.GO_STALE if state is MappingState.STALE else MappingAction.HOLD_AGAIN
    rows = [
        {"mapping_id": row.id, "version": row.version + 1, "action": str(action)}
        | {"by": by, "at": now, "facts": {"gone": gone[row.id]}}
        for row in changed
    ]
    await insert_rows(connection, cell_mapping_history, rows)
