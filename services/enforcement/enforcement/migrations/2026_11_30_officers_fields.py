"""In which field a power lies, until when a certificate held, and who ended a conflict of interest."""

import sqlalchemy as sa
from alembic import op

revision = "officers_fields"
down_revision = "draws"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("power_copies", sa.Column("field", sa.Text(), nullable=True))
    op.add_column("officer_certificates", sa.Column("revoked_from", sa.Date(), nullable=True))
    op.add_column("officer_certificates", sa.Column("revoked_by", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_officer_certificates_revoked"),
        "officer_certificates",
        "(revoked_from IS NULL) = (revoked_by IS NULL)",
    )
    op.create_index("ix_officer_certificates_number", "officer_certificates", ["number"])
    op.add_column("officer_conflicts", sa.Column("ended_by", sa.Text(), nullable=True))
    op.add_column("officer_conflicts", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_officer_conflicts_ended"), "officer_conflicts", "(ended_by IS NULL) = (ended_at IS NULL)"
    )
    op.create_check_constraint(
        op.f("ck_officer_conflicts_two_persons"), "officer_conflicts", "ended_by IS NULL OR ended_by <> entered_by"
    )
    op.create_index("ix_officer_conflicts_person", "officer_conflicts", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_officer_conflicts_person", "officer_conflicts")
    op.drop_constraint(op.f("ck_officer_conflicts_two_persons"), "officer_conflicts")
    op.drop_constraint(op.f("ck_officer_conflicts_ended"), "officer_conflicts")
    op.drop_column("officer_conflicts", "ended_at")
    op.drop_column("officer_conflicts", "ended_by")
    op.drop_index("ix_officer_certificates_number", "officer_certificates")
    op.drop_constraint(op.f("ck_officer_certificates_revoked"), "officer_certificates")
    op.drop_column("officer_certificates", "revoked_by")
    op.drop_column("officer_certificates", "revoked_from")
    op.drop_column("power_copies", "field")
