"""What is kept, and shown, of the grid's support of what a service does on site?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
)

from shared.runtime.bodies import Shown
from shared.schemas.vocabulary import TaskState

_moment = DateTime(timezone=True)


def supports_in(metadata: MetaData, name: str, of: str, whose: str, *more: Column[Any]) -> Table:
    """Return the table `name` of a service: of what in column `of`, which is an id of the table `whose`.

    `version` is ours, `task_version` the grid's that was heard last; who went, and what he wrote, stays with the grid.
    One is wanted at a time.
    """
    table = Table(
        name,
        metadata,
        Column("id", Uuid, primary_key=True),
        Column(of, Uuid, ForeignKey(f"{whose}.id"), nullable=False, index=True),
        Column("version", Integer, nullable=False),
        Column("wanted", Boolean, nullable=False),
        Column("lon", Double),
        Column("lat", Double),
        Column("due_at", _moment),
        Column("asked_by", Text, nullable=False),
        Column("asked_at", _moment, nullable=False),
        Column("task_version", Integer, nullable=False, server_default="0"),
        Column("task_state", Text),
        Column("role", Text),
        Column("result", Text),
        Column("done_at", _moment),
        *more,
        CheckConstraint("num_nonnulls(lon, lat) IN (0, 2)", name="place"),
    )
    Index(f"uq_{name}_wanted", table.c[of], unique=True, postgresql_where=table.c.wanted)
    return table


class SupportKept(Shown):
    """How far the grid is; `result` says that a worker was there or took photos, and is no record of what was found."""

    id: UUID
    wanted: bool
    due_at: datetime | None
    asked_by: str
    asked_at: datetime
    task_state: TaskState | None
    role: str | None
    result: str | None
    done_at: datetime | None
