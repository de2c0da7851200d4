"""Which tables hold cases, their histories, their clocks and their tasks?"""

from enum import StrEnum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    Sequence,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from dispatch.coordination.domain.handovers import HandoverState
from dispatch.metadata import metadata
from shared.schemas.vocabulary import CaseState, Executor, TaskState

_moment = DateTime(timezone=True)


def _one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


case_numbers = Sequence("case_numbers", metadata=metadata)

workflows = Table(
    "workflows",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("definition", JSONB, nullable=False),
    Column("loaded_at", _moment, nullable=False),
)

clock_policies = Table(
    "clock_policies",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("matter", Text, primary_key=True),
    Column("urgency", Text, primary_key=True),
    Column("amount", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    CheckConstraint("amount > 0", name="amount"),
)

cases = Table(
    "cases",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("previous", Text),
    Column("region", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("matter", Text),
    Column("urgency", Text, nullable=False),
    Column("executor", Text),
    Column("cell", Text),
    Column("unit", Text),
    Column("worker_id", Text),
    Column("task_id", Uuid),
    Column("lon", Double),
    Column("lat", Double),
    Column("workflow_version", Integer, ForeignKey("workflows.version"), nullable=False),
    Column("queue", Text),
    Column("outcome", Text),
    Column("result", Text),
    Column("handled_by", Text),
    Column("urged", Integer, nullable=False),
    Column("opened_at", _moment, nullable=False),
    Column("changed_at", _moment, nullable=False),
    Column("closed_at", _moment),
    # How its newest hand-over stands; which one that is, is said there.
    Column("handover", Text),
    _one_of("state", CaseState),
    _one_of("executor", Executor),
    _one_of("handover", HandoverState),
)
Index("ix_cases_region", cases.c.region, cases.c.id)
Index("ix_cases_state", cases.c.state, cases.c.region, cases.c.id)
Index("ix_cases_queue", cases.c.queue, cases.c.region, cases.c.id, postgresql_where=cases.c.queue.is_not(None))
# What a new report may join: open cases of one matter in one cell.
Index("ix_cases_same", cases.c.matter, cases.c.cell, cases.c.opened_at, postgresql_where=cases.c.closed_at.is_(None))

case_reports = Table(
    "case_reports",
    metadata,
    Column("report_id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("joined_at", _moment, nullable=False),
)
Index("ix_case_reports_case_id", case_reports.c.case_id)

case_history = Table(
    "case_history",
    metadata,
    Column("case_id", Uuid, ForeignKey("cases.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("action", Text, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)

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
)
Index("ix_case_clocks_case_id", case_clocks.c.case_id)
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
# One clock of a kind runs at a time.
Index(
    "uq_case_clocks_running",
    case_clocks.c.case_id,
    case_clocks.c.kind,
    unique=True,
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

tasks = Table(
    "tasks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("heard_version", Integer, nullable=False),
    Column("executor", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("cell", Text),
    Column("unit", Text),
    Column("worker_id", Text),
    Column("assigned_at", _moment, nullable=False),
    Column("due_at", _moment),
    Column("ended_at", _moment),
    _one_of("state", TaskState),
)
Index("ix_tasks_case_id", tasks.c.case_id)
# A case has one open task at most.
Index("uq_tasks_open", tasks.c.case_id, unique=True, postgresql_where=tasks.c.ended_at.is_(None))
