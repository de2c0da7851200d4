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

# Powers that were in force before the platform was there, as one person drew them up and another confirmed them.
power_takeovers = Table(
    "power_takeovers",
    metadata,
    Column("id", Uuid, primary_key=True),
    # How far the one who drew it up sees: a county, a city, a province.
    Column("region", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("rows", JSONB, nullable=False),
    Column("drawn_up_by", Text, nullable=False),
    Column("drawn_up_at", _moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    CheckConstraint("state IN ('open', 'confirmed', 'withdrawn')", name="state"),
    CheckConstraint("state <> 'confirmed' OR decided_by <> drawn_up_by", name="two_persons"),
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
    # From which day on, by which document and by whom it is proposed to take the power back, and what goes to whom.
    Column("ending", JSONB(none_as_null=True)),
    Column("hand_over", JSONB(none_as_null=True)),
    # When the cases on the list went to their departments: on the day from which the power is the county's again.
    Column("handed_over_at", _moment),
    CheckConstraint(
        "state IN ('chosen', 'ready', 'proclaimed', 'trial', 'evaluated', 'prolonged', 'formal', 'lapsed', "
        "'taken-back', 'dropped')",
        name="state",
    ),
    # By which powers in force before were taken over; None for all that the platform saw from choice on.
    Column("takeover_id", Uuid, ForeignKey("power_takeovers.id")),
    # A trial becomes formal by a decision on figures, and never by silence; what was taken over names who decided.
    CheckConstraint("state <> 'formal' OR volume > 0 OR takeover_id IS NOT NULL", name="formal_is_decided"),
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
Index(
    "ix_powers_to_hand_over",
    powers.c.id,
    postgresql_where=powers.c.hand_over.is_not(None) & powers.c.handed_over_at.is_(None),
)

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
Index("ix_power_terms_region", power_terms.c.region, postgresql_ops=_BY_PREFIX)

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

# Read copies of what the window told: the applications that rest on a power, and the licences that were granted.
power_applications = Table(
    "power_applications",
    metadata,
    Column("application_id", Uuid, primary_key=True),
    Column("number", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("power", Text, nullable=False),
    Column("received_at", _moment, nullable=False),
    # Nobody has anything to decide on it any more.
    Column("ended_at", _moment),
)
Index(
    "ix_power_applications_region", power_applications.c.region, power_applications.c.power, postgresql_ops=_BY_PREFIX
)

licence_copies = Table(
    "licence_copies",
    metadata,
    Column("licence_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("application_id", Uuid, nullable=False, index=True),
    Column("number", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("power", Text),
    Column("granted_on", Date, nullable=False),
    Column("valid_to", Date),
    # Revoked or cancelled: it holds no more from this day on.
    Column("end", Text),
    Column("ended_on", Date),
)
Index("ix_licence_copies_region", licence_copies.c.region, postgresql_ops=_BY_PREFIX)

# How those were content who had something done by a power: every rating of a step, as the window told it.
power_ratings = Table(
    "power_ratings",
    metadata,
    Column("rating_id", Uuid, primary_key=True),
    Column("paper_id", Uuid, nullable=False, index=True),
    Column("region", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("power", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("given_at", _moment, nullable=False),
)

# What the team ended by a power, as it told: one clue may be ended by several powers for its matter.
power_uses = Table(
    "power_uses",
    metadata,
    Column("task_id", Uuid, nullable=False),
    Column("power", Text, nullable=False),
    Column("case_id", Uuid, nullable=False),
    Column("region", Text, nullable=False),
    Column("assigned_at", _moment, nullable=False),
    Column("ended_at", _moment, nullable=False),
    PrimaryKeyConstraint("task_id", "power"),
)
Index(
    "ix_power_uses_region",
    power_uses.c.power,
    power_uses.c.region,
    power_uses.c.ended_at,
    postgresql_ops=_BY_PREFIX,
)


def _subject() -> list[Column[object]]:
    return [Column("kind", Text, nullable=False), Column("subject", Text, nullable=False)]


_KINDS = "kind IN ('power', 'licence', 'duty')"

# Who watches over a life of a power, a licence, or a duty of a township, from a day on: the newest row before a day
# holds. `subject` is the id of the first two, and region:matter of the last.
supervisions = Table(
    "supervisions",
    metadata,
    *_subject(),
    Column("region", Text, nullable=False),
    Column("named_on", Date, nullable=False),
    Column("agency", Text, nullable=False),
    Column("plan", Text),
    Column("every_months", SmallInteger),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    PrimaryKeyConstraint("kind", "subject", "named_on"),
    CheckConstraint(_KINDS, name="kind"),
    CheckConstraint("every_months BETWEEN 1 AND 24", name="every_months"),
)

supervision_checks = Table(
    "supervision_checks",
    metadata,
    Column("id", Uuid, primary_key=True),
    *_subject(),
    Column("agency", Text, nullable=False),
    Column("checked_on", Date, nullable=False),
    Column("sampled", Integer, nullable=False),
    Column("findings", JSONB, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    CheckConstraint(_KINDS, name="kind"),
    CheckConstraint("sampled > 0", name="sampled"),
)
Index("ix_supervision_checks_subject", supervision_checks.c.subject, supervision_checks.c.checked_on)

supervision_history = Table(
    "supervision_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    *_subject(),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)
Index("ix_supervision_history_subject", supervision_history.c.subject, supervision_history.c.id)
