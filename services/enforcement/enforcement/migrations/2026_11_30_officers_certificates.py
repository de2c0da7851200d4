"""Which officer holds which certificate, and with whom he has something to do himself."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "officers_certificates"
down_revision = "penalties_handed_over"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "officer_certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("person_id", "region", "number", "kind")),
        sa.Column("fields", JSONB(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("valid_from", "valid_to")),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", _moment, nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_at", _moment, nullable=True),
        sa.CheckConstraint("valid_from <= valid_to", name=op.f("ck_officer_certificates_order")),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> entered_by", name=op.f("ck_officer_certificates_two_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_certificates")),
    )
    op.create_index(
        "ix_officer_certificates_region",
        "officer_certificates",
        ["region"],
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_index("ix_officer_certificates_person", "officer_certificates", ["person_id"])
    op.create_table(
        "officer_conflicts",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("person_id", "region", "relation")),
        sa.Column("party_mark", sa.LargeBinary(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", _moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_conflicts")),
    )
    op.create_index("ix_officer_conflicts_party_mark", "officer_conflicts", ["party_mark"])


def downgrade() -> None:
    op.drop_table("officer_conflicts")
    op.drop_table("officer_certificates")
