"""How are posts, people and money kept? Terms of days, ledgers that only grow, and the proposals behind them.

SQLAlchemy cannot say `WITHOUT OVERLAPS`: the migrations make those keys from `TEMPORAL_KEYS`, and the triggers that
let no transfer in whose posts of a kind do not come out even, and change or delete no entry of a ledger.
"""

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

from dispatch.metadata import metadata, one_of
from dispatch.resources.domain.money import Booking
from dispatch.resources.domain.posts import PostKind
from dispatch.resources.domain.proposals import Mode

# What a term is of; `key` is the same in a form that a temporal key takes fast.
TERMS_OF = {
    "establishments": ("unit_id", "kind"),
    "placements": ("person_id",),
    "power_needs": ("region", "power"),
    "money_agreements": ("region", "power"),
    "load_limits": ("region",),
}
TEMPORAL_KEYS = dict.fromkeys(TERMS_OF, ("key", "valid"))

_moment = DateTime(timezone=True)
_BY_PREFIX = {"region": "text_pattern_ops"}


def _key(table: str) -> Column[object]:
    """Return what the temporal key knows a thing by: a GiST index takes a UUID six times as fast as texts."""
    joined = " || ' ' || ".join(TERMS_OF[table])
    return Column("key", Uuid, Computed(f"md5({joined})::uuid", persisted=True), nullable=False)


def _validity() -> list[Column[object]]:
    return [
        Column("valid_from", Date, nullable=False),
        Column("valid_to", Date),
        Column("valid", DATERANGE, Computed("daterange(valid_from, valid_to, '[]')", persisted=True), nullable=False),
    ]


# What somebody drew up; it holds once another person has confirmed it, and is not changed after that.
resource_proposals = Table(
    "resource_proposals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("what", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("drawn_up_by", Text, nullable=False),
    Column("drawn_up_at", _moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    CheckConstraint("state IN ('open', 'confirmed', 'withdrawn')", name="state"),
    CheckConstraint(
        "what IN ('establishment', 'transfer', 'placement', 'move', 'leaving', 'need', 'agreement',"
        " 'booking', 'reversal', 'stock-posts', 'stock-people', 'stock-money', 'load-limits', 'agencies')",
        name="what",
    ),
)
Index("ix_resource_proposals_region", resource_proposals.c.region, resource_proposals.c.id)

# How many posts of a kind a unit may have. `region`: the seat of the unit on the day.
establishments = Table(
    "establishments",
    metadata,
    Column("unit_id", Text, ForeignKey("units.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    *_validity(),
    _key("establishments"),
    Column("region", Text, nullable=False),
    Column("approved", Integer, nullable=False),
    Column("proposal_id", Uuid, ForeignKey("resource_proposals.id"), nullable=False),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["establishments"]),
    CheckConstraint("valid_to >= valid_from", name="order"),
    CheckConstraint("approved >= 0", name="approved"),
    one_of("kind", PostKind),
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
    one_of("kind", PostKind),
)
Index("ix_post_entries_region", post_entries.c.region, post_entries.c.power, postgresql_ops=_BY_PREFIX)

# Who sits on a post of `holder` and works in `unit_id`. `region`: the seat of `unit_id` on the day.
placements = Table(
    "placements",
    metadata,
    Column("person_id", Text, ForeignKey("persons.id"), nullable=False, index=True),
    *_validity(),
    _key("placements"),
    Column("mode", Text, nullable=False),
    Column("from_unit", Text, nullable=False),
    Column("holder", Text, ForeignKey("units.id"), nullable=False, index=True),
    Column("unit_id", Text, ForeignKey("units.id"), nullable=False),
    Column("region", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("power", Text),
    Column("proposal_id", Uuid, ForeignKey("resource_proposals.id"), nullable=False),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["placements"]),
    CheckConstraint("valid_to >= valid_from", name="order"),
    one_of("mode", Mode),
    one_of("kind", PostKind),
)
Index("ix_placements_region", placements.c.region, placements.c.person_id, postgresql_ops=_BY_PREFIX)

power_needs = Table(
    "power_needs",
    metadata,
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("power", Text, nullable=False),
    *_validity(),
    _key("power_needs"),
    Column("posts", Integer, nullable=False),
    Column("yearly_fen", BigInteger, nullable=False),
    Column("proposal_id", Uuid, ForeignKey("resource_proposals.id"), nullable=False),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["power_needs"]),
    CheckConstraint("valid_to >= valid_from", name="order"),
    CheckConstraint("posts >= 0 AND yearly_fen >= 0", name="amounts"),
)
Index("ix_power_needs_region", power_needs.c.region, power_needs.c.power, postgresql_ops=_BY_PREFIX)

money_agreements = Table(
    "money_agreements",
    metadata,
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("power", Text, nullable=False),
    *_validity(),
    _key("money_agreements"),
    Column("yearly_fen", BigInteger, nullable=False),
    Column("share_bp", Integer, nullable=False),
    Column("proposal_id", Uuid, ForeignKey("resource_proposals.id"), nullable=False),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["money_agreements"]),
    CheckConstraint("valid_to >= valid_from", name="order"),
    CheckConstraint("yearly_fen >= 0 AND share_bp BETWEEN 0 AND 10000", name="amounts"),
)
Index("ix_money_agreements_region", money_agreements.c.region, money_agreements.c.power, postgresql_ops=_BY_PREFIX)

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
    Column("proposal_id", Uuid, ForeignKey("resource_proposals.id")),
    # A counter-entry names what it reverses; nothing is reversed twice.
    Column("reverses", Uuid, ForeignKey("money_entries.id"), unique=True),
    CheckConstraint("CASE WHEN reverses IS NULL THEN fen > 0 ELSE fen < 0 END", name="fen"),
    one_of("kind", Booking),
)
Index("ix_money_entries_region", money_entries.c.region, money_entries.c.power, postgresql_ops=_BY_PREFIX)

# What a city or a county calls uneven, in per cent of what a head of the township's pool carries.
load_limits = Table(
    "load_limits",
    metadata,
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    *_validity(),
    _key("load_limits"),
    Column("over_percent", Integer, nullable=False),
    Column("under_percent", Integer, nullable=False),
    Column("adopted_by", Text, nullable=False),
    Column("proposal_id", Uuid, ForeignKey("resource_proposals.id"), nullable=False),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["load_limits"]),
    CheckConstraint("valid_to >= valid_from", name="order"),
    CheckConstraint("over_percent > 100 AND under_percent BETWEEN 0 AND 99", name="percent"),
)

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
