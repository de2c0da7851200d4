"""Which tables keep the tasks, their steps, what was written and asked about them, and what matters ask for?"""

from sqlalchemy import (
    BigInteger,
    Boolean,
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

from grid.metadata import THIS_TRANSACTION, metadata, one_of
from grid.tasks.domain.arriving import Arrival, Unconfirmed
from grid.tasks.domain.asking import AskKind, AskState
from grid.tasks.domain.local import TaskKind
from grid.tasks.domain.rules import Article
from grid.tasks.domain.states import OVER, State

_moment = DateTime(timezone=True)

# `key` names a task of our own among those of its `kind`, `about_kind` and `about_id` say what it is about; a task of
# the centre's has a case instead. `version` is ours and stands in our events, `centre_version` the centre's that was
# heard last. `due_order_at` is due_at, or the end of time: what a list is sorted by must not be NULL.
tasks = Table(
    "tasks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False, server_default="case"),
    Column("key", Text),
    Column("about_kind", Text),
    Column("about_id", Text),
    Column("case_id", Uuid),
    Column("case_number", Text),
    Column("version", Integer, nullable=False),
    Column("centre_version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("cell", Text),
    Column("unit", Text),
    Column("worker_id", Text),
    Column("matter", Text),
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
    # Its case is about somebody who might find it by this task: it is shown to nobody any more.
    Column("hidden", Boolean, nullable=False, server_default="false"),
    # Whom the centre named last: who else has it by an agreement of the grid keeps it until the centre names another.
    Column("centre_worker_id", Text),
    # The officials whom a worker supports, and the article by which the verification is theirs.
    Column("article", Text),
    Column("officials", JSONB),
    Column("arrival", Text),
    Column("arrival_reason", Text),
    # The transaction that changed the row last.
    Column("changed_in", BigInteger, nullable=False, server_default=THIS_TRANSACTION),
    one_of("state", State),
    one_of("kind", TaskKind),
    one_of("article", Article),
    one_of("arrival", Arrival),
    one_of("arrival_reason", Unconfirmed),
    CheckConstraint("(kind = 'support') <= (num_nonnulls(article, officials) = 2)", name="support"),
    CheckConstraint("(arrival = 'unconfirmed') = (arrival_reason IS NOT NULL)", name="unconfirmed"),
    CheckConstraint("(kind = 'case') = (num_nonnulls(case_id, case_number, matter) = 3)", name="case"),
    CheckConstraint("(kind = 'case') = (num_nonnulls(key, about_kind, about_id) = 0)", name="key"),
    CheckConstraint("(state = 'finished') = (finished_at IS NOT NULL AND result IS NOT NULL)", name="finished"),
    CheckConstraint("(state = 'returned') = (return_reason IS NOT NULL)", name="returned"),
)
Index(
    "uq_tasks_key",
    tasks.c.kind,
    tasks.c.key,
    unique=True,
    postgresql_where=tasks.c.key.is_not(None) & tasks.c.state.not_in(sorted(OVER)),
)
Index("ix_tasks_changed_in", tasks.c.changed_in)
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

# Who no longer sees a task: whom it was given to, or whose cell it lay in, before the transaction that changed that.
task_departures = Table(
    "task_departures",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("task_id", Uuid, ForeignKey("tasks.id"), nullable=False),
    Column("worker_id", Text),
    Column("cell", Text),
    Column("changed_in", BigInteger, nullable=False, server_default=THIS_TRANSACTION),
)
Index("ix_task_departures_changed_in", task_departures.c.changed_in)

# What a matter asks for on the spot, in a region and below; '' is any matter and any region. The nearest rule holds.
task_rules = Table(
    "task_rules",
    metadata,
    Column("region", Text, primary_key=True),
    Column("matter", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("tolerance_m", Integer, nullable=False),
    Column("most_accuracy_m", Integer, nullable=False),
    Column("photo_before", Boolean, nullable=False),
    Column("photo_after", Boolean, nullable=False),
    Column("article", Text),
    one_of("article", Article),
)

task_rule_history = Table(
    "task_rule_history",
    metadata,
    Column("region", Text, primary_key=True),
    Column("matter", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)

# What a worker asks of another about a task: `id` is the phone's, the texts are sealed, bound to it.
task_asks = Table(
    "task_asks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("task_id", Uuid, ForeignKey("tasks.id"), nullable=False),
    Column("region", Text, nullable=False),
    Column("cell", Text),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("by", Text, nullable=False),
    # Nobody: the grid leader's, whoever he is.
    Column("to", Text),
    Column("at", _moment, nullable=False),
    Column("text", LargeBinary),
    Column("answered_by", Text),
    Column("answered_at", _moment),
    Column("answer", LargeBinary),
    one_of("kind", AskKind),
    one_of("state", AskState),
    CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered"),
)
Index(
    "uq_task_asks_open",
    task_asks.c.task_id,
    task_asks.c.kind,
    unique=True,
    postgresql_where=task_asks.c.state == "open",
)
Index("ix_task_asks_to", task_asks.c.to, task_asks.c.state)
Index("ix_task_asks_region", task_asks.c.region, task_asks.c.state, postgresql_ops={"region": "text_pattern_ops"})

task_ask_looks = Table(
    "task_ask_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ask_id", Uuid, ForeignKey("task_asks.id"), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("purpose", Text, nullable=False),
)
