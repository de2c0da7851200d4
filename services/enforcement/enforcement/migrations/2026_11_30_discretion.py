"""Discretion tables, and by which circumstance a case was told and decided."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "discretion"
down_revision = "power_modes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "discretion_tables",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("region", "matter")),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("ranges", JSONB(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_discretion_tables_version")),
        sa.PrimaryKeyConstraint("region", "matter", "version", name=op.f("pk_discretion_tables")),
    )
    op.add_column("penalties", sa.Column("circumstance", sa.Text(), nullable=True))
    op.create_index("ix_penalties_matter", "penalties", ["matter"])


def downgrade() -> None:
    op.drop_index("ix_penalties_matter", "penalties")
    op.drop_column("penalties", "circumstance")
    op.drop_table("discretion_tables")
