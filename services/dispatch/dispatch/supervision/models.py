"""Which tables hold the rows of supervision, the steps that ladders took, digests, and supervision orders?"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Sequence,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from dispatch.metadata import metadata
from dispatch.supervision.domain.orders import OrderState
from dispatch.supervision.domain.rules import Level

_moment = DateTime(timezone=True)
_levels = ", ".join(f"'{level}'" for level in Level)
_states = ", ".join(f"'{state}'" for state in OrderState)

# Every version of each region's table; the newest is in force. `region` is `*` for everywhere.
supervision_rules = Table(
    "supervision_rules",
    metadata,
    Column("region", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("definition", JSONB, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
)

# The steps that a clock took for a deadline; `passed`: nobody was told in time, a higher step was due as well.
clock_steps = Table(
    "clock_steps",
    metadata,
    Column("clock_id", Uuid, ForeignKey("case_clocks.id"), primary_key=True),
    Column("due_at", _moment, primary_key=True),
    Column("stage", Integer, primary_key=True, autoincrement=False),
    Column("level", Text, nullable=False),
    Column("was_due_at", _moment, nullable=False),
    Column("taken_at", _moment, nullable=False),
    Column("passed", Boolean, nullable=False),
    CheckConstraint(f"level IN ({_levels})", name="level"),
)

# What one recipient was told of a kind in a run; beyond the limit, as one list. `told` counts all of it.
supervision_digests = Table(
    "supervision_digests",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("what", Text, nullable=False),
    Column("to_kind", Text, nullable=False),
    Column("to_id", Text, nullable=False),
    Column("to_region", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("told", Integer, nullable=False),
    Column("opened_at", _moment, nullable=False),
    Column("closed_at", _moment),
)
Index(
    "uq_supervision_digests_open",
    supervision_digests.c.to_kind,
    supervision_digests.c.to_id,
    supervision_digests.c.to_region,
    supervision_digests.c.what,
    supervision_digests.c.urgent,
    unique=True,
    postgresql_where=supervision_digests.c.closed_at.is_(None),
)

supervision_digest_items = Table(
    "supervision_digest_items",
    metadata,
    Column("digest_id", Uuid, ForeignKey("supervision_digests.id", ondelete="CASCADE"), primary_key=True),
    Column("clock_id", Uuid, ForeignKey("case_clocks.id"), primary_key=True),
    Column("stage", Integer, primary_key=True, autoincrement=False),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("due_at", _moment, nullable=False),
)

supervision_order_numbers = Sequence("supervision_order_numbers", metadata=metadata)

# What is demanded and what is answered are sealed, about the order's id. `region` is the addressee's; `to_unit` none
# where the township itself answers.
supervision_orders = Table(
    "supervision_orders",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("to_unit", Text, ForeignKey("units.id")),
    Column("demand", Text, nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("issued_by", Text, nullable=False),
    Column("issuer_region", Text, nullable=False),
    Column("issuer_role", Text, nullable=False),
    Column("issued_at", _moment, nullable=False),
    # By when it is to be signed for, and answered.
    Column("receive_due_at", _moment, nullable=False),
    Column("due_at", _moment, nullable=False),
    Column("received_by", Text),
    Column("received_at", _moment),
    Column("replied_by", Text),
    Column("replied_at", _moment),
    Column("result", Text),
    Column("reply", LargeBinary),
    Column("settled_by", Text),
    Column("settled_at", _moment),
    # When its issuer's superior was told that it is late, and for what.
    Column("late_at", _moment),
    Column("next_at", _moment),
    CheckConstraint(f"state IN ({_states})", name="state"),
    CheckConstraint("(state IN ('accepted', 'withdrawn')) = (settled_at IS NOT NULL)", name="settled"),
    CheckConstraint("state = 'issued' OR state = 'withdrawn' OR received_at IS NOT NULL", name="received"),
)
Index("ix_supervision_orders_region", supervision_orders.c.region, supervision_orders.c.id)
Index("ix_supervision_orders_to_unit", supervision_orders.c.to_unit, supervision_orders.c.id)
Index(
    "ix_supervision_orders_next_at",
    supervision_orders.c.next_at,
    postgresql_where=supervision_orders.c.next_at.is_not(None),
)

supervision_order_cases = Table(
    "supervision_order_cases",
    metadata,
    Column("order_id", Uuid, ForeignKey("supervision_orders.id"), primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), primary_key=True),
)
Index("ix_supervision_order_cases_case_id", supervision_order_cases.c.case_id)

supervision_order_history = Table(
    "supervision_order_history",
    metadata,
    Column("order_id", Uuid, ForeignKey("supervision_orders.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("act", Text, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
    # Why it was sent back or withdrawn, in the issuer's words: sealed, about the order's id.
    Column("text", LargeBinary),
)

# Every look at what is sealed of an order.
supervision_order_looks = Table(
    "supervision_order_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("order_id", Uuid, ForeignKey("supervision_orders.id"), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
)
Index("ix_supervision_order_looks_order_id", supervision_order_looks.c.order_id, supervision_order_looks.c.id)
