"""Several items by one form, and the mark by which an applicant who comes again is known."""

import sqlalchemy as sa
from alembic import op

revision = "one_form"
down_revision = "progress_attempts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("applications", sa.Column("applicant_mark", sa.LargeBinary(), nullable=True))
    op.add_column("applications", sa.Column("bundle", sa.Text(), nullable=True))
    op.add_column("applications", sa.Column("bundle_id", sa.Uuid(), nullable=True))
    both = "(bundle IS NULL) = (bundle_id IS NULL)"
    op.create_check_constraint(op.f("ck_applications_bundle"), "applications", both)
    op.create_index(op.f("ix_applications_bundle_id"), "applications", ["bundle_id"])
    op.create_index("ix_applications_applicant_mark", "applications", ["applicant_mark", "received_at"])


def downgrade() -> None:
    op.drop_index("ix_applications_applicant_mark", "applications")
    op.drop_index(op.f("ix_applications_bundle_id"), "applications")
    op.drop_constraint(op.f("ck_applications_bundle"), "applications", type_="check")
    for name in ("bundle_id", "bundle", "applicant_mark"):
        op.drop_column("applications", name)
