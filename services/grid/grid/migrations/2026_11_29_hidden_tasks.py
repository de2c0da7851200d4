"""A task whose case is about somebody is shown to nobody any more."""

import sqlalchemy as sa
from alembic import op

revision = "hidden_tasks"
down_revision = "branches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tasks", sa.Column("hidden", sa.Boolean(), nullable=False, server_default="false"))


def downgrade() -> None:
    op.drop_column("tasks", "hidden")
