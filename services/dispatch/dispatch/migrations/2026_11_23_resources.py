"""Posts, people and money that follow the powers, and the register of assessment."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "resources"
down_revision = "training"
branch_labels = None
depends_on = None

# No transfer commits whose posts of a kind do not come out even: posts are moved, never made.
EVEN = """
CREATE FUNCTION check_transfer_even() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM post_entries WHERE transfer_id = coalesce(NEW.transfer_id, OLD.transfer_id)
        GROUP BY kind HAVING sum(posts) <> 0
    ) THEN
        RAISE EXCEPTION 'the posts of a transfer do not come out even' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$
"""
EVEN_TRIGGER = """
CREATE CONSTRAINT TRIGGER transfer_even AFTER INSERT OR UPDATE OR DELETE ON post_entries
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_transfer_even()
"""


def upgrade() -> None:
    op.create_table(
        "assessment_demands",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('item', 'responsibility-letter', 'award-drive')", name=op.f("ck_assessment_demands_kind")
        ),
        sa.CheckConstraint("void = (reason IS NOT NULL)", name=op.f("ck_assessment_demands_reason")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_assessment_demands_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_demands")),
    )
    op.create_index(
        "ix_assessment_demands_region",
        "assessment_demands",
        ["region", "id"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_table(
        "assessment_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("drawn_up_by", sa.Text(), nullable=False),
        sa.Column("drawn_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'approved', 'withdrawn')", name=op.f("ck_assessment_drafts_state")),
        sa.CheckConstraint("what IN ('register', 'rewards')", name=op.f("ck_assessment_drafts_what")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_assessment_drafts_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_drafts")),
    )
    op.create_index(
        "ix_assessment_drafts_region",
        "assessment_drafts",
        ["region", "id"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_index(
        "uq_assessment_drafts_approved",
        "assessment_drafts",
        ["region", "year", "what"],
        unique=True,
        postgresql_where=sa.text("state = 'approved'"),
    )
    op.create_table(
        "assessment_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_assessment_history_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_history")),
    )
    op.create_index(
        "ix_assessment_history_region",
        "assessment_history",
        ["region", "id"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_table(
        "money_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("power", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('revenue', 'transfer-given', 'share-given', 'spent')", name=op.f("ck_money_entries_kind")
        ),
        sa.CheckConstraint("fen > 0", name=op.f("ck_money_entries_fen")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_money_entries_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_entries")),
    )
    op.create_index(
        "ix_money_entries_region",
        "money_entries",
        ["region", "power"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_table(
        "resource_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_resource_history_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_history")),
    )
    op.create_index(
        "ix_resource_history_region",
        "resource_history",
        ["region", "id"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_table(
        "resource_proposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("drawn_up_by", sa.Text(), nullable=False),
        sa.Column("drawn_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'confirmed', 'withdrawn')", name=op.f("ck_resource_proposals_state")),
        sa.CheckConstraint(
            "what IN ('establishment', 'transfer', 'placement', 'need', 'agreement')",
            name=op.f("ck_resource_proposals_what"),
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_resource_proposals_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_proposals")),
    )
    op.create_index("ix_resource_proposals_region", "resource_proposals", ["region", "id"], unique=False)
    op.create_table(
        "assessment_items",
        sa.Column("register_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("figure", sa.Text(), nullable=True),
        sa.Column("matter", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "figure IN ('closed-in-time', 'accurate-dispatch', 'satisfaction')", name=op.f("ck_assessment_items_figure")
        ),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name=op.f("ck_assessment_items_weight")),
        sa.ForeignKeyConstraint(["matter"], ["matters.code"], name=op.f("fk_assessment_items_matter_matters")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_assessment_items_region_regions")),
        sa.ForeignKeyConstraint(
            ["register_id"], ["assessment_drafts.id"], name=op.f("fk_assessment_items_register_id_assessment_drafts")
        ),
        sa.PrimaryKeyConstraint("register_id", "code", name=op.f("pk_assessment_items")),
    )
    op.create_index("ix_assessment_items_region", "assessment_items", ["region", "year"], unique=False)
    op.create_table(
        "assessment_objections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "figure IN ('closed-in-time', 'accurate-dispatch', 'satisfaction')",
            name=op.f("ck_assessment_objections_figure"),
        ),
        sa.CheckConstraint(
            "ground IN ('not-ours', 'force-majeure', 'wrong-clock', 'wrong-fact')",
            name=op.f("ck_assessment_objections_ground"),
        ),
        sa.CheckConstraint("state IN ('open', 'upheld', 'dismissed')", name=op.f("ck_assessment_objections_state")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_assessment_objections_case_id_cases")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_assessment_objections_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_objections")),
    )
    op.create_index(
        "ix_assessment_objections_region",
        "assessment_objections",
        ["region", "id"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_index(
        "uq_assessment_objections_standing",
        "assessment_objections",
        ["year", "figure", "case_id"],
        unique=True,
        postgresql_where=sa.text("state != 'dismissed'"),
    )
    op.create_table(
        "assessment_rewards",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["assessment_drafts.id"], name=op.f("fk_assessment_rewards_list_id_assessment_drafts")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_assessment_rewards_person_id_persons")),
        sa.PrimaryKeyConstraint("list_id", "person_id", name=op.f("pk_assessment_rewards")),
    )
    op.create_table(
        "assessment_shares",
        sa.Column("register_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("township_percent", sa.Integer(), nullable=False),
        sa.CheckConstraint("township_percent BETWEEN 50 AND 100", name=op.f("ck_assessment_shares_township_percent")),
        sa.ForeignKeyConstraint(
            ["register_id"], ["assessment_drafts.id"], name=op.f("fk_assessment_shares_register_id_assessment_drafts")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_assessment_shares_unit_id_units")),
        sa.PrimaryKeyConstraint("register_id", "unit_id", name=op.f("pk_assessment_shares")),
    )
    op.create_table(
        "establishments",
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("approved", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('administrative', 'public-institution')", name=op.f("ck_establishments_kind")),
        sa.CheckConstraint("approved >= 0", name=op.f("ck_establishments_approved")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_establishments_order")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["resource_proposals.id"], name=op.f("fk_establishments_proposal_id_resource_proposals")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_establishments_unit_id_units")),
    )
    op.create_index(
        "ix_establishments_region",
        "establishments",
        ["region"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_table(
        "money_agreements",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("power", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("yearly_fen", sa.BigInteger(), nullable=False),
        sa.Column("share_bp", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_money_agreements_order")),
        sa.CheckConstraint(
            "yearly_fen >= 0 AND share_bp BETWEEN 0 AND 10000", name=op.f("ck_money_agreements_amounts")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["resource_proposals.id"], name=op.f("fk_money_agreements_proposal_id_resource_proposals")
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_money_agreements_region_regions")),
    )
    op.create_table(
        "placements",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("power", sa.Text(), nullable=True),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('administrative', 'public-institution')", name=op.f("ck_placements_kind")),
        sa.CheckConstraint(
            "mode IN ('own', 'transferred', 'county-kept-township-used', 'stationed')", name=op.f("ck_placements_mode")
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_placements_order")),
        sa.ForeignKeyConstraint(["holder"], ["units.id"], name=op.f("fk_placements_holder_units")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_placements_person_id_persons")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["resource_proposals.id"], name=op.f("fk_placements_proposal_id_resource_proposals")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_placements_unit_id_units")),
    )
    op.create_index(op.f("ix_placements_holder"), "placements", ["holder"], unique=False)
    op.create_index(
        "ix_placements_region",
        "placements",
        ["region", "person_id"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_table(
        "post_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("power", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("kind IN ('administrative', 'public-institution')", name=op.f("ck_post_entries_kind")),
        sa.CheckConstraint("posts <> 0", name=op.f("ck_post_entries_posts")),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["resource_proposals.id"], name=op.f("fk_post_entries_transfer_id_resource_proposals")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_post_entries_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_entries")),
    )
    op.create_index(
        "ix_post_entries_region",
        "post_entries",
        ["region", "power"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_index(op.f("ix_post_entries_transfer_id"), "post_entries", ["transfer_id"], unique=False)
    op.create_index(op.f("ix_post_entries_unit_id"), "post_entries", ["unit_id"], unique=False)
    op.create_table(
        "power_needs",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("power", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("yearly_fen", sa.BigInteger(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("posts >= 0 AND yearly_fen >= 0", name=op.f("ck_power_needs_amounts")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_power_needs_order")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["resource_proposals.id"], name=op.f("fk_power_needs_proposal_id_resource_proposals")
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_power_needs_region_regions")),
    )
    # What SQLAlchemy cannot say: temporal keys.
    op.execute(
        "ALTER TABLE establishments ADD CONSTRAINT pk_establishments PRIMARY KEY (unit_id, kind, valid WITHOUT OVERLAPS)"
    )
    op.execute("ALTER TABLE placements ADD CONSTRAINT pk_placements PRIMARY KEY (person_id, valid WITHOUT OVERLAPS)")
    op.execute(
        "ALTER TABLE power_needs ADD CONSTRAINT pk_power_needs PRIMARY KEY (region, power, valid WITHOUT OVERLAPS)"
    )
    op.execute(
        "ALTER TABLE money_agreements ADD CONSTRAINT pk_money_agreements PRIMARY KEY (region, power, valid WITHOUT OVERLAPS)"
    )
    op.execute(EVEN)
    op.execute(EVEN_TRIGGER)


def downgrade() -> None:
    op.drop_table("power_needs")
    op.drop_index(op.f("ix_post_entries_unit_id"), table_name="post_entries")
    op.drop_index(op.f("ix_post_entries_transfer_id"), table_name="post_entries")
    op.drop_index("ix_post_entries_region", table_name="post_entries", postgresql_ops={"region": "text_pattern_ops"})
    op.drop_table("post_entries")
    op.drop_index("ix_placements_region", table_name="placements", postgresql_ops={"region": "text_pattern_ops"})
    op.drop_index(op.f("ix_placements_holder"), table_name="placements")
    op.drop_table("placements")
    op.drop_table("money_agreements")
    op.drop_index(
        "ix_establishments_region", table_name="establishments", postgresql_ops={"region": "text_pattern_ops"}
    )
    op.drop_table("establishments")
    op.drop_table("assessment_shares")
    op.drop_table("assessment_rewards")
    op.drop_index(
        "uq_assessment_objections_standing",
        table_name="assessment_objections",
        postgresql_where=sa.text("state != 'dismissed'"),
    )
    op.drop_index(
        "ix_assessment_objections_region",
        table_name="assessment_objections",
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.drop_table("assessment_objections")
    op.drop_index("ix_assessment_items_region", table_name="assessment_items")
    op.drop_table("assessment_items")
    op.drop_index("ix_resource_proposals_region", table_name="resource_proposals")
    op.drop_table("resource_proposals")
    op.drop_index(
        "ix_resource_history_region", table_name="resource_history", postgresql_ops={"region": "text_pattern_ops"}
    )
    op.drop_table("resource_history")
    op.drop_index("ix_money_entries_region", table_name="money_entries", postgresql_ops={"region": "text_pattern_ops"})
    op.drop_table("money_entries")
    op.drop_index(
        "ix_assessment_history_region", table_name="assessment_history", postgresql_ops={"region": "text_pattern_ops"}
    )
    op.drop_table("assessment_history")
    op.drop_index(
        "uq_assessment_drafts_approved", table_name="assessment_drafts", postgresql_where=sa.text("state = 'approved'")
    )
    op.drop_index(
        "ix_assessment_drafts_region", table_name="assessment_drafts", postgresql_ops={"region": "text_pattern_ops"}
    )
    op.drop_table("assessment_drafts")
    op.drop_index(
        "ix_assessment_demands_region", table_name="assessment_demands", postgresql_ops={"region": "text_pattern_ops"}
    )
    op.drop_table("assessment_demands")
    op.execute("DROP FUNCTION check_transfer_even()")
