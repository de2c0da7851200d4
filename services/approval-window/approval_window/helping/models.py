"""What is kept of help with an application? Who helps, how, and what he did; consent and words stand in its history."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY

from approval_window.metadata import metadata

_moment = DateTime(timezone=True)

helps = Table(
    "helps",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey("applications.id"), nullable=False, index=True),
    Column("region", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("state", Text, nullable=False),
    # Nobody, while it is only asked for.
    Column("helper", Text),
    Column("errands", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    Column("asked_at", _moment),
    Column("given_at", _moment),
    Column("ended_at", _moment),
    Column("ending", Text),
    CheckConstraint("mode IN ('accompanied', 'on-behalf')", name="mode"),
    CheckConstraint("state IN ('asked', 'given', 'ended')", name="state"),
    CheckConstraint("(helper IS NULL) = (given_at IS NULL)", name="given"),
    CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended"),
)
Index(
    "uq_helps_open",
    helps.c.application_id,
    unique=True,
    postgresql_where=text("state IN ('asked', 'given')"),
)
Index("ix_helps_helper", helps.c.helper, postgresql_where=text("state = 'given'"))
Index("ix_helps_region", helps.c.region, postgresql_ops={"region": "text_pattern_ops"})
