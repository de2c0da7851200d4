"""What is given to townships that are not held to their lists yet, by day."""

import sqlalchemy as sa
from alembic import op

revision = "duties_observed"
down_revision = "power_uses"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_observed",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.CheckConstraint("cases > 0", name=op.f("ck_duty_observed_cases")),
        sa.PrimaryKeyConstraint("region", "day", "matter", "standing", name=op.f("pk_duty_observed")),
    )


def downgrade() -> None:
    op.drop_table("duty_observed")
