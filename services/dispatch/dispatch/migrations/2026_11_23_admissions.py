"""Applications for further matters of townships, their steps and terms."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "admissions"
down_revision = "duties"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_terms",
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_duty_terms_amount")),
        sa.PrimaryKeyConstraint("act", name=op.f("pk_duty_terms")),
    )
    op.create_table(
        "duty_admissions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("townships", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("line", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("money_fen", sa.BigInteger(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("wanted_from", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('applied', 'checked', 'reviewed', 'approved', 'rejected', 'withdrawn')",
            name=op.f("ck_duty_admissions_state"),
        ),
        sa.CheckConstraint("persons >= 0 AND money_fen >= 0", name=op.f("ck_duty_admissions_not_negative")),
        sa.ForeignKeyConstraint(["matter"], ["matters.code"], name=op.f("fk_duty_admissions_matter_matters")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_duty_admissions_region_regions")),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_duty_admissions_unit_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_admissions")),
    )
    op.create_index("ix_duty_admissions_region", "duty_admissions", ["region", "id"], unique=False)
    op.create_table(
        "duty_admission_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("admission_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["admission_id"], ["duty_admissions.id"], name=op.f("fk_duty_admission_steps_admission_id_duty_admissions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_admission_steps")),
        sa.UniqueConstraint("admission_id", "seq", name=op.f("uq_duty_admission_steps_admission_id")),
    )


def downgrade() -> None:
    op.drop_table("duty_admission_steps")
    op.drop_index("ix_duty_admissions_region", table_name="duty_admissions")
    op.drop_table("duty_admissions")
    op.drop_table("duty_terms")
