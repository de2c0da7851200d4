"""Which tables keep the workers, what they hold, when they are away, their phones and where they were?"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Time,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from grid.metadata import THIS_TRANSACTION, metadata

_moment = DateTime(timezone=True)

workers = Table(
    "workers",
    metadata,
    Column("worker_id", Text, primary_key=True),
    Column("region", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("on_duty", Boolean, nullable=False),
    Column("duty_changed_at", _moment, nullable=False),
    Column("employment", Text),
    Column("skills", JSONB, nullable=False, server_default="[]"),
    CheckConstraint("employment IN ('full-time', 'part-time', 'sent-down')", name="employment"),
)
Index("ix_workers_region", workers.c.region, workers.c.worker_id, postgresql_ops={"region": "text_pattern_ops"})

cell_holdings = Table(
    "cell_holdings",
    metadata,
    Column("cell", Text, ForeignKey("cells.cell"), primary_key=True),
    Column("worker_id", Text, ForeignKey("workers.worker_id"), primary_key=True),
    Column("role", Text, nullable=False),
    CheckConstraint("role IN ('A', 'B')", name="role"),
)
Index("ix_cell_holdings_worker_id", cell_holdings.c.worker_id)
Index("uq_cell_holdings_a", cell_holdings.c.cell, unique=True, postgresql_where=cell_holdings.c.role == "A")

# Who got or lost a cell, and in which transaction: his phone is told of the tasks that come or go with it.
holding_changes = Table(
    "holding_changes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("worker_id", Text, nullable=False),
    Column("cell", Text, nullable=False),
    Column("changed_in", BigInteger, nullable=False, server_default=THIS_TRANSACTION),
)
Index("ix_holding_changes_worker_id", holding_changes.c.worker_id, holding_changes.c.changed_in)

# Of what is told to phones as a change, and was removed in time: the last transaction that wrote some of it. A phone
# that asked last before it is told everything anew.
forgotten_changes = Table(
    "forgotten_changes",
    metadata,
    Column("what", Text, primary_key=True),
    Column("changed_in", BigInteger, nullable=False),
)

worker_history = Table(
    "worker_history",
    metadata,
    Column("worker_id", Text, ForeignKey("workers.worker_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)

# Who answers for what today: the holdings as leave, stand-ins and micro cells make them. What the centre is told.
answering = Table(
    "answering",
    metadata,
    Column("cell", Text, ForeignKey("cells.cell"), primary_key=True),
    Column("worker_id", Text, ForeignKey("workers.worker_id"), primary_key=True),
    Column("role", Text, nullable=False),
    CheckConstraint("role IN ('A', 'B')", name="role"),
)
Index("ix_answering_worker_id", answering.c.worker_id)

# From when to when somebody was on duty. `began_by`: himself, or the office that set it with his cells.
duty_spans = Table(
    "duty_spans",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("worker_id", Text, ForeignKey("workers.worker_id"), nullable=False),
    Column("started_at", _moment, nullable=False),
    Column("ended_at", _moment),
    Column("began_by", Text, nullable=False),
    Column("ended_by", Text),
    Column("reason", Text),
    CheckConstraint("began_by IN ('self', 'office')", name="began_by"),
    CheckConstraint("ended_by IN ('self', 'office', 'leave', 'forgotten')", name="ended_by"),
    CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended"),
)
Index("ix_duty_spans_worker_id", duty_spans.c.worker_id, duty_spans.c.started_at)
Index("uq_duty_spans_open", duty_spans.c.worker_id, unique=True, postgresql_where=duty_spans.c.ended_at.is_(None))

leaves = Table(
    "leaves",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("worker_id", Text, ForeignKey("workers.worker_id"), nullable=False),
    Column("region", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("stand_in", Text, ForeignKey("workers.worker_id")),
    Column("state", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", _moment, nullable=False),
    CheckConstraint("kind IN ('annual', 'sick', 'personal', 'training', 'family')", name="kind"),
    CheckConstraint("state IN ('asked', 'approved', 'running', 'over', 'refused', 'cancelled')", name="state"),
    CheckConstraint("last_day >= first_day", name="days"),
)
Index("ix_leaves_worker_id", leaves.c.worker_id, leaves.c.first_day)
Index("ix_leaves_region", leaves.c.region, leaves.c.state, postgresql_ops={"region": "text_pattern_ops"})
Index("ix_leaves_due", leaves.c.first_day, postgresql_where=leaves.c.state.in_(("approved", "running")))

leave_history = Table(
    "leave_history",
    metadata,
    Column("leave_id", Uuid, ForeignKey("leaves.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)

shift_plans = Table(
    "shift_plans",
    metadata,
    Column("worker_id", Text, ForeignKey("workers.worker_id"), primary_key=True),
    Column("weekday", SmallInteger, primary_key=True),
    Column("starts", Time, primary_key=True),
    Column("ends", Time, nullable=False),
    CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
)

# `name` is what the worker calls his phone; `device_id` is made by the app.
worker_devices = Table(
    "worker_devices",
    metadata,
    Column("device_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("worker_id", Text, ForeignKey("workers.worker_id"), nullable=False),
    Column("region", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("registered_at", _moment, nullable=False),
    Column("revoked_at", _moment),
    Column("wiped_at", _moment),
    CheckConstraint("state IN ('waiting', 'active', 'revoked', 'wiped')", name="state"),
)
Index(
    "uq_worker_devices_active",
    worker_devices.c.worker_id,
    unique=True,
    postgresql_where=worker_devices.c.state == "active",
)
Index("ix_worker_devices_worker_id", worker_devices.c.worker_id)

device_history = Table(
    "device_history",
    metadata,
    Column("device_id", Text, ForeignKey("worker_devices.device_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)

# `sealed` holds longitude, latitude and accuracy, bound to `id`; `at` is the phone's time.
worker_positions = Table(
    "worker_positions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("worker_id", Text, ForeignKey("workers.worker_id"), nullable=False),
    Column("region", Text, nullable=False),
    Column("client_id", Uuid, nullable=False),
    Column("at", _moment, nullable=False),
    Column("received_at", _moment, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
Index("uq_worker_positions_client_id", worker_positions.c.worker_id, worker_positions.c.client_id, unique=True)
Index("ix_worker_positions_worker_id", worker_positions.c.worker_id, worker_positions.c.at)
Index("ix_worker_positions_at", worker_positions.c.at)

# Who looked where workers are: at one (`worker_id`), or at all on duty in `region`.
position_looks = Table(
    "position_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("worker_id", Text),
    Column("positions", Integer, nullable=False),
)
Index("ix_position_looks_region", position_looks.c.region, position_looks.c.at)
