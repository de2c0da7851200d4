"""Lights and ladders of clocks, rows of supervision, digests, supervision orders."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "supervision"
down_revision = "people"
branch_labels = None
depends_on = None

RUNS = "stopped_at IS NULL AND paused_at IS NULL"
MOMENT = sa.DateTime(timezone=True)
LEVELS = "'holder', 'grid-leader', 'centre', 'shift-leader', 'head', 'county'"
STATES = "'issued', 'received', 'replied', 'sent-back', 'accepted', 'withdrawn'"


def upgrade() -> None:
    _clocks()
    _ladders()
    _digests()
    _orders()


def _clocks() -> None:
    for name in ("yellow_at", "watched_due_at", "next_at"):
        op.add_column("case_clocks", sa.Column(name, MOMENT))
    op.add_column("case_clocks", sa.Column("stage", sa.Integer(), nullable=False, server_default="0"))
    unwatched = sa.text(f"{RUNS} AND watched_due_at IS DISTINCT FROM due_at")
    op.create_index("ix_case_clocks_unwatched", "case_clocks", ["due_at"], postgresql_where=unwatched)
    waits = sa.text(f"{RUNS} AND next_at IS NOT NULL")
    op.create_index("ix_case_clocks_next_at", "case_clocks", ["next_at"], postgresql_where=waits)
    lit = ["due_at", "case_id", "yellow_at"]
    op.create_index("ix_case_clocks_light", "case_clocks", lit, postgresql_where=sa.text(RUNS))
    op.add_column("cases", sa.Column("pressed", sa.Boolean(), nullable=False, server_default="false"))
    op.create_index("ix_cases_pressed", "cases", ["id"], postgresql_where=sa.text("pressed"))


def _ladders() -> None:
    op.create_table(
        "supervision_rules",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("definition", postgresql.JSONB(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("region", "version", name=op.f("pk_supervision_rules")),
    )
    op.create_table(
        "clock_steps",
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("stage", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("was_due_at", MOMENT, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(f"level IN ({LEVELS})", name=op.f("ck_clock_steps_level")),
        sa.ForeignKeyConstraint(["clock_id"], ["case_clocks.id"], name=op.f("fk_clock_steps_clock_id_case_clocks")),
        sa.PrimaryKeyConstraint("clock_id", "due_at", "stage", name=op.f("pk_clock_steps")),
    )


def _digests() -> None:
    op.create_table(
        "supervision_digests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("to_kind", sa.Text(), nullable=False),
        sa.Column("to_id", sa.Text(), nullable=False),
        sa.Column("to_region", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_digests")),
    )
    key = ["to_kind", "to_id", "to_region", "what", "urgent"]
    is_open = sa.text("closed_at IS NULL")
    op.create_index("uq_supervision_digests_open", "supervision_digests", key, unique=True, postgresql_where=is_open)
    digest_key = op.f("fk_supervision_digest_items_digest_id_supervision_digests")
    op.create_table(
        "supervision_digest_items",
        sa.Column("digest_id", sa.Uuid(), nullable=False),
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["supervision_digests.id"], name=digest_key, ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["clock_id"], ["case_clocks.id"], name=op.f("fk_supervision_digest_items_clock_id_case_clocks")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_supervision_digest_items_case_id_cases")),
        sa.PrimaryKeyConstraint("digest_id", "clock_id", "stage", name=op.f("pk_supervision_digest_items")),
    )


def _orders() -> None:
    op.execute("CREATE SEQUENCE supervision_order_numbers")
    op.create_table(
        "supervision_orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("to_unit", sa.Text()),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("issuer_region", sa.Text(), nullable=False),
        sa.Column("issuer_role", sa.Text(), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("receive_due_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("received_by", sa.Text()),
        sa.Column("received_at", MOMENT),
        sa.Column("replied_by", sa.Text()),
        sa.Column("replied_at", MOMENT),
        sa.Column("result", sa.Text()),
        sa.Column("reply", sa.LargeBinary()),
        sa.Column("settled_by", sa.Text()),
        sa.Column("settled_at", MOMENT),
        sa.Column("late_at", MOMENT),
        sa.Column("next_at", MOMENT),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_supervision_orders_state")),
        sa.CheckConstraint(
            "(state IN ('accepted', 'withdrawn')) = (settled_at IS NOT NULL)",
            name=op.f("ck_supervision_orders_settled"),
        ),
        sa.CheckConstraint(
            "state = 'issued' OR state = 'withdrawn' OR received_at IS NOT NULL",
            name=op.f("ck_supervision_orders_received"),
        ),
        sa.ForeignKeyConstraint(["to_unit"], ["units.id"], name=op.f("fk_supervision_orders_to_unit_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_supervision_orders_number")),
    )
    op.create_index("ix_supervision_orders_region", "supervision_orders", ["region", "id"])
    op.create_index("ix_supervision_orders_to_unit", "supervision_orders", ["to_unit", "id"])
    waits = sa.text("next_at IS NOT NULL")
    op.create_index("ix_supervision_orders_next_at", "supervision_orders", ["next_at"], postgresql_where=waits)
    _order_parts()


def _order_parts() -> None:
    order = ["supervision_orders.id"]
    op.create_table(
        "supervision_order_cases",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], order, name=op.f("fk_supervision_order_cases_order_id_supervision_orders")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_supervision_order_cases_case_id_cases")),
        sa.PrimaryKeyConstraint("order_id", "case_id", name=op.f("pk_supervision_order_cases")),
    )
    op.create_index("ix_supervision_order_cases_case_id", "supervision_order_cases", ["case_id"])
    op.create_table(
        "supervision_order_history",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text()),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("text", sa.LargeBinary()),
        sa.ForeignKeyConstraint(
            ["order_id"], order, name=op.f("fk_supervision_order_history_order_id_supervision_orders")
        ),
        sa.PrimaryKeyConstraint("order_id", "seq", name=op.f("pk_supervision_order_history")),
    )
    op.create_table(
        "supervision_order_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], order, name=op.f("fk_supervision_order_looks_order_id_supervision_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_order_looks")),
    )
    op.create_index("ix_supervision_order_looks_order_id", "supervision_order_looks", ["order_id", "id"])


def downgrade() -> None:
    for table in (
        "supervision_order_looks",
        "supervision_order_history",
        "supervision_order_cases",
        "supervision_orders",
    ):
        op.drop_table(table)
    op.execute("DROP SEQUENCE supervision_order_numbers")
    for table in ("supervision_digest_items", "supervision_digests", "clock_steps", "supervision_rules"):
        op.drop_table(table)
    op.drop_index("ix_cases_pressed", "cases")
    op.drop_column("cases", "pressed")
    for name in ("ix_case_clocks_light", "ix_case_clocks_next_at", "ix_case_clocks_unwatched"):
        op.drop_index(name, "case_clocks")
    for name in ("stage", "next_at", "watched_due_at", "yellow_at"):
        op.drop_column("case_clocks", name)
