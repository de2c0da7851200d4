"""What townships ended by the county's powers: an evaluation counts it, and nobody types it in."""

import sqlalchemy as sa
from alembic import op

revision = "power_uses"
down_revision = "assessment_terms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "power_uses",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("power", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("task_id", "power", name=op.f("pk_power_uses")),
    )
    op.create_index(
        "ix_power_uses_region",
        "power_uses",
        ["power", "region", "ended_at"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )


def downgrade() -> None:
    op.drop_index("ix_power_uses_region", table_name="power_uses")
    op.drop_table("power_uses")
