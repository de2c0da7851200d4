"""How does a proposal to hold a township from a day on wait for another person? Alike for duties and for training."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Row,
    Table,
    Text,
    Uuid,
    and_,
    select,
    update,
)

from dispatch.metadata import metadata
from shared.runtime.db import Connection, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

_moment = DateTime(timezone=True)


def proposals_table(name: str) -> Table:
    """Declare the table of a register's proposals: one open proposal for each township, confirmed by another person."""
    table = Table(
        name,
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("region", Text, ForeignKey("regions.code"), nullable=False),
        Column("bound_from", Date, nullable=False),
        Column("state", Text, nullable=False),
        Column("proposed_by", Text, nullable=False),
        Column("proposed_at", _moment, nullable=False),
        Column("decided_by", Text),
        Column("decided_at", _moment),
        CheckConstraint("state IN ('open', 'confirmed', 'withdrawn', 'replaced')", name="state"),
        CheckConstraint("state <> 'confirmed' OR decided_by <> proposed_by", name="two_persons"),
    )
    Index(f"uq_{name}_open", table.c.region, unique=True, postgresql_where=table.c.state == "open")
    return table


@dataclass(frozen=True, slots=True)
class Proposals:
    """The proposals of one register, read and written."""

    table: Table

    async def draw_up(
        self, connection: Connection, region: str, bound_from: date, *, by: str, at: datetime
    ) -> tuple[dict[str, Any], UUID | None]:
        """Keep a proposal in the place of the open one about its township; return its row and which it replaces."""
        replaced = await self._replace_open(connection, region, by=by, at=at)
        row = {
            "id": new_id(),
            "region": region,
            "bound_from": bound_from,
            "state": "open",
            "proposed_by": by,
            "proposed_at": at,
        }
        await insert_rows(connection, self.table, [row])
        return row, replaced

    async def find(self, connection: Connection, scope: Scope, proposal_id: UUID) -> Row[Any] | None:
        mine = and_(self.table.c.id == proposal_id, visible_in(scope, self.table))
        return (await connection.execute(select(self.table).where(mine))).one_or_none()

    async def lock(self, connection: Connection, proposal_id: UUID) -> Row[Any]:
        """Return a proposal that the scope has found as it stands now, and hold it until the transaction ends."""
        query = select(self.table).where(self.table.c.id == proposal_id)
        return (await connection.execute(query.with_for_update())).one()

    async def decide(self, connection: Connection, proposal_id: UUID, state: str, *, by: str, at: datetime) -> None:
        decided = update(self.table).where(self.table.c.id == proposal_id)
        await connection.execute(decided.values(state=state, decided_by=by, decided_at=at))

    async def list_open(
        self, connection: Connection, scope: Scope, *, region: str, after: UUID | None, limit: int
    ) -> Sequence[Row[Any]]:
        """Return the proposals that wait for another person, the newest first."""
        c = self.table.c
        here = and_(visible_in(scope, self.table), c.region.startswith(region, autoescape=True))
        query = select(self.table).where(c.state == "open", here)
        if after is not None:
            query = query.where(c.id < after)
        return (await connection.execute(query.order_by(c.id.desc()).limit(limit))).all()

    async def _replace_open(self, connection: Connection, region: str, *, by: str, at: datetime) -> UUID | None:
        mine = and_(self.table.c.region == region, self.table.c.state == "open")
        replaced = update(self.table).where(mine).values(state="replaced", decided_by=by, decided_at=at)
        before: UUID | None = (await connection.execute(replaced.returning(self.table.c.id))).scalar_one_or_none()
        return before
