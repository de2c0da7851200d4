"""Which tables keep the workers and the cells that they hold?"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from grid.metadata import metadata

workers = Table(
    "workers",
    metadata,
    Column("worker_id", Text, primary_key=True),
    Column("region", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("on_duty", Boolean, nullable=False),
    Column("duty_changed_at", DateTime(timezone=True), nullable=False),
)
Index("ix_workers_region", workers.c.region, workers.c.worker_id, postgresql_ops={"region": "text_pattern_ops"})

cell_holdings = Table(
    "cell_holdings",
    metadata,
    Column("cell", Text, ForeignKey("cells.cell"), primary_key=True),
    Column("worker_id", Text, ForeignKey("workers.worker_id"), primary_key=True),
    Column("role", Text, nullable=False),
    CheckConstraint("role IN ('A', 'B')", name="role"),
)
Index("ix_cell_holdings_worker_id", cell_holdings.c.worker_id)
Index("uq_cell_holdings_a", cell_holdings.c.cell, unique=True, postgresql_where=cell_holdings.c.role == "A")

worker_history = Table(
    "worker_history",
    metadata,
    Column("worker_id", Text, ForeignKey("workers.worker_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("facts", JSONB, nullable=False),
)
