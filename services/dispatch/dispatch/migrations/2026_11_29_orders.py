"""Orders of the platforms that decide over them: dialogue, applications, replies as documents, wordings, messages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "orders"
down_revision = "figures"
branch_labels = None
depends_on = None

# What came from a platform that decides over its orders, and how far each is: open, answered, or withdrawn.
ORDERS = """
    INSERT INTO orders (report_id, source, external_id, state, came_at, due_at, tries, designated, urged, reworked,
        replied_at, ended_at)
    SELECT r.id, r.source, r.external_id,
        CASE WHEN m.id IS NOT NULL AND c.closed_at IS NOT NULL THEN 'replied'
            WHEN c.closed_at IS NOT NULL THEN 'withdrawn' ELSE 'received' END,
        r.received_at, r.due_at, 0, false, 0, 0,
        CASE WHEN m.id IS NOT NULL THEN c.closed_at END,
        CASE WHEN m.id IS NULL THEN c.closed_at END
    FROM reports r
    JOIN case_reports cr ON cr.report_id = r.id
    JOIN cases c ON c.id = cr.case_id
    LEFT JOIN order_messages m ON m.report_id = r.id
    WHERE r.source IN ('hotline-12345', 'urban-management')
"""


def upgrade() -> None:
    op.create_table(
        "wordings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "result IN ('solved', 'nothing-found', 'persuaded', 'needs-others', 'explained')",
            name=op.f("ck_wordings_result"),
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'turned-down', 'withdrawn')", name=op.f("ck_wordings_state")
        ),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_wordings_two_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordings")),
    )
    op.create_index("ix_wordings_state", "wordings", ["state", "id"], unique=False)
    op.create_table(
        "orders",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("designated", sa.Boolean(), nullable=False),
        sa.Column("urged", sa.Integer(), nullable=False),
        sa.Column("reworked", sa.Integer(), nullable=False),
        sa.Column("satisfied", sa.Boolean(), nullable=True),
        sa.Column("called_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_case", sa.Uuid(), nullable=True),
        sa.CheckConstraint("contact IN ('reached', 'given-up')", name=op.f("ck_orders_contact")),
        sa.CheckConstraint(
            "state IN ('received', 'signed', 'replied', 'returned', 'withdrawn')", name=op.f("ck_orders_state")
        ),
        sa.ForeignKeyConstraint(["left_case"], ["cases.id"], name=op.f("fk_orders_left_case_cases")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_orders_report_id_reports")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_orders")),
    )
    op.create_index(
        "ix_orders_left_case", "orders", ["left_case"], unique=False, postgresql_where=sa.text("left_case IS NOT NULL")
    )
    op.create_index("ix_orders_state", "orders", ["state", "report_id"], unique=False)
    op.create_table(
        "order_applications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drafted_by", sa.Text(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("turned_down_because", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind <> 'extension' OR until IS NOT NULL", name=op.f("ck_order_applications_until")),
        sa.CheckConstraint("kind IN ('return', 'extension')", name=op.f("ck_order_applications_kind")),
        sa.CheckConstraint(
            "state IN ('draft', 'turned-down', 'approved', 'sent', 'granted', 'refused', 'lapsed')",
            name=op.f("ck_order_applications_state"),
        ),
        sa.CheckConstraint("decided_by <> drafted_by", name=op.f("ck_order_applications_two_persons")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["orders.report_id"], name=op.f("fk_order_applications_report_id_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_applications")),
    )
    op.create_index("ix_order_applications_report_id", "order_applications", ["report_id", "id"], unique=False)
    op.create_index(
        "uq_order_applications_open",
        "order_applications",
        ["report_id", "kind"],
        unique=True,
        postgresql_where=sa.text("state IN ('approved', 'draft', 'sent')"),
    )
    op.create_table(
        "order_contacts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["orders.report_id"], name=op.f("fk_order_contacts_report_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_contacts")),
    )
    op.create_index("ix_order_contacts_report_id", "order_contacts", ["report_id", "id"], unique=False)
    op.create_table(
        "order_documents",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("wording_id", sa.Uuid(), nullable=True),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("drafted_by", sa.Text(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by", sa.Text(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_by", sa.Text(), nullable=True),
        sa.Column("sent_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_because", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('drafted', 'checked', 'approved', 'sent-back', 'sent', 'replaced')",
            name=op.f("ck_order_documents_state"),
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR (approved_by <> drafted_by AND approved_by IS DISTINCT FROM checked_by)",
            name=op.f("ck_order_documents_approved_by_a_third"),
        ),
        sa.CheckConstraint("checked_by <> drafted_by", name=op.f("ck_order_documents_checked_by_another")),
        sa.ForeignKeyConstraint(["report_id"], ["orders.report_id"], name=op.f("fk_order_documents_report_id_orders")),
        sa.ForeignKeyConstraint(["wording_id"], ["wordings.id"], name=op.f("fk_order_documents_wording_id_wordings")),
        sa.PrimaryKeyConstraint("report_id", "version", name=op.f("pk_order_documents")),
    )
    op.create_table(
        "order_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "action IN ('receive', 'sign', 'contact', 'apply', 'approve-application', 'turn-down', 'grant', 'refuse', 'draft-reply', 'check-reply', 'approve-reply', 'send-reply-back', 'reply', 'supplement', 'urge', 'withdraw', 'call-back', 'rework', 'take-up-again', 'unexpected')",
            name=op.f("ck_order_history_action"),
        ),
        sa.ForeignKeyConstraint(["report_id"], ["orders.report_id"], name=op.f("fk_order_history_report_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_history")),
    )
    op.create_index("ix_order_history_report_id", "order_history", ["report_id", "id"], unique=False)
    op.create_index(
        "ix_order_history_unexpected",
        "order_history",
        ["id"],
        unique=False,
        postgresql_where=sa.text("action = 'unexpected'"),
    )
    op.create_table(
        "order_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('signed', 'contacted', 'return-applied', 'extension-applied', 'replied')",
            name=op.f("ck_order_messages_kind"),
        ),
        sa.CheckConstraint("state IN ('waiting', 'delivered', 'failed')", name=op.f("ck_order_messages_state")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["order_applications.id"],
            name=op.f("fk_order_messages_application_id_order_applications"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_order_messages_case_id_cases")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_order_messages_report_id_reports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_messages")),
        sa.UniqueConstraint("report_id", "kind", "occasion", name="uq_order_messages_occasion"),
        sa.UniqueConstraint("report_id", "seq", name=op.f("uq_order_messages_report_id")),
    )
    op.create_index(
        "ix_order_messages_next_at",
        "order_messages",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("ix_order_messages_state", "order_messages", ["state", "kind", "id"], unique=False)
    op.create_index(
        "ix_order_messages_undelivered",
        "order_messages",
        ["report_id", "seq"],
        unique=False,
        postgresql_where=sa.text("state != 'delivered'"),
    )
    # What sources were told before is the first that was said to them of each report.
    op.execute(
        "INSERT INTO order_messages (id, report_id, seq, kind, occasion, case_id, source, external_id, body, state,"
        " attempts, first_at, next_at, last_error, delivered_at) SELECT id, report_id, 1, 'replied', 'before', case_id,"
        ' source, external_id, body || \'{"kind": "replied"}\', state, attempts, first_at, next_at, last_error,'
        " delivered_at FROM replies"
    )
    op.drop_table("replies")
    op.add_column("case_clocks", sa.Column("report_id", sa.Uuid(), nullable=True))
    op.execute(ORDERS)
    op.execute(
        "INSERT INTO order_history (id, report_id, action, by, at, facts)"
        " SELECT uuidv7(), report_id, 'receive', 'system:centre', came_at, '{}' FROM orders ORDER BY report_id"
    )
    # The answer is owed for each order: the clock of a case is that of its first one.
    op.execute(
        "UPDATE case_clocks k SET report_id = first.report_id FROM (SELECT cr.case_id, min(cr.report_id::text)::uuid AS"
        " report_id FROM case_reports cr JOIN orders o ON o.report_id = cr.report_id GROUP BY 1) first, cases c"
        " WHERE k.case_id = first.case_id AND c.id = k.case_id AND k.kind = 'reply' AND c.authority = 'platform'"
    )
    op.execute(
        "UPDATE orders o SET due_at = k.due_at FROM case_clocks k WHERE k.report_id = o.report_id AND k.kind = 'reply'"
        " AND k.stopped_at IS NULL"
    )
    op.drop_index(op.f("uq_case_clocks_running"), table_name="case_clocks", postgresql_where="(stopped_at IS NULL)")
    op.create_index(
        "uq_case_clocks_running",
        "case_clocks",
        ["case_id", "kind", "part_id", "report_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("stopped_at IS NULL"),
    )
    op.create_index(
        "ix_case_clocks_report_id",
        "case_clocks",
        ["report_id"],
        unique=False,
        postgresql_where=sa.text("report_id IS NOT NULL"),
    )


def downgrade() -> None:
    # A case has one clock of a kind again: that of its first order goes on, what else ran for orders is over.
    op.execute(
        "UPDATE case_clocks k SET stopped_at = now() WHERE k.stopped_at IS NULL AND k.report_id IS NOT NULL AND"
        " (k.kind <> 'reply' OR EXISTS (SELECT 1 FROM case_clocks o WHERE o.case_id = k.case_id AND o.kind = k.kind"
        " AND o.stopped_at IS NULL AND o.id <> k.id AND (o.report_id IS NULL OR o.report_id < k.report_id)))"
    )
    op.execute("DELETE FROM case_clocks WHERE kind IN ('sign', 'contact')")
    op.drop_index(
        "ix_case_clocks_report_id", table_name="case_clocks", postgresql_where=sa.text("report_id IS NOT NULL")
    )
    op.drop_index(
        "uq_case_clocks_running",
        table_name="case_clocks",
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("stopped_at IS NULL"),
    )
    op.create_index(
        op.f("uq_case_clocks_running"),
        "case_clocks",
        ["case_id", "kind", "part_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where="(stopped_at IS NULL)",
    )
    op.drop_column("case_clocks", "report_id")
    op.create_table(
        "replies",
        sa.Column("id", sa.UUID(), server_default=sa.text("uuidv7()"), autoincrement=False, nullable=False),
        sa.Column("report_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("region", sa.TEXT(), autoincrement=False, nullable=False),
        sa.Column("source", sa.TEXT(), autoincrement=False, nullable=False),
        sa.Column("external_id", sa.TEXT(), autoincrement=False, nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), autoincrement=False, nullable=False),
        sa.Column("state", sa.TEXT(), autoincrement=False, nullable=False),
        sa.Column("attempts", sa.INTEGER(), autoincrement=False, nullable=False),
        sa.Column("first_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("next_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.Column("last_error", sa.TEXT(), autoincrement=False, nullable=True),
        sa.Column("delivered_at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=True),
        sa.CheckConstraint(
            "state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'failed'::text])", name=op.f("ck_replies_state")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_replies_case_id_cases")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_replies_report_id_reports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
        sa.UniqueConstraint(
            "report_id", name=op.f("uq_replies_report_id"), postgresql_include=[], postgresql_nulls_not_distinct=False
        ),
    )
    op.create_index(op.f("ix_replies_state"), "replies", ["state", "region", "id"], unique=False)
    op.create_index(
        op.f("ix_replies_next_at"), "replies", ["next_at"], unique=False, postgresql_where="(state = 'waiting'::text)"
    )
    # Of each report the newest reply is kept; texts that were sealed, and what else was said, have no place there.
    op.execute(
        "INSERT INTO replies (id, report_id, case_id, region, source, external_id, body, state, attempts, first_at,"
        " next_at, last_error, delivered_at) SELECT DISTINCT ON (m.report_id) m.id, m.report_id, m.case_id, c.region,"
        " m.source, m.external_id, m.body - 'kind', m.state, m.attempts, m.first_at, m.next_at, m.last_error,"
        " m.delivered_at FROM order_messages m JOIN cases c ON c.id = m.case_id WHERE m.kind = 'replied'"
        " ORDER BY m.report_id, m.seq DESC"
    )
    op.drop_index(
        "ix_order_messages_undelivered", table_name="order_messages", postgresql_where=sa.text("state != 'delivered'")
    )
    op.drop_index("ix_order_messages_state", table_name="order_messages")
    op.drop_index(
        "ix_order_messages_next_at", table_name="order_messages", postgresql_where=sa.text("state = 'waiting'")
    )
    op.drop_table("order_messages")
    op.drop_index(
        "ix_order_history_unexpected", table_name="order_history", postgresql_where=sa.text("action = 'unexpected'")
    )
    op.drop_index("ix_order_history_report_id", table_name="order_history")
    op.drop_table("order_history")
    op.drop_table("order_documents")
    op.drop_index("ix_order_contacts_report_id", table_name="order_contacts")
    op.drop_table("order_contacts")
    op.drop_index(
        "uq_order_applications_open",
        table_name="order_applications",
        postgresql_where=sa.text("state IN ('approved', 'draft', 'sent')"),
    )
    op.drop_index("ix_order_applications_report_id", table_name="order_applications")
    op.drop_table("order_applications")
    op.drop_index("ix_orders_state", table_name="orders")
    op.drop_index("ix_orders_left_case", table_name="orders", postgresql_where=sa.text("left_case IS NOT NULL"))
    op.drop_table("orders")
    op.drop_index("ix_wordings_state", table_name="wordings")
    op.drop_table("wordings")
