"""What is kept of the team's records? After each line: how long one was, and the hash of its end."""

from sqlalchemy import CheckConstraint, Column, DateTime, Index, Integer, LargeBinary, Table, Text, Uuid

from dispatch.metadata import metadata

# The first that was told of a length stays: who writes a record anew tells another hash of it, and is counted.
record_heads = Table(
    "record_heads",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("length", Integer, primary_key=True),
    Column("region", Text, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("length >= 1", name="length"),
    CheckConstraint("octet_length(head) = 32", name="head"),
)
Index("ix_record_heads_region", record_heads.c.region, postgresql_ops={"region": "text_pattern_ops"})
