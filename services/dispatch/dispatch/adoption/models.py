"""How are standards, adoptions and demonstrations kept? What was published is followed, never changed.

SQLAlchemy cannot say `WITHOUT OVERLAPS`: the migration makes those keys from `TEMPORAL_KEYS`.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB

from dispatch.metadata import metadata

TEMPORAL_KEYS = {
    "adoption_standards": ("type", "valid"),
    "adoptions": ("region", "valid"),
    "adoption_demonstrations": ("region", "valid"),
}

_TYPES = "type IN ('street', 'town', 'rural')"
_moment = DateTime(timezone=True)


def _validity() -> list[Column[object]]:
    return [
        Column("valid_from", Date, nullable=False),
        Column("valid_to", Date),
        Column("valid", DATERANGE, Computed("daterange(valid_from, valid_to, '[]')", persisted=True), nullable=False),
    ]


# The first version of each type comes with the product; `derived_from` is the township that others follow in it.
adoption_standards = Table(
    "adoption_standards",
    metadata,
    Column("type", Text, nullable=False),
    Column("version", Integer, nullable=False),
    *_validity(),
    Column("title", Text, nullable=False),
    Column("adopted_by", Text, nullable=False),
    Column("pack", JSONB, nullable=False),
    Column("derived_from", Text, ForeignKey("regions.code")),
    Column("drawn_up_by", Text, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("published_at", _moment, nullable=False),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["adoption_standards"]),
    UniqueConstraint("type", "version"),
    CheckConstraint(_TYPES, name="type"),
    CheckConstraint("valid_to >= valid_from", name="order"),
    CheckConstraint("published_by <> drawn_up_by", name="two_persons"),
)

adoption_drafts = Table(
    "adoption_drafts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("type", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("title", Text, nullable=False),
    Column("adopted_by", Text, nullable=False),
    Column("pack", JSONB, nullable=False),
    Column("derived_from", Text, ForeignKey("regions.code")),
    Column("drawn_up_by", Text, nullable=False),
    Column("drawn_up_at", _moment, nullable=False),
    CheckConstraint(_TYPES, name="type"),
    CheckConstraint("state IN ('open', 'published', 'withdrawn')", name="state"),
)

# By which standard a township is taken in on which days; `overlay` names agencies and no person.
adoptions = Table(
    "adoptions",
    metadata,
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    *_validity(),
    Column("type", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("overlay", JSONB, nullable=False),
    Column("reason", Text),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["adoptions"]),
    CheckConstraint(_TYPES, name="type"),
    CheckConstraint("valid_to >= valid_from", name="order"),
)
Index("ix_adoptions_region", adoptions.c.region, postgresql_ops={"region": "text_pattern_ops"})

# A county proposes, the province decides.
adoption_proposals = Table(
    "adoption_proposals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("state", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("why", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", _moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    Column("reason", Text),
    CheckConstraint("state IN ('proposed', 'approved', 'refused')", name="state"),
    CheckConstraint("decided_by <> proposed_by", name="two_persons"),
    CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name="decided"),
    CheckConstraint("state <> 'refused' OR reason IS NOT NULL", name="refused_with_reason"),
)
Index(
    "uq_adoption_proposals_open",
    adoption_proposals.c.region,
    unique=True,
    postgresql_where=adoption_proposals.c.state == "proposed",
)

adoption_demonstrations = Table(
    "adoption_demonstrations",
    metadata,
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    *_validity(),
    Column("proposal_id", Uuid, ForeignKey("adoption_proposals.id"), nullable=False, unique=True),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["adoption_demonstrations"]),
    CheckConstraint("valid_to >= valid_from", name="order"),
)

# `subject` is a township, or a type with its standards.
adoption_history = Table(
    "adoption_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)
Index("ix_adoption_history_subject", adoption_history.c.subject, adoption_history.c.id)
