"""Whom a case complains of, who decides over it, what its platform said of it: columns of reports and cases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "hidden_cases"
down_revision = "assessment_results"
branch_labels = None
depends_on = None

KINDS = "'enquiry', 'help', 'complaint', 'report', 'suggestion'"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("reports", sa.Column("appeal_kind", sa.Text()))
    op.add_column("reports", sa.Column("due_at", moment))
    op.add_column("reports", sa.Column("complained_of", postgresql.JSONB(), nullable=False, server_default="[]"))
    op.add_column("reports", sa.Column("sealed", sa.Boolean(), nullable=False, server_default="false"))
    op.add_column("feed_events", sa.Column("granted", sa.Boolean()))
    op.add_column("feed_events", sa.Column("until", moment))
    op.add_column("cases", sa.Column("appeal_kind", sa.Text()))
    op.add_column("cases", sa.Column("authority", sa.Text(), nullable=False, server_default="centre"))
    op.add_column("cases", sa.Column("sealed", sa.Boolean(), nullable=False, server_default="false"))
    op.add_column("cases", sa.Column("hides_reporter", sa.Boolean(), nullable=False, server_default="false"))
    op.create_check_constraint(op.f("ck_cases_appeal_kind"), "cases", f"appeal_kind IN ({KINDS})")
    op.create_check_constraint(op.f("ck_cases_authority"), "cases", "authority IN ('centre', 'platform')")
    # What came from a platform that decides over its own orders is its own, also what came before.
    op.execute("UPDATE cases SET authority = 'platform' WHERE source IN ('hotline-12345', 'urban-management')")
    op.create_table(
        "case_subjects",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("named_by", sa.Text(), nullable=False),
        sa.Column("named_at", moment, nullable=False),
        sa.CheckConstraint("kind IN ('unit', 'person')", name=op.f("ck_case_subjects_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_subjects_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", "kind", "subject", name=op.f("pk_case_subjects")),
    )
    op.create_index("ix_case_subjects_subject", "case_subjects", ["subject", "case_id"])
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("to_kind", sa.Text(), nullable=False),
        sa.Column("to_id", sa.Text(), nullable=False),
        sa.Column("to_region", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("told_at", moment, nullable=False),
        sa.CheckConstraint("to_kind IN ('person', 'role', 'unit')", name=op.f("ck_notices_to_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notices_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_to", "notices", ["to_kind", "to_id", "id"])
    is_about = sa.text("case_id IS NOT NULL")
    op.create_index("ix_notices_case_id", "notices", ["case_id"], postgresql_where=is_about)


def downgrade() -> None:
    op.drop_table("notices")
    op.drop_table("case_subjects")
    for name in ("hides_reporter", "sealed", "authority", "appeal_kind"):
        op.drop_column("cases", name)
    for name in ("until", "granted"):
        op.drop_column("feed_events", name)
    for name in ("sealed", "complained_of", "due_at", "appeal_kind"):
        op.drop_column("reports", name)
