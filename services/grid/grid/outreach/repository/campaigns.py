"""Which campaigns does a caller see, how are they saved, and which may send now?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, update
from sqlalchemy.dialects.postgresql import insert

from grid.outreach.domain.campaigns import CampaignState
from grid.outreach.models import outreach_campaigns, outreach_templates, outreach_ways
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows

C = outreach_campaigns.c


async def add_campaign(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, outreach_campaigns, [row])


async def save_campaign(connection: Connection, row: dict[str, Any]) -> None:
    """Write back columns of a campaign whose row is held."""
    await update_rows(connection, outreach_campaigns, [row])


async def find_campaign(
    connection: Connection, scope: Scope, campaign_id: UUID, *, lock: bool = False
) -> Row[Any] | None:
    query = select(outreach_campaigns).where(visible_in(scope, outreach_campaigns), C.id == campaign_id)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def list_campaigns(
    connection: Connection, scope: Scope, *, state: str | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return campaigns, the latest first."""
    query = select(outreach_campaigns).where(visible_in(scope, outreach_campaigns))
    if state is not None:
        query = query.where(C.state == state)
    if after is not None:
        query = query.where(C.id < after)
    return (await connection.execute(query.order_by(C.id.desc()).limit(limit))).all()


# ------------------------------------------------------------------------------------------------------------- sending
async def campaigns_to_send(connection: Connection, limit: int) -> Sequence[Row[Any]]:
    """Return running campaigns, first the one that has waited longest for its turn."""
    query: Select[Any] = select(C.id, C.region, C.urgent).where(C.state == str(CampaignState.RUNNING))
    query = query.order_by(C.urgent.desc(), C.free_at).limit(limit)
    found: Sequence[Row[Any]] = (await connection.execute(query)).all()
    return found


async def claim_campaign(connection: Connection, campaign_id: UUID) -> Row[Any] | None:
    """Hold a running campaign with its template, or None where another process does, or it runs no more."""
    template = outreach_templates.c
    query = (
        select(outreach_campaigns, template.text, template.signature)
        .join(outreach_templates, template.id == C.template_id)
        .where(C.id == campaign_id, C.state == str(CampaignState.RUNNING))
        .with_for_update(of=outreach_campaigns, skip_locked=True)
    )
    return (await connection.execute(query)).one_or_none()


async def pace_campaign(connection: Connection, campaign_id: UUID, free_at: datetime) -> None:
    await connection.execute(update(outreach_campaigns).where(C.id == campaign_id).values(free_at=free_at))


async def lock_way(connection: Connection, way: str, now: datetime) -> datetime:
    """Hold the pace of a way; return from when on its next message may go."""
    ways = outreach_ways
    await connection.execute(insert(ways).values(way=way, free_at=now).on_conflict_do_nothing())
    query = select(ways.c.free_at).where(ways.c.way == way).with_for_update()
    found: datetime = (await connection.execute(query)).scalar_one()
    return found


async def pace_way(connection: Connection, way: str, free_at: datetime) -> None:
    await connection.execute(update(outreach_ways).where(outreach_ways.c.way == way).values(free_at=free_at))
