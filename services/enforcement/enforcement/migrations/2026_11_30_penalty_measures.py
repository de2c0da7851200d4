"""What is sealed up or seized in penalty cases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "penalty_measures"
down_revision = "recheck_supports"
branch_labels = None
depends_on = None

_CHECKS = {
    "state": (
        "state IN ('asked', 'approved', 'refused', 'imposed', 'lifted', 'returned', 'confiscated', 'destroyed',"
        " 'transferred')"
    ),
    "imposed": "state IN ('asked', 'approved', 'refused') OR last_day IS NOT NULL",
}
_HELD = sa.text("state IN ('imposed', 'lifted')")


def upgrade() -> None:
    op.create_table(
        "penalty_measures",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "penalty_id")),
        sa.Column("serial", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("region", "state")),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("report_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("marks", ARRAY(sa.LargeBinary()), nullable=False),
        sa.Column("measure", JSONB(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_penalty_measures_{name}")) for name, rule in _CHECKS.items()),
        sa.ForeignKeyConstraint(
            ["penalty_id"], ["penalties.id"], name=op.f("fk_penalty_measures_penalty_id_penalties")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalty_measures")),
        sa.UniqueConstraint("penalty_id", "serial", name=op.f("uq_penalty_measures_penalty_id")),
    )
    of_region = {"region": "text_pattern_ops"}
    op.create_index("ix_penalty_measures_region", "penalty_measures", ["region"], postgresql_ops=of_region)
    op.create_index("ix_penalty_measures_held", "penalty_measures", ["last_day"], postgresql_where=_HELD)
    op.create_index(
        "ix_penalty_measures_marks", "penalty_measures", ["marks"], postgresql_using="gin", postgresql_where=_HELD
    )


def downgrade() -> None:
    op.drop_table("penalty_measures")
