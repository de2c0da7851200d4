"""The read copy of the duty lists."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "duties"
down_revision = "spine"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_copies",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("kinds", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("region", "version", name=op.f("pk_duty_copies")),
    )


def downgrade() -> None:
    op.drop_table("duty_copies")
