"""The registers of training: courses, what was learnt, certificates, requirements, pairs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "training"
down_revision = "powers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "training_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_history")),
    )
    op.create_index("ix_training_history_subject", "training_history", ["subject", "id"], unique=False)
    op.create_table(
        "training_requirements",
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("drawn_up_by", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("confirmed_by <> drawn_up_by", name=op.f("ck_training_requirements_two_persons")),
        sa.PrimaryKeyConstraint("activity", "version", name=op.f("pk_training_requirements")),
    )
    op.create_table(
        "training_tellings",
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("matters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("activity", name=op.f("pk_training_tellings")),
    )
    op.create_table(
        "training_bindings",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("bound_from", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_training_bindings_region_regions")),
        sa.PrimaryKeyConstraint("region", name=op.f("pk_training_bindings")),
    )
    op.create_table(
        "training_courses",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("organiser", sa.Text(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("valid_months", sa.Integer(), nullable=False),
        sa.Column("attendance_percent", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("remind_days", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(priority = 1) = (field = 'safety')", name=op.f("ck_training_courses_safety_first")),
        sa.CheckConstraint(
            "pass_mark BETWEEN 1 AND 100 AND attendance_percent BETWEEN 0 AND 100",
            name=op.f("ck_training_courses_marks"),
        ),
        sa.ForeignKeyConstraint(["organiser"], ["regions.code"], name=op.f("fk_training_courses_organiser_regions")),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_training_courses")),
    )
    op.create_table(
        "training_heads",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_training_heads_person_id_persons")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_training_heads")),
    )
    op.create_table(
        "training_pairs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Text(), nullable=False),
        sa.Column("trainee_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ended_by IN ('examination', 'date', 'given-up')", name=op.f("ck_training_pairs_ended_by")),
        sa.CheckConstraint("mentor_id <> trainee_id", name=op.f("ck_training_pairs_two_persons")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_training_pairs_order")),
        sa.ForeignKeyConstraint(["mentor_id"], ["persons.id"], name=op.f("fk_training_pairs_mentor_id_persons")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_training_pairs_region_regions")),
        sa.ForeignKeyConstraint(["trainee_id"], ["persons.id"], name=op.f("fk_training_pairs_trainee_id_persons")),
        sa.UniqueConstraint("id", name=op.f("uq_training_pairs_id")),
    )
    op.create_index(
        "ix_training_pairs_running",
        "training_pairs",
        ["valid_to"],
        unique=False,
        postgresql_where=sa.text("ended_by IS NULL"),
    )
    op.create_table(
        "training_pair_weeks",
        sa.Column("pair_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["pair_id"], ["training_pairs.id"], name=op.f("fk_training_pair_weeks_pair_id_training_pairs")
        ),
        sa.PrimaryKeyConstraint("pair_id", "week", name=op.f("pk_training_pair_weeks")),
    )
    op.create_table(
        "training_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_code", sa.Text(), nullable=False),
        sa.Column("course_version", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("hours_a_day", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_training_sessions_order")),
        sa.ForeignKeyConstraint(
            ["course_code", "course_version"],
            ["training_courses.code", "training_courses.version"],
            name=op.f("fk_training_sessions_course_code_training_courses"),
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_training_sessions_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_sessions")),
    )
    op.create_index(
        "ix_training_sessions_region",
        "training_sessions",
        ["region"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_table(
        "training_certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoke_reason", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(revoked_on IS NULL) = (revoke_reason IS NULL)", name=op.f("ck_training_certificates_revoked_with_reason")
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_training_certificates_order")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_training_certificates_person_id_persons")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_training_certificates_region_regions")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_training_certificates_session_id_training_sessions")
        ),
        sa.UniqueConstraint("id", name=op.f("uq_training_certificates_id")),
    )
    op.create_index("ix_training_certificates_valid_to", "training_certificates", ["valid_to"], unique=False)
    op.create_table(
        "training_enrolments",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_training_enrolments_person_id_persons")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_training_enrolments_session_id_training_sessions")
        ),
        sa.PrimaryKeyConstraint("session_id", "person_id", name=op.f("pk_training_enrolments")),
    )
    op.create_table(
        "training_attendances",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hours > 0", name=op.f("ck_training_attendances_hours")),
        sa.ForeignKeyConstraint(
            ["session_id", "person_id"],
            ["training_enrolments.session_id", "training_enrolments.person_id"],
            name=op.f("fk_training_attendances_session_id_training_enrolments"),
        ),
        sa.PrimaryKeyConstraint("session_id", "person_id", "day", name=op.f("pk_training_attendances")),
    )
    op.create_index("ix_training_attendances_day", "training_attendances", ["day"], unique=False)
    op.create_table(
        "training_reminders",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["training_certificates.id"],
            name=op.f("fk_training_reminders_certificate_id_training_certificates"),
        ),
        sa.PrimaryKeyConstraint("certificate_id", "days", name=op.f("pk_training_reminders")),
    )
    op.create_table(
        "training_results",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("examined_on", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_training_results_score")),
        sa.ForeignKeyConstraint(
            ["session_id", "person_id"],
            ["training_enrolments.session_id", "training_enrolments.person_id"],
            name=op.f("fk_training_results_session_id_training_enrolments"),
        ),
        sa.PrimaryKeyConstraint("session_id", "person_id", "attempt", name=op.f("pk_training_results")),
    )
    # What SQLAlchemy cannot say: temporal keys.
    op.execute(
        "ALTER TABLE training_certificates ADD CONSTRAINT pk_training_certificates PRIMARY KEY (person_id, field, valid WITHOUT OVERLAPS)"
    )
    op.execute(
        "ALTER TABLE training_pairs ADD CONSTRAINT pk_training_pairs PRIMARY KEY (trainee_id, field, valid WITHOUT OVERLAPS)"
    )


def downgrade() -> None:
    op.drop_table("training_results")
    op.drop_table("training_reminders")
    op.drop_index("ix_training_attendances_day", table_name="training_attendances")
    op.drop_table("training_attendances")
    op.drop_table("training_enrolments")
    op.drop_index("ix_training_certificates_valid_to", table_name="training_certificates")
    op.drop_table("training_certificates")
    op.drop_index(
        "ix_training_sessions_region", table_name="training_sessions", postgresql_ops={"region": "text_pattern_ops"}
    )
    op.drop_table("training_sessions")
    op.drop_table("training_pair_weeks")
    op.drop_index(
        "ix_training_pairs_running", table_name="training_pairs", postgresql_where=sa.text("ended_by IS NULL")
    )
    op.drop_table("training_pairs")
    op.drop_table("training_heads")
    op.drop_table("training_courses")
    op.drop_table("training_bindings")
    op.drop_table("training_tellings")
    op.drop_table("training_requirements")
    op.drop_index("ix_training_history_subject", table_name="training_history")
    op.drop_table("training_history")
