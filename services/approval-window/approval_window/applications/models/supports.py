"""What is kept of the grid's support of a verification?"""

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, Double, ForeignKey, Index, Integer, Table, Text, Uuid

from approval_window.metadata import metadata

_moment = DateTime(timezone=True)

# `version` is ours, `task_version` the grid's that was heard last; who went, and what he wrote, stays with the grid.
application_supports = Table(
    "application_supports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey("applications.id"), nullable=False, index=True),
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
    CheckConstraint("num_nonnulls(lon, lat) IN (0, 2)", name="place"),
)
Index(
    "uq_application_supports_wanted",
    application_supports.c.application_id,
    unique=True,
    postgresql_where=application_supports.c.wanted,
)
