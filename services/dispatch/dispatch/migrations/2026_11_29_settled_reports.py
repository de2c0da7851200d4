"""A worker of the grid has settled himself on the spot what he reports."""

import sqlalchemy as sa
from alembic import op

revision = "settled_reports"
down_revision = "cell_kinds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reports", sa.Column("settled", sa.Text()))
    op.add_column("reports", sa.Column("settled_by", sa.Text()))


def downgrade() -> None:
    op.drop_column("reports", "settled_by")
    op.drop_column("reports", "settled")
