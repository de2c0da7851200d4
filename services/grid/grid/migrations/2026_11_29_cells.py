"""Kinds of cells, communities, sets to be followed; who answers today, leave, plans, phones, positions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "cells"
down_revision = "tasks"
branch_labels = None
depends_on = None

# In the order in which they are made; a table comes after those that it refers to.
TABLES = (
    "cell_sets",
    "communities",
    "community_history",
    "answering",
    "duty_spans",
    "leaves",
    "leave_history",
    "shift_plans",
    "worker_devices",
    "device_history",
    "worker_positions",
    "position_looks",
)


def upgrade() -> None:
    _kinds()
    _answering()
    _leaves()
    # Until now everybody answered for what he held, and who was on duty had been set so by the office.
    op.execute("INSERT INTO answering (cell, worker_id, role) SELECT cell, worker_id, role FROM cell_holdings")
    op.execute(
        "INSERT INTO duty_spans (id, worker_id, started_at, began_by)"
        " SELECT uuidv7(), worker_id, duty_changed_at, 'office' FROM workers WHERE on_duty"
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("workers", "skills")
    op.drop_column("workers", "employment")
    for name in ("special_kind", "operating_unit", "within"):
        op.drop_column("cell_periods", name)


def _kinds() -> None:
    for name in ("special_kind", "operating_unit", "within"):
        op.add_column("cell_periods", sa.Column(name, sa.Text()))
    op.create_check_constraint(
        op.f("ck_cell_periods_special"),
        "cell_periods",
        "kind = 'special' OR (special_kind IS NULL AND operating_unit IS NULL)",
    )
    op.create_check_constraint(
        op.f("ck_cell_periods_special_kind"),
        "cell_periods",
        "special_kind IN ('park', 'market', 'enterprise', 'school')",
    )
    op.create_check_constraint(op.f("ck_cell_periods_within"), "cell_periods", "kind = 'micro' OR within IS NULL")
    op.add_column("workers", sa.Column("employment", sa.Text()))
    op.add_column("workers", sa.Column("skills", postgresql.JSONB(), nullable=False, server_default="[]"))
    op.create_check_constraint(
        op.f("ck_workers_employment"), "workers", "employment IN ('full-time', 'part-time', 'sent-down')"
    )


def _answering() -> None:
    op.create_table(
        "cell_sets",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("region", "valid_from", name=op.f("pk_cell_sets")),
    )
    op.create_index(
        "ix_cell_sets_waiting",
        "cell_sets",
        ["valid_from"],
        unique=False,
        postgresql_where=sa.text("followed_at IS NULL"),
    )
    op.create_table(
        "communities",
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rings", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("community", name=op.f("pk_communities")),
    )
    op.create_index(
        "ix_communities_region", "communities", ["region"], unique=False, postgresql_ops={"region": "text_pattern_ops"}
    )
    op.create_table(
        "community_history",
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["community"], ["communities.community"], name=op.f("fk_community_history_community_communities")
        ),
        sa.PrimaryKeyConstraint("community", "version", name=op.f("pk_community_history")),
    )
    op.create_table(
        "answering",
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('A', 'B')", name=op.f("ck_answering_role")),
        sa.ForeignKeyConstraint(["cell"], ["cells.cell"], name=op.f("fk_answering_cell_cells")),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.worker_id"], name=op.f("fk_answering_worker_id_workers")),
        sa.PrimaryKeyConstraint("cell", "worker_id", name=op.f("pk_answering")),
    )
    op.create_index("ix_answering_worker_id", "answering", ["worker_id"], unique=False)
    op.create_table(
        "duty_spans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_by", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("began_by IN ('self', 'office')", name=op.f("ck_duty_spans_began_by")),
        sa.CheckConstraint("ended_by IN ('self', 'office', 'leave', 'forgotten')", name=op.f("ck_duty_spans_ended_by")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_duty_spans_ended")),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.worker_id"], name=op.f("fk_duty_spans_worker_id_workers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_spans")),
    )
    op.create_index("ix_duty_spans_worker_id", "duty_spans", ["worker_id", "started_at"], unique=False)
    op.create_index(
        "uq_duty_spans_open", "duty_spans", ["worker_id"], unique=True, postgresql_where=sa.text("ended_at IS NULL")
    )


def _leaves() -> None:
    op.create_table(
        "leaves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("stand_in", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('annual', 'sick', 'personal', 'training', 'family')", name=op.f("ck_leaves_kind")),
        sa.CheckConstraint(
            "state IN ('asked', 'approved', 'running', 'over', 'refused', 'cancelled')", name=op.f("ck_leaves_state")
        ),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_leaves_days")),
        sa.ForeignKeyConstraint(["stand_in"], ["workers.worker_id"], name=op.f("fk_leaves_stand_in_workers")),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.worker_id"], name=op.f("fk_leaves_worker_id_workers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    op.create_index(
        "ix_leaves_due",
        "leaves",
        ["first_day"],
        unique=False,
        postgresql_where=sa.text("state IN ('approved', 'running')"),
    )
    op.create_index(
        "ix_leaves_region", "leaves", ["region", "state"], unique=False, postgresql_ops={"region": "text_pattern_ops"}
    )
    op.create_index("ix_leaves_worker_id", "leaves", ["worker_id", "first_day"], unique=False)
    op.create_table(
        "leave_history",
        sa.Column("leave_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["leave_id"], ["leaves.id"], name=op.f("fk_leave_history_leave_id_leaves")),
        sa.PrimaryKeyConstraint("leave_id", "version", name=op.f("pk_leave_history")),
    )
    op.create_table(
        "shift_plans",
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_shift_plans_weekday")),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.worker_id"], name=op.f("fk_shift_plans_worker_id_workers")),
        sa.PrimaryKeyConstraint("worker_id", "weekday", "starts", name=op.f("pk_shift_plans")),
    )
    op.create_table(
        "worker_devices",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wiped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'active', 'revoked', 'wiped')", name=op.f("ck_worker_devices_state")),
        sa.ForeignKeyConstraint(["worker_id"], ["workers.worker_id"], name=op.f("fk_worker_devices_worker_id_workers")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_worker_devices")),
    )
    op.create_index("ix_worker_devices_worker_id", "worker_devices", ["worker_id"], unique=False)
    op.create_index(
        "uq_worker_devices_active",
        "worker_devices",
        ["worker_id"],
        unique=True,
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_table(
        "device_history",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["worker_devices.device_id"], name=op.f("fk_device_history_device_id_worker_devices")
        ),
        sa.PrimaryKeyConstraint("device_id", "version", name=op.f("pk_device_history")),
    )
    op.create_table(
        "worker_positions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.worker_id"], name=op.f("fk_worker_positions_worker_id_workers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_positions")),
    )
    op.create_index("ix_worker_positions_at", "worker_positions", ["at"], unique=False)
    op.create_index("ix_worker_positions_worker_id", "worker_positions", ["worker_id", "at"], unique=False)
    op.create_index("uq_worker_positions_client_id", "worker_positions", ["worker_id", "client_id"], unique=True)
    op.create_table(
        "position_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=True),
        sa.Column("positions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position_looks")),
    )
    op.create_index("ix_position_looks_region", "position_looks", ["region", "at"], unique=False)
