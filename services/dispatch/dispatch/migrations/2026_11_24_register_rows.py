"""Limits of a city's own for the load of townships, and how far taken-back powers are handed over."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

KINDS = (
    "'establishment', 'transfer', 'placement', 'need', 'agreement', 'booking', 'reversal',"
    " 'stock-posts', 'stock-people', 'stock-money'"
)
# Who decided is kept with the list that he decided on, so that what was open can be handed over in his name.
DECIDED_BY = """
UPDATE powers SET hand_over = hand_over || jsonb_build_object('by', (
    SELECT h.by FROM power_history h WHERE h.power_id = powers.id AND h.action = 'take-back' ORDER BY h.id DESC LIMIT 1
)) WHERE hand_over IS NOT NULL
"""

revision = "register_rows"
down_revision = "power_terms_region"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "load_limits",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("key", sa.Uuid(), sa.Computed("md5(region)::uuid", persisted=True), nullable=False),
        sa.Column("over_percent", sa.Integer(), nullable=False),
        sa.Column("under_percent", sa.Integer(), nullable=False),
        sa.Column("adopted_by", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "over_percent > 100 AND under_percent BETWEEN 0 AND 99", name=op.f("ck_load_limits_percent")
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_load_limits_order")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["resource_proposals.id"], name=op.f("fk_load_limits_proposal_id_resource_proposals")
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_load_limits_region_regions")),
    )
    op.add_column("powers", sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_powers_to_hand_over",
        "powers",
        ["id"],
        unique=False,
        postgresql_where=sa.text("hand_over IS NOT NULL AND handed_over_at IS NULL"),
    )
    op.create_index(
        "ix_training_certificates_region",
        "training_certificates",
        ["region", "id"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_index(
        "ix_training_pairs_region",
        "training_pairs",
        ["region", "id"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.drop_constraint(op.f("ck_resource_proposals_what"), "resource_proposals")
    op.create_check_constraint(
        op.f("ck_resource_proposals_what"), "resource_proposals", f"what IN ({KINDS}, 'load-limits')"
    )
    op.execute(DECIDED_BY)
    # What SQLAlchemy cannot say: temporal keys.
    op.execute("ALTER TABLE load_limits ADD CONSTRAINT pk_load_limits PRIMARY KEY (key, valid WITHOUT OVERLAPS)")


def downgrade() -> None:
    op.drop_index(
        "ix_training_pairs_region", table_name="training_pairs", postgresql_ops={"region": "text_pattern_ops"}
    )
    op.drop_index(
        "ix_training_certificates_region",
        table_name="training_certificates",
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.drop_index(
        "ix_powers_to_hand_over",
        table_name="powers",
        postgresql_where=sa.text("hand_over IS NOT NULL AND handed_over_at IS NULL"),
    )
    op.drop_column("powers", "handed_over_at")
    op.drop_table("load_limits")
    op.execute("DELETE FROM resource_proposals WHERE what = 'load-limits'")
    op.drop_constraint(op.f("ck_resource_proposals_what"), "resource_proposals")
    op.create_check_constraint(op.f("ck_resource_proposals_what"), "resource_proposals", f"what IN ({KINDS})")
