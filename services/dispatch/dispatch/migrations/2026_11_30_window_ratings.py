"""How content those are who had something done at the window by a power of the county."""

import sqlalchemy as sa
from alembic import op

revision = "window_ratings"
down_revision = "licence_ends"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "power_ratings",
        sa.Column("rating_id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("region", "item", "power", "step", "grade")),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("rating_id", name=op.f("pk_power_ratings")),
    )
    op.create_index(op.f("ix_power_ratings_paper_id"), "power_ratings", ["paper_id"])


def downgrade() -> None:
    op.drop_table("power_ratings")
