"""Whistles and their calls, sub-tasks, hand-ups, transfers between townships; clocks of a part of a case."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "coordination"
down_revision = "supervision"
branch_labels = None
depends_on = None

# The limits of these come with the table of limits that is in force, where there is one already.
LIMITS = (
    ("urgent", "answer", 10, "minutes"),
    ("normal", "answer", 1, "working-hours"),
    ("low", "answer", 4, "working-hours"),
    ("urgent", "support", 4, "working-hours"),
    ("normal", "support", 3, "working-days"),
    ("low", "support", 5, "working-days"),
    ("urgent", "hand-up", 4, "working-hours"),
    ("normal", "hand-up", 2, "working-days"),
    ("low", "hand-up", 3, "working-days"),
)
INTO_EACH_VERSION = sa.text(
    "INSERT INTO clock_policies (version, kind, source, matter, urgency, amount, unit) "
    "SELECT DISTINCT version, :kind, '*', '*', :urgency, CAST(:amount AS integer), :unit FROM clock_policies"
)


def upgrade() -> None:
    for urgency, kind, amount, unit in LIMITS:
        op.execute(INTO_EACH_VERSION.bindparams(kind=kind, urgency=urgency, amount=amount, unit=unit))
    op.add_column("case_clocks", sa.Column("part_id", sa.Uuid()))
    of_part = sa.text("part_id IS NOT NULL")
    op.create_index("ix_case_clocks_part_id", "case_clocks", ["part_id"], postgresql_where=of_part)
    op.drop_index("uq_case_clocks_running", "case_clocks")
    op.create_index(
        "uq_case_clocks_running",
        "case_clocks",
        ["case_id", "kind", "part_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("stopped_at IS NULL"),
    )
    op.create_table(
        "whistles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("blown_by", sa.Text(), nullable=False),
        sa.Column("blown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("come_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("sealed_result", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(state = 'blown') = (ended_at IS NULL)", name=op.f("ck_whistles_ended")),
        sa.CheckConstraint(
            "result IN ('solved', 'nothing-found', 'persuaded', 'needs-others', 'explained')",
            name=op.f("ck_whistles_result"),
        ),
        sa.CheckConstraint("state IN ('blown', 'ended', 'cancelled')", name=op.f("ck_whistles_state")),
        sa.CheckConstraint("urgency IN ('urgent', 'normal', 'low')", name=op.f("ck_whistles_urgency")),
        sa.CheckConstraint("answer_by <= come_by", name=op.f("ck_whistles_order")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_whistles_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whistles")),
    )
    op.create_table(
        "whistle_calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("whistle_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("unit_region", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("come_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_because", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("sealed_refusal", sa.LargeBinary(), nullable=True),
        sa.Column("silent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_by", sa.Text(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_lon", sa.Double(), nullable=True),
        sa.Column("arrived_lat", sa.Double(), nullable=True),
        sa.Column("ruling", sa.Text(), nullable=True),
        sa.Column("ruled_by", sa.Text(), nullable=True),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("sealed_outcome", sa.LargeBinary(), nullable=True),
        sa.Column("score", sa.SmallInteger(), nullable=True),
        sa.Column("score_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(due_at IS NOT NULL) = (state IN ('called', 'coming', 'bound'))", name=op.f("ck_whistle_calls_due")
        ),
        sa.CheckConstraint("(state = 'arrived') = (arrived_at IS NOT NULL)", name=op.f("ck_whistle_calls_arrived")),
        sa.CheckConstraint(
            "outcome IN ('solved', 'nothing-found', 'persuaded', 'needs-others', 'explained')",
            name=op.f("ck_whistle_calls_outcome"),
        ),
        sa.CheckConstraint(
            "ruling IN ('must-come', 'well-founded', 'unfounded')", name=op.f("ck_whistle_calls_ruling")
        ),
        sa.CheckConstraint(
            "state IN ('called', 'coming', 'refused', 'ignored', 'absent', 'bound', 'arrived', 'excused', 'unexcused', 'released')",
            name=op.f("ck_whistle_calls_state"),
        ),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_whistle_calls_score")),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_whistle_calls_unit_units")),
        sa.ForeignKeyConstraint(["whistle_id"], ["whistles.id"], name=op.f("fk_whistle_calls_whistle_id_whistles")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whistle_calls")),
        sa.UniqueConstraint("whistle_id", "unit", name="uq_whistle_calls_unit"),
    )
    op.create_table(
        "whistle_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("whistle_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["whistle_id"], ["whistles.id"], name=op.f("fk_whistle_history_whistle_id_whistles")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whistle_history")),
    )
    op.create_table(
        "subtasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_because", sa.Text(), nullable=True),
        sa.Column("sealed_refusal", sa.LargeBinary(), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("sealed_result", sa.LargeBinary(), nullable=True),
        sa.Column("sent_back", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("sent_back_because", sa.Text(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recalled_because", sa.Text(), nullable=True),
        sa.Column("late_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('given', 'accepted', 'done')) = (ended_at IS NULL)", name=op.f("ck_subtasks_ended")
        ),
        sa.CheckConstraint(
            "result IN ('solved', 'nothing-found', 'persuaded', 'needs-others', 'explained')",
            name=op.f("ck_subtasks_result"),
        ),
        sa.CheckConstraint(
            "state IN ('given', 'accepted', 'done', 'confirmed', 'refused', 'recalled')", name=op.f("ck_subtasks_state")
        ),
        sa.CheckConstraint("state NOT IN ('done', 'confirmed') OR result IS NOT NULL", name=op.f("ck_subtasks_told")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_subtasks_case_id_cases")),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_subtasks_unit_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subtasks")),
    )
    op.create_table(
        "hand_ups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("wants", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("sealed_answer", sa.LargeBinary(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recalled_because", sa.Text(), nullable=True),
        sa.Column("late_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_hand_ups_ended")),
        sa.CheckConstraint("state <> 'not-ours' OR basis IS NOT NULL", name=op.f("ck_hand_ups_basis")),
        sa.CheckConstraint(
            "state IN ('open', 'opinion-given', 'taken-over', 'not-ours', 'recalled')", name=op.f("ck_hand_ups_state")
        ),
        sa.CheckConstraint("wants IN ('opinion', 'handling')", name=op.f("ck_hand_ups_wants")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_hand_ups_case_id_cases")),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_hand_ups_unit_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_ups")),
    )
    op.create_table(
        "transfers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("from_region", sa.Text(), nullable=False),
        sa.Column("to_region", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=True),
        sa.Column("offered_by", sa.Text(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declined_by", sa.Text(), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_because", sa.Text(), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("designated", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("late_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'designated') = (designated IS NOT NULL)", name=op.f("ck_transfers_designated")),
        sa.CheckConstraint("(state IN ('open', 'disputed')) = (settled_at IS NULL)", name=op.f("ck_transfers_settled")),
        sa.CheckConstraint(
            "state IN ('open', 'taken', 'disputed', 'designated', 'lapsed', 'withdrawn')",
            name=op.f("ck_transfers_state"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_transfers_case_id_cases")),
        sa.ForeignKeyConstraint(["designated"], ["regions.code"], name=op.f("fk_transfers_designated_regions")),
        sa.ForeignKeyConstraint(["to_region"], ["regions.code"], name=op.f("fk_transfers_to_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
    )
    op.create_table(
        "coordination_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coordination_looks")),
    )
    op.create_index(
        "ix_whistles_case_id", "whistles", ["case_id"], unique=False, postgresql_where=sa.text("case_id IS NOT NULL")
    )
    op.create_index(
        "ix_whistles_region", "whistles", ["region", "id"], unique=False, postgresql_ops={"region": "text_pattern_ops"}
    )
    op.create_index(
        "ix_whistle_calls_at_county",
        "whistle_calls",
        ["whistle_id"],
        unique=False,
        postgresql_where=sa.text("state IN ('refused', 'ignored', 'absent')"),
    )
    op.create_index(
        "ix_whistle_calls_due_at",
        "whistle_calls",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_whistle_calls_unit", "whistle_calls", ["unit", "whistle_id"], unique=False)
    op.create_index("ix_whistle_history_whistle_id", "whistle_history", ["whistle_id", "id"], unique=False)
    op.create_index("ix_subtasks_case_id", "subtasks", ["case_id", "id"], unique=False)
    op.create_index("ix_subtasks_unit", "subtasks", ["unit", "id"], unique=False)
    op.create_index(
        "uq_subtasks_live", "subtasks", ["case_id", "unit"], unique=True, postgresql_where=sa.text("ended_at IS NULL")
    )
    op.create_index("ix_hand_ups_case_id", "hand_ups", ["case_id", "id"], unique=False)
    op.create_index(
        "ix_hand_ups_region", "hand_ups", ["region", "id"], unique=False, postgresql_ops={"region": "text_pattern_ops"}
    )
    op.create_index("ix_hand_ups_unit", "hand_ups", ["unit", "id"], unique=False)
    op.create_index(
        "uq_hand_ups_live", "hand_ups", ["case_id", "unit"], unique=True, postgresql_where=sa.text("ended_at IS NULL")
    )
    op.create_index("ix_transfers_case_id", "transfers", ["case_id", "id"], unique=False)
    op.create_index(
        "ix_transfers_from",
        "transfers",
        ["from_region", "id"],
        unique=False,
        postgresql_ops={"from_region": "text_pattern_ops"},
    )
    op.create_index(
        "ix_transfers_to",
        "transfers",
        ["to_region", "id"],
        unique=False,
        postgresql_ops={"to_region": "text_pattern_ops"},
    )
    op.create_index(
        "uq_transfers_live", "transfers", ["case_id"], unique=True, postgresql_where=sa.text("settled_at IS NULL")
    )
    op.create_index(op.f("ix_coordination_looks_about"), "coordination_looks", ["about"], unique=False)


def downgrade() -> None:
    for table in (
        "coordination_looks",
        "transfers",
        "hand_ups",
        "subtasks",
        "whistle_history",
        "whistle_calls",
        "whistles",
    ):
        op.drop_table(table)
    # Clocks of parts mean nothing to what was there before.
    op.execute("DELETE FROM clock_pauses WHERE clock_id IN (SELECT id FROM case_clocks WHERE part_id IS NOT NULL)")
    op.execute("DELETE FROM case_clocks WHERE part_id IS NOT NULL")
    op.drop_index("uq_case_clocks_running", "case_clocks")
    op.drop_index("ix_case_clocks_part_id", "case_clocks")
    op.drop_column("case_clocks", "part_id")
    op.create_index(
        "uq_case_clocks_running",
        "case_clocks",
        ["case_id", "kind"],
        unique=True,
        postgresql_where=sa.text("stopped_at IS NULL"),
    )
    op.execute("DELETE FROM clock_policies WHERE kind IN ('answer', 'support', 'hand-up')")
