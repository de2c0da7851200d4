"""What is kept of the agencies that are asked for their opinion?"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from approval_window.metadata import metadata

_moment = DateTime(timezone=True)

# Which agency is asked for its opinion (art. 26): the unit of kind `agency` of `region`. What it wrote is in the
# history.
application_opinions = Table(
    "application_opinions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey("applications.id"), nullable=False),
    Column("region", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("days", SmallInteger, nullable=False),
    Column("silence_agrees", Boolean, nullable=False),
    Column("asked_at", _moment, nullable=False),
    Column("due_at", _moment, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("opinion", Text),
    Column("unit_id", Text),
    Column("by", Text),
    Column("given_at", _moment),
    UniqueConstraint("application_id", "region", "agency"),
    CheckConstraint("opinion IN ('agree', 'disagree')", name="opinion"),
    CheckConstraint('num_nonnulls(opinion, unit_id, "by", given_at) IN (0, 4)', name="given"),
)
Index(
    "ix_application_opinions_open",
    *(application_opinions.c.region, application_opinions.c.agency, application_opinions.c.due_at),
    postgresql_where=text("opinion IS NULL"),
)
Index(
    "ix_application_opinions_provisional",
    application_opinions.c.application_id,
    postgresql_where=text("provisional AND opinion IS NULL"),
)
