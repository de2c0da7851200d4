"""A licence that was revoked or cancelled is watched over no more."""

import sqlalchemy as sa
from alembic import op

revision = "licence_ends"
down_revision = "ended_applications"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("licence_copies", sa.Column("end", sa.Text(), nullable=True))
    op.add_column("licence_copies", sa.Column("ended_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("licence_copies", "ended_on")
    op.drop_column("licence_copies", "end")
