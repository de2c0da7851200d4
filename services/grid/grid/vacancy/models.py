"""Which tables keep watches of empty homes, what is known of their meters, and what was found?"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from grid.metadata import metadata

_moment = DateTime(timezone=True)

vacancy_watches = Table(
    "vacancy_watches",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("approval", Text, nullable=False),
    Column("homes", Integer, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", _moment, nullable=False),
    Column("approved_by", Text),
    Column("approved_at", _moment),
    # A longer time that is asked for, and by whom: another person grants it.
    Column("asked_ends_on", Date),
    Column("asked_by", Text),
    Column("ended_at", _moment),
    # When all that came of readings was deleted.
    Column("erased_at", _moment),
    CheckConstraint("starts_on <= ends_on", name="days"),
    CheckConstraint("(state <> 'approved') OR approved_by IS NOT NULL", name="approved"),
    CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name="two_persons"),
)
Index("ix_vacancy_watches_region", vacancy_watches.c.region, vacancy_watches.c.id)
Index("ix_vacancy_watches_ends_on", vacancy_watches.c.ends_on, postgresql_where=vacancy_watches.c.erased_at.is_(None))

vacancy_watch_history = Table(
    "vacancy_watch_history",
    metadata,
    Column("watch_id", Uuid, ForeignKey("vacancy_watches.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)

# Which place in which block is whose; gone with the watch.
vacancy_meters = Table(
    "vacancy_meters",
    metadata,
    Column("meter", Text, primary_key=True),
    Column("watch_id", Uuid, ForeignKey("vacancy_watches.id"), nullable=False),
    Column("home_id", Uuid, nullable=False),
    Column("region", Text, nullable=False),
    Column("cell", Text),
    Column("block", Integer, nullable=False),
    Column("place", Integer, nullable=False),
)
Index("uq_vacancy_meters_home_id", vacancy_meters.c.home_id, unique=True)
Index("ix_vacancy_meters_watch_id", vacancy_meters.c.watch_id, vacancy_meters.c.block, vacancy_meters.c.place)

# The state of a block of homes as `domain.state.pack` writes it; gone with the watch.
vacancy_blocks = Table(
    "vacancy_blocks",
    metadata,
    Column("watch_id", Uuid, ForeignKey("vacancy_watches.id"), primary_key=True),
    Column("block", Integer, primary_key=True),
    Column("state", LargeBinary, nullable=False),
)

# How many readings of watched homes were refused on a day, and why.
vacancy_refused = Table(
    "vacancy_refused",
    metadata,
    Column("watch_id", Uuid, ForeignKey("vacancy_watches.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("region", Text, nullable=False),
    Column("readings", BigInteger, nullable=False),
)

# `evidence` is gone with the watch; `note` is sealed, bound to `id`.
vacancy_findings = Table(
    "vacancy_findings",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("watch_id", Uuid, ForeignKey("vacancy_watches.id"), nullable=False),
    Column("home_id", Uuid, nullable=False),
    Column("episode", Integer, nullable=False),
    Column("region", Text, nullable=False),
    Column("cell", Text),
    Column("rule", Text, nullable=False),
    Column("evidence", JSONB),
    Column("found_at", _moment, nullable=False),
    Column("task_id", Uuid, ForeignKey("tasks.id"), nullable=False),
    Column("answer", Text),
    Column("note", LargeBinary),
    Column("answered_by", Text),
    Column("answered_at", _moment),
    CheckConstraint("(state = 'answered') = (answer IS NOT NULL)", name="answered"),
)
Index(
    "uq_vacancy_findings_episode",
    vacancy_findings.c.watch_id,
    vacancy_findings.c.home_id,
    vacancy_findings.c.episode,
    unique=True,
)
Index("ix_vacancy_findings_region", vacancy_findings.c.region, vacancy_findings.c.id)
Index("ix_vacancy_findings_found_at", vacancy_findings.c.found_at)

vacancy_finding_history = Table(
    "vacancy_finding_history",
    metadata,
    Column("finding_id", Uuid, ForeignKey("vacancy_findings.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)

vacancy_note_looks = Table(
    "vacancy_note_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("finding_id", Uuid, ForeignKey("vacancy_findings.id"), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("purpose", Text, nullable=False),
)
Index("ix_vacancy_note_looks_finding_id", vacancy_note_looks.c.finding_id)
