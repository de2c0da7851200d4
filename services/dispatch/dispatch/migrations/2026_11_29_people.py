"""What people say in a case, and who called before: marks of sealed values, comments, and the looks at both."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "people"
down_revision = "hidden_cases"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _marks()
    _comments()
    _attachments()
    _recusal()


def _attachments() -> None:
    kinds = "'image/jpeg', 'image/png', 'image/webp', 'audio/wav', 'audio/mpeg', 'audio/ogg', 'audio/flac'"
    op.create_table(
        "case_attachments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("given_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("audience IN ('internal', 'unit')", name=op.f("ck_case_attachments_audience")),
        sa.CheckConstraint(f"media_type IN ({kinds})", name=op.f("ck_case_attachments_media_type")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_attachments_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_attachments")),
        sa.UniqueConstraint("case_id", "given_sha256", name=op.f("uq_case_attachments_case_id")),
        sa.UniqueConstraint("object", name=op.f("uq_case_attachments_object")),
    )


def _recusal() -> None:
    op.create_index("ix_cases_sealed", "cases", ["id"], postgresql_where=sa.text("sealed"))
    op.add_column("reports", sa.Column("hides_reporter", sa.Boolean(), nullable=False, server_default="false"))
    op.execute("UPDATE reports SET hides_reporter = true WHERE sealed OR appeal_kind = 'report'")
    op.create_table(
        "subject_removals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("granted", sa.Boolean()),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", MOMENT),
        sa.CheckConstraint("(decided_at IS NULL) = (granted IS NULL)", name=op.f("ck_subject_removals_decided")),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_subject_removals_two_persons")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_subject_removals_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_removals")),
    )
    op.create_index("ix_subject_removals_case_id", "subject_removals", ["case_id", "id"])
    op.create_index(
        "uq_subject_removals_waiting",
        "subject_removals",
        ["case_id", "kind", "subject"],
        unique=True,
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "reporter_reveals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_reporter_reveals_report_id_reports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporter_reveals")),
    )
    op.create_index("ix_reporter_reveals_report_id", "reporter_reveals", ["report_id"])


def _marks() -> None:
    op.create_table(
        "report_marks",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("phone", sa.LargeBinary()),
        sa.Column("place", postgresql.JSONB(), nullable=False, server_default="[]"),
        sa.Column("square", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_report_marks_report_id_reports"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_marks")),
    )
    # What came before is marked by the timer, as soon as there is a key.
    op.execute("INSERT INTO report_marks (report_id, key) SELECT id, '' FROM reports")
    op.create_index("ix_report_marks_key", "report_marks", ["key"])
    has_phone = sa.text("phone IS NOT NULL")
    op.create_index("ix_report_marks_phone", "report_marks", ["phone", "report_id"], postgresql_where=has_phone)
    op.create_index(
        "ix_report_marks_place",
        "report_marks",
        ["place"],
        postgresql_using="gin",
        postgresql_ops={"place": "jsonb_path_ops"},
    )
    op.create_index(
        "ix_report_marks_square", "report_marks", ["square"], postgresql_where=sa.text("square IS NOT NULL")
    )
    op.create_table(
        "caller_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_caller_looks_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caller_looks")),
    )
    op.create_index("ix_caller_looks_person_id", "caller_looks", ["person_id", "id"])


def _comments() -> None:
    op.create_table(
        "case_comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("audience IN ('internal', 'unit')", name=op.f("ck_case_comments_audience")),
        sa.CheckConstraint("seat IN ('centre', 'unit')", name=op.f("ck_case_comments_seat")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_comments_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_comments")),
        sa.UniqueConstraint("comment_id", "version", name=op.f("uq_case_comments_comment_id")),
    )
    op.create_index("ix_case_comments_case_id", "case_comments", ["case_id", "comment_id"])
    op.create_table(
        "dossier_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("attachment_id", sa.Uuid()),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_dossier_looks_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_looks")),
    )
    op.create_index("ix_dossier_looks_case_id", "dossier_looks", ["case_id", "id"])


def downgrade() -> None:
    op.drop_column("reports", "hides_reporter")
    op.drop_index("ix_cases_sealed", "cases")
    for table in (
        "reporter_reveals",
        "subject_removals",
        "dossier_looks",
        "case_attachments",
        "case_comments",
        "caller_looks",
        "report_marks",
    ):
        op.drop_table(table)
