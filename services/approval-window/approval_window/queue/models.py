"""What is kept of who waits in the hall? A number of the day, and nothing of a person."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Index, Integer, SmallInteger, Table, Text, Uuid, text

from approval_window.metadata import metadata

_moment = DateTime(timezone=True)

# `serial` counts within a township's day and line; `line` is where it waits now, `first_line` where it was taken.
queue_tickets = Table(
    "queue_tickets",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("line", Text, nullable=False),
    Column("first_line", Text, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("calls", SmallInteger, nullable=False, server_default="0"),
    Column("counter", Text),
    Column("called_by", Text),
    Column("taken_at", _moment, nullable=False),
    Column("called_at", _moment),
    Column("ended_at", _moment),
    # Who did not come goes behind those who waited when he was called.
    Column("place_at", _moment, nullable=False),
    CheckConstraint("state IN ('waiting', 'called', 'served', 'missed')", name="state"),
    CheckConstraint("(state = 'called') = (called_by IS NOT NULL)", name="called_by"),
    CheckConstraint("(state IN ('served', 'missed')) = (ended_at IS NOT NULL)", name="ended"),
)
Index("uq_queue_tickets_serial", *(queue_tickets.c[n] for n in ("region", "day", "first_line", "serial")), unique=True)
Index(
    "ix_queue_tickets_waiting",
    *(queue_tickets.c[n] for n in ("region", "day", "line", "place_at")),
    postgresql_where=text("state = 'waiting'"),
)
# Nobody has two at his counter.
Index("uq_queue_tickets_called_by", queue_tickets.c.called_by, unique=True, postgresql_where=text("state = 'called'"))
