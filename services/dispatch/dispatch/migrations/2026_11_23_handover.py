"""Refused cases and to whom they go."""

import sqlalchemy as sa
from alembic import op

revision = "handover"
down_revision = "party"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("from_unit", sa.Text(), nullable=True),
        sa.Column("to_unit", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("refused_by", sa.Text(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declined_by", sa.Text(), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_because", sa.Text(), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.CheckConstraint("(state IN ('open', 'disputed')) = (settled_at IS NULL)", name=op.f("ck_handovers_settled")),
        sa.CheckConstraint(
            "state IN ('open', 'taken', 'disputed', 'designated', 'lapsed')", name=op.f("ck_handovers_state")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_handovers_case_id_cases")),
        sa.ForeignKeyConstraint(["to_unit"], ["units.id"], name=op.f("fk_handovers_to_unit_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_index("ix_handovers_case_id", "handovers", ["case_id", "id"], unique=False)
    op.create_index(
        "ix_handovers_region",
        "handovers",
        ["region", "id"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_index("ix_handovers_to_unit", "handovers", ["to_unit", "id"], unique=False)
    op.create_index(
        "uq_handovers_live", "handovers", ["case_id"], unique=True, postgresql_where=sa.text("settled_at IS NULL")
    )
    op.add_column("cases", sa.Column("handover", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_cases_handover"), "cases", "handover IN ('open', 'taken', 'disputed', 'designated', 'lapsed')"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_cases_handover"), "cases", type_="check")
    op.drop_column("cases", "handover")
    op.drop_index("uq_handovers_live", table_name="handovers", postgresql_where=sa.text("settled_at IS NULL"))
    op.drop_index("ix_handovers_to_unit", table_name="handovers")
    op.drop_index("ix_handovers_region", table_name="handovers", postgresql_ops={"region": "text_pattern_ops"})
    op.drop_index("ix_handovers_case_id", table_name="handovers")
    op.drop_table("handovers")
