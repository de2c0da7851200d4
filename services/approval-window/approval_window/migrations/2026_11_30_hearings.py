"""Hearings of the licence law."""

import sqlalchemy as sa
from alembic import op

revision = "hearings"
down_revision = "paper_prints"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)
_CHECKS = {
    "asked_or_waived": "asked_at IS NULL OR waived_at IS NULL",
    "chair": "(fixed_for IS NULL) = (chair IS NULL)",
    "held_as_fixed": "held_on IS NULL OR fixed_for IS NOT NULL",
}


def upgrade() -> None:
    op.create_table(
        "application_hearings",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("told_at", _moment, nullable=False),
        sa.Column("ask_due_at", _moment, nullable=False),
        sa.Column("asked_at", _moment, nullable=True),
        sa.Column("waived_at", _moment, nullable=True),
        sa.Column("hold_due_at", _moment, nullable=True),
        sa.Column("chair", sa.Text(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("fixed_for", sa.Date(), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_application_hearings_{name}")) for name, rule in _CHECKS.items()),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_application_hearings_application_id_applications")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_application_hearings")),
    )


def downgrade() -> None:
    op.drop_table("application_hearings")
