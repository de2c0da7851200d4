"""Keep what contact there was with the citizen of an appeal."""

import sqlalchemy as sa
from alembic import op

revision = "appeal_contacts"
down_revision = "supports"
branch_labels = None
depends_on = None

OUTCOMES = "contact_outcome IN ('met', 'reached', 'not-reached')"


def upgrade() -> None:
    op.add_column("appeals", sa.Column("contacted_at", sa.DateTime(timezone=True)))
    op.add_column("appeals", sa.Column("contact_unit", sa.Text()))
    op.add_column("appeals", sa.Column("contact_outcome", sa.Text()))
    op.create_check_constraint(op.f("ck_appeals_contact_outcome"), "appeals", OUTCOMES)
    op.create_check_constraint(
        op.f("ck_appeals_contact"), "appeals", "(contacted_at IS NULL) = (contact_outcome IS NULL)"
    )


def downgrade() -> None:
    for name in ("contacted_at", "contact_unit", "contact_outcome"):
        op.drop_column("appeals", name)
