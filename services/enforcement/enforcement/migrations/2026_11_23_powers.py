"""The read copy of the penalty powers of townships."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "powers"
down_revision = "spine"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "power_copies",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("matters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("region", "code", name=op.f("pk_power_copies")),
    )


def downgrade() -> None:
    op.drop_table("power_copies")
