"""How are the catalogue, requests, what was queried and what is to be pushed kept?

SQLAlchemy cannot say `WITHOUT OVERLAPS`: the migration makes that key from `TEMPORAL_KEYS`.
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
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB

from dispatch.exchange.domain.catalogue import Sharing
from dispatch.exchange.domain.grants import DeliveryState
from dispatch.exchange.domain.requests import Mode, State
from dispatch.metadata import metadata, one_of

TEMPORAL_KEYS = {"exchange_sets": ("region", "code", "valid")}

_moment = DateTime(timezone=True)


# What a county shares from a day on; `region` is the county.
exchange_sets = Table(
    "exchange_sets",
    metadata,
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("code", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("valid", DATERANGE, Computed("daterange(valid_from, valid_to, '[]')", persisted=True), nullable=False),
    Column("name", Text, nullable=False),
    Column("owner", Text, ForeignKey("units.id"), nullable=False),
    Column("sharing", Text, nullable=False),
    Column("ground", Text),
    Column("columns", JSONB, nullable=False),
    Column("refresh_minutes", Integer, nullable=False),
    Column("limit_days", Integer, nullable=False),
    Column("limit_grant_days", Integer, nullable=False),
    Column("limit_queries", Integer, nullable=False),
    Column("limit_rows", Integer, nullable=False),
    # The number of the document by which it was adopted.
    Column("adopted_by", Text, nullable=False),
    Column("drawn_up_by", Text, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("published_at", _moment, nullable=False),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["exchange_sets"]),
    UniqueConstraint("region", "code", "version"),
    CheckConstraint("valid_to >= valid_from", name="order"),
    CheckConstraint("sharing <> 'not-shared' OR ground IS NOT NULL", name="ground"),
    CheckConstraint("published_by <> drawn_up_by", name="two_persons"),
    one_of("sharing", Sharing),
)

exchange_drafts = Table(
    "exchange_drafts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("state", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("adopted_by", Text, nullable=False),
    Column("sets", JSONB, nullable=False),
    Column("drawn_up_by", Text, nullable=False),
    Column("drawn_up_at", _moment, nullable=False),
    one_of("state", ("open", "published", "withdrawn")),
)
Index("ix_exchange_drafts_region", exchange_drafts.c.region, exchange_drafts.c.id)

exchange_history = Table(
    "exchange_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("step", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)
Index("ix_exchange_history_region", exchange_history.c.region, exchange_history.c.id)

# How long each act may take; city-specific, therefore rows.
exchange_terms = Table(
    "exchange_terms",
    metadata,
    Column("act", Text, primary_key=True),
    Column("amount", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    CheckConstraint("amount > 0", name="amount"),
)

# Where a department is pushed to, as the office has noted it; the secret is sealed about the unit.
exchange_receivers = Table(
    "exchange_receivers",
    metadata,
    Column("unit", Text, ForeignKey("units.id"), primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
)

# A request, and once it is granted the grant. `region`: the county; `place`: whose rows; `fields`: of which duty.
# `compare_at`: when its rows are compared next with what the department was told; `unread_since` and `unread_because`:
# since when that fails, and by which code.
exchange_requests = Table(
    "exchange_requests",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("unit", Text, ForeignKey("units.id"), nullable=False),
    Column("owner", Text, ForeignKey("units.id"), nullable=False),
    Column("set_code", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("columns", JSONB, nullable=False),
    Column("place", Text, ForeignKey("regions.code"), nullable=False),
    Column("fields", JSONB, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("mode", Text, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("due_at", _moment, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", _moment, nullable=False),
    Column("decided_at", _moment),
    Column("compare_at", _moment),
    Column("unread_since", _moment),
    Column("unread_because", Text),
    CheckConstraint("until >= since", name="order"),
    CheckConstraint("(unread_since IS NULL) = (unread_because IS NULL)", name="unread"),
    one_of("mode", Mode),
    one_of("state", State),
)
Index("ix_exchange_requests_region", exchange_requests.c.region, exchange_requests.c.id)
Index("ix_exchange_requests_unit", exchange_requests.c.unit, exchange_requests.c.id)
Index(
    "ix_exchange_requests_compare_at",
    exchange_requests.c.compare_at,
    postgresql_where=exchange_requests.c.state == "granted",
)
# What its department waits for unseen is few, and looked at by many.
Index(
    "ix_exchange_requests_unread",
    exchange_requests.c.region,
    exchange_requests.c.unread_since,
    postgresql_where=exchange_requests.c.unread_since.is_not(None),
)

# Each act with the term that it had.
exchange_steps = Table(
    "exchange_steps",
    metadata,
    Column("request_id", Uuid, ForeignKey("exchange_requests.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("act", Text, nullable=False),
    Column("to_state", Text, nullable=False),
    Column("verdict", Text),
    Column("reason", Text),
    Column("by", Text, nullable=False),
    Column("unit", Text),
    Column("at", _moment, nullable=False),
    Column("due_at", _moment, nullable=False),
    PrimaryKeyConstraint("request_id", "seq"),
)

# Every query: who, when, by which grant, of how many rows; never the rows. The grant says what for.
exchange_queries = Table(
    "exchange_queries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("request_id", Uuid, ForeignKey("exchange_requests.id"), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("day", Date, nullable=False),
    Column("columns", JSONB, nullable=False),
    Column("rows", Integer, nullable=False),
)
Index("ix_exchange_queries_request_id", exchange_queries.c.request_id, exchange_queries.c.day)

# What a subscriber was told of each row last, as a digest.
exchange_told = Table(
    "exchange_told",
    metadata,
    Column("request_id", Uuid, ForeignKey("exchange_requests.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("told_at", _moment, nullable=False),
    PrimaryKeyConstraint("request_id", "key"),
)

# What is pushed, one after the other; the rows are forgotten when they were taken. Sealed about the id.
exchange_deliveries = Table(
    "exchange_deliveries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("request_id", Uuid, ForeignKey("exchange_requests.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("body", LargeBinary),
    Column("rows", Integer, nullable=False),
    Column("gone", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_at", _moment, nullable=False),
    Column("next_at", _moment, nullable=False),
    Column("last_error", Text),
    Column("delivered_at", _moment),
    UniqueConstraint("request_id", "number"),
    CheckConstraint("(state = 'waiting') = (body IS NOT NULL)", name="body"),
    one_of("state", DeliveryState),
)
Index(
    "ix_exchange_deliveries_next_at",
    exchange_deliveries.c.next_at,
    postgresql_where=exchange_deliveries.c.state == "waiting",
)
# In order: the next one is made when the one before was taken.
Index(
    "uq_exchange_deliveries_waiting",
    exchange_deliveries.c.request_id,
    unique=True,
    postgresql_where=exchange_deliveries.c.state == "waiting",
)
