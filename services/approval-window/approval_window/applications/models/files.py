"""What is kept of a file for a material? Where its object lies, and what it is."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from approval_window.metadata import metadata

_moment = DateTime(timezone=True)

# A file for a material: its object lies in the store, sealed, written before this row; applications of one form share
# it. `given_sha256` is of what was sent, `sha256` of what is kept of it. Those of a material's newest round stand. A
# row never changes.
application_files = Table(
    "application_files",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey("applications.id"), nullable=False),
    Column("material", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("object", Text, nullable=False, index=True),
    Column("media_type", Text, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("pages", Integer),
    Column("sha256", LargeBinary, nullable=False),
    Column("given_sha256", LargeBinary, nullable=False),
    Column("sealed_name", LargeBinary),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    # The same file stands for a material once.
    UniqueConstraint("application_id", "material", "round", "given_sha256"),
    CheckConstraint("round >= 1", name="round_positive"),
    CheckConstraint("media_type IN ('application/pdf', 'image/jpeg', 'image/png', 'image/webp')", name="media_type"),
    CheckConstraint("(media_type = 'application/pdf') = (pages IS NOT NULL)", name="pages"),
)
