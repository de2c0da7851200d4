"""How are duty lists kept? Drafts beside what was published; what was published is followed, never changed.

SQLAlchemy cannot say `WITHOUT OVERLAPS`: the migration makes that key from `TEMPORAL_KEYS`.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB

from dispatch.bindings import proposals_table
from dispatch.metadata import metadata

TEMPORAL_KEYS = {"duty_lists": ("region", "valid")}

_moment = DateTime(timezone=True)

duty_lists = Table(
    "duty_lists",
    metadata,
    Column("id", Uuid, nullable=False, unique=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("valid", DATERANGE, Computed("daterange(valid_from, valid_to, '[]')", persisted=True), nullable=False),
    Column("title", Text, nullable=False),
    # The number of the document by which it was adopted.
    Column("adopted_by", Text, nullable=False),
    Column("drawn_up_by", Text, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("published_at", _moment, nullable=False),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["duty_lists"]),
    UniqueConstraint("region", "version"),
    CheckConstraint("valid_to >= valid_from", name="order"),
)

duty_lines = Table(
    "duty_lines",
    metadata,
    Column("list_id", Uuid, ForeignKey("duty_lists.id"), nullable=False),
    Column("matter", Text, ForeignKey("matters.code"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("support", JSONB, nullable=False),
    Column("legal_basis", Text, nullable=False),
    PrimaryKeyConstraint("list_id", "matter"),
    CheckConstraint("kind IN ('basic', 'supporting', 'taken-back')", name="kind"),
)

# `state`: open until another person publishes it or somebody takes it away.
duty_drafts = Table(
    "duty_drafts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("state", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("title", Text, nullable=False),
    Column("adopted_by", Text, nullable=False),
    Column("lines", JSONB, nullable=False),
    Column("drawn_up_by", Text, nullable=False),
    Column("drawn_up_at", _moment, nullable=False),
    CheckConstraint("state IN ('open', 'published', 'withdrawn')", name="state"),
)
Index("ix_duty_drafts_region", duty_drafts.c.region, duty_drafts.c.id)

# From which day on a township shall be held to its list; it is so once another person has confirmed it.
duty_binding_proposals = proposals_table("duty_binding_proposals")

# From which day on a township is held to its list; no row: it is observed.
duty_bindings = Table(
    "duty_bindings",
    metadata,
    Column("region", Text, ForeignKey("regions.code"), primary_key=True),
    Column("bound_from", Date, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
)

duty_history = Table(
    "duty_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("step", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)
Index("ix_duty_history_region", duty_history.c.region, duty_history.c.id)

# What went to a township although its list does not name it: danger to life or public safety.
duty_exits = Table(
    "duty_exits",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("region", Text, nullable=False),
    Column("matter", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
)
Index("ix_duty_exits_region", duty_exits.c.region, duty_exits.c.id, postgresql_ops={"region": "text_pattern_ops"})

# How many cases a day went to a township that is not held to its list yet, and whose list does not name the matter;
# where no list is loaded at all, of whatever matter (`*`).
duty_observed = Table(
    "duty_observed",
    metadata,
    Column("region", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("matter", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("cases", Integer, nullable=False),
    PrimaryKeyConstraint("region", "day", "matter", "standing"),
    CheckConstraint("cases > 0", name="cases"),
)

# How long each step may take; city-specific, therefore rows.
duty_terms = Table(
    "duty_terms",
    metadata,
    Column("act", Text, primary_key=True),
    Column("amount", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    CheckConstraint("amount > 0", name="amount"),
)

# An application of a county department; `region` is the county. What it wants of the townships is `line`.
duty_admissions = Table(
    "duty_admissions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("townships", JSONB, nullable=False),
    Column("unit", Text, ForeignKey("units.id"), nullable=False),
    Column("matter", Text, ForeignKey("matters.code"), nullable=False),
    Column("line", JSONB, nullable=False),
    Column("why", Text, nullable=False),
    Column("persons", Integer, nullable=False),
    Column("money_fen", BigInteger, nullable=False),
    Column("training", Text, nullable=False),
    Column("wanted_from", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("due_at", _moment, nullable=False),
    Column("applied_by", Text, nullable=False),
    Column("applied_at", _moment, nullable=False),
    CheckConstraint("state IN ('applied', 'checked', 'reviewed', 'approved', 'rejected', 'withdrawn')", name="state"),
    CheckConstraint("persons >= 0 AND money_fen >= 0", name="not_negative"),
)
Index("ix_duty_admissions_region", duty_admissions.c.region, duty_admissions.c.id)

# Each step with the term that it had.
duty_admission_steps = Table(
    "duty_admission_steps",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("admission_id", Uuid, ForeignKey("duty_admissions.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("act", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("body", Text),
    Column("verdict", Text, nullable=False),
    Column("reason", Text),
    Column("document", Text),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("due_at", _moment, nullable=False),
    UniqueConstraint("admission_id", "seq"),
)
