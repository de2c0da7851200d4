"""Who goes on with an application at the counter, and what waits for somebody."""

import sqlalchemy as sa
from alembic import op

revision = "holders"
down_revision = "one_form"
branch_labels = None
depends_on = None

_WAITS = "handed_to IS NULL AND state IN ('received', 'correcting', 'accepted', 'paused', 'granted', 'refused')"


def upgrade() -> None:
    op.add_column("applications", sa.Column("holder_id", sa.Text(), nullable=True))
    op.execute("UPDATE applications SET holder_id = clerk_id")
    op.alter_column("applications", "holder_id", nullable=False)
    op.create_index(
        "ix_applications_waiting",
        "applications",
        ["region"],
        postgresql_ops={"region": "text_pattern_ops"},
        postgresql_where=sa.text(_WAITS),
    )


def downgrade() -> None:
    op.drop_index("ix_applications_waiting", "applications")
    op.drop_column("applications", "holder_id")
