"""What is kept of a case's record? Its lines, to which is only ever added, and where its end is."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Integer, LargeBinary, Table, Text, Uuid

from enforcement.metadata import metadata

# Where the record of a case ends; `key` opens what is personal in it, sealed itself. Without it that is erased.
records = Table(
    "records",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("length", Integer, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("key", LargeBinary),
    CheckConstraint("length >= 0", name="length"),
)
Index("ix_records_region", records.c.region, postgresql_ops={"region": "text_pattern_ops"})

# The database lets nobody change or delete a line: no right to it, and a trigger that refuses its owner, too.
record_lines = Table(
    "record_lines",
    metadata,
    Column("case_id", Uuid, ForeignKey("records.case_id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    CheckConstraint("seq >= 1", name="seq"),
)
