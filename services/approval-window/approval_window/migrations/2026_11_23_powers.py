"""The read copy of the powers of townships, and which item needs one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "powers"
down_revision = "duties"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "power_copies",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("region", "code", name=op.f("pk_power_copies")),
    )
    op.add_column("items", sa.Column("power", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("items", "power")
    op.drop_table("power_copies")
