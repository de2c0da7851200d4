"""Hearings to which everybody may come."""

import sqlalchemy as sa
from alembic import op

revision = "open_hearings"
down_revision = "confiscated_goods"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_penalties_open_hearings",
        "penalties",
        ["region"],
        postgresql_ops={"region": "text_pattern_ops"},
        postgresql_where=sa.text("state = 'notified' AND course #>> '{hearing,place}' IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_penalties_open_hearings", "penalties")
