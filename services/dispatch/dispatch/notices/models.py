"""Which tables hold what people are told, by which rules and ways, and what became of each telling?"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Time,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from dispatch.metadata import metadata, one_of
from dispatch.notices.domain.choice import Outcome
from dispatch.notices.domain.deliveries import DeliveryState
from dispatch.notices.domain.rules import Channel

_moment = DateTime(timezone=True)
_BY_PREFIX = {"region": "text_pattern_ops"}


# `spread_at`: when those for whom it is meant were found. `acknowledge_by`: by when one of them must answer.
notices = Table(
    "notices",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("what", Text, nullable=False),
    Column("to_kind", Text, nullable=False),
    Column("to_id", Text, nullable=False),
    Column("to_region", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("case_id", Uuid, ForeignKey("cases.id")),
    Column("facts", JSONB, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("told_at", _moment, nullable=False),
    Column("spread_at", _moment),
    Column("outcome", Text),
    Column("step", SmallInteger, nullable=False, server_default="0"),
    # What of its rule goes on after the first telling: a later change of the rule is not for notices under way.
    Column("ladder", JSONB, nullable=False, server_default="[]"),
    Column("acknowledge_minutes", Integer),
    Column("acknowledge_by", _moment),
    Column("acknowledged_by", Text),
    Column("acknowledged_at", _moment),
    CheckConstraint("to_kind IN ('person', 'role', 'unit')", name="to_kind"),
    one_of("outcome", Outcome),
)
Index("ix_notices_to", notices.c.to_kind, notices.c.to_id, notices.c.id)
Index("ix_notices_case_id", notices.c.case_id, postgresql_where=notices.c.case_id.is_not(None))
Index("ix_notices_unspread", notices.c.id, postgresql_where=notices.c.spread_at.is_(None))
Index("ix_notices_unanswered", notices.c.acknowledge_by, postgresql_where=notices.c.acknowledge_by.is_not(None))

# `recipient` is a person, for a webhook a unit. `seq` grows in the order in which rows become visible: they are
# written by one process at a time.
notice_deliveries = Table(
    "notice_deliveries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Column("notice_id", Uuid, ForeignKey("notices.id"), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("step", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_at", _moment, nullable=False),
    Column("next_at", _moment, nullable=False),
    Column("last_error", Text),
    Column("delivered_at", _moment),
    Column("read_at", _moment),
    Column("digest_over", Integer, nullable=False),
    # Of how many notices that waited for the morning it tells, and which row tells of this one.
    Column("digest_of", Integer),
    Column("carried_by", Uuid, ForeignKey("notice_deliveries.id")),
    UniqueConstraint("notice_id", "recipient", "channel"),
    one_of("channel", Channel),
    one_of("state", DeliveryState),
)
_D = notice_deliveries.c
Index("ix_notice_deliveries_inbox", _D.recipient, _D.seq, postgresql_where=_D.channel == "inbox")
Index("ix_notice_deliveries_due", _D.next_at, postgresql_where=_D.state.in_(("waiting", "held")))
Index("ix_notice_deliveries_failed", _D.region, _D.id, postgresql_where=_D.state == "failed")

# A rule as it holds; what it was before stands in its history.
notice_rules = Table(
    "notice_rules",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("codes", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("role", Text),
    Column("urgent", Boolean),
    Column("channels", JSONB, nullable=False),
    Column("quiet_from", Time),
    Column("quiet_to", Time),
    Column("acknowledge_minutes", Integer),
    Column("ladder", JSONB, nullable=False),
    Column("digest_over", Integer, nullable=False),
    CheckConstraint("(quiet_from IS NULL) = (quiet_to IS NULL)", name="quiet"),
    CheckConstraint("acknowledge_minutes > 0", name="acknowledge_minutes"),
    CheckConstraint("digest_over > 0", name="digest_over"),
)

notice_rule_history = Table(
    "notice_rule_history",
    metadata,
    Column("rule_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("region", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)

# Under which number a person is reached: sealed, about the person.
contact_numbers = Table(
    "contact_numbers",
    metadata,
    Column("person_id", Text, ForeignKey("persons.id"), primary_key=True),
    Column("number", LargeBinary, nullable=False),
    Column("is_mobile", Boolean, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_at", _moment, nullable=False),
)

contact_looks = Table(
    "contact_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("person_id", Text, nullable=False),
)
Index("ix_contact_looks_at", contact_looks.c.at)

# Where a unit's own system takes its notices; the secret is sealed, about the unit.
notice_webhooks = Table(
    "notice_webhooks",
    metadata,
    Column("unit_id", Text, ForeignKey("units.id"), primary_key=True),
    Column("region", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_at", _moment, nullable=False),
)
Index("ix_notice_webhooks_region", notice_webhooks.c.region, postgresql_ops=_BY_PREFIX)
