"""Which tables hold the clocks of cases, and what they stood still?"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
)

from dispatch.metadata import metadata

_moment = DateTime(timezone=True)


case_clocks = Table(
    "case_clocks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("started_at", _moment, nullable=False),
    Column("due_at", _moment, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("calendar_version", Text, nullable=False),
    Column("policy_version", Integer, nullable=False),
    Column("stopped_at", _moment),
    Column("paused_at", _moment),
    Column("overdue_at", _moment),
    Column("yellow_at", _moment),
    Column("watched_due_at", _moment),
    Column("stage", Integer, nullable=False, server_default="0"),
    Column("next_at", _moment),
    # The sub-task or the hand-up that a clock belongs to; NULL where it is the case's own.
    Column("part_id", Uuid),
    # The order that a clock belongs to; NULL where it is the case's own.
    Column("report_id", Uuid),
    # What it takes to compute it again: how many of its unit it was given, and how many were granted on top.
    Column("amount", Integer),
    Column("extended_by", Integer, nullable=False, server_default="0"),
    # Until when it runs where an authority said so, and nothing is computed.
    Column("set_until", _moment),
)
# What has to be computed again when the calendar of a year is published.
Index(
    "ix_case_clocks_provisional",
    case_clocks.c.due_at,
    case_clocks.c.calendar_version,
    postgresql_where=case_clocks.c.provisional & case_clocks.c.stopped_at.is_(None),
)
Index("ix_case_clocks_part_id", case_clocks.c.part_id, postgresql_where=case_clocks.c.part_id.is_not(None))
Index("ix_case_clocks_case_id", case_clocks.c.case_id)
_runs = case_clocks.c.stopped_at.is_(None) & case_clocks.c.paused_at.is_(None)
# Whose deadline supervision has not looked at yet, and whose ladder has a step to come.
Index(
    "ix_case_clocks_unwatched",
    case_clocks.c.due_at,
    postgresql_where=_runs & case_clocks.c.watched_due_at.is_distinct_from(case_clocks.c.due_at),
)
Index("ix_case_clocks_next_at", case_clocks.c.next_at, postgresql_where=_runs & case_clocks.c.next_at.is_not(None))
# The lights of cases, for who lists, counts and filters them.
Index(
    "ix_case_clocks_light",
    case_clocks.c.due_at,
    case_clocks.c.case_id,
    case_clocks.c.yellow_at,
    postgresql_where=_runs,
)
Index("ix_case_clocks_report_id", case_clocks.c.report_id, postgresql_where=case_clocks.c.report_id.is_not(None))
Index(
    "ix_case_clocks_due_at",
    case_clocks.c.due_at,
    postgresql_where=case_clocks.c.stopped_at.is_(None)
    & case_clocks.c.paused_at.is_(None)
    & case_clocks.c.overdue_at.is_(None),
)
# What is overdue and still runs, for who looks at all of it.
Index(
    "ix_case_clocks_overdue",
    case_clocks.c.case_id,
    case_clocks.c.due_at,
    postgresql_where=case_clocks.c.stopped_at.is_(None) & case_clocks.c.overdue_at.is_not(None),
)
# One clock of a kind runs at a time, for the case, for each of its parts and for each of its orders.
Index(
    "uq_case_clocks_running",
    case_clocks.c.case_id,
    case_clocks.c.kind,
    case_clocks.c.part_id,
    case_clocks.c.report_id,
    unique=True,
    postgresql_nulls_not_distinct=True,
    postgresql_where=case_clocks.c.stopped_at.is_(None),
)

clock_pauses = Table(
    "clock_pauses",
    metadata,
    Column("clock_id", Uuid, ForeignKey("case_clocks.id"), primary_key=True),
    Column("paused_at", _moment, primary_key=True),
    Column("resumed_at", _moment, nullable=False),
    CheckConstraint("resumed_at >= paused_at", name="order"),
)
