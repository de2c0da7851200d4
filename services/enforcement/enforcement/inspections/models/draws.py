"""What is kept of a draw? Its seed, sealed until it is drawn, its list, and who was drawn."""

from sqlalchemy import CheckConstraint, Column, DateTime, Index, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from enforcement.metadata import metadata

_moment = DateTime(timezone=True)

draws = Table(
    "draws",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("share_percent", Integer),
    Column("how_many", Integer),
    Column("state", Text, nullable=False),
    Column("commitment", Text, nullable=False),
    Column("sealed_seed", LargeBinary, nullable=False),
    Column("seed", Text),
    Column("listed", JSONB(none_as_null=True)),
    Column("list_hash", Text),
    Column("result", JSONB(none_as_null=True)),
    Column("announced_by", Text, nullable=False),
    Column("announced_at", _moment, nullable=False),
    Column("closed_at", _moment),
    Column("drawn_at", _moment),
    CheckConstraint("state IN ('announced', 'closed', 'drawn')", name="state"),
    CheckConstraint("(share_percent IS NULL) <> (how_many IS NULL)", name="share_or_count"),
    CheckConstraint("(state = 'announced') = (listed IS NULL)", name="listed"),
    CheckConstraint("(state = 'drawn') = (seed IS NOT NULL AND result IS NOT NULL)", name="drawn"),
)
Index("ix_draws_region", draws.c.region, postgresql_ops={"region": "text_pattern_ops"})
