"""What is kept of a licence? The days for which it was granted and extended, and how it ended."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)

from approval_window.metadata import metadata

_moment = DateTime(timezone=True)

# What was granted: one licence an application. Both days belong to it; without the last it holds until further notice.
licences = Table(
    "licences",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey("applications.id"), nullable=False, unique=True),
    Column("region", Text, nullable=False),
    Column("item", Text, ForeignKey("items.code"), nullable=False),
    Column("power", Text),
    Column("granted_on", Date, nullable=False),
    Column("valid_to", Date),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    # How and since when it holds no more: revoked (art. 69), or cancelled (art. 70); what was written of it is sealed.
    Column("version", Integer, nullable=False, server_default="1"),
    Column("end", Text),
    Column("ground", Text),
    Column("ended_on", Date),
    Column("ended_by", Text),
    Column("ended_at", _moment),
    Column("words", LargeBinary),
    CheckConstraint("valid_to >= granted_on", name="order"),
    CheckConstraint('(ended_on IS NULL) = ("end" IS NULL)', name="ended"),
    CheckConstraint("(\"end\" = 'revoked') = (ground IS NOT NULL)", name="ground"),
)
Index("ix_licences_valid_to", licences.c.valid_to, postgresql_where=text("ended_on IS NULL"))
Index("ix_licences_region", licences.c.region, postgresql_ops={"region": "text_pattern_ops"})

# For which days a licence was granted and extended, by which application: one licence, however often.
licence_terms = Table(
    "licence_terms",
    metadata,
    Column("licence_id", Uuid, ForeignKey("licences.id"), primary_key=True),
    Column("seq", SmallInteger, primary_key=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    Column("how", Text, nullable=False),
    Column("application_id", Uuid, ForeignKey("applications.id"), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    CheckConstraint("last_day >= first_day", name="order"),
    CheckConstraint("how IN ('granted', 'renewed', 'renewed-by-silence')", name="how"),
    CheckConstraint("(seq = 1) = (how = 'granted')", name="granted_first"),
)
