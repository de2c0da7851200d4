"""How are adoptions, proposals and demonstrations read and written?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, delete, func, or_, select, update

from dispatch.adoption.domain.standards import TownType, overlay_from
from dispatch.adoption.domain.townships import ONE_DAY, Adoption, ProposalState
from dispatch.adoption.models import adoption_demonstrations, adoption_proposals, adoptions
from dispatch.organisation.models import regions
from shared.clock import day_end
from shared.runtime.db import Connection, replaced, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


@dataclass(frozen=True, slots=True)
class Asked:
    """Which townships are asked for: `region` is a prefix."""

    region: str
    type: TownType | None = None
    demonstration: bool | None = None


def adoption_of(row: Row[Any]) -> Adoption:
    """Return the adoption of a row."""
    overlay = overlay_from(row.overlay)
    return Adoption(row.region, TownType(row.type), row.version, row.valid_from, row.document, overlay, row.reason)


async def newest_of(connection: Connection, region: str) -> Adoption | None:
    query = select(adoptions).where(adoptions.c.region == region).order_by(adoptions.c.valid_from.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return adoption_of(row) if row else None


async def adoption_on(connection: Connection, region: str, on: date) -> Adoption | None:
    query = select(adoptions).where(adoptions.c.region == region, adoptions.c.valid.contains(on))
    row = (await connection.execute(query)).one_or_none()
    return adoption_of(row) if row else None


async def put_adoption(connection: Connection, row: Mapping[str, Any]) -> None:
    """Let an adoption hold from its day: the one before ends on the day before, one of the same day gives way."""
    mine, day = adoptions.c.region == row["region"], row["valid_from"]
    await connection.execute(delete(adoptions).where(mine, adoptions.c.valid_from == day))
    before = update(adoptions).where(mine, or_(adoptions.c.valid_to.is_(None), adoptions.c.valid_to >= day))
    await connection.execute(before.values(valid_to=day - ONE_DAY))
    await insert_rows(connection, adoptions, [dict(row)])


async def list_townships(
    connection: Connection, scope: Scope, asked: Asked, *, on: date, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return the townships that are taken in on a day, by code."""
    shown = (
        select(adoption_demonstrations.c.region)
        .where(adoption_demonstrations.c.region == adoptions.c.region, adoption_demonstrations.c.valid.contains(on))
        .exists()
    )
    query = (
        select(adoptions, regions.c.name, shown.label("demonstration"))
        .join(regions, regions.c.code == adoptions.c.region)
        .where(visible_in(scope, adoptions), adoptions.c.valid.contains(on), adoptions.c.region > after)
        .where(adoptions.c.region.startswith(asked.region, autoescape=True))
    )
    if asked.type is not None:
        query = query.where(adoptions.c.type == str(asked.type))
    if asked.demonstration is not None:
        query = query.where(shown if asked.demonstration else ~shown)
    return (await connection.execute(query.order_by(adoptions.c.region).limit(limit))).all()


# ------------------------------------------------------------------------------------------------------ demonstrations
async def is_demonstration(connection: Connection, region: str, on: date) -> bool:
    mine = adoption_demonstrations.c.region == region, adoption_demonstrations.c.valid.contains(on)
    return (await connection.execute(select(func.count()).where(*mine))).scalar_one() > 0


async def stands(connection: Connection, region: str, since: date) -> bool:
    """Tell whether a township is proposed, or a demonstration on a day or later."""
    proposed = select(func.count()).where(adoption_proposals.c.region == region, _open())
    days = adoption_demonstrations.c
    shown = select(func.count()).where(days.region == region, or_(days.valid_to.is_(None), days.valid_to >= since))
    return bool((await connection.execute(select(proposed.scalar_subquery() + shown.scalar_subquery()))).scalar_one())


def _open() -> Any:
    return adoption_proposals.c.state == "proposed"


async def add_proposal(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, adoption_proposals, [dict(row)])


async def lock_proposal(connection: Connection, scope: Scope, proposal_id: UUID) -> Row[Any] | None:
    mine = adoption_proposals.c.id == proposal_id, visible_in(scope, adoption_proposals)
    return (await connection.execute(select(adoption_proposals).where(*mine).with_for_update())).one_or_none()


async def decide_proposal(
    connection: Connection, proposal_id: UUID, state: str, reason: str | None, *, by: str, at: datetime
) -> None:
    values = {"state": state, "decided_by": by, "decided_at": at, "reason": reason}
    mine = adoption_proposals.c.id == proposal_id
    await connection.execute(update(adoption_proposals).where(mine).values(**values))


async def add_demonstration(connection: Connection, region: str, valid_from: date, proposal_id: UUID) -> None:
    row = {"region": region, "valid_from": valid_from, "proposal_id": proposal_id}
    await insert_rows(connection, adoption_demonstrations, [row])


async def find_days(connection: Connection, proposal_id: UUID) -> Row[Any] | None:
    """Return the days on which the township of a proposal is a demonstration."""
    mine = adoption_demonstrations.c.proposal_id == proposal_id
    return (await connection.execute(select(adoption_demonstrations).where(mine))).one_or_none()


async def end_demonstration(connection: Connection, proposal_id: UUID, last_day: date) -> None:
    mine = adoption_demonstrations.c.proposal_id == proposal_id
    await connection.execute(update(adoption_demonstrations).where(mine).values(valid_to=last_day))


async def list_proposals(
    connection: Connection, scope: Scope, *, region: str, after: UUID | None, limit: int, on: date | None = None
) -> Sequence[Row[Any]]:
    """Return proposals, as they stand or as they stood on a day, the newest first."""
    table = adoption_proposals
    query = select(table) if on is None else _proposals_as_of(day_end(on))
    query = query.where(visible_in(scope, table), table.c.region.startswith(region, autoescape=True))
    if after is not None:
        query = query.where(table.c.id < after)
    return (await connection.execute(query.order_by(table.c.id.desc()).limit(limit))).all()


def _proposals_as_of(end: datetime) -> Select[Any]:
    """Return the query for what had been proposed before a moment, without what was decided later."""
    own = adoption_proposals.c
    decided = own.decided_at < end
    then: dict[str, ColumnElement[Any]] = {
        name: case((decided, own[name])) for name in ("decided_by", "decided_at", "reason")
    }
    state = case((decided, own.state), else_=str(ProposalState.PROPOSED))
    return select(*replaced(adoption_proposals, **then, state=state)).where(own.proposed_at < end)
