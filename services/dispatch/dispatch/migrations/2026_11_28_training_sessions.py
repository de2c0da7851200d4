"""A cancelled session, enrolments found by person, and a pair that ended as its mentor is qualified no longer."""

import sqlalchemy as sa
from alembic import op

_BEFORE = "ended_by IN ('examination', 'date', 'given-up')"
_NOW = "ended_by IN ('examination', 'date', 'given-up', 'mentor-not-qualified')"

revision = "training_sessions"
down_revision = "resource_moves"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("training_sessions", sa.Column("cancelled_on", sa.Date(), nullable=True))
    op.add_column("training_sessions", sa.Column("cancel_reason", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_training_sessions_cancelled_with_reason"),
        "training_sessions",
        "(cancelled_on IS NULL) = (cancel_reason IS NULL)",
    )
    op.create_index("ix_training_enrolments_person_id", "training_enrolments", ["person_id"], unique=False)
    _ended_by(_NOW)


def downgrade() -> None:
    op.execute("UPDATE training_pairs SET ended_by = 'given-up' WHERE ended_by = 'mentor-not-qualified'")
    _ended_by(_BEFORE)
    op.drop_index("ix_training_enrolments_person_id", table_name="training_enrolments")
    op.drop_constraint(op.f("ck_training_sessions_cancelled_with_reason"), "training_sessions", type_="check")
    op.drop_column("training_sessions", "cancel_reason")
    op.drop_column("training_sessions", "cancelled_on")


def _ended_by(condition: str) -> None:
    op.drop_constraint(op.f("ck_training_pairs_ended_by"), "training_pairs", type_="check")
    op.create_check_constraint(op.f("ck_training_pairs_ended_by"), "training_pairs", condition)
