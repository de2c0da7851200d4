"""How is the calendar kept? A row a day with its source, a version a year, and who changed it."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, DateTime, Integer, SmallInteger, Table, Text, Uuid, func
from sqlalchemy.dialects.postgresql import JSONB

from dispatch.metadata import metadata

# The row that a change of a year locks.
calendar_years = Table(
    "calendar_years",
    metadata,
    Column("year", SmallInteger, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("year BETWEEN 2000 AND 2100", name="range"),
)

# `version` is that of the year when the day was last changed.
calendar_days = Table(
    "calendar_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("is_workday", Boolean, nullable=False),
    Column("source", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

calendar_year_history = Table(
    "calendar_year_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("year", SmallInteger, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("facts", JSONB, nullable=False),
    CheckConstraint("action IN ('seeded', 'overridden')", name="action"),
)
