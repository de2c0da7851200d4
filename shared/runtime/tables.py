"""Which tables does every service keep beside its own? The outbox, the inbox, and the answers already given."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
)

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

runtime_metadata = MetaData(naming_convention=NAMING)

_moment = DateTime(timezone=True)

# Written in the transaction of what it tells. Read by flag, never by cursor: sequence order is not commit order.
outbox = Table(
    "outbox",
    runtime_metadata,
    Column("seq", BigInteger, Identity(), primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("occurred_at", _moment, nullable=False),
    Column("traceparent", Text),
    Column("log_id", Text),
    Column("partition", Integer),
    Column("offset", BigInteger),
    Column("published_at", _moment),
)
Index("ix_outbox_unpublished", outbox.c.seq, postgresql_where=outbox.c.published_at.is_(None))
Index("ix_outbox_published_at", outbox.c.published_at, postgresql_where=outbox.c.published_at.is_not(None))
# Two events on one place of one log: the log was lost and made anew under the same name.
Index(
    "uq_outbox_place",
    outbox.c.log_id,
    outbox.c.topic,
    outbox.c.partition,
    outbox.c.offset,
    unique=True,
    postgresql_where=outbox.c.published_at.is_not(None),
)

# What a consumer has dealt with; committed together with the effects. Outlives the outbox rows of the producer.
inbox = Table(
    "inbox",
    runtime_metadata,
    Column("consumer", Text, primary_key=True),
    Column("event_id", Uuid, primary_key=True),
    Column("received_at", _moment, nullable=False, server_default=func.now()),
)
Index("ix_inbox_received_at", inbox.c.received_at)

# The answers given under an Idempotency-Key, written in the transaction of what they answer.
idempotency_keys = Table(
    "idempotency_keys",
    runtime_metadata,
    Column("subject", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_hash", LargeBinary, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("answered_at", _moment, nullable=False),
)
Index("ix_idempotency_keys_answered_at", idempotency_keys.c.answered_at)
