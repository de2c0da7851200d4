"""What is kept of an item, and of the powers that items need?"""

from sqlalchemy import CheckConstraint, Column, Integer, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from approval_window.metadata import metadata

# Terms in working days (licence law art. 82). What is promised is never longer than what the law allows (art. 42).
items = Table(
    "items",
    metadata,
    Column("code", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("legal_days", SmallInteger, nullable=False),
    Column("promised_days", SmallInteger, nullable=False),
    # The county's power that a township needs for it; none: it is the township's own.
    Column("power", Text),
    CheckConstraint("kind IN ('licence', 'certificate', 'public-service')", name="kind"),
    CheckConstraint("promised_days >= 1 AND promised_days <= legal_days", name="promised_within_legal"),
)

# Read copy of the powers of townships: `terms` are the ranges of days on which one is in force.
power_copies = Table(
    "power_copies",
    metadata,
    Column("region", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("principal", Text, nullable=False),
    Column("field", Text),
    Column("terms", JSONB, nullable=False),
)
