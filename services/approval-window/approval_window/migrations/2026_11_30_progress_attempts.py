"""Wrong attempts to ask how a paper stands, under marks that name nobody."""

import sqlalchemy as sa
from alembic import op

revision = "progress_attempts"
down_revision = "item_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "progress_attempts",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("wrong >= 0", name=op.f("ck_progress_attempts_wrong")),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_progress_attempts")),
    )
    op.create_index(op.f("ix_progress_attempts_began_at"), "progress_attempts", ["began_at"])


def downgrade() -> None:
    op.drop_table("progress_attempts")
