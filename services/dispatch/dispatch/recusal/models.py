"""Which table holds who asked that a case be no longer about somebody? Whom it is about stands beside the case."""

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, ForeignKey, Index, LargeBinary, Table, Text, Uuid

from dispatch.metadata import metadata

_moment = DateTime(timezone=True)

subject_removals = Table(
    "subject_removals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("sealed_reason", LargeBinary, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", _moment, nullable=False),
    Column("granted", Boolean),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    CheckConstraint("(decided_at IS NULL) = (granted IS NULL)", name="decided"),
    CheckConstraint("decided_by <> asked_by", name="two_persons"),
)
Index("ix_subject_removals_case_id", subject_removals.c.case_id, subject_removals.c.id)
# One request about one subject waits at a time.
Index(
    "uq_subject_removals_waiting",
    subject_removals.c.case_id,
    subject_removals.c.kind,
    subject_removals.c.subject,
    unique=True,
    postgresql_where=subject_removals.c.decided_at.is_(None),
)

# Whose name was revealed to whom, what for and why; beside the looks at what he said.
reporter_reveals = Table(
    "reporter_reveals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("report_id", Uuid, ForeignKey("reports.id"), nullable=False),
    Column("person_id", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("sealed_reason", LargeBinary, nullable=False),
    Column("at", _moment, nullable=False),
)
Index("ix_reporter_reveals_report_id", reporter_reveals.c.report_id)
