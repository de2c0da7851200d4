"""What goes back to departments: catalogue, requests, queries and pushes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "exchange"
down_revision = "handover"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exchange_terms",
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_exchange_terms_amount")),
        sa.PrimaryKeyConstraint("act", name=op.f("pk_exchange_terms")),
    )
    op.create_table(
        "exchange_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("adopted_by", sa.Text(), nullable=False),
        sa.Column("sets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("drawn_up_by", sa.Text(), nullable=False),
        sa.Column("drawn_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'published', 'withdrawn')", name=op.f("ck_exchange_drafts_state")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_exchange_drafts_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_drafts")),
    )
    op.create_index("ix_exchange_drafts_region", "exchange_drafts", ["region", "id"], unique=False)
    op.create_table(
        "exchange_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_exchange_history_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_history")),
    )
    op.create_index("ix_exchange_history_region", "exchange_history", ["region", "id"], unique=False)
    op.create_table(
        "exchange_receivers",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_exchange_receivers_region_regions")),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_exchange_receivers_unit_units")),
        sa.PrimaryKeyConstraint("unit", name=op.f("pk_exchange_receivers")),
    )
    op.create_table(
        "exchange_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("set_code", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("compare_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("mode IN ('query', 'subscription')", name=op.f("ck_exchange_requests_mode")),
        sa.CheckConstraint(
            "state IN ('asked', 'heard', 'granted', 'suspended', 'refused', 'withdrawn', 'revoked', 'ended')",
            name=op.f("ck_exchange_requests_state"),
        ),
        sa.CheckConstraint("until >= since", name=op.f("ck_exchange_requests_order")),
        sa.ForeignKeyConstraint(["owner"], ["units.id"], name=op.f("fk_exchange_requests_owner_units")),
        sa.ForeignKeyConstraint(["place"], ["regions.code"], name=op.f("fk_exchange_requests_place_regions")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_exchange_requests_region_regions")),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_exchange_requests_unit_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_requests")),
    )
    op.create_index(
        "ix_exchange_requests_compare_at",
        "exchange_requests",
        ["compare_at"],
        unique=False,
        postgresql_where=sa.text("state = 'granted'"),
    )
    op.create_index("ix_exchange_requests_region", "exchange_requests", ["region", "id"], unique=False)
    op.create_index("ix_exchange_requests_unit", "exchange_requests", ["unit", "id"], unique=False)
    op.create_table(
        "exchange_sets",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("refresh_minutes", sa.Integer(), nullable=False),
        sa.Column("limit_days", sa.Integer(), nullable=False),
        sa.Column("limit_grant_days", sa.Integer(), nullable=False),
        sa.Column("limit_queries", sa.Integer(), nullable=False),
        sa.Column("limit_rows", sa.Integer(), nullable=False),
        sa.Column("adopted_by", sa.Text(), nullable=False),
        sa.Column("drawn_up_by", sa.Text(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sharing <> 'not-shared' OR ground IS NOT NULL", name=op.f("ck_exchange_sets_ground")),
        sa.CheckConstraint(
            "sharing IN ('unconditional', 'conditional', 'not-shared')", name=op.f("ck_exchange_sets_sharing")
        ),
        sa.CheckConstraint("published_by <> drawn_up_by", name=op.f("ck_exchange_sets_two_persons")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_exchange_sets_order")),
        sa.ForeignKeyConstraint(["owner"], ["units.id"], name=op.f("fk_exchange_sets_owner_units")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_exchange_sets_region_regions")),
        sa.UniqueConstraint("region", "code", "version", name=op.f("uq_exchange_sets_region")),
    )
    op.create_table(
        "exchange_deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'waiting') = (body IS NOT NULL)", name=op.f("ck_exchange_deliveries_body")),
        sa.CheckConstraint("state IN ('waiting', 'delivered', 'dropped')", name=op.f("ck_exchange_deliveries_state")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["exchange_requests.id"], name=op.f("fk_exchange_deliveries_request_id_exchange_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_deliveries")),
        sa.UniqueConstraint("request_id", "number", name=op.f("uq_exchange_deliveries_request_id")),
    )
    op.create_index(
        "ix_exchange_deliveries_next_at",
        "exchange_deliveries",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "uq_exchange_deliveries_waiting",
        "exchange_deliveries",
        ["request_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "exchange_queries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["exchange_requests.id"], name=op.f("fk_exchange_queries_request_id_exchange_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_queries")),
    )
    op.create_index("ix_exchange_queries_request_id", "exchange_queries", ["request_id", "day"], unique=False)
    op.create_table(
        "exchange_steps",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["exchange_requests.id"], name=op.f("fk_exchange_steps_request_id_exchange_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", "seq", name=op.f("pk_exchange_steps")),
    )
    op.create_table(
        "exchange_told",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["exchange_requests.id"], name=op.f("fk_exchange_told_request_id_exchange_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", "key", name=op.f("pk_exchange_told")),
    )
    # What SQLAlchemy cannot say: temporal keys.
    op.execute(
        "ALTER TABLE exchange_sets ADD CONSTRAINT pk_exchange_sets PRIMARY KEY (region, code, valid WITHOUT OVERLAPS)"
    )


def downgrade() -> None:
    op.drop_table("exchange_told")
    op.drop_table("exchange_steps")
    op.drop_index("ix_exchange_queries_request_id", table_name="exchange_queries")
    op.drop_table("exchange_queries")
    op.drop_index(
        "uq_exchange_deliveries_waiting",
        table_name="exchange_deliveries",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index(
        "ix_exchange_deliveries_next_at",
        table_name="exchange_deliveries",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_table("exchange_deliveries")
    op.drop_table("exchange_sets")
    op.drop_index("ix_exchange_requests_unit", table_name="exchange_requests")
    op.drop_index("ix_exchange_requests_region", table_name="exchange_requests")
    op.drop_index(
        "ix_exchange_requests_compare_at", table_name="exchange_requests", postgresql_where=sa.text("state = 'granted'")
    )
    op.drop_table("exchange_requests")
    op.drop_table("exchange_receivers")
    op.drop_index("ix_exchange_history_region", table_name="exchange_history")
    op.drop_table("exchange_history")
    op.drop_index("ix_exchange_drafts_region", table_name="exchange_drafts")
    op.drop_table("exchange_drafts")
    op.drop_table("exchange_terms")
