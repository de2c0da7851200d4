"""The grid has tasks of its own; a worker's arrival is weighed, he takes photos, asks for help and hands over."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "tasks"
down_revision = "registry"
branch_labels = None
depends_on = None

BEFORE = ("assigned", "accepted", "arrived", "finished", "returned", "recalled")
STATES = ("assigned", "accepted", "set-out", "arrived", "handling", "finished", "returned", "recalled")
KINDS = ("case", "check-home", "visit", "patrol", "mend-record", "support")
OF_A_CASE = ("case_id", "case_number", "matter")
ARTICLES = ("licence-34", "penalty-42")
MOMENTS = ("before", "after", "other")
REASONS = ("no-signal", "map-wrong", "met-elsewhere", "sent-late", "no-position", "no-boundary")
ITEM_KINDS = ("accept", "set-out", "arrive", "handle", "finish", "return", "note", "patrol-report")
THIS_TRANSACTION = sa.text("(pg_current_xact_id()::text)::bigint")
TEXTS = ("centre_worker_id", "article", "arrival", "arrival_reason")
CHECKS = ("kind", "case", "key", "article", "arrival", "arrival_reason", "support", "unconfirmed")
# In the order in which they are made; a table comes after those that it refers to.
TABLES = (
    "holding_changes",
    "task_departures",
    "task_rules",
    "task_rule_history",
    "task_photos",
    "task_photo_looks",
    "task_uploads",
    "upload_parts",
    "task_asks",
    "task_ask_looks",
    "sync_items",
)

_moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    _extend_tasks()
    _make_holding_changes()
    _make_departures()
    _make_rules()
    _make_photos()
    _make_uploads()
    _make_asks()
    _make_sync_items()


def _extend_tasks() -> None:
    op.add_column("tasks", sa.Column("kind", sa.Text(), nullable=False, server_default="case"))
    for name in ("key", "about_kind", "about_id", *TEXTS):
        op.add_column("tasks", sa.Column(name, sa.Text()))
    op.add_column("tasks", sa.Column("officials", JSONB()))
    op.add_column("tasks", sa.Column("changed_in", sa.BigInteger(), nullable=False, server_default=THIS_TRANSACTION))
    op.execute("UPDATE tasks SET centre_worker_id = worker_id")
    for name in OF_A_CASE:
        op.alter_column("tasks", name, nullable=True)
    _states(STATES)
    _check("kind", _one_of("kind", KINDS))
    _check("case", "(kind = 'case') = (num_nonnulls(case_id, case_number, matter) = 3)")
    _check("key", "(kind = 'case') = (num_nonnulls(key, about_kind, about_id) = 0)")
    _check("article", _one_of("article", ARTICLES))
    _check("arrival", _one_of("arrival", ("confirmed", "unconfirmed")))
    _check("arrival_reason", _one_of("arrival_reason", REASONS))
    _check("support", "(kind = 'support') <= (num_nonnulls(article, officials) = 2)")
    _check("unconfirmed", "(arrival = 'unconfirmed') = (arrival_reason IS NOT NULL)")
    own = sa.text("key IS NOT NULL AND state NOT IN ('finished', 'recalled')")
    op.create_index("uq_tasks_key", "tasks", ["kind", "key"], unique=True, postgresql_where=own)
    op.create_index("ix_tasks_changed_in", "tasks", ["changed_in"])


def _make_holding_changes() -> None:
    op.create_table(
        "holding_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("changed_in", sa.BigInteger(), nullable=False, server_default=THIS_TRANSACTION),
        sa.PrimaryKeyConstraint("id", name="pk_holding_changes"),
    )
    op.create_index("ix_holding_changes_worker_id", "holding_changes", ["worker_id", "changed_in"])


def _make_departures() -> None:
    op.create_table(
        "task_departures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Text()),
        sa.Column("cell", sa.Text()),
        sa.Column("changed_in", sa.BigInteger(), nullable=False, server_default=THIS_TRANSACTION),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_task_departures_task_id_tasks"),
        sa.PrimaryKeyConstraint("id", name="pk_task_departures"),
    )
    op.create_index("ix_task_departures_changed_in", "task_departures", ["changed_in"])


def _make_rules() -> None:
    op.create_table(
        "task_rules",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tolerance_m", sa.Integer(), nullable=False),
        sa.Column("most_accuracy_m", sa.Integer(), nullable=False),
        sa.Column("photo_before", sa.Boolean(), nullable=False),
        sa.Column("photo_after", sa.Boolean(), nullable=False),
        sa.Column("article", sa.Text()),
        sa.PrimaryKeyConstraint("region", "matter", name="pk_task_rules"),
        sa.CheckConstraint(_one_of("article", ARTICLES), name="ck_task_rules_article"),
    )
    op.create_table(
        "task_rule_history",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("region", "matter", "version", name="pk_task_rule_history"),
    )


def _make_photos() -> None:
    op.create_table(
        "task_photos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("moment", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("given_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_task_photos_task_id_tasks"),
        sa.PrimaryKeyConstraint("id", name="pk_task_photos"),
        sa.UniqueConstraint("object", name="uq_task_photos_object"),
        sa.UniqueConstraint("task_id", "given_sha256", name="uq_task_photos_task_id"),
        sa.CheckConstraint(_one_of("moment", MOMENTS), name="ck_task_photos_moment"),
    )
    op.create_table(
        "task_photo_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["task_photos.id"], name="fk_task_photo_looks_photo_id_task_photos"),
        sa.PrimaryKeyConstraint("id", name="pk_task_photo_looks"),
    )
    op.create_index("ix_task_photo_looks_photo_id", "task_photo_looks", ["photo_id"])


def _make_uploads() -> None:
    op.create_table(
        "task_uploads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("moment", sa.Text(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("photo_id", sa.Uuid()),
        sa.Column("begun_at", _moment, nullable=False),
        sa.Column("touched_at", _moment, nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_task_uploads_task_id_tasks"),
        sa.ForeignKeyConstraint(["photo_id"], ["task_photos.id"], name="fk_task_uploads_photo_id_task_photos"),
        sa.PrimaryKeyConstraint("id", name="pk_task_uploads"),
        sa.CheckConstraint(_one_of("moment", MOMENTS), name="ck_task_uploads_moment"),
        sa.CheckConstraint("received BETWEEN 0 AND length", name="ck_task_uploads_received"),
    )
    under_way = sa.text("photo_id IS NULL")
    op.create_index("ix_task_uploads_touched_at", "task_uploads", ["touched_at"], postgresql_where=under_way)
    op.create_table(
        "upload_parts",
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["task_uploads.id"], name="fk_upload_parts_upload_id_task_uploads", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("upload_id", "start", name="pk_upload_parts"),
    )


def _make_asks() -> None:
    op.create_table(
        "task_asks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("to", sa.Text()),
        sa.Column("at", _moment, nullable=False),
        sa.Column("text", sa.LargeBinary()),
        sa.Column("answered_by", sa.Text()),
        sa.Column("answered_at", _moment),
        sa.Column("answer", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_task_asks_task_id_tasks"),
        sa.PrimaryKeyConstraint("id", name="pk_task_asks"),
        sa.CheckConstraint(_one_of("kind", ("help", "hand-over")), name="ck_task_asks_kind"),
        sa.CheckConstraint(_one_of("state", ("open", "accepted", "declined")), name="ck_task_asks_state"),
        sa.CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="ck_task_asks_answered"),
    )
    is_open = sa.text("state = 'open'")
    op.create_index("uq_task_asks_open", "task_asks", ["task_id", "kind"], unique=True, postgresql_where=is_open)
    op.create_index("ix_task_asks_to", "task_asks", ["to", "state"])
    by_prefix = {"region": "text_pattern_ops"}
    op.create_index("ix_task_asks_region", "task_asks", ["region", "state"], postgresql_ops=by_prefix)
    op.create_table(
        "task_ask_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ask_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ask_id"], ["task_asks.id"], name="fk_task_ask_looks_ask_id_task_asks"),
        sa.PrimaryKeyConstraint("id", name="pk_task_ask_looks"),
    )


def _make_sync_items() -> None:
    op.create_table(
        "sync_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("clock", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("said_at", _moment, nullable=False),
        sa.Column("device_at", _moment, nullable=False),
        sa.Column("received_at", _moment, nullable=False),
        sa.Column("sealed_digest", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_body", sa.LargeBinary()),
        sa.Column("waits_for", sa.Text()),
        sa.Column("answer", JSONB()),
        sa.Column("answered_at", _moment),
        sa.PrimaryKeyConstraint("id", name="pk_sync_items"),
        sa.UniqueConstraint("worker_id", "client_id", name="uq_sync_items_worker_id"),
        sa.UniqueConstraint("worker_id", "device_id", "subject", "clock", name="uq_sync_items_clock"),
        sa.CheckConstraint(_one_of("kind", ITEM_KINDS), name="ck_sync_items_kind"),
        sa.CheckConstraint(_one_of("waits_for", ("earlier", "photos")), name="ck_sync_items_waits_for"),
        sa.CheckConstraint("(answer IS NULL) = (waits_for IS NOT NULL)", name="ck_sync_items_waits"),
        sa.CheckConstraint("(answer IS NULL) = (sealed_body IS NOT NULL)", name="ck_sync_items_body"),
    )
    waiting = sa.text("waits_for IS NOT NULL")
    op.create_index("ix_sync_items_waiting", "sync_items", ["worker_id", "device_id"], postgresql_where=waiting)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    # The grid before it knows neither such tasks nor such states; their history goes with them.
    op.execute("DELETE FROM task_note_looks USING tasks WHERE task_id = tasks.id AND kind <> 'case'")
    op.execute("DELETE FROM task_notes USING tasks WHERE task_id = tasks.id AND kind <> 'case'")
    op.execute("DELETE FROM task_history USING tasks WHERE task_id = tasks.id AND kind <> 'case'")
    op.execute("DELETE FROM tasks WHERE kind <> 'case'")
    op.execute("UPDATE tasks SET state = 'accepted' WHERE state = 'set-out'")
    op.execute("UPDATE tasks SET state = 'arrived' WHERE state = 'handling'")
    op.drop_index("ix_tasks_changed_in", "tasks")
    op.drop_index("uq_tasks_key", "tasks")
    for name in CHECKS:
        op.drop_constraint(f"ck_tasks_{name}", "tasks")
    _states(BEFORE)
    for name in OF_A_CASE:
        op.alter_column("tasks", name, nullable=False)
    for name in ("changed_in", "officials", *TEXTS, "about_id", "about_kind", "key", "kind"):
        op.drop_column("tasks", name)


def _check(name: str, condition: str) -> None:
    op.create_check_constraint(f"ck_tasks_{name}", "tasks", condition)


def _states(states: tuple[str, ...]) -> None:
    op.drop_constraint("ck_tasks_state", "tasks")
    op.create_check_constraint("ck_tasks_state", "tasks", _one_of("state", states))


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"
