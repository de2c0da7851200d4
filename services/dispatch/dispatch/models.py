"""Which tables belong to no capability? The versions of what processes keep in memory."""

from sqlalchemy import BigInteger, Column, Table, Text

from dispatch.metadata import metadata

memory_versions = Table(
    "memory_versions",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
)
