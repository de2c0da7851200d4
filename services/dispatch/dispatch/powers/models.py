"""What is kept of powers? The province's catalogue, each power's life in a township, its days, and who watches over it.

SQLAlchemy cannot say `WITHOUT OVERLAPS`: the migration makes those keys from `TEMPORAL_KEYS`.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB

from dispatch.metadata import metadata

TEMPORAL_KEYS = {"power_catalogue": ("code", "valid"), "power_terms": ("region", "code", "valid")}

_moment = DateTime(timezone=True)
_BY_PREFIX = {"region": "text_pattern_ops"}


def _validity() -> list[Column[object]]:
    return [
        Column("valid_from", Date, nullable=False),
        Column("valid_to", Date),
        Column("valid", DATERANGE, Computed("daterange(valid_from, valid_to, '[]')", persisted=True), nullable=False),
    ]


power_catalogue = Table(
    "power_catalogue",
    metadata,
    Column("code", Text, nullable=False),
    Column("version", Integer, nullable=False),
    *_validity(),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("principal", Text, nullable=False),
    Column("matters", JSONB, nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("officers", SmallInteger, nullable=False),
    Column("equipment", JSONB, nullable=False),
    # The number of the document by which the province adopted it.
    Column("adopted_by", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["power_catalogue"]),
    UniqueConstraint("code", "version"),
    CheckConstraint("valid_to >= valid_from", name="order"),
    CheckConstraint("kind IN ('licence', 'service', 'penalty')", name="kind"),
    CheckConstraint("mode IN ('delegated', 'entrusted')", name="mode"),
    CheckConstraint("kind <> 'penalty' OR (mode = 'delegated' AND officers >= 2)", name="penalty"),
)

# One life of a power in a township, from choice to end; a power that was taken back may be chosen anew.
powers = Table(
    "powers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("code", Text, nullable=False),
    Column("catalogue_version", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("chosen_by", Text, nullable=False),
    Column("chosen_at", _moment, nullable=False),
    Column("readiness", JSONB(none_as_null=True)),
    Column("reported_by", Text),
    Column("confirmed_by", Text),
    Column("document", Text),
    Column("announced_on", Date),
    Column("proclaimed_by", Text),
    Column("coach", Text),
    Column("prolonged", Boolean, nullable=False),
    # Of the evaluation that the next decision may rest on.
    Column("volume", Integer),
    Column("evaluated_by", Text),
    Column("hand_over", JSONB(none_as_null=True)),
    CheckConstraint(
        "state IN ('chosen', 'ready', 'proclaimed', 'trial', 'evaluated', 'prolonged', 'formal', 'lapsed', "
        "'taken-back', 'dropped')",
        name="state",
    ),
    # A trial becomes formal by a decision on figures, and never by silence.
    CheckConstraint("state <> 'formal' OR volume > 0", name="formal_is_decided"),
)
Index("ix_powers_region", powers.c.region, powers.c.code, postgresql_ops=_BY_PREFIX)
Index(
    "uq_powers_living",
    powers.c.region,
    powers.c.code,
    unique=True,
    postgresql_where=powers.c.state.not_in(("taken-back", "dropped")),
)
Index("ix_powers_state", powers.c.state, powers.c.region)

# The days on which a power is in force.
power_terms = Table(
    "power_terms",
    metadata,
    Column("power_id", Uuid, ForeignKey("powers.id"), nullable=False, index=True),
    Column("region", Text, nullable=False),
    Column("code", Text, nullable=False),
    *_validity(),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["power_terms"]),
    CheckConstraint("valid_to >= valid_from", name="order"),
)

power_history = Table(
    "power_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("power_id", Uuid, ForeignKey("powers.id"), nullable=False),
    Column("action", Text, nullable=False),
    Column("to_state", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)
Index("ix_power_history_power_id", power_history.c.power_id, power_history.c.id)

# Who watches over a power, from a day on: the newest row before a day holds.
power_supervisions = Table(
    "power_supervisions",
    metadata,
    Column("power_id", Uuid, ForeignKey("powers.id"), nullable=False),
    Column("named_on", Date, nullable=False),
    Column("agency", Text, nullable=False),
    Column("plan", Text),
    Column("every_months", SmallInteger),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    PrimaryKeyConstraint("power_id", "named_on"),
    CheckConstraint("every_months BETWEEN 1 AND 24", name="every_months"),
)

power_checks = Table(
    "power_checks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("power_id", Uuid, ForeignKey("powers.id"), nullable=False),
    Column("agency", Text, nullable=False),
    Column("checked_on", Date, nullable=False),
    Column("sampled", Integer, nullable=False),
    Column("findings", JSONB, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    CheckConstraint("sampled > 0", name="sampled"),
)
Index("ix_power_checks_power_id", power_checks.c.power_id, power_checks.c.checked_on)
