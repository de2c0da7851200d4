"""A clue whose case is about somebody is shown to nobody any more."""

import sqlalchemy as sa
from alembic import op

revision = "hidden_clues"
down_revision = "training"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clues", sa.Column("hidden", sa.Boolean(), nullable=False, server_default="false"))


def downgrade() -> None:
    op.drop_column("clues", "hidden")
