"""Which tables keep the tasks, their steps and what was written about them?"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from grid.metadata import metadata

_moment = DateTime(timezone=True)

# `version` is ours and stands in our events, `centre_version` the centre's that was heard last. `due_order_at` is
# due_at, or the end of time: what a list is sorted by must not be NULL.
tasks = Table(
    "tasks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False),
    Column("case_number", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("centre_version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("cell", Text),
    Column("unit", Text),
    Column("worker_id", Text),
    Column("matter", Text, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("urgency_rank", SmallInteger, nullable=False),
    Column("urged", Integer, nullable=False),
    Column("lon", Double),
    Column("lat", Double),
    Column("report_ids", JSONB, nullable=False),
    Column("due_at", _moment),
    Column("due_order_at", _moment, nullable=False),
    Column("assigned_at", _moment, nullable=False),
    Column("received_at", _moment, nullable=False),
    Column("finished_at", _moment),
    Column("result", Text),
    Column("return_reason", Text),
    CheckConstraint(
        "state IN ('assigned', 'accepted', 'arrived', 'finished', 'returned', 'recalled')",
        name="state",
    ),
    CheckConstraint("(state = 'finished') = (finished_at IS NOT NULL AND result IS NOT NULL)", name="finished"),
    CheckConstraint("(state = 'returned') = (return_reason IS NOT NULL)", name="returned"),
)
Index("ix_tasks_case_id", tasks.c.case_id)
Index("ix_tasks_worker_id", tasks.c.worker_id, tasks.c.state)
Index("ix_tasks_cell", tasks.c.cell, tasks.c.state)
Index("ix_tasks_region", tasks.c.region, tasks.c.state, postgresql_ops={"region": "text_pattern_ops"})

# `at` is our time, `device_at` the phone's; `client_id` the phone's id of the step.
task_history = Table(
    "task_history",
    metadata,
    Column("task_id", Uuid, ForeignKey("tasks.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("action", Text, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("device_at", _moment),
    Column("client_id", Uuid),
    Column("lon", Double),
    Column("lat", Double),
    Column("facts", JSONB, nullable=False),
)
Index(
    "uq_task_history_client_id",
    task_history.c.task_id,
    task_history.c.client_id,
    unique=True,
    postgresql_where=task_history.c.client_id.is_not(None),
)

# A recall that came before its task: when the task comes after all, it is recalled at once.
early_recalls = Table(
    "early_recalls",
    metadata,
    Column("task_id", Uuid, primary_key=True),
    Column("centre_version", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("heard_at", _moment, nullable=False),
)

# What a worker wrote with a step; `note` is sealed, bound to `id`.
task_notes = Table(
    "task_notes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("task_id", Uuid, ForeignKey("tasks.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("note", LargeBinary, nullable=False),
)
Index("ix_task_notes_task_id", task_notes.c.task_id)

task_note_looks = Table(
    "task_note_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("task_id", Uuid, ForeignKey("tasks.id"), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("notes", Integer, nullable=False),
)
Index("ix_task_note_looks_task_id", task_note_looks.c.task_id)
