"""Which discretion tables were published? Every version is kept."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from enforcement.metadata import metadata

discretion_tables = Table(
    "discretion_tables",
    metadata,
    Column("region", Text, primary_key=True),
    Column("matter", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("valid_from", Date, nullable=False),
    Column("basis", Text, nullable=False),
    Column("ranges", JSONB, nullable=False),
    Column("by", Text, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("version >= 1", name="version"),
)
