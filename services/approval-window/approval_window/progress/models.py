"""What is kept of wrong attempts? How many there were in one window, under a mark that names nobody."""

from sqlalchemy import CheckConstraint, Column, DateTime, Integer, LargeBinary, Table

from approval_window.metadata import metadata

# `mark` is the keyed hash of a number or of an address, with what it is of. Deleted when the window is over.
progress_attempts = Table(
    "progress_attempts",
    metadata,
    Column("mark", LargeBinary, primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("began_at", DateTime(timezone=True), nullable=False, index=True),
    CheckConstraint("wrong >= 0", name="wrong"),
)
