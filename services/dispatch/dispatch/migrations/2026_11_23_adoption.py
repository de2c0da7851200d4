"""Standards by type of township, who is taken in by them, and who shows them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "adoption"
down_revision = "placed_from"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "adoption_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption_history")),
    )
    op.create_index("ix_adoption_history_subject", "adoption_history", ["subject", "id"], unique=False)
    op.create_table(
        "adoption_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("adopted_by", sa.Text(), nullable=False),
        sa.Column("pack", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("derived_from", sa.Text(), nullable=True),
        sa.Column("drawn_up_by", sa.Text(), nullable=False),
        sa.Column("drawn_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'published', 'withdrawn')", name=op.f("ck_adoption_drafts_state")),
        sa.CheckConstraint("type IN ('street', 'town', 'rural')", name=op.f("ck_adoption_drafts_type")),
        sa.ForeignKeyConstraint(
            ["derived_from"], ["regions.code"], name=op.f("fk_adoption_drafts_derived_from_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption_drafts")),
    )
    op.create_table(
        "adoption_proposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name=op.f("ck_adoption_proposals_decided")),
        sa.CheckConstraint(
            "state <> 'refused' OR reason IS NOT NULL", name=op.f("ck_adoption_proposals_refused_with_reason")
        ),
        sa.CheckConstraint("state IN ('proposed', 'approved', 'refused')", name=op.f("ck_adoption_proposals_state")),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_adoption_proposals_two_persons")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_adoption_proposals_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption_proposals")),
    )
    op.create_index(
        "uq_adoption_proposals_open",
        "adoption_proposals",
        ["region"],
        unique=True,
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_table(
        "adoption_standards",
        sa.Column("type", sa.Text(), nullable=False),
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
        sa.Column("pack", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("derived_from", sa.Text(), nullable=True),
        sa.Column("drawn_up_by", sa.Text(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("type IN ('street', 'town', 'rural')", name=op.f("ck_adoption_standards_type")),
        sa.CheckConstraint("published_by <> drawn_up_by", name=op.f("ck_adoption_standards_two_persons")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_adoption_standards_order")),
        sa.ForeignKeyConstraint(
            ["derived_from"], ["regions.code"], name=op.f("fk_adoption_standards_derived_from_regions")
        ),
        sa.UniqueConstraint("type", "version", name=op.f("uq_adoption_standards_type")),
    )
    op.create_table(
        "adoptions",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("overlay", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("type IN ('street', 'town', 'rural')", name=op.f("ck_adoptions_type")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_adoptions_order")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_adoptions_region_regions")),
    )
    op.create_index(
        "ix_adoptions_region", "adoptions", ["region"], unique=False, postgresql_ops={"region": "text_pattern_ops"}
    )
    op.create_table(
        "adoption_demonstrations",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_adoption_demonstrations_order")),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["adoption_proposals.id"],
            name=op.f("fk_adoption_demonstrations_proposal_id_adoption_proposals"),
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_adoption_demonstrations_region_regions")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_adoption_demonstrations_proposal_id")),
    )
    # What SQLAlchemy cannot say: temporal keys.
    op.execute(
        "ALTER TABLE adoption_standards ADD CONSTRAINT pk_adoption_standards PRIMARY KEY (type, valid WITHOUT OVERLAPS)"
    )
    op.execute("ALTER TABLE adoptions ADD CONSTRAINT pk_adoptions PRIMARY KEY (region, valid WITHOUT OVERLAPS)")
    op.execute(
        "ALTER TABLE adoption_demonstrations ADD CONSTRAINT pk_adoption_demonstrations PRIMARY KEY (region, valid WITHOUT OVERLAPS)"
    )


def downgrade() -> None:
    op.drop_table("adoption_demonstrations")
    op.drop_index("ix_adoptions_region", table_name="adoptions", postgresql_ops={"region": "text_pattern_ops"})
    op.drop_table("adoptions")
    op.drop_table("adoption_standards")
    op.drop_index(
        "uq_adoption_proposals_open", table_name="adoption_proposals", postgresql_where=sa.text("state = 'proposed'")
    )
    op.drop_table("adoption_proposals")
    op.drop_table("adoption_drafts")
    op.drop_index("ix_adoption_history_subject", table_name="adoption_history")
    op.drop_table("adoption_history")
