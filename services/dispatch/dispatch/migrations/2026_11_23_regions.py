"""Regions that an installation adds or renames, and the history of that."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "regions"
down_revision = "resources"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "region_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_region_history_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_history")),
    )
    op.create_index("ix_region_history_region", "region_history", ["region", "id"], unique=False)
    op.add_column("regions", sa.Column("synthetic", sa.Boolean(), server_default=sa.text("false"), nullable=False))


def downgrade() -> None:
    op.drop_column("regions", "synthetic")
    op.drop_index("ix_region_history_region", table_name="region_history")
    op.drop_table("region_history")
