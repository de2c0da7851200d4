"""What is kept of an appeal? Its public state, the sealed words, every step, and every look at the words."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from approval_window.metadata import metadata

_moment = DateTime(timezone=True)

# `statement` holds text and place, `appellant` name and phone: sealed JSON. `version` is that of the last history row.
appeals = Table(
    "appeals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("receipt_code", LargeBinary, nullable=False),
    Column("region", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("category_scheme", Text, nullable=False),
    Column("category_code", Text, nullable=False),
    Column("urgency", Text),
    Column("position", JSONB(none_as_null=True)),
    Column("statement", LargeBinary, nullable=False),
    Column("appellant", LargeBinary, nullable=False),
    Column("clerk_id", Text, nullable=False),
    Column("filed_at", _moment, nullable=False),
    Column("case_id", Uuid, index=True),
    Column("case_version", Integer),
    Column("case_number", Text),
    Column("case_state", Text),
    Column("case_changed_at", _moment),
    Column("outcome", Text),
    Column("result", Text),
    Column("answered_at", _moment),
    Column("told_at", _moment),
    # The newest contact that who has the case had with the citizen: no word and no person.
    Column("contacted_at", _moment),
    Column("contact_unit", Text),
    Column("contact_outcome", Text),
    # Its case hides from somebody: it is shown to the clerk who took it alone, and nothing of the case.
    Column("hidden", Boolean, nullable=False, server_default="false"),
    CheckConstraint("state IN ('filed', 'handling', 'answered', 'told')", name="state"),
    CheckConstraint("(state IN ('answered', 'told')) = (answered_at IS NOT NULL)", name="answered"),
    CheckConstraint("contact_outcome IN ('met', 'reached', 'not-reached')", name="contact_outcome"),
    CheckConstraint("(contacted_at IS NULL) = (contact_outcome IS NULL)", name="contact"),
    CheckConstraint("(state = 'told') = (told_at IS NOT NULL)", name="told"),
)
Index("ix_appeals_region_state", appeals.c.region, appeals.c.state, postgresql_ops={"region": "text_pattern_ops"})

# Read copy of the duty lists: `kinds` is matter → basic, supporting or taken-back. The next list ends the one before.
duty_copies = Table(
    "duty_copies",
    metadata,
    Column("region", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("kinds", JSONB, nullable=False),
    PrimaryKeyConstraint("region", "version"),
)

appeal_history = Table(
    "appeal_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("appeal_id", Uuid, ForeignKey("appeals.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
    UniqueConstraint("appeal_id", "seq"),
)

appeal_looks = Table(
    "appeal_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("appeal_id", Uuid, ForeignKey("appeals.id"), nullable=False, index=True),
    Column("at", _moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("on_behalf_of", Text),
    Column("purpose", Text, nullable=False),
    Column("what", Text, nullable=False),
)
