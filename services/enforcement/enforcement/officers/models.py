"""What did the centre tell of powers, which certificates do officers hold, and whom may they not act against?"""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Index, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from enforcement.metadata import metadata

# Read copy of the penalty powers of townships: `terms` are the ranges of days on which one is in force.
power_copies = Table(
    "power_copies",
    metadata,
    Column("region", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("matters", JSONB, nullable=False),
    Column("terms", JSONB, nullable=False),
    # Delegated, or entrusted by a kind of department of the county; unknown of what was told before it was kept.
    Column("mode", Text),
    Column("principal", Text),
    # In which persons must be certified for it, as the catalogue names it.
    Column("field", Text),
)

# An enforcement certificate as it was entered; it counts once another person has confirmed it (art. 42, 55).
officer_certificates = Table(
    "officer_certificates",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("fields", JSONB, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("entered_at", DateTime(timezone=True), nullable=False),
    Column("confirmed_by", Text),
    Column("confirmed_at", DateTime(timezone=True)),
    Column("revoked_from", Date),
    Column("revoked_by", Text),
    CheckConstraint("valid_from <= valid_to", name="order"),
    CheckConstraint("confirmed_by IS NULL OR confirmed_by <> entered_by", name="two_persons"),
    CheckConstraint("(revoked_from IS NULL) = (revoked_by IS NULL)", name="revoked"),
)
Index("ix_officer_certificates_region", officer_certificates.c.region, postgresql_ops={"region": "text_pattern_ops"})
Index("ix_officer_certificates_person", officer_certificates.c.person_id)
Index("ix_officer_certificates_number", officer_certificates.c.number)

# With whom an officer has something to do himself (art. 43): found by the mark of the party's number.
officer_conflicts = Table(
    "officer_conflicts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("relation", Text, nullable=False),
    Column("party_mark", LargeBinary, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("entered_at", DateTime(timezone=True), nullable=False),
    Column("ended_by", Text),
    Column("ended_at", DateTime(timezone=True)),
    CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended"),
    CheckConstraint("ended_by IS NULL OR ended_by <> entered_by", name="two_persons"),
)
Index("ix_officer_conflicts_party_mark", officer_conflicts.c.party_mark)
Index("ix_officer_conflicts_person", officer_conflicts.c.person_id)
