"""What is kept of a decision that is, or never will be, public? Nothing that is not shown, but why it is hidden."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from enforcement.metadata import metadata

_moment = DateTime(timezone=True)

# `hidden`: the ground for which it is never shown; `published_at`: since when it is; `withdraw_due_at`: until when it
# is taken back, because an appeal changed or revoked it; `why_withdrawn`: what the appeal made of it.
publications = Table(
    "publications",
    metadata,
    Column("penalty_id", Uuid, ForeignKey("penalties.id"), primary_key=True),
    Column("region", Text, nullable=False),
    Column("hidden", Text),
    Column("published_at", _moment),
    Column("number", Text),
    Column("authority", Text),
    Column("matter", Text),
    Column("party_kind", Text),
    Column("party", Text),
    Column("kinds", JSONB),
    Column("fine_fen", BigInteger),
    Column("confiscated_fen", BigInteger),
    Column("goods_fen", BigInteger),
    Column("basis", Text),
    Column("decided_on", Date),
    Column("withdraw_due_at", _moment),
    Column("withdrawn_at", _moment),
    Column("why_withdrawn", Text),
    # Since when what an appeal made of it is shown in its place.
    Column("republished_at", _moment),
    CheckConstraint("(published_at IS NULL) = (party IS NULL)", name="published"),
    CheckConstraint("hidden IS NULL OR published_at IS NULL", name="hidden"),
    CheckConstraint("withdrawn_at IS NULL OR withdraw_due_at IS NOT NULL", name="withdrawn"),
    CheckConstraint("(withdrawn_at IS NULL) = (why_withdrawn IS NULL)", name="said"),
)
Index("ix_publications_region", publications.c.region, postgresql_ops={"region": "text_pattern_ops"})
