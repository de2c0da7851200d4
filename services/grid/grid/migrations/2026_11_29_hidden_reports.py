"""A report whose case hides from somebody is shown to who wrote it alone, and without its case."""

import sqlalchemy as sa
from alembic import op

revision = "hidden_reports"
down_revision = "hidden_tasks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("patrol_reports", sa.Column("hidden", sa.Boolean(), nullable=False, server_default="false"))


def downgrade() -> None:
    op.drop_column("patrol_reports", "hidden")
