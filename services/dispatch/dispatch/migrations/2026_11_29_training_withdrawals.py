"""Who was enrolled for training and withdrawn again stays known, so that a past day shows who was enrolled on it."""

import sqlalchemy as sa
from alembic import op

revision = "training_withdrawals"
down_revision = "two_persons"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "training_withdrawals",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("enrolled_by", sa.Text(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_training_withdrawals_person_id_persons")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_sessions.id"],
            name=op.f("fk_training_withdrawals_session_id_training_sessions"),
        ),
        sa.PrimaryKeyConstraint("session_id", "person_id", "enrolled_at", name=op.f("pk_training_withdrawals")),
    )


def downgrade() -> None:
    op.drop_table("training_withdrawals")
