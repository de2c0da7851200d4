"""What is kept of a rating? What was given, which never changes; and apart from it, what followed it."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
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

# Rows are added and never written again. `words` is what somebody wrote: sealed. `clerk_id` received the paper.
ratings = Table(
    "ratings",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("paper", Text, nullable=False),
    Column("paper_id", Uuid, nullable=False),
    Column("number", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("item", Text),
    Column("power", Text),
    Column("clerk_id", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("words", LargeBinary),
    Column("given_at", _moment, nullable=False),
    UniqueConstraint("paper_id", "step"),
    CheckConstraint("paper IN ('application', 'appeal')", name="paper"),
    CheckConstraint("step IN ('reception', 'acceptance', 'decision', 'delivery', 'answer')", name="step"),
    CheckConstraint(
        "grade IN ('very-satisfied', 'satisfied', 'basically-satisfied', 'dissatisfied', 'very-dissatisfied')",
        name="grade",
    ),
)
Index("ix_ratings_region", ratings.c.region, ratings.c.given_at, postgresql_ops={"region": "text_pattern_ops"})

rating_follow_ups = Table(
    "rating_follow_ups",
    metadata,
    Column("rating_id", Uuid, ForeignKey("ratings.id"), primary_key=True),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("verify_due_at", _moment, nullable=False),
    Column("due_at", _moment, nullable=False),
    # A day of a term is not published yet.
    Column("provisional", Boolean, nullable=False),
    Column("called_back_at", _moment),
    # What was told of it as late, the last time, and when.
    Column("late", Text),
    Column("late_at", _moment),
    CheckConstraint("late IN ('verification', 'all')", name="late"),
    CheckConstraint("(late IS NULL) = (late_at IS NULL)", name="late_at"),
    CheckConstraint("state IN ('opened', 'verified', 'corrected', 'called-back')", name="state"),
    CheckConstraint("(state = 'called-back') = (called_back_at IS NOT NULL)", name="called_back"),
    CheckConstraint("verify_due_at <= due_at", name="order"),
)
Index(
    "ix_rating_follow_ups_open",
    rating_follow_ups.c.due_at,
    postgresql_where=text("state <> 'called-back'"),
)

rating_follow_up_history = Table(
    "rating_follow_up_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("rating_id", Uuid, ForeignKey("ratings.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
    # What was found, done or said on the telephone: sealed.
    Column("words", LargeBinary),
    UniqueConstraint("rating_id", "seq"),
)

rating_looks = Table(
    "rating_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("rating_id", Uuid, ForeignKey("ratings.id"), nullable=False, index=True),
    Column("at", _moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("what", Text, nullable=False),
)
