"""What is kept of an application? Its public state, the sealed applicant, every step, and every look."""

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
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from approval_window.metadata import metadata

_moment = DateTime(timezone=True)

# `applicant` holds name, number and note: sealed JSON. `provisional`: a day before the deadline is not published yet.
applications = Table(
    "applications",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("receipt_code", LargeBinary, nullable=False),
    Column("region", Text, nullable=False),
    Column("item", Text, ForeignKey("items.code"), nullable=False),
    Column("item_version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("applicant_kind", Text, nullable=False),
    Column("applicant", LargeBinary, nullable=False),
    Column("clerk_id", Text, nullable=False),
    Column("received_at", _moment, nullable=False),
    Column("notice_due_at", _moment, nullable=False),
    Column("provisional", Boolean, nullable=False),
    # Which department of the county goes on with it, and since which day: the township's power was taken back.
    Column("handed_to", Text),
    Column("handed_on", Date),
    CheckConstraint("state IN ('received', 'granted')", name="state"),
    CheckConstraint("(handed_to IS NULL) = (handed_on IS NULL)", name="handed_over"),
    CheckConstraint("applicant_kind IN ('person', 'organisation')", name="applicant_kind"),
    CheckConstraint("notice_due_at > received_at", name="notice_after_receipt"),
)
Index(
    "ix_applications_region_state",
    applications.c.region,
    applications.c.state,
    postgresql_ops={"region": "text_pattern_ops"},
)
Index("ix_applications_provisional", applications.c.id, postgresql_where=text("provisional"))

application_history = Table(
    "application_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey("applications.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
    UniqueConstraint("application_id", "seq"),
)

# What was granted: one licence an application. Both days belong to it; without the last it holds until further notice.
licences = Table(
    "licences",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey("applications.id"), nullable=False, unique=True),
    Column("region", Text, nullable=False),
    Column("item", Text, ForeignKey("items.code"), nullable=False),
    Column("power", Text),
    Column("granted_on", Date, nullable=False),
    Column("valid_to", Date),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    CheckConstraint("valid_to >= granted_on", name="order"),
)

application_looks = Table(
    "application_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey("applications.id"), nullable=False, index=True),
    Column("at", _moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("what", Text, nullable=False),
)
