"""How are posts, people and money kept? Terms of days, ledgers that only grow, and the proposals behind them.

SQLAlchemy cannot say `WITHOUT OVERLAPS`: the migration makes those keys from `TEMPORAL_KEYS`, and the deferred trigger
that lets no transfer commit whose posts of a kind do not come out even.
"""

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
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
    Uuid,
)
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB

from dispatch.metadata import metadata
from dispatch.resources.domain.money import Booking
from dispatch.resources.domain.posts import PostKind
from dispatch.resources.domain.proposals import Mode

TEMPORAL_KEYS = {
    "establishments": ("unit_id", "kind", "valid"),
    "placements": ("person_id", "valid"),
    "power_needs": ("region", "power", "valid"),
    "money_agreements": ("region", "power", "valid"),
}

_moment = DateTime(timezone=True)
_BY_PREFIX = {"region": "text_pattern_ops"}


def _validity() -> list[Column[object]]:
    return [
        Column("valid_from", Date, nullable=False),
        Column("valid_to", Date),
        Column("valid", DATERANGE, Computed("daterange(valid_from, valid_to, '[]')", persisted=True), nullable=False),
    ]


def _one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(word)) for word in words)})", name=column)


# What somebody drew up; it holds once another person has confirmed it, and is not changed after that.
resource_proposals = Table(
    "resource_proposals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("what", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("drawn_up_by", Text, nullable=False),
    Column("drawn_up_at", _moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    CheckConstraint("state IN ('open', 'confirmed', 'withdrawn')", name="state"),
    CheckConstraint("what IN ('establishment', 'transfer', 'placement', 'need', 'agreement')", name="what"),
)
Index("ix_resource_proposals_region", resource_proposals.c.region, resource_proposals.c.id)

# How many posts of a kind a unit may have. `region`: the seat of the unit on the day.
establishments = Table(
    "establishments",
    metadata,
    Column("unit_id", Text, ForeignKey("units.id"), nullable=False),
    Column("kind", Text, nullable=False),
    *_validity(),
    Column("region", Text, nullable=False),
    Column("approved", Integer, nullable=False),
    Column("proposal_id", Uuid, ForeignKey("resource_proposals.id"), nullable=False),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["establishments"]),
    CheckConstraint("valid_to >= valid_from", name="order"),
    CheckConstraint("approved >= 0", name="approved"),
    _one_of("kind", PostKind),
)
Index("ix_establishments_region", establishments.c.region, postgresql_ops=_BY_PREFIX)

# Both sides of each transfer; `unit_id` NULL: the county's account of what it was granted from above.
post_entries = Table(
    "post_entries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("transfer_id", Uuid, ForeignKey("resource_proposals.id"), nullable=False, index=True),
    Column("unit_id", Text, ForeignKey("units.id"), index=True),
    Column("region", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("posts", Integer, nullable=False),
    Column("power", Text),
    Column("day", Date, nullable=False),
    CheckConstraint("posts <> 0", name="posts"),
    _one_of("kind", PostKind),
)
Index("ix_post_entries_region", post_entries.c.region, post_entries.c.power, postgresql_ops=_BY_PREFIX)

# Who sits on a post of `holder` and works in `unit_id`. `region`: the seat of `unit_id` on the day.
placements = Table(
    "placements",
    metadata,
    Column("person_id", Text, ForeignKey("persons.id"), nullable=False),
    *_validity(),
    Column("mode", Text, nullable=False),
    Column("holder", Text, ForeignKey("units.id"), nullable=False, index=True),
    Column("unit_id", Text, ForeignKey("units.id"), nullable=False),
    Column("region", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("power", Text),
    Column("proposal_id", Uuid, ForeignKey("resource_proposals.id"), nullable=False),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["placements"]),
    CheckConstraint("valid_to >= valid_from", name="order"),
    _one_of("mode", Mode),
    _one_of("kind", PostKind),
)
Index("ix_placements_region", placements.c.region, placements.c.person_id, postgresql_ops=_BY_PREFIX)

power_needs = Table(
    "power_needs",
    metadata,
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("power", Text, nullable=False),
    *_validity(),
    Column("posts", Integer, nullable=False),
    Column("yearly_fen", BigInteger, nullable=False),
    Column("proposal_id", Uuid, ForeignKey("resource_proposals.id"), nullable=False),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["power_needs"]),
    CheckConstraint("valid_to >= valid_from", name="order"),
    CheckConstraint("posts >= 0 AND yearly_fen >= 0", name="amounts"),
)

money_agreements = Table(
    "money_agreements",
    metadata,
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("power", Text, nullable=False),
    *_validity(),
    Column("yearly_fen", BigInteger, nullable=False),
    Column("share_bp", Integer, nullable=False),
    Column("proposal_id", Uuid, ForeignKey("resource_proposals.id"), nullable=False),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["money_agreements"]),
    CheckConstraint("valid_to >= valid_from", name="order"),
    CheckConstraint("yearly_fen >= 0 AND share_bp BETWEEN 0 AND 10000", name="amounts"),
)

money_entries = Table(
    "money_entries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("power", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("fen", BigInteger, nullable=False),
    Column("day", Date, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    CheckConstraint("fen > 0", name="fen"),
    _one_of("kind", Booking),
)
Index("ix_money_entries_region", money_entries.c.region, money_entries.c.power, postgresql_ops=_BY_PREFIX)

resource_history = Table(
    "resource_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("step", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)
Index("ix_resource_history_region", resource_history.c.region, resource_history.c.id, postgresql_ops=_BY_PREFIX)
