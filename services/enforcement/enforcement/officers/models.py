"""What did the centre tell of powers? Copies of the newest state of each."""

from sqlalchemy import Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from enforcement.metadata import metadata

# Read copy of the penalty powers of townships: `terms` are the ranges of days on which one is in force.
power_copies = Table(
    "power_copies",
    metadata,
    Column("region", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("matters", JSONB, nullable=False),
    Column("terms", JSONB, nullable=False),
    # Delegated, or entrusted by a kind of department of the county; unknown of what was told before it was kept.
    Column("mode", Text),
    Column("principal", Text),
)
