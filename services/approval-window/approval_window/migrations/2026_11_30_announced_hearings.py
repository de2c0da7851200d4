"""Hearings that the organ announces by itself, and applications that concern others."""

import sqlalchemy as sa
from alembic import op

revision = "announced_hearings"
down_revision = "quotas"
branch_labels = None
depends_on = None

_CHECKS = {
    "told": "(told_at IS NULL) = (ask_due_at IS NULL)",
    "told_or_announced": "told_at IS NOT NULL OR announced_at IS NOT NULL",
    "announced": "(announced_at IS NULL) = (announced_place IS NULL)",
    "announced_or_asked": "announced_at IS NULL OR asked_at IS NULL",
}


def upgrade() -> None:
    op.add_column("item_versions", sa.Column("hearing_basis", sa.Text(), nullable=True))
    no = sa.false()
    op.add_column("item_versions", sa.Column("concerns_others", sa.Boolean(), nullable=False, server_default=no))
    op.add_column("applications", sa.Column("concerns_others", sa.Boolean(), nullable=False, server_default=no))
    for name in ("told_at", "ask_due_at"):
        op.alter_column("application_hearings", name, nullable=True)
    op.add_column("application_hearings", sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("application_hearings", sa.Column("announced_place", sa.Text(), nullable=True))
    for name, rule in _CHECKS.items():
        op.create_check_constraint(op.f(f"ck_application_hearings_{name}"), "application_hearings", rule)
    op.create_index(
        "ix_application_hearings_announced",
        "application_hearings",
        ["fixed_for"],
        postgresql_where=sa.text("announced_at IS NOT NULL AND held_on IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_application_hearings_announced", "application_hearings")
    for name in _CHECKS:
        op.drop_constraint(op.f(f"ck_application_hearings_{name}"), "application_hearings", type_="check")
    for name in ("announced_place", "announced_at"):
        op.drop_column("application_hearings", name)
    for name in ("ask_due_at", "told_at"):
        op.alter_column("application_hearings", name, nullable=False)
    op.drop_column("applications", "concerns_others")
    for name in ("concerns_others", "hearing_basis"):
        op.drop_column("item_versions", name)
