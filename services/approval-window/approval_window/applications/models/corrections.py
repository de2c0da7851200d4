"""What is kept of the correction of an error in a decision?"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)

from approval_window.metadata import metadata

_moment = DateTime(timezone=True)

# `paper` is the number of the decision, `number` that of the paper by which it was corrected in step `seq`; `texts`
# holds what was written and what is right: sealed JSON.
application_corrections = Table(
    "application_corrections",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey("applications.id"), nullable=False, index=True),
    Column("paper", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("texts", LargeBinary, nullable=False),
    Column("found_by", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", _moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    Column("seq", Integer),
    Column("number", Text, unique=True),
    CheckConstraint("state IN ('asked', 'corrected', 'declined')", name="state"),
    CheckConstraint("found_by IN ('holder', 'organ')", name="found_by"),
    CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
    CheckConstraint("(state = 'corrected') = (number IS NOT NULL)", name="numbered"),
    CheckConstraint("num_nonnulls(decided_by, decided_at, seq) IN (0, 3)", name="decision"),
)
Index(
    "uq_application_corrections_asked",
    application_corrections.c.application_id,
    unique=True,
    postgresql_where=text("state = 'asked'"),
)
