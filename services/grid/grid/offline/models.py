"""Which table keeps what phones sent, what waits and what it was answered?"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from grid.metadata import metadata, one_of
from grid.offline.domain.gaps import GapReason
from grid.offline.domain.items import ItemKind, WaitsFor

_moment = DateTime(timezone=True)

# `said_at` is the phone's time, `device_at` the same put right by how far its clock was off. The digest of all that was
# sent and the body are sealed, bound to the row's id; the body goes when the item has been dealt with.
sync_items = Table(
    "sync_items",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("worker_id", Text, nullable=False),
    Column("device_id", Text, nullable=False),
    Column("client_id", Uuid, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("clock", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("said_at", _moment, nullable=False),
    Column("device_at", _moment, nullable=False),
    Column("received_at", _moment, nullable=False),
    Column("sealed_digest", LargeBinary, nullable=False),
    Column("sealed_body", LargeBinary),
    Column("waits_for", Text),
    Column("answer", JSONB),
    Column("answered_at", _moment),
    UniqueConstraint("worker_id", "client_id"),
    UniqueConstraint("worker_id", "device_id", "subject", "clock", name="uq_sync_items_clock"),
    one_of("kind", ItemKind),
    one_of("waits_for", WaitsFor),
    CheckConstraint("(answer IS NULL) = (waits_for IS NOT NULL)", name="waits"),
    CheckConstraint("(answer IS NULL) = (sealed_body IS NOT NULL)", name="body"),
)
Index("ix_sync_items_answered_at", sync_items.c.answered_at)
Index(
    "ix_sync_items_waiting",
    sync_items.c.worker_id,
    sync_items.c.device_id,
    postgresql_where=sync_items.c.waits_for.is_not(None),
)

# Which numbers are not waited for any longer, who said so and why. `region` is the worker's.
sync_given_up = Table(
    "sync_given_up",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("worker_id", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("device_id", Text, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("missing_from", Integer, nullable=False),
    Column("missing_to", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    UniqueConstraint("worker_id", "device_id", "subject", "missing_to", name="uq_sync_given_up"),
    CheckConstraint("missing_from BETWEEN 1 AND missing_to", name="order"),
    one_of("reason", GapReason),
)
_g = sync_given_up.c
Index("ix_sync_given_up_region", _g.region, _g.id, postgresql_ops={"region": "text_pattern_ops"})
