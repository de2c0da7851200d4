"""Which tables say how often who is visited, which are proposed, and what do they weigh?"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, func, insert, select, tuple_, update

from grid.patrols.domain.rules import EVERYWHERE, PatrolRules, RuleTable, nearest_first
from grid.patrols.models import patrol_rule_proposals, patrol_rules
from grid.registry.domain.kinds import State
from grid.registry.models import places, residents
from shared.runtime.db import Connection, among, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

_STANDARD = Path(__file__).parent.parent / "data" / "standard.json"


@cache
def standard() -> RuleTable:
    """Return the table that holds everywhere until somebody sets another."""
    return RuleTable.model_validate(json.loads(_STANDARD.read_text()))


def _completed(tables: dict[str, RuleTable]) -> PatrolRules:
    """Return the rules with a table for everywhere that says everything."""
    set_here = tables.get(EVERYWHERE, RuleTable())
    said = {name: getattr(set_here, name) for name in set_here.model_fields_set if getattr(set_here, name) is not None}
    every = {part: {**getattr(standard().every, part), **getattr(set_here.every, part)} for part in ("hazards", "care")}
    full = standard().model_copy(update=said)
    return PatrolRules(tables | {EVERYWHERE: full.model_copy(update={"every": full.every.model_copy(update=every)})})


async def load_rules(connection: Connection) -> PatrolRules:
    """Return the newest table of every region."""
    rows = await _newest(connection, None)
    return _completed({row.region: RuleTable.model_validate(row.definition) for row in rows})


def with_table(rules: PatrolRules, region: str, table: RuleTable) -> PatrolRules:
    """Return the rules as they would be if a region had this table."""
    return _completed({**rules.tables, region: table})


async def tables_for(connection: Connection, region: str) -> list[Row[Any]]:
    """Return the newest tables that speak of a region, the nearest first."""
    found = {row.region: row for row in await _newest(connection, list(nearest_first(region)))}
    return [found[one] for one in nearest_first(region) if one in found]


async def _newest(connection: Connection, regions: list[str] | None) -> Sequence[Row[Any]]:
    c = patrol_rules.c
    newest = select(c.region, func.max(c.version)).group_by(c.region)
    if regions is not None:
        newest = newest.where(among(c.region, regions))
    return (await connection.execute(select(patrol_rules).where(tuple_(c.region, c.version).in_(newest)))).all()


async def version_of(connection: Connection, region: str) -> int:
    """Return the newest version of a region's table, 0 where it has none."""
    query = select(func.max(patrol_rules.c.version)).where(patrol_rules.c.region == region)
    return (await connection.execute(query)).scalar_one() or 0


async def versions_of(connection: Connection, region: str, *, before: int | None, limit: int) -> Sequence[Row[Any]]:
    """Return the versions of a region's table, the newest first."""
    query = select(patrol_rules).where(patrol_rules.c.region == region)
    if before is not None:
        query = query.where(patrol_rules.c.version < before)
    return (await connection.execute(query.order_by(patrol_rules.c.version.desc()).limit(limit))).all()


async def add_version(connection: Connection, proposal: Row[Any], *, version: int, by: str, now: datetime) -> bool:
    """Let a proposal hold; return False where somebody else was sooner."""
    row = {
        "region": proposal.region,
        "version": version,
        "definition": proposal.definition,
        "proposal_id": proposal.id,
        "by": by,
        "at": now,
    }
    return bool(await insert_rows(connection, patrol_rules, [row], skip_known=True, returning="version"))


# ------------------------------------------------------------------------------------------------------------ proposals
async def add_proposal(
    connection: Connection, region: str, table: RuleTable, *, base: int, basis: str, by: str, now: datetime
) -> UUID:
    row = {
        "id": new_id(),
        "region": region,
        "base_version": base,
        "definition": table.model_dump(mode="json", exclude_none=True),
        "basis": basis,
        "state": "open",
        "proposed_by": by,
        "proposed_at": now,
    }
    await connection.execute(insert(patrol_rule_proposals).values(**row))
    return UUID(str(row["id"]))


async def find_proposal(connection: Connection, scope: Scope, proposal_id: UUID) -> Row[Any] | None:
    """Return a proposal within the scope and hold its row."""
    c = patrol_rule_proposals.c
    query = select(patrol_rule_proposals).where(visible_in(scope, patrol_rule_proposals), c.id == proposal_id)
    return (await connection.execute(query.with_for_update())).one_or_none()


async def proposals_in(
    connection: Connection, scope: Scope, *, state: str | None, before: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the proposals of a scope, the newest first."""
    c = patrol_rule_proposals.c
    query = select(patrol_rule_proposals).where(visible_in(scope, patrol_rule_proposals))
    if state is not None:
        query = query.where(c.state == state)
    if before is not None:
        query = query.where(c.id < before)
    return (await connection.execute(query.order_by(c.id.desc()).limit(limit))).all()


async def decide_proposal(connection: Connection, proposal_id: UUID, state: str, *, by: str, now: datetime) -> None:
    changed = update(patrol_rule_proposals).where(patrol_rule_proposals.c.id == proposal_id)
    await connection.execute(changed.values(state=state, decided_by=by, decided_at=now))


# ------------------------------------------------------------------------------------------------------------- weighing
@dataclass(slots=True)
class Ground:
    """What is to be visited in a cell: places by hazard, people by why they are looked after."""

    places: dict[str, int] = field(default_factory=dict)
    people: list[tuple[list[str], int]] = field(default_factory=list)


async def ground_of(connection: Connection, region: str) -> dict[str, Ground]:
    """Return what there is to visit in the cells of a region (of one cell), as far as it lies in a cell."""
    found: dict[str, Ground] = {}
    for row in await _counted(connection, places, places.c.hazard, region):
        found.setdefault(row.cell, Ground()).places[row.what] = row.number
    for row in await _counted(connection, residents, residents.c.care, region):
        if row.what:
            found.setdefault(row.cell, Ground()).people.append((row.what, row.number))
    return found


async def _counted(connection: Connection, table: Table, what: Any, region: str) -> Iterable[Any]:
    query = select(table.c.cell, what.label("what"), func.count().label("number")).where(
        table.c.state == str(State.CURRENT), table.c.cell.is_not(None)
    )
    if region != EVERYWHERE:
        query = query.where(table.c.cell.startswith(region, autoescape=True))
    return (await connection.execute(query.group_by(table.c.cell, what))).all()


async def without_cell(connection: Connection, region: str) -> int:
    """Return how many places and people to look after lie in no cell, so that no round ever comes to them."""
    total = 0
    for table, looked_after in ((places, None), (residents, residents.c.care != [])):
        query = select(func.count()).where(table.c.state == str(State.CURRENT), table.c.cell.is_(None))
        if looked_after is not None:
            query = query.where(looked_after)
        if region != EVERYWHERE:
            query = query.where(table.c.region.startswith(region, autoescape=True))
        total += (await connection.execute(query)).scalar_one()
    return total
