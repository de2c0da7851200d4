"""Which tables hold the roster? Shifts with their hours, swaps of them, and the sheets that are handed over.

SQLAlchemy says an exclusion constraint only with a dialect of its own: nobody has two shifts at once.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, ExcludeConstraint

from dispatch.metadata import metadata, one_of
from dispatch.roster.domain import Post, ShiftState, SwapState

_moment = DateTime(timezone=True)
_BY_PREFIX = {"region": "text_pattern_ops"}


# `taken_at`: when its holder took over, which may be before it begins; `relieved_at`: when the next one did.
shifts = Table(
    "shifts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("post", Text, nullable=False),
    Column("person_id", Text, ForeignKey("persons.id"), nullable=False),
    Column("starts_at", _moment, nullable=False),
    Column("ends_at", _moment, nullable=False),
    Column("during", TSTZRANGE, Computed("tstzrange(starts_at, ends_at)", persisted=True), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("taken_at", _moment),
    Column("relieved_at", _moment),
    Column("missed_told_at", _moment),
    CheckConstraint("ends_at > starts_at", name="order"),
    one_of("post", Post),
    one_of("state", ShiftState),
    ExcludeConstraint(
        ("person_id", "="), ("during", "&&"), where=text("state = 'planned'"), name="ex_shifts_person_id", using="gist"
    ),
)
Index("ix_shifts_region", shifts.c.region, shifts.c.starts_at, postgresql_ops=_BY_PREFIX)
Index(
    "ix_shifts_unrelieved",
    shifts.c.ends_at,
    postgresql_where=shifts.c.relieved_at.is_(None) & shifts.c.missed_told_at.is_(None),
)

# Which posts must be held when, how long after a shift its hand-over counts as missed, and for how many hours
# whoever was not relieved stays responsible. The row of the nearest region holds.
roster_rules = Table(
    "roster_rules",
    metadata,
    Column("region", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("needs", JSONB, nullable=False),
    Column("missed_after_minutes", Integer, nullable=False),
    Column("held_hours", Integer, nullable=False),
)

shift_swaps = Table(
    "shift_swaps",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("shift_id", Uuid, ForeignKey("shifts.id"), nullable=False),
    # None: the other stands in, and gives no shift of his own for it.
    Column("other_shift_id", Uuid, ForeignKey("shifts.id")),
    Column("from_person", Text, nullable=False),
    Column("to_person", Text, ForeignKey("persons.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_at", _moment, nullable=False),
    Column("agreed_at", _moment),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    one_of("state", SwapState),
    CheckConstraint("from_person <> to_person", name="two_persons"),
    CheckConstraint("state <> 'approved' OR decided_by NOT IN (from_person, to_person)", name="third_person"),
)
_is_open = text("state IN ('asked', 'agreed')")
Index("uq_shift_swaps_open", shift_swaps.c.shift_id, unique=True, postgresql_where=_is_open)
Index("ix_shift_swaps_region", shift_swaps.c.region, shift_swaps.c.id, postgresql_ops=_BY_PREFIX)

# What was open when a shift ended; the remarks are sealed, about the sheet.
shift_sheets = Table(
    "shift_sheets",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("from_shift", Uuid, ForeignKey("shifts.id"), nullable=False, unique=True),
    Column("to_shift", Uuid, ForeignKey("shifts.id"), nullable=False),
    Column("from_person", Text, nullable=False),
    Column("to_person", Text, nullable=False),
    Column("snapshot", JSONB, nullable=False),
    Column("remarks", LargeBinary),
    Column("made_at", _moment, nullable=False),
    Column("confirmed_at", _moment),
    CheckConstraint("from_person <> to_person", name="two_persons"),
)
Index("ix_shift_sheets_region", shift_sheets.c.region, shift_sheets.c.id, postgresql_ops=_BY_PREFIX)

# Hours in which a post was needed and nobody held it, of which a leader was told.
roster_gaps = Table(
    "roster_gaps",
    metadata,
    Column("region", Text, primary_key=True),
    Column("post", Text, primary_key=True),
    Column("starts_at", _moment, primary_key=True),
    Column("ends_at", _moment, nullable=False),
    Column("told_at", _moment, nullable=False),
)

roster_history = Table(
    "roster_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)
Index("ix_roster_history_about", roster_history.c.about, roster_history.c.id)
