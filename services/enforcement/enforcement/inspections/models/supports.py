"""What is kept of the grid's support of a re-check?"""

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, Double, ForeignKey, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from enforcement.metadata import metadata

_moment = DateTime(timezone=True)

# `version` is ours, `task_version` the grid's that was heard last; who went, and what he wrote, stays with the grid.
inspection_supports = Table(
    "inspection_supports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("inspection_id", Uuid, ForeignKey("inspections.id"), nullable=False, index=True),
    Column("region", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("wanted", Boolean, nullable=False),
    Column("officials", JSONB, nullable=False),
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
    CheckConstraint("num_nonnulls(lon, lat) IN (0, 2)", name="place"),
)
Index(
    "uq_inspection_supports_wanted",
    inspection_supports.c.inspection_id,
    unique=True,
    postgresql_where=inspection_supports.c.wanted,
)
