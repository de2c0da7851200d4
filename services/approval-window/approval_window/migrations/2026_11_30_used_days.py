"""In how many working days an application was decided."""

import sqlalchemy as sa
from alembic import op

revision = "used_days"
down_revision = "announced_hearings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("applications", sa.Column("used_days", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("applications", "used_days")
