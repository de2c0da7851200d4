"""Which tables does the team start with?"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "spine"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_runtime()
    _create_clues()
    _create_clue_records()
    _create_findings()
    _create_finding_records()
    _create_copies()


def downgrade() -> None:
    for table in (
        "unit_copies",
        "person_copies",
        "calendar_day_copies",
        "finding_looks",
        "finding_history",
        "findings",
        "clue_looks",
        "clue_history",
        "early_recalls",
        "clues",
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


def _create_clues() -> None:
    op.create_table(
        "clues",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("task_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text()),
        sa.Column("unit", sa.Text()),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("position", postgresql.JSONB()),
        sa.Column("report_ids", postgresql.JSONB(), nullable=False),
        sa.Column("urged", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("officer_id", sa.Text()),
        sa.Column("second_officer_id", sa.Text()),
        sa.Column("result", sa.Text()),
        sa.Column("return_reason", sa.Text()),
        sa.Column("note", sa.LargeBinary()),
        sa.CheckConstraint("(state = 'returned') = (return_reason IS NOT NULL)", name="ck_clues_returned_with_reason"),
        sa.CheckConstraint(
            "(state IN ('finished', 'returned', 'recalled')) = (ended_at IS NOT NULL)", name="ck_clues_ended"
        ),
        sa.CheckConstraint(
            "state <> 'finished' OR (result IS NOT NULL AND officer_id IS NOT NULL AND second_officer_id IS NOT NULL "
            "AND officer_id <> second_officer_id)",
            name="ck_clues_two_officers_finish",
        ),
        sa.CheckConstraint(
            "state IN ('assigned', 'accepted', 'finished', 'returned', 'recalled')", name="ck_clues_state"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_clues"),
    )
    op.create_index("ix_clues_case_id", "clues", ["case_id"])
    op.create_index(
        "ix_clues_region_state", "clues", ["region", "state"], postgresql_ops={"region": "text_pattern_ops"}
    )


def _create_clue_records() -> None:
    op.create_table(
        "early_recalls",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("task_id", name="pk_early_recalls"),
    )
    op.create_table(
        "clue_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clue_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text()),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("client_id", sa.Uuid()),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["clue_id"], ["clues.id"], name="fk_clue_history_clue_id_clues"),
        sa.PrimaryKeyConstraint("id", name="pk_clue_history"),
        sa.UniqueConstraint("clue_id", "seq", name="uq_clue_history_clue_id"),
    )
    op.create_index(
        "uq_clue_history_client_id",
        "clue_history",
        ["clue_id", "client_id"],
        unique=True,
        postgresql_where=sa.text("client_id IS NOT NULL"),
    )
    op.create_table(
        "clue_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clue_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["clue_id"], ["clues.id"], name="fk_clue_looks_clue_id_clues"),
        sa.PrimaryKeyConstraint("id", name="pk_clue_looks"),
    )
    op.create_index("ix_clue_looks_clue_id", "clue_looks", ["clue_id"])


def _create_findings() -> None:
    op.create_table(
        "findings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("category_scheme", sa.Text(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text()),
        sa.Column("position", postgresql.JSONB()),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("officer_id", sa.Text(), nullable=False),
        sa.Column("second_officer_id", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("case_version", sa.Integer()),
        sa.Column("case_number", sa.Text()),
        sa.Column("case_state", sa.Text()),
        sa.Column("case_changed_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.Text()),
        sa.CheckConstraint("officer_id <> second_officer_id", name="ck_findings_two_officers"),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
    )
    op.create_index("ix_findings_case_id", "findings", ["case_id"])
    op.create_index("ix_findings_region", "findings", ["region"], postgresql_ops={"region": "text_pattern_ops"})


def _create_finding_records() -> None:
    op.create_table(
        "finding_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text()),
        sa.Column("to_state", sa.Text()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name="fk_finding_history_finding_id_findings"),
        sa.PrimaryKeyConstraint("id", name="pk_finding_history"),
        sa.UniqueConstraint("finding_id", "seq", name="uq_finding_history_finding_id"),
    )
    op.create_table(
        "finding_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name="fk_finding_looks_finding_id_findings"),
        sa.PrimaryKeyConstraint("id", name="pk_finding_looks"),
    )
    op.create_index("ix_finding_looks_finding_id", "finding_looks", ["finding_id"])


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
