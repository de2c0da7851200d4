"""Whether a township's penalty power is delegated or entrusted, and by whom."""

import sqlalchemy as sa
from alembic import op

revision = "power_modes"
down_revision = "penalties"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("power_copies", sa.Column("mode", sa.Text(), nullable=True))
    op.add_column("power_copies", sa.Column("principal", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("power_copies", "principal")
    op.drop_column("power_copies", "mode")
