"""For how long nobody is told the same again by another campaign."""

import sqlalchemy as sa
from alembic import op

revision = "same_again"
down_revision = "looked_after"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outreach_rules", sa.Column("same_after_days", sa.Integer(), nullable=False, server_default="30"))
    op.create_check_constraint(op.f("ck_outreach_rules_same_after"), "outreach_rules", "same_after_days >= 0")


def downgrade() -> None:
    op.drop_column("outreach_rules", "same_after_days")
