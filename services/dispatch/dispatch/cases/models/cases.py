"""Which tables hold cases, whom they are about, their reports, their histories and their tasks?"""

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

from dispatch.cases.domain.case import Rating
from dispatch.coordination.domain.handovers import HandoverState
from dispatch.metadata import metadata, one_of
from shared.schemas.vocabulary import AppealKind, Authority, CaseState, ContactOutcome, Executor, SubjectKind, TaskState

_moment = DateTime(timezone=True)


case_numbers = Sequence("case_numbers", metadata=metadata)

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
    Column("appeal_kind", Text),
    Column("authority", Text, nullable=False, server_default=Authority.CENTRE),
    Column("sealed", Boolean, nullable=False, server_default="false"),
    Column("hides_reporter", Boolean, nullable=False, server_default="false"),
    # An urgent supervision order is open about it: it comes first in every list.
    Column("pressed", Boolean, nullable=False, server_default="false"),
    # What it was split from; a parent does not end before its parts.
    Column("parent_id", Uuid, ForeignKey("cases.id")),
    Column("suspended_until", _moment),
    Column("route", Text),
    Column("rating", Text),
    one_of("rating", Rating),
    # The table of limits that held when it was opened; the platform's own first one where nobody says.
    Column("policy_version", Integer, nullable=False, server_default="1"),
    # The newest contact with who reported it.
    Column("contacted_at", _moment),
    Column("contact_unit", Text),
    Column("contact_outcome", Text),
    one_of("contact_outcome", ContactOutcome),
    CheckConstraint("(contacted_at IS NULL) = (contact_outcome IS NULL)", name="contact"),
    CheckConstraint("policy_version > 0", name="policy_version"),
    one_of("state", CaseState),
    one_of("executor", Executor),
    one_of("handover", HandoverState),
    one_of("appeal_kind", AppealKind),
    one_of("authority", Authority),
)
Index("ix_cases_pressed", cases.c.id, postgresql_where=cases.c.pressed)
Index("ix_cases_sealed", cases.c.id, postgresql_where=cases.c.sealed)
# A page of a million cases: what lies in a region, in a state, in a queue …, the newest first.
_by_prefix = {"region": "text_pattern_ops"}
Index("ix_cases_region", cases.c.region, cases.c.id, postgresql_ops=_by_prefix)
Index("ix_cases_state", cases.c.state, cases.c.region, cases.c.id, postgresql_ops=_by_prefix)
# Far back there are few cases in most states: the next older one of a state is found without walking past all others.
Index("ix_cases_state_newest", cases.c.state, cases.c.id)
Index("ix_cases_matter", cases.c.matter, cases.c.region, cases.c.id, postgresql_ops=_by_prefix)
Index(
    "ix_cases_open", cases.c.region, cases.c.id, postgresql_ops=_by_prefix, postgresql_where=cases.c.closed_at.is_(None)
)
_queued = cases.c.queue.is_not(None)
Index("ix_cases_queue", cases.c.queue, cases.c.region, cases.c.id, postgresql_ops=_by_prefix, postgresql_where=_queued)
Index("ix_cases_unit", cases.c.unit, cases.c.id, postgresql_where=cases.c.unit.is_not(None))
Index("ix_cases_worker_id", cases.c.worker_id, cases.c.id, postgresql_where=cases.c.worker_id.is_not(None))
# What a new report may join: open cases of one matter in one cell.
Index("ix_cases_same", cases.c.matter, cases.c.cell, cases.c.opened_at, postgresql_where=cases.c.closed_at.is_(None))
Index("ix_cases_parent_id", cases.c.parent_id, postgresql_where=cases.c.parent_id.is_not(None))
# Whose suspension is over.
Index("ix_cases_suspended", cases.c.suspended_until, postgresql_where=cases.c.suspended_until.is_not(None))

# What came or ended in a span of days: rows come in the order of time, so a coarse index costs next to nothing.
for _moment_of in ("opened_at", "closed_at"):
    Index(f"ix_cases_{_moment_of}", cases.c[_moment_of], postgresql_using="brin")

# Whom a case complains of: it is hidden from each of them, whatever his role.
case_subjects = Table(
    "case_subjects",
    metadata,
    Column("case_id", Uuid, ForeignKey("cases.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("named_by", Text, nullable=False),
    Column("named_at", _moment, nullable=False),
    one_of("kind", SubjectKind),
)
Index("ix_case_subjects_subject", case_subjects.c.subject, case_subjects.c.case_id)

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

Index("ix_case_history_at", case_history.c.at, postgresql_using="brin")
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
    one_of("state", TaskState),
)
Index("ix_tasks_case_id", tasks.c.case_id)
# A case has one open task at most.
Index("uq_tasks_open", tasks.c.case_id, unique=True, postgresql_where=tasks.c.ended_at.is_(None))
