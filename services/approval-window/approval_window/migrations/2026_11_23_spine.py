"""Which tables does the window start with?"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from approval_window.starter import starter_items

revision = "spine"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_runtime()
    _create_items()
    _create_receipts()
    _create_appeals()
    _create_appeal_records()
    _create_applications()
    _create_application_records()
    _create_copies()


def downgrade() -> None:
    for table in (
        "unit_copies",
        "person_copies",
        "calendar_day_copies",
        "application_looks",
        "application_history",
        "applications",
        "appeal_looks",
        "appeal_history",
        "appeals",
        "paper_counters",
        "items",
        "outbox",
        "inbox",
        "idempotency_keys",
    ):
        op.drop_table(table)


def _create_runtime() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", "key", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_answered_at", "idempotency_keys", ["answered_at"])
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("consumer", "event_id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])
    op.create_table(
        "outbox",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("traceparent", sa.Text()),
        sa.Column("log_id", sa.Text()),
        sa.Column("partition", sa.Integer()),
        sa.Column("offset", sa.BigInteger()),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("seq", name="pk_outbox"),
    )
    op.create_index(
        "ix_outbox_published_at", "outbox", ["published_at"], postgresql_where=sa.text("published_at IS NOT NULL")
    )
    op.create_index("ix_outbox_unpublished", "outbox", ["seq"], postgresql_where=sa.text("published_at IS NULL"))
    op.create_index(
        "uq_outbox_place",
        "outbox",
        ["log_id", "topic", "partition", "offset"],
        unique=True,
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )


def _create_items() -> None:
    op.create_table(
        "items",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("legal_days", sa.SmallInteger(), nullable=False),
        sa.Column("promised_days", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('licence', 'certificate', 'public-service')", name="ck_items_kind"),
        sa.CheckConstraint("promised_days >= 1 AND promised_days <= legal_days", name="ck_items_promised_within_legal"),
        sa.PrimaryKeyConstraint("code", name="pk_items"),
    )
    op.bulk_insert(sa.table("items", *(sa.column(name) for name in starter_items()[0])), starter_items())


def _create_receipts() -> None:
    op.create_table(
        "paper_counters",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("township", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("last >= 1", name="ck_paper_counters_last_positive"),
        sa.PrimaryKeyConstraint("kind", "township", "year", name="pk_paper_counters"),
    )


def _create_appeals() -> None:
    op.create_table(
        "appeals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("receipt_code", sa.LargeBinary(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("category_scheme", sa.Text(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text()),
        sa.Column("position", postgresql.JSONB()),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("appellant", sa.LargeBinary(), nullable=False),
        sa.Column("clerk_id", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("case_version", sa.Integer()),
        sa.Column("case_number", sa.Text()),
        sa.Column("case_state", sa.Text()),
        sa.Column("case_changed_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.Text()),
        sa.Column("result", sa.Text()),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("(state = 'told') = (told_at IS NOT NULL)", name="ck_appeals_told"),
        sa.CheckConstraint("(state IN ('answered', 'told')) = (answered_at IS NOT NULL)", name="ck_appeals_answered"),
        sa.CheckConstraint("state IN ('filed', 'handling', 'answered', 'told')", name="ck_appeals_state"),
        sa.PrimaryKeyConstraint("id", name="pk_appeals"),
        sa.UniqueConstraint("number", name="uq_appeals_number"),
    )
    op.create_index("ix_appeals_case_id", "appeals", ["case_id"])
    op.create_index(
        "ix_appeals_region_state", "appeals", ["region", "state"], postgresql_ops={"region": "text_pattern_ops"}
    )


def _create_appeal_records() -> None:
    op.create_table(
        "appeal_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text()),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeals.id"], name="fk_appeal_history_appeal_id_appeals"),
        sa.PrimaryKeyConstraint("id", name="pk_appeal_history"),
        sa.UniqueConstraint("appeal_id", "seq", name="uq_appeal_history_appeal_id"),
    )
    op.create_table(
        "appeal_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text()),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeals.id"], name="fk_appeal_looks_appeal_id_appeals"),
        sa.PrimaryKeyConstraint("id", name="pk_appeal_looks"),
    )
    op.create_index("ix_appeal_looks_appeal_id", "appeal_looks", ["appeal_id"])


def _create_applications() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("receipt_code", sa.LargeBinary(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("item_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("applicant_kind", sa.Text(), nullable=False),
        sa.Column("applicant", sa.LargeBinary(), nullable=False),
        sa.Column("clerk_id", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notice_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.CheckConstraint("applicant_kind IN ('person', 'organisation')", name="ck_applications_applicant_kind"),
        sa.CheckConstraint("state IN ('received')", name="ck_applications_state"),
        sa.CheckConstraint("notice_due_at > received_at", name="ck_applications_notice_after_receipt"),
        sa.ForeignKeyConstraint(["item"], ["items.code"], name="fk_applications_item_items"),
        sa.PrimaryKeyConstraint("id", name="pk_applications"),
        sa.UniqueConstraint("number", name="uq_applications_number"),
    )
    op.create_index("ix_applications_provisional", "applications", ["id"], postgresql_where=sa.text("provisional"))
    op.create_index(
        "ix_applications_region_state",
        "applications",
        ["region", "state"],
        postgresql_ops={"region": "text_pattern_ops"},
    )


def _create_application_records() -> None:
    op.create_table(
        "application_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text()),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_application_history_application_id_applications"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_application_history"),
        sa.UniqueConstraint("application_id", "seq", name="uq_application_history_application_id"),
    )
    op.create_table(
        "application_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_application_looks_application_id_applications"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_application_looks"),
    )
    op.create_index("ix_application_looks_application_id", "application_looks", ["application_id"])


def _create_copies() -> None:
    op.create_table(
        "calendar_day_copies",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_calendar_day_copies"),
    )
    op.create_index("ix_calendar_day_copies_year", "calendar_day_copies", ["year"])
    op.create_table(
        "person_copies",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text()),
        sa.Column("roles", postgresql.JSONB(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        sa.PrimaryKeyConstraint("person_id", name="pk_person_copies"),
    )
    op.create_index(
        "ix_person_copies_region", "person_copies", ["region"], postgresql_ops={"region": "text_pattern_ops"}
    )
    op.create_table(
        "unit_copies",
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        sa.PrimaryKeyConstraint("unit_id", name="pk_unit_copies"),
    )
    op.create_index("ix_unit_copies_region", "unit_copies", ["region"], postgresql_ops={"region": "text_pattern_ops"})
