"""The tables of the spine: registers, intake, triage, cases, replies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "spine"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index("ix_idempotency_keys_answered_at", "idempotency_keys", ["answered_at"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("consumer", "event_id", name=op.f("pk_inbox")),
    )
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("traceparent", sa.Text(), nullable=True),
        sa.Column("log_id", sa.Text(), nullable=True),
        sa.Column("partition", sa.Integer(), nullable=True),
        sa.Column("offset", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_published_at",
        "outbox",
        ["published_at"],
        unique=False,
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_unpublished", "outbox", ["seq"], unique=False, postgresql_where=sa.text("published_at IS NULL")
    )
    op.create_index(
        "uq_outbox_place",
        "outbox",
        ["log_id", "topic", "partition", "offset"],
        unique=True,
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_table(
        "applications_seen",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_applications_seen")),
    )
    op.create_index("ix_applications_seen_day", "applications_seen", ["day", "region"], unique=False)
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_days")),
    )
    op.create_table(
        "calendar_year_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("action IN ('seeded', 'overridden')", name=op.f("ck_calendar_year_history_action")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_year_history")),
    )
    op.create_index(op.f("ix_calendar_year_history_year"), "calendar_year_history", ["year"], unique=False)
    op.create_table(
        "calendar_years",
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name=op.f("ck_calendar_years_range")),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_years")),
    )
    op.create_table(
        "cell_copies",
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("rings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("place_names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("cell", "valid_from", name=op.f("pk_cell_copies")),
    )
    op.create_table(
        "clock_policies",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_clock_policies_amount")),
        sa.PrimaryKeyConstraint("version", "kind", "source", "matter", "urgency", name=op.f("pk_clock_policies")),
    )
    op.create_table(
        "matters",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("executor", sa.Text(), nullable=False),
        sa.Column("unit_kind", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.CheckConstraint("executor IN ('grid', 'team', 'unit', 'county')", name=op.f("ck_matters_executor")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_matters")),
    )
    op.create_table(
        "memory_versions",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_memory_versions")),
    )
    op.create_table(
        "name_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("person_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_looks")),
    )
    op.create_index(op.f("ix_name_looks_at"), "name_looks", ["at"], unique=False)
    op.create_table(
        "persons",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("next_from", sa.Date(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
    )
    op.create_index(
        "ix_persons_next_from",
        "persons",
        ["next_from"],
        unique=False,
        postgresql_where=sa.text("next_from IS NOT NULL"),
    )
    op.create_table(
        "regions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("is_pseudo", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "level IN ('province', 'city', 'county', 'township', 'village')", name=op.f("ck_regions_level")
        ),
        sa.ForeignKeyConstraint(["parent"], ["regions.code"], name=op.f("fk_regions_parent_regions")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
    )
    op.create_index(op.f("ix_regions_parent"), "regions", ["parent"], unique=False)
    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("category_scheme", sa.Text(), nullable=True),
        sa.Column("category_code", sa.Text(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("position_problem", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_reporter", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_reports_source")),
    )
    op.create_index("ix_reports_region", "reports", ["region", "id"], unique=False)
    op.create_table(
        "routing_rules",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("conditions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("outcome", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_rules")),
    )
    op.create_table(
        "units",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("next_from", sa.Date(), nullable=True),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
    )
    op.create_index(
        "ix_units_next_from", "units", ["next_from"], unique=False, postgresql_where=sa.text("next_from IS NOT NULL")
    )
    op.create_table(
        "worker_copies",
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("cells", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("on_duty", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("worker_id", name=op.f("pk_worker_copies")),
    )
    op.create_table(
        "workflows",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("definition", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_workflows")),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("executor", sa.Text(), nullable=True),
        sa.Column("cell", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("worker_id", sa.Text(), nullable=True),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("workflow_version", sa.Integer(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("handled_by", sa.Text(), nullable=True),
        sa.Column("urged", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("executor IN ('grid', 'team', 'unit', 'county')", name=op.f("ck_cases_executor")),
        sa.CheckConstraint(
            "state IN ('received', 'filed', 'dispatched', 'handling', 'handled', 'verifying', 'closed', 'returned', 'suspended', 'merged', 'rejected', 'voided', 'reopened')",
            name=op.f("ck_cases_state"),
        ),
        sa.ForeignKeyConstraint(
            ["workflow_version"], ["workflows.version"], name=op.f("fk_cases_workflow_version_workflows")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    op.create_index(
        "ix_cases_queue",
        "cases",
        ["queue", "region", "id"],
        unique=False,
        postgresql_where=sa.text("queue IS NOT NULL"),
    )
    op.create_index("ix_cases_region", "cases", ["region", "id"], unique=False)
    op.create_index(
        "ix_cases_same",
        "cases",
        ["matter", "cell", "opened_at"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_cases_state", "cases", ["state", "region", "id"], unique=False)
    op.create_table(
        "crosswalk",
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["matter"], ["matters.code"], name=op.f("fk_crosswalk_matter_matters")),
        sa.PrimaryKeyConstraint("scheme", "code", name=op.f("pk_crosswalk")),
    )
    op.create_table(
        "feed_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("satisfied", sa.Text(), nullable=True),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'created' OR report_id IS NOT NULL", name=op.f("ck_feed_events_created_has_report")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_feed_events_report_id_reports"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_events")),
        sa.UniqueConstraint("source", "kind", "external_id", "event_id", name=op.f("uq_feed_events_source")),
    )
    op.create_index("ix_feed_events_report_id", "feed_events", ["report_id"], unique=False)
    op.create_index(
        "ix_feed_events_waiting", "feed_events", ["id"], unique=False, postgresql_where=sa.text("report_id IS NULL")
    )
    op.create_table(
        "matter_words",
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight > 0", name=op.f("ck_matter_words_weight")),
        sa.ForeignKeyConstraint(["matter"], ["matters.code"], name=op.f("fk_matter_words_matter_matters")),
        sa.PrimaryKeyConstraint("matter", "word", name=op.f("pk_matter_words")),
    )
    op.create_table(
        "person_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_person_history_person_id_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_history")),
    )
    op.create_index("ix_person_history_person_id", "person_history", ["person_id", "version"], unique=False)
    op.create_table(
        "posts_held",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_posts_held_order")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_posts_held_person_id_persons")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_posts_held_region_regions")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_posts_held_unit_id_units")),
    )
    op.create_index(
        "ix_posts_held_region", "posts_held", ["region"], unique=False, postgresql_ops={"region": "text_pattern_ops"}
    )
    op.create_index(op.f("ix_posts_held_unit_id"), "posts_held", ["unit_id"], unique=False)
    op.create_table(
        "report_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_looks_report_id_reports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_looks")),
    )
    op.create_index("ix_report_looks_report_id", "report_looks", ["report_id"], unique=False)
    op.create_table(
        "roles_held",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_roles_held_order")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_roles_held_person_id_persons")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_roles_held_region_regions")),
    )
    op.create_index(
        "ix_roles_held_role",
        "roles_held",
        ["role", "region"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_table(
        "unit_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_history_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_history")),
    )
    op.create_index("ix_unit_history_unit_id", "unit_history", ["unit_id", "version"], unique=False)
    op.create_table(
        "unit_terms",
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_unit_terms_order")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_unit_terms_region_regions")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_terms_unit_id_units")),
    )
    op.create_index(
        "ix_unit_terms_region", "unit_terms", ["region"], unique=False, postgresql_ops={"region": "text_pattern_ops"}
    )
    op.create_table(
        "case_clocks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("calendar_version", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_clocks_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_clocks")),
    )
    op.create_index("ix_case_clocks_case_id", "case_clocks", ["case_id"], unique=False)
    op.create_index(
        "ix_case_clocks_due_at",
        "case_clocks",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("stopped_at IS NULL AND paused_at IS NULL AND overdue_at IS NULL"),
    )
    op.create_index(
        "uq_case_clocks_running",
        "case_clocks",
        ["case_id", "kind"],
        unique=True,
        postgresql_where=sa.text("stopped_at IS NULL"),
    )
    op.create_table(
        "case_history",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_history_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_case_history")),
    )
    op.create_table(
        "case_reports",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_reports_case_id_cases")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_case_reports")),
    )
    op.create_index("ix_case_reports_case_id", "case_reports", ["case_id"], unique=False)
    op.create_table(
        "replies",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'delivered', 'failed')", name=op.f("ck_replies_state")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_replies_case_id_cases")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_replies_report_id_reports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
        sa.UniqueConstraint("report_id", name=op.f("uq_replies_report_id")),
    )
    op.create_index(
        "ix_replies_next_at", "replies", ["next_at"], unique=False, postgresql_where=sa.text("state = 'waiting'")
    )
    op.create_index("ix_replies_state", "replies", ["state", "region", "id"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("heard_version", sa.Integer(), nullable=False),
        sa.Column("executor", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("worker_id", sa.Text(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('assigned', 'accepted', 'arrived', 'finished', 'returned', 'recalled')",
            name=op.f("ck_tasks_state"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tasks_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index("ix_tasks_case_id", "tasks", ["case_id"], unique=False)
    op.create_index("uq_tasks_open", "tasks", ["case_id"], unique=True, postgresql_where=sa.text("ended_at IS NULL"))
    op.create_table(
        "triage_decisions",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_triage_decisions_case_id_cases")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_triage_decisions_report_id_reports")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_triage_decisions")),
    )
    op.create_index("ix_triage_decisions_case_id", "triage_decisions", ["case_id"], unique=False)
    op.create_table(
        "clock_pauses",
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("resumed_at >= paused_at", name=op.f("ck_clock_pauses_order")),
        sa.ForeignKeyConstraint(["clock_id"], ["case_clocks.id"], name=op.f("fk_clock_pauses_clock_id_case_clocks")),
        sa.PrimaryKeyConstraint("clock_id", "paused_at", name=op.f("pk_clock_pauses")),
    )
    # What SQLAlchemy cannot say: temporal keys, and the sequence of case numbers.
    op.execute("ALTER TABLE unit_terms ADD CONSTRAINT pk_unit_terms PRIMARY KEY (unit_id, valid WITHOUT OVERLAPS)")
    op.execute("ALTER TABLE posts_held ADD CONSTRAINT pk_posts_held PRIMARY KEY (person_id, valid WITHOUT OVERLAPS)")
    op.execute(
        "ALTER TABLE roles_held ADD CONSTRAINT pk_roles_held PRIMARY KEY (person_id, role, region, valid WITHOUT OVERLAPS)"
    )
    op.execute("CREATE SEQUENCE case_numbers")


def downgrade() -> None:
    op.drop_table("clock_pauses")
    op.drop_index("ix_triage_decisions_case_id", table_name="triage_decisions")
    op.drop_table("triage_decisions")
    op.drop_index("uq_tasks_open", table_name="tasks", postgresql_where=sa.text("ended_at IS NULL"))
    op.drop_index("ix_tasks_case_id", table_name="tasks")
    op.drop_table("tasks")
    op.drop_index("ix_replies_state", table_name="replies")
    op.drop_index("ix_replies_next_at", table_name="replies", postgresql_where=sa.text("state = 'waiting'"))
    op.drop_table("replies")
    op.drop_index("ix_case_reports_case_id", table_name="case_reports")
    op.drop_table("case_reports")
    op.drop_table("case_history")
    op.drop_index("uq_case_clocks_running", table_name="case_clocks", postgresql_where=sa.text("stopped_at IS NULL"))
    op.drop_index(
        "ix_case_clocks_due_at",
        table_name="case_clocks",
        postgresql_where=sa.text("stopped_at IS NULL AND paused_at IS NULL AND overdue_at IS NULL"),
    )
    op.drop_index("ix_case_clocks_case_id", table_name="case_clocks")
    op.drop_table("case_clocks")
    op.drop_index("ix_unit_terms_region", table_name="unit_terms", postgresql_ops={"region": "text_pattern_ops"})
    op.drop_table("unit_terms")
    op.drop_index("ix_unit_history_unit_id", table_name="unit_history")
    op.drop_table("unit_history")
    op.drop_index("ix_roles_held_role", table_name="roles_held", postgresql_ops={"region": "text_pattern_ops"})
    op.drop_table("roles_held")
    op.drop_index("ix_report_looks_report_id", table_name="report_looks")
    op.drop_table("report_looks")
    op.drop_index(op.f("ix_posts_held_unit_id"), table_name="posts_held")
    op.drop_index("ix_posts_held_region", table_name="posts_held", postgresql_ops={"region": "text_pattern_ops"})
    op.drop_table("posts_held")
    op.drop_index("ix_person_history_person_id", table_name="person_history")
    op.drop_table("person_history")
    op.drop_table("matter_words")
    op.drop_index("ix_feed_events_waiting", table_name="feed_events", postgresql_where=sa.text("report_id IS NULL"))
    op.drop_index("ix_feed_events_report_id", table_name="feed_events")
    op.drop_table("feed_events")
    op.drop_table("crosswalk")
    op.drop_index("ix_cases_state", table_name="cases")
    op.drop_index("ix_cases_same", table_name="cases", postgresql_where=sa.text("closed_at IS NULL"))
    op.drop_index("ix_cases_region", table_name="cases")
    op.drop_index("ix_cases_queue", table_name="cases", postgresql_where=sa.text("queue IS NOT NULL"))
    op.drop_table("cases")
    op.drop_table("workflows")
    op.drop_table("worker_copies")
    op.drop_index("ix_units_next_from", table_name="units", postgresql_where=sa.text("next_from IS NOT NULL"))
    op.drop_table("units")
    op.drop_table("routing_rules")
    op.drop_index("ix_reports_region", table_name="reports")
    op.drop_table("reports")
    op.drop_index(op.f("ix_regions_parent"), table_name="regions")
    op.drop_table("regions")
    op.drop_index("ix_persons_next_from", table_name="persons", postgresql_where=sa.text("next_from IS NOT NULL"))
    op.drop_table("persons")
    op.drop_index(op.f("ix_name_looks_at"), table_name="name_looks")
    op.drop_table("name_looks")
    op.drop_table("memory_versions")
    op.drop_table("matters")
    op.drop_table("clock_policies")
    op.drop_table("cell_copies")
    op.drop_table("calendar_years")
    op.drop_index(op.f("ix_calendar_year_history_year"), table_name="calendar_year_history")
    op.drop_table("calendar_year_history")
    op.drop_table("calendar_days")
    op.drop_index("ix_applications_seen_day", table_name="applications_seen")
    op.drop_table("applications_seen")
    op.drop_index("uq_outbox_place", table_name="outbox", postgresql_where=sa.text("published_at IS NOT NULL"))
    op.drop_index("ix_outbox_unpublished", table_name="outbox", postgresql_where=sa.text("published_at IS NULL"))
    op.drop_index("ix_outbox_published_at", table_name="outbox", postgresql_where=sa.text("published_at IS NOT NULL"))
    op.drop_table("outbox")
    op.drop_index("ix_inbox_received_at", table_name="inbox")
    op.drop_table("inbox")
    op.drop_index("ix_idempotency_keys_answered_at", table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.execute("DROP SEQUENCE case_numbers")
