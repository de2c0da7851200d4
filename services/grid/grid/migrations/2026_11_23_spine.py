"""Which tables does the grid begin with?"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB

revision = "spine"
down_revision = None
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)

# In the order in which they are made; a table comes after those that it refers to.
TABLES = (
    "idempotency_keys",
    "inbox",
    "outbox",
    "calendar_day_copies",
    "person_copies",
    "unit_copies",
    "cells",
    "cell_periods",
    "cell_history",
    "workers",
    "cell_holdings",
    "worker_history",
    "tasks",
    "task_history",
    "early_recalls",
    "task_notes",
    "task_note_looks",
    "patrol_reports",
    "patrol_report_history",
    "patrol_report_looks",
)


def upgrade() -> None:
    _make_runtime_tables()
    _make_copies()
    _make_cells()
    _make_workers()
    _make_tasks()
    _make_steps_of_tasks()
    _make_patrol_reports()
    _make_steps_of_patrol_reports()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _make_runtime_tables() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", _moment, nullable=False),
        sa.PrimaryKeyConstraint("subject", "key", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_answered_at", "idempotency_keys", ["answered_at"])
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", _moment, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("consumer", "event_id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])
    op.create_table(
        "outbox",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("occurred_at", _moment, nullable=False),
        sa.Column("traceparent", sa.Text()),
        sa.Column("log_id", sa.Text()),
        sa.Column("partition", sa.Integer()),
        sa.Column("offset", sa.BigInteger()),
        sa.Column("published_at", _moment),
        sa.PrimaryKeyConstraint("seq", name="pk_outbox"),
    )
    op.create_index(
        "ix_outbox_published_at", "outbox", ["published_at"], postgresql_where=sa.text("published_at IS NOT NULL")
    )
    op.create_index("ix_outbox_unpublished", "outbox", ["seq"], postgresql_where=sa.text("published_at IS NULL"))
    op.create_index(
        "uq_outbox_place",
        "outbox",
        ["log_id", "topic", "partition", "offset"],
        unique=True,
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )


def _make_copies() -> None:
    op.create_table(
        "calendar_day_copies",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_calendar_day_copies"),
    )
    op.create_index("ix_calendar_day_copies_year", "calendar_day_copies", ["year"])
    op.create_table(
        "person_copies",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text()),
        sa.Column("roles", JSONB(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        sa.PrimaryKeyConstraint("person_id", name="pk_person_copies"),
    )
    op.create_index(
        "ix_person_copies_region", "person_copies", ["region"], postgresql_ops={"region": "text_pattern_ops"}
    )
    op.create_table(
        "unit_copies",
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        sa.PrimaryKeyConstraint("unit_id", name="pk_unit_copies"),
    )
    op.create_index("ix_unit_copies_region", "unit_copies", ["region"], postgresql_ops={"region": "text_pattern_ops"})


def _make_cells() -> None:
    op.create_table(
        "cells",
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("cell", name="pk_cells"),
    )
    op.create_index("ix_cells_region", "cells", ["region"])
    op.create_table(
        "cell_periods",
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("valid", DATERANGE(), sa.Computed("daterange(valid_from, valid_to)", persisted=True), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rings", JSONB(), nullable=False),
        sa.Column("place_names", JSONB(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.CheckConstraint("kind IN ('integrated', 'micro', 'special')", name="ck_cell_periods_kind"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ck_cell_periods_order"),
        sa.ForeignKeyConstraint(["cell"], ["cells.cell"], name="fk_cell_periods_cell_cells"),
    )
    op.create_index("ix_cell_periods_region", "cell_periods", ["region"], postgresql_ops={"region": "text_pattern_ops"})
    # Two boundaries of a cell never hold on one day. SQLAlchemy has no words for it.
    op.execute("ALTER TABLE cell_periods ADD CONSTRAINT pk_cell_periods PRIMARY KEY (cell, valid WITHOUT OVERLAPS)")
    op.create_table(
        "cell_history",
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["cell"], ["cells.cell"], name="fk_cell_history_cell_cells"),
        sa.PrimaryKeyConstraint("cell", "version", name="pk_cell_history"),
    )


def _make_workers() -> None:
    op.create_table(
        "workers",
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("on_duty", sa.Boolean(), nullable=False),
        sa.Column("duty_changed_at", _moment, nullable=False),
        sa.PrimaryKeyConstraint("worker_id", name="pk_workers"),
    )
    op.create_index(
        "ix_workers_region", "workers", ["region", "worker_id"], postgresql_ops={"region": "text_pattern_ops"}
    )
    op.create_table(
        "cell_holdings",
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('A', 'B')", name="ck_cell_holdings_role"),
        sa.ForeignKeyConstraint(["cell"], ["cells.cell"], name="fk_cell_holdings_cell_cells"),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.worker_id"], name="fk_cell_holdings_worker_id_workers"),
        sa.PrimaryKeyConstraint("cell", "worker_id", name="pk_cell_holdings"),
    )
    op.create_index("ix_cell_holdings_worker_id", "cell_holdings", ["worker_id"])
    op.create_index(
        "uq_cell_holdings_a", "cell_holdings", ["cell"], unique=True, postgresql_where=sa.text("role = 'A'")
    )
    op.create_table(
        "worker_history",
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.worker_id"], name="fk_worker_history_worker_id_workers"),
        sa.PrimaryKeyConstraint("worker_id", "version", name="pk_worker_history"),
    )


def _make_tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("centre_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text()),
        sa.Column("unit", sa.Text()),
        sa.Column("worker_id", sa.Text()),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("urgency_rank", sa.SmallInteger(), nullable=False),
        sa.Column("urged", sa.Integer(), nullable=False),
        sa.Column("lon", sa.Double()),
        sa.Column("lat", sa.Double()),
        sa.Column("report_ids", JSONB(), nullable=False),
        sa.Column("due_at", _moment),
        sa.Column("due_order_at", _moment, nullable=False),
        sa.Column("assigned_at", _moment, nullable=False),
        sa.Column("received_at", _moment, nullable=False),
        sa.Column("finished_at", _moment),
        sa.Column("result", sa.Text()),
        sa.Column("return_reason", sa.Text()),
        sa.CheckConstraint(
            "(state = 'finished') = (finished_at IS NOT NULL AND result IS NOT NULL)", name="ck_tasks_finished"
        ),
        sa.CheckConstraint("(state = 'returned') = (return_reason IS NOT NULL)", name="ck_tasks_returned"),
        sa.CheckConstraint(
            "state IN ('assigned', 'accepted', 'arrived', 'finished', 'returned', 'recalled')", name="ck_tasks_state"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
    )
    op.create_index("ix_tasks_case_id", "tasks", ["case_id"])
    op.create_index("ix_tasks_cell", "tasks", ["cell", "state"])
    op.create_index("ix_tasks_region", "tasks", ["region", "state"], postgresql_ops={"region": "text_pattern_ops"})
    op.create_index("ix_tasks_worker_id", "tasks", ["worker_id", "state"])


def _make_steps_of_tasks() -> None:
    op.create_table(
        "task_history",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text()),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.Column("device_at", _moment),
        sa.Column("client_id", sa.Uuid()),
        sa.Column("lon", sa.Double()),
        sa.Column("lat", sa.Double()),
        sa.Column("facts", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_task_history_task_id_tasks"),
        sa.PrimaryKeyConstraint("task_id", "seq", name="pk_task_history"),
    )
    op.create_index(
        "uq_task_history_client_id",
        "task_history",
        ["task_id", "client_id"],
        unique=True,
        postgresql_where=sa.text("client_id IS NOT NULL"),
    )
    op.create_table(
        "early_recalls",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("centre_version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("heard_at", _moment, nullable=False),
        sa.PrimaryKeyConstraint("task_id", name="pk_early_recalls"),
    )
    op.create_table(
        "task_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_task_notes_task_id_tasks"),
        sa.PrimaryKeyConstraint("id", name="pk_task_notes"),
    )
    op.create_index("ix_task_notes_task_id", "task_notes", ["task_id"])
    op.create_table(
        "task_note_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("notes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_task_note_looks_task_id_tasks"),
        sa.PrimaryKeyConstraint("id", name="pk_task_note_looks"),
    )
    op.create_index("ix_task_note_looks_task_id", "task_note_looks", ["task_id"])


def _make_patrol_reports() -> None:
    op.create_table(
        "patrol_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text()),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text()),
        sa.Column("lon", sa.Double()),
        sa.Column("lat", sa.Double()),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", _moment, nullable=False),
        sa.Column("reported_at", _moment, nullable=False),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("case_version", sa.Integer()),
        sa.Column("case_number", sa.Text()),
        sa.Column("case_state", sa.Text()),
        sa.Column("case_outcome", sa.Text()),
        sa.Column("case_result", sa.Text()),
        sa.Column("case_changed_at", _moment),
        sa.PrimaryKeyConstraint("id", name="pk_patrol_reports"),
    )
    op.create_index("ix_patrol_reports_worker_id", "patrol_reports", ["worker_id", "id"])
    op.create_index("uq_patrol_reports_client_id", "patrol_reports", ["worker_id", "client_id"], unique=True)


def _make_steps_of_patrol_reports() -> None:
    op.create_table(
        "patrol_report_history",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text()),
        sa.Column("to_state", sa.Text()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["patrol_reports.id"], name="fk_patrol_report_history_report_id_patrol_reports"
        ),
        sa.PrimaryKeyConstraint("report_id", "seq", name="pk_patrol_report_history"),
    )
    op.create_table(
        "patrol_report_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["patrol_reports.id"], name="fk_patrol_report_looks_report_id_patrol_reports"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_patrol_report_looks"),
    )
    op.create_index("ix_patrol_report_looks_report_id", "patrol_report_looks", ["report_id"])
