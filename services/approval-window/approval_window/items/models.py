"""What is kept of an item, and of the powers that items need?"""

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, SmallInteger, Table, Text, false, text
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
    # What is asked for, in its order: code, name, whether it is required, and whether it may follow later.
    Column("materials", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    # The substance is verified on site (licence law art. 34); several agencies handle it as one (art. 26, 42); who
    # received an application may decide on it.
    Column("on_site", Boolean, nullable=False, server_default=false()),
    Column("joint", Boolean, nullable=False, server_default=false()),
    Column("one_hand", Boolean, nullable=False, server_default=false()),
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
