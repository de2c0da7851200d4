"""Keep the newest contact with who reported a case."""

import sqlalchemy as sa
from alembic import op

revision = "case_contacts"
down_revision = "record_heads"
branch_labels = None
depends_on = None

OUTCOMES = "contact_outcome IN ('met', 'reached', 'not-reached')"


def upgrade() -> None:
    op.add_column("cases", sa.Column("contacted_at", sa.DateTime(timezone=True)))
    op.add_column("cases", sa.Column("contact_unit", sa.Text()))
    op.add_column("cases", sa.Column("contact_outcome", sa.Text()))
    op.create_check_constraint(op.f("ck_cases_contact_outcome"), "cases", OUTCOMES)
    op.create_check_constraint(op.f("ck_cases_contact"), "cases", "(contacted_at IS NULL) = (contact_outcome IS NULL)")


def downgrade() -> None:
    for name in ("contacted_at", "contact_unit", "contact_outcome"):
        op.drop_column("cases", name)
