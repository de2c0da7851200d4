"""Keep what was told of a bad rating as late, so that it is told once."""

import sqlalchemy as sa
from alembic import op

revision = "ratings_late"
down_revision = "appeal_contacts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rating_follow_ups", sa.Column("late", sa.Text()))
    op.add_column("rating_follow_ups", sa.Column("late_at", sa.DateTime(timezone=True)))
    checks = {"late": "late IN ('verification', 'all')", "late_at": "(late IS NULL) = (late_at IS NULL)"}
    for name, check in checks.items():
        op.create_check_constraint(op.f(f"ck_rating_follow_ups_{name}"), "rating_follow_ups", check)


def downgrade() -> None:
    for name in ("late", "late_at"):
        op.drop_column("rating_follow_ups", name)
