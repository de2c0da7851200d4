"""Which table do the window's capabilities share? The counter that numbers their papers."""

from sqlalchemy import CheckConstraint, Column, Integer, SmallInteger, Table, Text

from approval_window.metadata import metadata

# One row per kind of paper, township and year; locked by who takes the next number until he commits or rolls back.
paper_counters = Table(
    "paper_counters",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("township", Text, primary_key=True),
    Column("year", SmallInteger, primary_key=True),
    Column("last", Integer, nullable=False),
    CheckConstraint("last >= 1", name="last_positive"),
)
