"""The registers of duty lists: drafts, lists, bindings, exits; which matters are dangers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "duties"
down_revision = "spine"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_bindings",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("bound_from", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_duty_bindings_region_regions")),
        sa.PrimaryKeyConstraint("region", name=op.f("pk_duty_bindings")),
    )
    op.create_table(
        "duty_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("adopted_by", sa.Text(), nullable=False),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("drawn_up_by", sa.Text(), nullable=False),
        sa.Column("drawn_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'published', 'withdrawn')", name=op.f("ck_duty_drafts_state")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_duty_drafts_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_drafts")),
    )
    op.create_index("ix_duty_drafts_region", "duty_drafts", ["region", "id"], unique=False)
    op.create_table(
        "duty_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_duty_history_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_history")),
    )
    op.create_index("ix_duty_history_region", "duty_history", ["region", "id"], unique=False)
    op.create_table(
        "duty_lists",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("adopted_by", sa.Text(), nullable=False),
        sa.Column("drawn_up_by", sa.Text(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_duty_lists_order")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_duty_lists_region_regions")),
        sa.UniqueConstraint("id", name=op.f("uq_duty_lists_id")),
        sa.UniqueConstraint("region", "version", name=op.f("uq_duty_lists_region")),
    )
    op.create_table(
        "duty_exits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_duty_exits_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_exits")),
    )
    op.create_index(
        "ix_duty_exits_region",
        "duty_exits",
        ["region", "id"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_table(
        "duty_lines",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("support", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('basic', 'supporting', 'taken-back')", name=op.f("ck_duty_lines_kind")),
        sa.ForeignKeyConstraint(["list_id"], ["duty_lists.id"], name=op.f("fk_duty_lines_list_id_duty_lists")),
        sa.ForeignKeyConstraint(["matter"], ["matters.code"], name=op.f("fk_duty_lines_matter_matters")),
        sa.PrimaryKeyConstraint("list_id", "matter", name=op.f("pk_duty_lines")),
    )
    op.add_column("matters", sa.Column("danger", sa.Boolean(), server_default="false", nullable=False))
    # The starter table's own: manhole covers, fire, gas, work safety, unsafe buildings, lifts.
    op.execute("UPDATE matters SET danger = true WHERE code IN ('M0207', 'M0301', 'M0303', 'M0304', 'M0305', 'M0306')")
    # What SQLAlchemy cannot say: temporal keys.
    op.execute("ALTER TABLE duty_lists ADD CONSTRAINT pk_duty_lists PRIMARY KEY (region, valid WITHOUT OVERLAPS)")


def downgrade() -> None:
    op.drop_column("matters", "danger")
    op.drop_table("duty_lines")
    op.drop_index("ix_duty_exits_region", table_name="duty_exits", postgresql_ops={"region": "text_pattern_ops"})
    op.drop_table("duty_exits")
    op.drop_table("duty_lists")
    op.drop_index("ix_duty_history_region", table_name="duty_history")
    op.drop_table("duty_history")
    op.drop_index("ix_duty_drafts_region", table_name="duty_drafts")
    op.drop_table("duty_drafts")
    op.drop_table("duty_bindings")
