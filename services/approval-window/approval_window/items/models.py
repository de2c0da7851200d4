"""What is kept of an item?"""

from sqlalchemy import CheckConstraint, Column, Integer, SmallInteger, Table, Text

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
    CheckConstraint("kind IN ('licence', 'certificate', 'public-service')", name="kind"),
    CheckConstraint("promised_days >= 1 AND promised_days <= legal_days", name="promised_within_legal"),
)
