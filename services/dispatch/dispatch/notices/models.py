"""Which table holds what is still to be told to an outside platform?"""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from dispatch.metadata import metadata

_moment = DateTime(timezone=True)

replies = Table(
    "replies",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=text("uuidv7()")),
    Column("report_id", Uuid, ForeignKey("reports.id"), nullable=False, unique=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("region", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_at", _moment, nullable=False),
    Column("next_at", _moment, nullable=False),
    Column("last_error", Text),
    Column("delivered_at", _moment),
    CheckConstraint("state IN ('waiting', 'delivered', 'failed')", name="state"),
)
Index("ix_replies_next_at", replies.c.next_at, postgresql_where=replies.c.state == "waiting")
Index("ix_replies_state", replies.c.state, replies.c.region, replies.c.id)
