"""An application that ended without a licence is not open by its power any more."""

import sqlalchemy as sa
from alembic import op

revision = "ended_applications"
down_revision = "settled_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("power_applications", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("power_applications", "ended_at")
