"""What did the centre tell of powers, certificates, requirements and bindings? Copies of the newest state of each."""

from sqlalchemy import Column, Date, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from enforcement.metadata import metadata

qualification_copies = Table(
    "qualification_copies",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("region", Text, nullable=False),
    Column("certificates", JSONB, nullable=False),
)

requirement_copies = Table(
    "requirement_copies",
    metadata,
    Column("activity", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("terms", JSONB, nullable=False),
    Column("matters", JSONB, nullable=False),
)
Index(
    "ix_requirement_copies_matters",
    requirement_copies.c.matters,
    postgresql_using="gin",
    postgresql_ops={"matters": "jsonb_path_ops"},
)

training_binding_copies = Table(
    "training_binding_copies",
    metadata,
    Column("region", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("bound_from", Date, nullable=False),
)

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
)
