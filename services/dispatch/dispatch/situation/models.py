"""Which table counts what the window takes?"""

from sqlalchemy import Column, Date, Index, Table, Text, Uuid

from dispatch.metadata import metadata

applications_seen = Table(
    "applications_seen",
    metadata,
    Column("application_id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("day", Date, nullable=False),
)
Index("ix_applications_seen_day", applications_seen.c.day, applications_seen.c.region)
