"""Which tables does triage decide by, and where does it say why?"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from dispatch.metadata import metadata

matters = Table(
    "matters",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("executor", Text, nullable=False),
    Column("unit_kind", Text, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("legal_basis", Text, nullable=False),
    # To life or public safety: it goes to the township whatever its duty list says.
    Column("danger", Boolean, nullable=False, server_default="false"),
    CheckConstraint("executor IN ('grid', 'team', 'unit', 'county')", name="executor"),
)

matter_words = Table(
    "matter_words",
    metadata,
    Column("matter", Text, ForeignKey("matters.code"), primary_key=True),
    Column("word", Text, primary_key=True),
    Column("weight", Integer, nullable=False),
    CheckConstraint("weight > 0", name="weight"),
)

crosswalk = Table(
    "crosswalk",
    metadata,
    Column("scheme", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("matter", Text, ForeignKey("matters.code"), nullable=False),
)

routing_rules = Table(
    "routing_rules",
    metadata,
    Column("id", Text, primary_key=True),
    Column("priority", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("conditions", JSONB, nullable=False),
    Column("outcome", JSONB, nullable=False),
)

# Read copies of what the grid tells.
cell_copies = Table(
    "cell_copies",
    metadata,
    Column("cell", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("version", Integer, nullable=False),
    Column("region", Text, nullable=False),
    Column("rings", JSONB, nullable=False),
    Column("place_names", JSONB, nullable=False),
    Column("kind", Text, nullable=False, server_default="integrated"),
    PrimaryKeyConstraint("cell", "valid_from"),
)

worker_copies = Table(
    "worker_copies",
    metadata,
    Column("worker_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("region", Text, nullable=False),
    Column("cells", JSONB, nullable=False),
    Column("on_duty", Boolean, nullable=False),
)

# Why each report became what it became.
triage_decisions = Table(
    "triage_decisions",
    metadata,
    Column("report_id", Uuid, ForeignKey("reports.id"), primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    Column("why", JSONB, nullable=False),
)
Index("ix_triage_decisions_case_id", triage_decisions.c.case_id)
